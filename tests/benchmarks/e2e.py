"""`make bench-e2e`: articles a second, the delay to the alert, and what work costs as it grows, with the machine's name.

    PYTHONPATH=. python tests/benchmarks/e2e.py [--processes 1,2] [--rates 35,100,500] [--growth-only] [--json]

Workers beside their broker on this machine, all four agents, 10,000 invented subscriptions (`subscribing.py`) and one
that hears of every attack, articles of 2.5 KB of which a fifth alerts; once for each number of processes. First the
throughput with a backlog, which is the saturation, and what an article costs each stage, the rest of the worker and
the broker then. After that the delay from sending an article to reading its alert, at steady rates and at 80 % of the
saturation; a rate that is more than the worker can do is left out, as its delay is that of the queue. Last, what one
article costs as subscriptions, open incidents and its length grow (`growth.py`). All together takes some ten minutes.
"""

import argparse
import asyncio
import json
import logging
import re
import signal
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from schemas.codec import encode
from streams.local.kafka import Cluster
from streams.reading import read_topic
from streams.sending import producer, send
from streams.settings import Settings, load_settings
from tests.benchmarks import growth
from tests.benchmarks.figures import histogram, percentile, table
from tests.benchmarks.news import ALERTING, articles
from tests.benchmarks.processes import brokers_of, cpu_seconds, family, machine
from tests.benchmarks.subscribing import subscription
from tests.integration.conftest import free_port
from tests.support import system
from tests.support.system import Worker

DESKS = 20
"""Subscribers that share the invented subscriptions."""
WARM = 500
"""Articles before the measured ones."""
SHARE = 0.8
"""Of the saturation, at which the delay is measured too."""
SUSTAINED = 0.95
"""Of the saturation: a rate above it is left out."""
ROOM = 100_000
"""Numbers of articles that each measurement has to itself."""


async def throughput(settings: Settings, worker: Worker, values: Sequence[bytes]) -> float:
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


async def delays(settings: Settings, values: Sequence[bytes], rate: float) -> list[float]:
    """Seconds from sending an article to reading its alert, at a steady rate, the shortest first."""
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


def stage_seconds(page: str) -> dict[str, float]:
    """Seconds of its own work by stage, from a page of metrics; of all processes together."""
    found: dict[str, float] = {}
    for stage, value in re.findall(r'^tocsin_stage_seconds_total\{.*?stage="(\w+)".*?\} (\S+)$', page, re.MULTILINE):
        found[stage] = found.get(stage, 0.0) + float(value)
    return found


def profile(
    before: dict[str, float], after: dict[str, float], worker: float, broker: float, count: int
) -> dict[str, float]:
    """Microseconds an article: the worker's CPU, of it each stage's own work (of the clock) and the rest, the broker's CPU.

    Where others hold the processor meanwhile, the clock goes on: the rest is then said to be less than it is.
    """
    stages = {stage: (seconds - before.get(stage, 0.0)) / count for stage, seconds in after.items()}
    rest = max(worker / count - sum(stages.values()), 0.0)
    found = {"worker": worker / count, **stages, "transport": rest, "broker": broker / count}
    return {name: round(1e6 * seconds) for name, seconds in found.items()}


def spread(found: Sequence[float], rate: float, sent: int) -> dict[str, object]:
    """What is said of the delays at one rate."""
    milliseconds = [1000 * seconds for seconds in found]
    return {
        "rate": round(rate, 1),
        "alerts": len(found),
        "missing": (sent + ALERTING - 1) // ALERTING - len(found),
        **{f"p{share}_ms": round(percentile(milliseconds, share / 100), 1) for share in (50, 90, 99) if found},
        "most_ms": round(milliseconds[-1], 1) if found else None,
    }


def rates(asked: Sequence[float], saturation: float) -> tuple[list[float], list[float]]:
    """The rates at which to measure the delay, and those that are left out."""
    left_out = [rate for rate in asked if rate > SUSTAINED * saturation]
    return sorted({rate for rate in asked if rate not in left_out} | {SHARE * saturation}), left_out


async def apply(settings: Settings, count: int) -> None:
    """One subscription that hears of every attack, and so many invented ones."""
    everything = {"id": "bench-all", "subscriber": "bench", "when": {"events": ["attacks"], "severity": "moderate"}}
    desks = [{"id": f"desk-{n}", "subscriber": f"desk-{n}", "when": {"keywords": "Tocsin"}} for n in range(DESKS)]
    await system.apply(settings, [everything, *desks])
    async with producer(settings) as client:
        made = (replace(subscription(number), subscriber=f"desk-{number % DESKS}") for number in range(count))
        topic = settings.topic("subscriptions")
        sent = [await send(client, topic, key=one.id.encode(), value=encode(one)) for one in made]
        await asyncio.gather(*sent)


