"""Records of ten megabytes, many of them: a worker's memory is bounded by what it holds at once, not by what has come."""

import json
from pathlib import Path

import pytest

from tests.integration.conftest import Running
from tests.integration.test_broken_input import STAGES, STORY
from tests.support import system
from tests.support.system import Worker

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(300)]

TEN = 10_000_000
"""Bytes of each record."""
HALF = 30
"""Records of each half: far more than may be in memory at once."""
PEAK = 800 << 20
"""Bytes that the worker may have in memory at any time."""
MARGIN = 100 << 20
"""Bytes by which it may be larger after the second half than after the first: what the allocator keeps differs."""


def resident(worker: Worker, what: str = "VmRSS") -> int:
    """Bytes in memory now, or at most so far (`VmHWM`)."""
    assert worker.process is not None
    lines = Path(f"/proc/{worker.process.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(what)).split()[1]) * 1024


def large_records() -> dict[str, bytes]:
    """Half of them cannot be read, and of the rest most is unknown members, since reading ten megabytes takes seconds."""
    known = json.dumps(STORY)[:-1].encode()
    ways = [
        b"\xff" * TEN,
        b"[" * TEN,
        b'{"schema":"event/1.0","x":"' + b"x" * TEN + b'"}',
        known + b',"x":"' + b"x" * TEN + b'"}',
    ]
    return {f"{number}": ways[number % len(ways)] + b" " * number for number in range(HALF)}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory of a process is read from /proc")
async def test_memory_is_bounded_whatever_comes(battered: Running) -> None:
    settings, worker = battered.settings, battered.worker
    after = []
    for _ in range(2):
        for topic in STAGES:
            records = dict(list(large_records().items())[: HALF if topic == "articles" else HALF // 3])
            await system.send_kinds(settings, topic, records)
        await system.settled(settings, [worker], 120)
        after.append(resident(worker))
    assert resident(worker, "VmHWM") < PEAK
    assert after[1] < after[0] + MARGIN
    assert await worker.is_ready()
