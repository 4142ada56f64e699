"""What is kept about a local Kafka in `kafka.json`, and what is said about it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from streams.local.kafka.errors import StateError


@dataclass(frozen=True, slots=True)
class Node:
    """One node as it was last started; `pid` and `started` (its process's identity) are None if it never was."""

    id: int
    port: int
    controller_port: int
    pid: int | None = None
    started: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """One cluster: its version of Apache Kafka, its id, and its nodes."""

    version: str
    cluster_id: str
    nodes: tuple[Node, ...]

    @property
    def servers(self) -> str:
        """Its bootstrap servers."""
        return ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """One node now: `pid` is None unless it runs; `data_bytes` is the size of its files."""

    id: int
    pid: int | None
    port: int
    running: bool
    version: str
    data_bytes: int


@dataclass(frozen=True, slots=True)
class ClusterStatus:
    """The cluster now; no nodes if none was ever started in the folder."""

    brokers: str
    nodes: tuple[NodeStatus, ...]


def read(path: Path) -> State | None:
    """The state that was written, None if there is none. Raises StateError if it is damaged."""
    try:
        raw = json.loads(path.read_bytes())
        nodes = tuple(Node(**node) for node in raw["nodes"])
        return State(str(raw["version"]), str(raw["cluster_id"]), nodes)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError) as error:
        raise StateError(f"{path} cannot be read ({error}): remove the folder to begin anew") from error


def write(path: Path, state: State) -> None:
    """Replace the state whole, so that a crash leaves the old or the new."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(asdict(state), indent=2) + "\n", "utf-8")
    part.replace(path)
