"""`tocsin worker`."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from pathlib import Path

import click
import faust

from streams.admin import ensure_topics
from streams.app import create_app
from streams.cli.common import one_line, run, say, settings_for
from streams.settings import Settings

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


@click.command(
    "worker",
    epilog="Examples: tocsin worker --id w1 | TOCSIN_BROKERS=kafka-1:9092 tocsin worker --http-port 0",
)
@click.option("--broker", metavar="HOST:PORT", help="Kafka to use (TOCSIN_BROKERS).")
@click.option("--prefix", help="Prefix of topic and group names (TOCSIN_PREFIX).")
@click.option("--settings", "settings_file", type=click.Path(path_type=Path), help="TOML file of settings.")
@click.option("--id", "worker_id", help="Name of this worker, its own among all (TOCSIN_WORKER_ID).")
@click.option("--http-port", type=int, help="Port of /metrics /live /ready; 0 takes a free one (TOCSIN_HTTP_PORT).")
@click.option("--log-level", help="debug, info, warning or error (TOCSIN_LOG_LEVEL).")
def command(
    broker: str | None,
    prefix: str | None,
    settings_file: Path | None,
    worker_id: str | None,
    http_port: int | None,
    log_level: str | None,
) -> None:
    """Run one worker: all four agents, for its share of the lanes.

    Start as many as there are machines, each with an id of its own. Ends with code 1 when it gives up, with the reason
    in its last line: let a supervisor start it again.
    """
    settings = settings_for(
        settings_file, brokers=broker, prefix=prefix, worker_id=worker_id, http_port=http_port, log_level=log_level
    )
    logging.basicConfig(level=settings.log_level.upper(), format=FORMAT, stream=sys.stderr, force=True)
    for chatty in ("aiokafka", "faust", "mode"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLogger().level))
    run(ensure_topics(settings, say))
    run_worker(settings)


def run_worker(settings: Settings) -> None:
    """Run a worker until it is told to stop or gives up."""
    (settings.data_dir / "faust").mkdir(parents=True, exist_ok=True)
    loop = _loop()
    asyncio.set_event_loop(loop)
    system = create_app(settings)
    _spare_the_collector()
    worker = _Worker(system.app, loop=loop, redirect_stdouts=False, quiet=True)
    try:
        worker.execute_from_commandline()
    except SystemExit as ended:  # how Faust's worker always ends, with what stopped it as the context
        failure = system.failure or ended.__context__
        if failure is None:
            raise
        say(one_line(f"worker {settings.worker_id} gave up: {failure}"))
        sys.exit(1)


def _spare_the_collector() -> None:
    """Knowledge lives as long as the worker: taken out of the garbage collector's walks, which come less often too.

    Records are acyclic and freed by their counts; what the collector finds is little, and its walks cost a fifth.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class _Worker(faust.Worker):  # type: ignore[misc] # Faust ships no types that hold under strict
    """Faust's worker, with our logging: its own sets the root logger to DEBUG, which costs a fifth of the speed."""

    def _setup_logging(self) -> None:
        self.spinner = None


def _loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:  # not there on Windows
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop
