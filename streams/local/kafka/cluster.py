"""A cluster of one or more nodes in a folder."""

from __future__ import annotations

import base64
import fcntl
import signal
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from streams.local.kafka import jars, node, processes, ready, state
from streams.local.kafka.errors import StartError, StateError
from streams.local.kafka.node import Door
from streams.local.kafka.state import ClusterStatus, Node, NodeStatus, State

DEFAULT_VERSION = "4.3.0"
DEFAULT_CACHE = Path("~/.cache/tocsin")
READY_TIMEOUT_S = 60.0
LOCK_TIMEOUT_S = 180.0


def _silent(_: str) -> None:
    return


class Cluster:
    """Apache Kafka in a folder: `kafka.json` and, for each node, `node-N/` with its data, settings and log.

    `properties` are broker settings over ours, `doors` further listeners by node, `format_options` go to Kafka's own
    `format`; `cache` is where jars are kept for all folders. Nothing starts or is written before `start`. Only `start`
    looks at `nodes` and `version`; all else follows what the folder holds.
    """

    def __init__(
        self,
        folder: Path,
        *,
        nodes: int = 1,
        version: str = DEFAULT_VERSION,
        heap_mb: int = 512,
        cache: Path = DEFAULT_CACHE,
        properties: Mapping[str, str] | None = None,
        doors: Mapping[int, Sequence[Door]] | None = None,
        format_options: Sequence[str] = (),
    ) -> None:
        if nodes < 1:
            raise ValueError(f"a cluster has at least one node, not {nodes}")
        self._folder, self._cache = folder.expanduser().resolve(), cache.expanduser().resolve()
        if "," in str(self._folder):
            raise ValueError(f"Kafka takes no comma in the path of its data: {self._folder}")
        self._count, self._version, self._heap_mb = nodes, version, heap_mb
        self._properties, self._doors = dict(properties or {}), dict(doors or {})
        self._format_options = tuple(format_options)
        self._file = self._folder / "kafka.json"

    def start(self, progress: Callable[[str], None] = _silent) -> str:
        """Start what is not running, wait until all nodes answer, and return the bootstrap servers.

        Raises KafkaError: jars not to be had, another cluster in the folder, a node that ends or is not ready in 60 s.
        """
        with self._exclusive():
            now = self._with_free_ports(self._made())
            down = [each for each in now.nodes if not processes.runs(each.pid, each.started)]
            if down:
                progress(f"starting Apache Kafka {now.version}, nodes: {len(down)}")
                now = self._start(now, down, progress)
            self._wait(now.nodes)
            return now.servers

    def start_node(self, node_id: int, progress: Callable[[str], None] = _silent) -> None:
        """Start one node and wait until the cluster counts it. Raises as `start`."""
        with self._exclusive():
            now = self._known()
            one = self._node(now, node_id)
            if not processes.runs(one.pid, one.started):
                now = self._start(now, [one], progress)
            self._wait([self._node(now, node_id)])

    def stop(self, timeout: float = 30.0) -> None:
        """End all nodes with SIGTERM, and after `timeout` seconds with SIGKILL; data stay."""
        if not self._file.exists():
            return
        with self._exclusive():
            running = self._running(self._known().nodes)
            if not processes.end(running, signal.SIGTERM, timeout):
                processes.end(running, signal.SIGKILL, timeout)

    def stop_node(self, node_id: int, timeout: float = 30.0) -> None:
        """End one node with SIGTERM, so that it hands its partitions over first, and after `timeout` with SIGKILL."""
        with self._exclusive():
            running = self._running([self._node(self._known(), node_id)])
            if not processes.end(running, signal.SIGTERM, timeout):
                processes.end(running, signal.SIGKILL, timeout)

    def kill(self, node_id: int) -> None:
        """End one node with SIGKILL."""
        with self._exclusive():
            processes.end(self._running([self._node(self._known(), node_id)]), signal.SIGKILL, 30.0)

    def status(self) -> ClusterStatus:
        """Which nodes run."""
        now = state.read(self._file)
        if now is None:
            return ClusterStatus("", ())
        return ClusterStatus(now.servers, tuple(self._status(each, now.version) for each in now.nodes))

    def _status(self, one: Node, version: str) -> NodeStatus:
        running = processes.runs(one.pid, one.started)
        size = node.size(self._home(one) / "data")
        return NodeStatus(one.id, one.pid if running else None, one.port, running, version, size)

    def _made(self) -> State:
        found = state.read(self._file)
        if found is None:
            ports = ready.free_ports(2 * self._count)
            nodes = tuple(Node(i + 1, ports[2 * i], ports[2 * i + 1]) for i in range(self._count))
            # Kafka's tools take an id that begins with a dash for an option.
            cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode("ascii").replace("-", "_")
            return State(self._version, cluster_id, nodes)
        if len(found.nodes) != self._count or found.version != self._version:
            raise StateError(
                f"{self._folder} holds {len(found.nodes)} node(s) of Kafka {found.version}, not {self._count} of "
                f"{self._version}: ask for those, or use another folder"
            )
        return found

    def _known(self) -> State:
        found = state.read(self._file)
        if found is None:
            raise StateError(f"no local Kafka was ever started in {self._folder}")
        return found

    @staticmethod
    def _node(now: State, node_id: int) -> Node:
        for each in now.nodes:
            if each.id == node_id:
                return each
        raise StateError(f"no node {node_id}; there are 1 to {len(now.nodes)}")

    @staticmethod
    def _running(nodes: Sequence[Node]) -> list[tuple[int, str]]:
        return [(n.pid, n.started) for n in nodes if n.pid and n.started and processes.runs(n.pid, n.started)]

    def _home(self, one: Node) -> Path:
        return self._folder / f"node-{one.id}"

    def _with_free_ports(self, now: State) -> State:
        """Ports that others took meanwhile are exchanged; only all at once, as running nodes know the old ones."""
        down = [each for each in now.nodes if not processes.runs(each.pid, each.started)]
        taken = [port for each in down for port in (each.port, each.controller_port) if not ready.is_free(port)]
        if not taken:
            return now
        if len(down) < len(now.nodes):
            raise StartError(f"port {taken[0]} was taken by another process: stop the cluster, then start it")
        ports = ready.free_ports(2 * len(now.nodes))
        pairs = zip(now.nodes, ports[::2], ports[1::2], strict=True)
        return replace(now, nodes=tuple(replace(n, port=a, controller_port=b) for n, a, b in pairs))

    def _start(self, now: State, down: Sequence[Node], progress: Callable[[str], None]) -> State:
        class_path = jars.class_path(now.version, self._cache, progress)
        for one in down:
            now = self._spawn(now, one, class_path)
            state.write(self._file, now)
        return now

    def _spawn(self, now: State, one: Node, class_path: Sequence[Path]) -> State:
        home = self._home(one)
        home.mkdir(parents=True, exist_ok=True)
        config, log = home / "server.properties", home / "kafka.log"
        settings = node.properties(one, now.nodes, home / "data", self._properties, self._doors.get(one.id, ()))
        config.write_text(node.render(settings), "ascii")
        java = node.java_command(class_path, self._heap_mb)
        if not (home / "data" / "meta.properties").exists():
            node.format_data(java, now.cluster_id, config, self._format_options)
        node.rotate(log)
        pid = processes.spawn([*java, node.MAIN, str(config)], log)
        started = replace(one, pid=pid, started=processes.identity(pid))
        return replace(now, nodes=tuple(started if each.id == one.id else each for each in now.nodes))

    def _wait(self, nodes: Sequence[Node]) -> None:
        def check() -> None:
            for each in nodes:
                if not processes.runs(each.pid, each.started):
                    raise StartError(f"node {each.id} of the local Kafka ended; {self._log_of(each)}")

        if not ready.wait(nodes, check, READY_TIMEOUT_S):
            raise StartError(f"the local Kafka is not ready after {READY_TIMEOUT_S:.0f} s; {self._log_of(nodes[0])}")

    def _log_of(self, one: Node) -> str:
        log = self._home(one) / "kafka.log"
        return f"the end of {log}:\n{node.tail(log)}"

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        """One start, stop or kill at a time in a folder, over all processes."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "kafka.lock").open("a") as file:
            deadline = time.monotonic() + LOCK_TIMEOUT_S
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError as error:
                    if time.monotonic() > deadline:
                        raise StateError(f"another process is starting or stopping {self._folder}") from error
                    time.sleep(0.1)
            yield