async def saturate(
    settings: Settings, worker: Worker, count: int, brokers: Sequence[int]
) -> tuple[float, dict[str, float]]:
    """Articles a second with a backlog, and where each microsecond goes then."""
    await throughput(settings, worker, articles(WARM, ROOM))
    before, own, theirs = stage_seconds((await worker.get("/metrics"))[1]), _spent(worker), cpu_seconds(brokers)
    speed = await throughput(settings, worker, articles(count))
    after = stage_seconds((await worker.get("/metrics"))[1])
    return speed, profile(before, after, _spent(worker) - own, cpu_seconds(brokers) - theirs, count)


def _spent(worker: Worker) -> float:
    return cpu_seconds(family(worker.process.pid))


async def measure(
    settings: Settings, options: argparse.Namespace, processes: int, brokers: Sequence[int]
) -> dict[str, object]:
    """All that is measured of a worker of so many processes."""
    await apply(settings, options.subscriptions)
    worker = Worker(settings, "bench", free_port(), TOCSIN_PROCESSES=str(processes))
    worker.start()
    try:
        await system.until(worker.is_ready, 90 + options.subscriptions / 100, "the worker is ready")
        saturation, costs = await saturate(settings, worker, options.articles, brokers)
        asked, left_out = rates([float(rate) for rate in options.rates.split(",")], saturation)
        found = {"processes": processes, "articles_per_second": round(saturation), "microseconds_per_article": costs}
        delayed = []
        for number, rate in enumerate(asked):
            values = articles(max(int(rate * options.seconds), ALERTING), (2 + number) * ROOM)
            seconds = await delays(settings, values, rate)
            delayed.append(spread(seconds, rate, len(values)) | {"delays": [round(1000 * each, 1) for each in seconds]})
        return found | {"at_rates": delayed, "beyond_saturation": left_out}
    finally:
        await asyncio.to_thread(worker.end, signal.SIGTERM)


def show(found: dict[str, object]) -> None:
    """The same for a terminal."""
    print(f"\n{found['processes']} processes: {found['articles_per_second']} articles/s with a backlog")
    print(
        "\n".join(
            table([{"us an article": name, "": cost} for name, cost in found["microseconds_per_article"].items()])
        )
    )
    print("\n".join(table([{k: v for k, v in row.items() if k != "delays"} for row in found["at_rates"]])))
    for row in found["at_rates"]:
        print(f"article to alert at {row['rate']}/s:")
        print("\n".join(histogram(row["delays"], "ms")))
    for rate in found["beyond_saturation"]:
        print(f"{rate}/s: left out, more than this worker can do")


def run(options: argparse.Namespace) -> list[dict[str, object]]:
    """Each number of processes on topics of its own."""
    found = []
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as name:
        folder = Path(name)
        cluster = None if options.broker else Cluster(folder / "kafka")
        try:
            address = options.broker or cluster.start(lambda line: print(line, file=sys.stderr))
            for processes in map(int, options.processes.split(",")):
                prefix = f"bench{uuid.uuid4().hex[:6]}."
                settings = load_settings({}, brokers=address, prefix=prefix, data_dir=str(folder))
                found.append(asyncio.run(measure(settings, options, processes, brokers_of(cluster))))
                if not options.json:
                    show(found[-1])
        finally:
            if cluster is not None:
                cluster.stop()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=3000, help="of the backlog")
    parser.add_argument("--processes", default="1,2", help="of the worker: numbers with commas between")
    parser.add_argument("--rates", default="35,100,500", help="articles a second for the delay, with commas between")
    parser.add_argument("--seconds", type=float, default=20.0, help="for which each rate is kept")
    parser.add_argument("--subscriptions", type=int, default=10_000)
    parser.add_argument("--broker", help="use this Kafka, whose CPU is not seen then; default: one is started")
    parser.add_argument("--json", action="store_true")
    growth.add_options(parser)
    options = parser.parse_args()
    about = machine()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # of new topics, which have no leader yet
    if not options.json:
        print(f"{about['machine']}, load before {about['load_before']}")
    found = [] if options.growth_only else run(options)
    grown = {} if options.no_growth else growth.measure(options)
    if options.json:
        print(json.dumps(about | {"workers": found, "growth": grown}))
    else:
        growth.show(grown)


if __name__ == "__main__":
    main()
