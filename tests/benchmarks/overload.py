"""`make overload`: is a worker's memory flat while more comes than it can do? JSON with --json, else a plot.

    python tests/benchmarks/overload.py [--minutes 60] [--json]

Half as many articles again are sent as the worker has been seen to do, in every minute. They tell of the same incidents over
and over, each under an id of its own: so what a worker must remember stops growing, and what grows after that is a queue or
a leak. The first third is for warming up; the slope of the rest is a least-squares line. Exit code 1 if it is not flat.
"""

import argparse
import asyncio
import json
import signal
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from streams.local.kafka import Cluster
from streams.sending import producer, send
from streams.settings import Settings, load_settings
from tests.benchmarks.figures import slope
from tests.benchmarks.news import articles
from tests.integration.conftest import free_port
from tests.support import system
from tests.support.system import Worker

POOL = 1500
"""Different articles, of which a fifth alerts."""
OVER = 1.5
"""Articles that are sent for each that is done."""
EVERY = 0.5
"""Seconds between two samples."""
RISE = 0.05
"""Share of its size by which a flat worker may have grown after the warm-up, since allocators keep what they had."""
WATCH = {"id": "overload", "subscriber": "overload", "when": {"events": ["attacks"], "severity": "moderate"}}


@dataclass(frozen=True)
class Sample:
    second: float
    resident: int
    """Bytes."""
    done: float
    sent: int


def resident(worker: Worker) -> int:
    assert worker.process is not None
    lines = Path(f"/proc/{worker.process.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) * 1024


def verdict(samples: list[Sample]) -> dict[str, object]:
    """What is said of these samples: `flat` where the line rises by less than `RISE` of the worker's size."""
    after = [entry for entry in samples if entry.second >= samples[-1].second / 3]
    bytes_a_second = slope([(entry.second, entry.resident) for entry in after])
    rise = bytes_a_second * (after[-1].second - after[0].second)
    last = samples[-1]
    return {
        "seconds": round(last.second),
        "sent": last.sent,
        "done": round(last.done),
        "waiting": round(last.sent - last.done),
        "articles_per_second": round(last.done / last.second),
        "megabytes": round(last.resident / 2**20),
        "most_megabytes": round(max(entry.resident for entry in samples) / 2**20),
        "megabytes_per_hour": round(bytes_a_second * 3600 / 2**20, 1),
        "rise_after_warming_up": round(rise / after[0].resident, 4),
        "flat": rise < RISE * after[0].resident,
    }


async def sample(settings: Settings, worker: Worker, seconds: float) -> list[Sample]:
    """Keep the worker overloaded for so long."""
    pool = [json.loads(value) for value in articles(POOL)]
    samples: list[Sample] = []
    sent, began = 0, time.monotonic()
    async with producer(settings) as client:
        while (now := time.monotonic() - began) < seconds:
            done = await worker.metric("tocsin_articles_total")
            target = max(POOL, int(done * OVER) + POOL // 3)
            futures = []
            for number in range(sent, target):
                value = json.dumps(pool[number % POOL] | {"id": f"over-{number}"}).encode()
                key = b"%d" % (number % POOL)
                futures.append(await send(client, settings.topic("articles"), key=key, value=value))
            await asyncio.gather(*futures)
            sent = max(sent, target)
            samples.append(Sample(now, resident(worker), done, sent))
            await asyncio.sleep(EVERY)
    return samples


async def run(settings: Settings, seconds: float) -> tuple[list[Sample], dict[str, object]]:
    """Samples and the verdict of a system of its own."""
    await system.apply(settings, [WATCH])
    worker = Worker(settings, "overload", free_port())
    worker.start()
    try:
        await system.until(worker.is_ready, 90, "the worker is ready")
        samples = await sample(settings, worker, seconds)
        letters = await system.dead_letters(settings)
        return samples, verdict(samples) | {"dead_letters": len(letters), "ready": await worker.is_ready()}
    finally:
        await asyncio.to_thread(worker.end, signal.SIGTERM)


def plot(samples: list[Sample], width: int = 72, height: int = 12) -> list[str]:
    """Megabytes over time, from none to the most."""
    top = max(entry.resident for entry in samples)
    step = max(len(samples) / width, 1.0)
    columns = [samples[int(at * step)].resident / top for at in range(min(width, len(samples)))]
    rows = ["".join("█" if share * height > row else " " for share in columns) for row in reversed(range(height))]
    marks = [f"{top / 2**20 * (height - number) / height:7.0f} MB │{row}" for number, row in enumerate(rows)]
    return [*marks, f"{'':10} └{'─' * len(columns)} {samples[-1].second / 60:.1f} min"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--broker", help="use this Kafka; default: one is started")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tocsin-overload-") as name:
        folder = Path(name)
        cluster = None if options.broker else Cluster(folder / "kafka")
        try:
            brokers = options.broker or cluster.start(lambda line: print(line, file=sys.stderr))
            prefix = f"over{uuid.uuid4().hex[:6]}."
            settings = load_settings({}, brokers=brokers, prefix=prefix, partitions=3, data_dir=str(folder))
            samples, found = asyncio.run(run(settings, options.minutes * 60))
        finally:
            if cluster is not None:
                cluster.stop()
    print(
        "\n".join([json.dumps(found)] if options.json else [*plot(samples), *(f"{k:24} {v}" for k, v in found.items())])
    )
    sys.exit(0 if found["flat"] else 1)


if __name__ == "__main__":
    main()
