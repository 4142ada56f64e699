"""A whole worker process whose stages count and copy: classify's place is taken by the counting stage.

python -m tests.streams.toy_worker    (settings from TOCSIN_*)
"""

import asyncio
import logging
import os
from collections.abc import Sequence

from streams.admin import ensure_topics
from streams.cli.worker import run_worker
from streams.metrics import Metrics
from streams.records import Stage
from streams.settings import Settings, load_settings
from streams.system import System
from tests.streams.toys import Counting, Passing


def make_stages() -> Sequence[Stage]:
    return (
        Counting(),
        Passing("copy", "events", "incidents"),
        Passing("copy-again", "incidents", "matches"),
        Passing("end", "matches", "desks"),
    )


def create(settings: Settings) -> System:
    return System(settings, Metrics(), make_stages, lambda name, value: None)


def main() -> None:
    logging.basicConfig(
        level=os.environ.get("TOY_LOG", "INFO"), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    settings = load_settings(os.environ)
    asyncio.run(ensure_topics(settings))
    run_worker(settings, create=create)


if __name__ == "__main__":
    main()
