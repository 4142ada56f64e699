"""`make bench`: articles a second and the delay to the alert through all four agents, with the machine's name.

    python tests/benchmarks/pipeline.py [--articles 20000] [--processes 1] [--rate 100] [--seconds 30] [--json]

One worker beside its broker on this machine, classification included, ten subscriptions, articles of 2.5 KB of which a
fifth alerts. First the throughput with a backlog, then the delay at a steady rate, then each stage's share of the time.
"""

import argparse
import asyncio
import json
import os
import platform
import re
import signal
import socket
import sys
import tempfile
import time
import uuid
from pathlib import Path

from streams.local.kafka import Cluster
from streams.local.sample import subscription_documents
from streams.reading import read_topic
from streams.sending import producer, send
from streams.settings import Settings, load_settings
from tests.benchmarks.prose import prose
from tests.chaos.world import article, opened
from tests.support import system
from tests.support.system import Worker

SIZE = 2500
"""Characters of an article."""
ALERTING = 5
"""Every how-manieth article reports an attack that alerts."""


def articles(count: int, first: int = 0) -> list[bytes]:
    """So many articles from number `first` on: everyday prose, and an attack in every `ALERTING`-th."""
    made = []
    for number in range(first, first + count):
        story = article(number // ALERTING, 0) if number % ALERTING == 0 else _everyday(number)
        text = f"{story['text']}\n\n{prose(number, SIZE)}"[:SIZE]
        made.append(json.dumps(story | {"text": text, "id": f"bench-{number}"}).encode())
    return made


def _everyday(number: int) -> dict[str, object]:
    title, text = prose(-1 - number, 60).rpartition(" ")[0], prose(2**32 + number, 120)
    return {"title": title, "text": text, "published": opened(number // ALERTING).isoformat()}


async def throughput(settings: Settings, worker: Worker, values: list[bytes]) -> float:
    """Articles a second with a backlog: sent at once, from the first handled to the last stage at rest."""
    before = await worker.metric("tocsin_articles_total")
    began = time.monotonic()
    async with producer(settings) as client:
        topic = settings.topic("articles")
        sent = [await send(client, topic, key=b"%d" % n, value=value) for n, value in enumerate(values)]
        await asyncio.gather(*sent)
    while await worker.metric("tocsin_articles_total") - before < len(values):
        await asyncio.sleep(0.1)
    while await worker.metric("tocsin_lag") > 0:
        await asyncio.sleep(0.1)
    return len(values) / (time.monotonic() - began)


async def delays(settings: Settings, values: list[bytes], rate: float) -> list[float]:
    """Seconds from sending an article to reading its alert, at a steady rate."""
    sent_at: dict[str, float] = {}
    found: list[float] = []
    alerting = sum(1 for number in range(len(values)) if number % ALERTING == 0)

    standing = asyncio.Event()

    async def watch() -> None:
        topic = settings.topic("alerts.bench")
        async for record in read_topic(settings, topic, follow=True, from_end=True, standing=standing):
            name = json.loads(record.value)["citation"]["article"]
            if name in sent_at:
                found.append(time.time() - sent_at[name])
                if len(found) >= alerting:
                    return

    watching = asyncio.create_task(watch())
    await standing.wait()
    began = time.monotonic()
    async with producer(settings) as client:
        for number, value in enumerate(values):
            sent_at[json.loads(value)["id"]] = time.time()
            await send(client, settings.topic("articles"), key=b"%d" % number, value=value)
            await asyncio.sleep(max(0.0, began + (number + 1) / rate - time.monotonic()))
    await asyncio.wait([watching], timeout=30)
    watching.cancel()
    return sorted(found)


async def stages(worker: Worker) -> dict[str, float]:
    """Microseconds of its own work a record, by stage."""
    _, page = await worker.get("/metrics")
    values: dict[tuple[str, str], float] = {}
    for line in page.splitlines():
        for series in ("tocsin_stage_seconds_total", "tocsin_records_total"):
            if line.startswith(series + "{"):
                key = series, re.search(r'stage="(\w+)"', line)[1]
                values[key] = values.get(key, 0.0) + float(line.rsplit(" ", 1)[1])
    return {
        stage: round(1e6 * seconds / max(values.get(("tocsin_records_total", stage), 1), 1), 1)
        for (series, stage), seconds in values.items()
        if series == "tocsin_stage_seconds_total"
    }


def subscriptions() -> list[dict]:
    """Nine of the sample's kind, and one that hears of every attack."""
    everything = {"id": "bench-all", "subscriber": "bench", "when": {"events": ["attacks"], "severity": "moderate"}}
    return [everything, *subscription_documents()[:9]]


async def run(settings: Settings, options: argparse.Namespace) -> dict[str, object]:
    await system.apply(settings, subscriptions())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    worker = Worker(settings, "bench", port, TOCSIN_PROCESSES=str(options.processes))
    worker.start()
    try:
        await system.until(worker.is_ready, 90, "the worker is ready")
        await throughput(settings, worker, articles(500, 200_000))
        speed = await throughput(settings, worker, articles(options.articles))
        steady = articles(int(options.rate * options.seconds), 100_000)
        found = await delays(settings, steady, options.rate)
        return {
            "machine": f"{platform.node()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
            "processes": options.processes,
            "articles": options.articles,
            "articles_per_second": round(speed),
            "rate": options.rate,
            "alerts": len(found),
            "p50_ms": round(1000 * found[len(found) // 2], 1),
            "p99_ms": round(1000 * found[int(len(found) * 0.99)], 1),
            "microseconds_per_record": await stages(worker),
        }
    finally:
        await asyncio.to_thread(worker.end, signal.SIGTERM)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--rate", type=float, default=100.0, help="articles a second for the delay")
    parser.add_argument("--processes", type=int, default=1, help="processes of the worker")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--broker", help="use this Kafka; default: one is started")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as name:
        folder = Path(name)
        cluster = None if options.broker else Cluster(folder / "kafka")
        try:
            brokers = options.broker or cluster.start(lambda line: print(line, file=sys.stderr))
            prefix = f"bench{uuid.uuid4().hex[:6]}."
            settings = load_settings({}, brokers=brokers, prefix=prefix, data_dir=str(folder))
            found = asyncio.run(run(settings, options))
        finally:
            if cluster is not None:
                cluster.stop()
    if options.json:
        print(json.dumps(found))
        return
    for key, value in found.items():
        print(f"{key:24} {value}")


if __name__ == "__main__":
    main()
