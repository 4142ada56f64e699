"""`tocsin up`."""

from __future__ import annotations

import asyncio
import dataclasses
import signal
import socket
from collections.abc import Iterable
from pathlib import Path

import click

from schemas.alert import Alert
from streams.admin import cluster_id, ensure_alert_topics, ensure_topics
from streams.cli.alerts import render
from streams.cli.common import REFUSED, UNREACHABLE, fail_with_log, run, say, settings_for
from streams.cli.kafka import cluster_of
from streams.local.replay import SampleReplay, apply_sample_subscriptions, follow_alerts, longest_digest
from streams.local.supervisor import Supervisor, WorkerFailed
from streams.settings import Settings

EXAMPLES = """\b
Examples:
  tocsin up
  tocsin up --broker kafka-1:9092 --prefix trial.
  tocsin up --pace 10 --no-sample
"""

ON_THEIR_WAY = 5.0
"""Seconds that the alerts of the last articles may take."""


@click.command("up", epilog=EXAMPLES)
@click.option("--broker", metavar="HOST:PORT", help="Use this Kafka; by default a local one is started.")
@click.option("--prefix", help="Prefix of topic and group names (TOCSIN_PREFIX).")
@click.option("--data", type=click.Path(path_type=Path), help="Folder of the local Kafka and logs (TOCSIN_DATA_DIR).")
@click.option("--pace", type=click.FloatRange(min=0.01), default=1.0, help="Sample articles a second (1).")
@click.option("--no-sample", is_flag=True, help="No sample subscriptions and no sample feed.")
@click.option("--until-end", is_flag=True, help="End when the sample and its last digest have.")
def command(
    broker: str | None, prefix: str | None, data: Path | None, pace: float, no_sample: bool, until_end: bool
) -> None:
    """Run the whole system on this machine: Kafka, topics, one worker, and a sample feed whose alerts are printed.

    Ctrl-C ends all of it cleanly; a second start goes on where it stopped.
    """
    settings = settings_for(brokers=broker, prefix=prefix, data_dir=None if data is None else str(data))
    if broker is not None:
        _run(settings, pace, not no_sample, until_end)
        return
    from streams.local.kafka import KafkaError

    cluster = cluster_of(settings)
    try:
        settings = dataclasses.replace(settings, brokers=cluster.start(say))
        _run(settings, pace, not no_sample, until_end)
    except KafkaError as error:
        fail_with_log(str(error), UNREACHABLE)
    finally:
        say("stopping Kafka …")
        cluster.stop()
        say("stopped; a further start goes on from here")


def _run(settings: Settings, pace: float, sample: bool, until_end: bool) -> None:
    try:
        run(_up(settings, pace, sample, until_end))
    except WorkerFailed as error:
        fail_with_log(str(error), REFUSED)


async def _up(settings: Settings, pace: float, sample: bool, until_end: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await ensure_topics(settings, say)
    subscribers = await apply_sample_subscriptions(settings) if sample else set[str]()
    await ensure_alert_topics(settings, subscribers)
    port = _free_port(settings.http_host, settings.http_port)
    worker = dataclasses.replace(settings, worker_id=f"{settings.worker_id}-up", http_port=port)
    supervisor = Supervisor(worker, say, settings.data_dir / "worker.log")
    tasks = [asyncio.create_task(supervisor.run(), name="worker")]
    try:
        waiting = asyncio.create_task(supervisor.ready(), name="ready")
        await _first(waiting, tasks[0], asyncio.create_task(stop.wait()))
        if stop.is_set():
            return
        say(f"worker ready: {supervisor.url}/metrics, log {supervisor.log_file}, Kafka {settings.brokers}")
        if sample:
            standing = {name: asyncio.Event() for name in sorted(subscribers)}
            tasks += [
                asyncio.create_task(follow_alerts(settings, name, _print, event)) for name, event in standing.items()
            ]
            tasks.append(asyncio.create_task(_replay(settings, pace, stop, until_end, standing.values())))
        else:
            say("send articles with: tocsin send FILE… --broker " + settings.brokers)
        await _first(*tasks, asyncio.create_task(stop.wait()))
    finally:
        say("\nstopping …")
        await supervisor.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _first(*tasks: asyncio.Task[object]) -> None:
    """Wait for the first of these that ends; its error is ours."""
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()


async def _replay(
    settings: Settings, pace: float, stop: asyncio.Event, until_end: bool, followers: Iterable[asyncio.Event]
) -> None:
    """Send the sample once all followers stand: the alert of its first article is for them to see."""
    for standing in followers:
        await standing.wait()
    replay = SampleReplay(settings, pace, await cluster_id(settings))
    if replay.done:
        say(f"the sample was sent before ({replay.total} articles); remove {replay.file} to send it again")
    else:
        say(f"sending the sample from article {replay.position + 1} of {replay.total}, {pace:g} a second")
        await replay.run()
        say("the sample has ended, a last digest is to come")
        say("send your own articles with: tocsin send FILE… --broker " + settings.brokers)
    if until_end:
        await asyncio.sleep(longest_digest() + ON_THEIR_WAY)
        return
    await stop.wait()


def _print(alert: Alert) -> None:
    click.echo(render(alert))


def _free_port(host: str, wanted: int) -> int:
    """The wanted port, or a free one where it is taken."""
    for port in (wanted, 0):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    return wanted
