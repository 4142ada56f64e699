"""A whole worker process whose stages count and copy: classify's place is taken by the counting stage.

python -m tests.streams.toy_worker    (settings from TOCSIN_*)
"""

import asyncio
import logging
import os
import sys
from collections.abc import Sequence

import faust
import uvloop

from streams.admin import ensure_topics
from streams.metrics import Metrics
from streams.records import Stage
from streams.settings import load_settings
from streams.system import System
from tests.streams.toys import Counting, Passing


def make_stages() -> Sequence[Stage]:
    return (
        Counting(),
        Passing("copy", "events", "incidents"),
        Passing("copy-again", "incidents", "matches"),
        Passing("end", "matches", "desks"),
    )


class QuietWorker(faust.Worker):
    def _setup_logging(self) -> None:
        self.spinner = None


def main() -> None:
    logging.basicConfig(
        level=os.environ.get("TOY_LOG", "INFO"), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    settings = load_settings(os.environ)
    (settings.data_dir / "faust").mkdir(parents=True, exist_ok=True)
    asyncio.run(ensure_topics(settings))
    loop = uvloop.new_event_loop()
    asyncio.set_event_loop(loop)
    system = System(settings, Metrics(), make_stages, lambda name, value: None)
    try:
        QuietWorker(system.app, loop=loop, redirect_stdouts=False, quiet=True).execute_from_commandline()
    finally:
        if system.failure is not None:
            print(f"worker {settings.worker_id} gave up: {system.failure}", file=sys.stderr)  # noqa: T201 - as the command does
            sys.exit(1)


if __name__ == "__main__":
    main()
