"""What processes of this machine spend: read from /proc, so on Linux alone."""

import os
import platform
from collections.abc import Iterable
from pathlib import Path

from streams.local.kafka import Cluster

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(processes: Iterable[int]) -> float:
    """What these have spent so far, all their threads together."""
    return sum(_ticks(process) for process in processes) / TICKS


def _ticks(process: int) -> int:
    after_the_name = (
        Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    )
    return int(after_the_name[11]) + int(after_the_name[12])


def family(process: int) -> list[int]:
    """A process and those that it started, and they."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text(errors="replace").rpartition(")")[2].split()[1])
        except OSError:  # it ended meanwhile
            continue
    found = [process]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def brokers_of(cluster: Cluster | None) -> list[int]:
    """The processes of a Kafka that was started here."""
    return [] if cluster is None else [node.pid for node in cluster.status().nodes if node.pid is not None]


def machine() -> dict[str, object]:
    """Its name, and how busy others kept it in the last minute."""
    load = round(os.getloadavg()[0], 1)
    name = f"{platform.node()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return {"machine": name, "load_before": load}
