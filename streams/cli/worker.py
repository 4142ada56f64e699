"""`tocsin worker`."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import click
import faust

from streams.admin import ensure_topics
from streams.app import create_app
from streams.cli.common import REFUSED, fail, one_line, run, say, settings_for
from streams.local.crew import Crew
from streams.local.supervisor import WorkerFailed
from streams.settings import Settings
from streams.system import System

FORMAT = "%(asctime)s %(levelname)s {worker} %(name)s: %(message)s"


@click.command(
    "worker",
    epilog="Examples: tocsin worker --id w1 | TOCSIN_BROKERS=kafka-1:9092 tocsin worker --processes 4",
)
@click.option("--broker", metavar="HOST:PORT", help="Kafka to use (TOCSIN_BROKERS).")
@click.option("--prefix", help="Prefix of topic and group names (TOCSIN_PREFIX).")
@click.option("--settings", "settings_file", type=click.Path(path_type=Path), help="TOML file of settings.")
@click.option("--id", "worker_id", help="Name of this worker, its own among all (TOCSIN_WORKER_ID).")
@click.option("--processes", type=int, help="Processes, each with lanes of its own (TOCSIN_PROCESSES).")
@click.option("--http-port", type=int, help="Port of /metrics, /live, /ready, /api; 0: a free one (TOCSIN_HTTP_PORT).")
@click.option("--log-level", help="debug, info, warning or error (TOCSIN_LOG_LEVEL).")
@click.option("--with-parent", is_flag=True, help="End when standard input does: with the process that started this.")
def command(
    broker: str | None,
    prefix: str | None,
    settings_file: Path | None,
    worker_id: str | None,
    processes: int | None,
    http_port: int | None,
    log_level: str | None,
    with_parent: bool,
) -> None:
    """Run one worker: all four agents, for its share of the lanes.

    Start as many as there are machines, each with an id of its own. Ends with code 1 when it gives up, with the reason
    in its last line: let a supervisor start it again. With several processes it starts those again by itself that end.
    """
    settings = settings_for(
        settings_file,
        brokers=broker,
        prefix=prefix,
        worker_id=worker_id,
        processes=processes,
        http_port=http_port,
        log_level=log_level,
    )
    form = FORMAT.format(worker=settings.worker_id)
    logging.basicConfig(level=settings.log_level.upper(), format=form, stream=sys.stderr, force=True)
    for chatty in ("aiokafka", "faust", "mode"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLogger().level))
    run(ensure_topics(settings, say))
    if settings.processes == 1:
        run_worker(settings, with_parent=with_parent)
        return
    try:
        run(_run_crew(settings, with_parent))
    except (WorkerFailed, OSError) as error:
        fail(f"worker {settings.worker_id} gave up: {error}", REFUSED)


async def _run_crew(settings: Settings, with_parent: bool) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if with_parent:
        _end_with_input(loop)
    await Crew(settings, say).run(stop)


def run_worker(
    settings: Settings, *, with_parent: bool = False, create: Callable[[Settings], System] = create_app
) -> None:
    """Run a worker of one process until it is told to stop or gives up, or its parent is no more.

    `create` makes what it runs: the four agents, where nothing else is asked for.
    """
    (settings.data_dir / "faust").mkdir(parents=True, exist_ok=True)
    loop = _loop()
    asyncio.set_event_loop(loop)
    if with_parent:
        _end_with_input(loop)
    system = create(settings)
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


def _end_with_input(loop: asyncio.AbstractEventLoop) -> None:
    """Stop as at SIGTERM when standard input ends: its other end is held by a parent, which may have been killed."""

    def look() -> None:
        if not os.read(sys.stdin.fileno(), 4096):
            loop.remove_reader(sys.stdin.fileno())
            os.kill(os.getpid(), signal.SIGTERM)

    loop.add_reader(sys.stdin.fileno(), look)


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
