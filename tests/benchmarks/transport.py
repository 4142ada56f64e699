"""`make bench-transport`: four chained stages that only copy, beside bare aiokafka, FastStream and Quix Streams.

    PYTHONPATH=. python tests/benchmarks/transport.py [--records 40000] [--rounds 2] [--only ours,aiokafka] [--json]

Records of 2 KB go from a topic through three more to a fifth, in one process of each contender (`contenders/`), on
one broker, one contender after the other, all of them so many times. A contender is started and copies some to be warm,
is stopped (SIGSTOP) while all records are put on the first topic, and goes on; the time ends when the last of them can be
read from the last topic, `read_committed`. CPU is that of the contender's process and of the broker's, a record through
all four stages. What was lost or came twice is counted. Those that are no dependency of ours are installed once by pip
into `.tocsin/contenders`; where that cannot be, the others are measured.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import signal
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from aiokafka import TopicPartition
from aiokafka.admin import NewTopic

from streams.admin import admin, ensure_topics
from streams.local.kafka import Cluster
from streams.reading import consumer
from streams.sending import producer, send
from streams.settings import Settings, load_settings
from tests.benchmarks.contenders import CHAIN
from tests.benchmarks.contending import BARE, CONTENDERS, NUMBER, OURS, Contender, NotMeasured, Reader, Running
from tests.benchmarks.figures import table
from tests.benchmarks.processes import brokers_of, cpu_seconds, machine

SIZE = 2048
"""Bytes of a record's value."""
WARM = 2000
"""Records before the measured ones."""
PARTITIONS = 6
"""As a system has unless it is told otherwise."""
EXTRA = 1.0
"""Seconds for which is looked whether more comes than was put in."""
MOST_RATIO, LEAST_SPEED = 1.5, 8000
"""The goals: CPU a record over that of bare aiokafka, and records a second through all four stages."""


@dataclass(frozen=True)
class Round:
    """What one contender did once; microseconds are a record's, through all four stages."""

    name: str
    records_per_second: float
    cpu_us: float
    broker_us: float | None
    lost: int
    repeated: int


async def make_topics(settings: Settings) -> None:
    """The chain's, and those that a worker of ours asks for."""
    await ensure_topics(settings)
    async with admin(settings) as client:
        await client.create_topics([NewTopic(settings.topic(name), settings.partitions, 1) for name in CHAIN])


async def put(settings: Settings, first: int, count: int) -> None:
    """Put so many records on the first topic, evenly over its partitions."""
    padding = b"x" * (SIZE - NUMBER)
    async with producer(settings) as client:
        topic = settings.topic(CHAIN[0])
        for begin in range(first, first + count, 1000):
            numbers = range(begin, min(begin + 1000, first + count))
            sent = [
                await send(
                    client, topic, key=b"%d" % number, value=b"%0*d" % (NUMBER, number) + padding,
                    partition=number % settings.partitions,
                )
                for number in numbers
            ]  # fmt: skip
            await asyncio.gather(*sent)


async def measure(contender: Contender, settings: Settings, records: int, warm: int, brokers: Sequence[int]) -> Round:
    """One contender, once, on topics of its own.

    Raises:
        NotMeasured: it did not come to the end.
    """
    await make_topics(settings)
    await put(settings, 0, warm)
    last = settings.topic(CHAIN[-1])
    async with consumer(settings) as client:
        client.assign([TopicPartition(last, number) for number in range(settings.partitions)])
        await client.seek_to_beginning()
        running = Running(contender, settings)
        try:
            return await _race(contender, running, Reader(client, running), settings, records, warm, brokers)
        finally:
            await asyncio.to_thread(running.end)


async def _race(
    contender: Contender, running: Running, reader: Reader, settings: Settings, records: int, warm: int,
    brokers: Sequence[int],
) -> Round:  # fmt: skip
    await reader.until(warm)
    running.process.send_signal(signal.SIGSTOP)
    await put(settings, warm, records)
    own, theirs, began = cpu_seconds([running.process.pid]), cpu_seconds(brokers), time.monotonic()
    running.process.send_signal(signal.SIGCONT)
    await reader.until(warm + records)
    took = time.monotonic() - began
    own, theirs = cpu_seconds([running.process.pid]) - own, cpu_seconds(brokers) - theirs
    ending = time.monotonic() + EXTRA
    while time.monotonic() < ending:
        await reader.take()
    return Round(
        contender.name,
        round(records / took),
        round(1e6 * own / records, 1),
        round(1e6 * theirs / records, 1) if brokers else None,
        warm + records - len(reader.seen),
        reader.repeated,
    )


def summary(rounds: Sequence[Round]) -> list[dict[str, object]]:
    """A row for each contender, of the means of its rounds; ratios are to bare aiokafka."""
    names = list(dict.fromkeys(each.name for each in rounds))
    bare = [each.cpu_us for each in rounds if each.name == BARE]
    rows: list[dict[str, object]] = []
    for name in names:
        own = [each for each in rounds if each.name == name]
        cpu = statistics.mean(each.cpu_us for each in own)
        broker = [each.broker_us for each in own if each.broker_us is not None]
        rows.append(
            {
                "contender": name,
                "guarantee": next(each.guarantee for each in CONTENDERS if each.name == name),
                "records/s": round(statistics.mean(each.records_per_second for each in own)),
                "CPU us": round(cpu, 1),
                "broker us": round(statistics.mean(broker), 1) if broker else None,
                "CPU to aiokafka": round(cpu / statistics.mean(bare), 2) if bare else None,
                "lost": sum(each.lost for each in own),
                "repeated": sum(each.repeated for each in own),
            }
        )
    return rows


def verdicts(rows: Sequence[dict[str, object]]) -> dict[str, bool]:
    """Which goals are met, as far as they were measured."""
    by_name = {row["contender"]: row for row in rows}
    if OURS not in by_name:
        return {}
    ours = by_name[OURS]
    found = {
        "nothing lost or repeated": ours["lost"] == ours["repeated"] == 0,
        f"at least {LEAST_SPEED:,} records/s": ours["records/s"] >= LEAST_SPEED,
    }
    if ours["CPU to aiokafka"] is not None:
        found[f"within {MOST_RATIO} of aiokafka in CPU"] = ours["CPU to aiokafka"] <= MOST_RATIO
    for name in ("faststream", "quixstreams"):
        if name in by_name:
            found[f"ahead of {name} in records/s"] = ours["records/s"] > by_name[name]["records/s"]
            found[f"ahead of {name} in CPU"] = ours["CPU us"] < by_name[name]["CPU us"]
    return found


def race(options: argparse.Namespace, settings: Settings, brokers: Sequence[int]) -> tuple[list[Round], dict[str, str]]:
    """All rounds, and why which contender was not measured."""
    rounds: list[Round] = []
    missing: dict[str, str] = {}
    asked = [each for each in CONTENDERS if each.name in options.only.split(",")]
    for number in range(options.rounds):
        for contender in asked:
            if contender.name in missing:
                continue
            own = load_settings(
                {}, brokers=settings.brokers, prefix=f"transport{uuid.uuid4().hex[:6]}.", partitions=PARTITIONS,
                data_dir=str(settings.data_dir),
            )  # fmt: skip
            try:
                rounds.append(asyncio.run(measure(contender, own, options.records, options.warm, brokers)))
                print(f"round {number + 1}: {rounds[-1]}", file=sys.stderr)
            except NotMeasured as error:
                missing[contender.name] = str(error)
                print(f"{contender.name} is not measured: {error}", file=sys.stderr)
    return rounds, missing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=40_000)
    parser.add_argument("--warm", type=int, default=WARM, help="records before the measured ones")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", default=",".join(each.name for each in CONTENDERS), help="contenders, with commas")
    parser.add_argument("--broker", help="use this Kafka, whose CPU is not seen then; default: one is started")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    about = machine()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # of new topics, which have no leader yet
    with tempfile.TemporaryDirectory(prefix="tocsin-transport-") as name:
        folder = Path(name)
        cluster = None if options.broker else Cluster(folder / "kafka")
        try:
            address = options.broker or cluster.start(lambda line: print(line, file=sys.stderr))
            settings = load_settings({}, brokers=address, data_dir=str(folder))
            rounds, missing = race(options, settings, brokers_of(cluster))
        finally:
            if cluster is not None:
                cluster.stop()
    rows = summary(rounds)
    if options.json:
        found = {"rounds": [asdict(each) for each in rounds], "summary": rows, "missing": missing}
        print(json.dumps(about | found | {"goals": verdicts(rows)}))
        return
    print(about["machine"])
    print("\n".join(table(rows)))
    for name, why in missing.items():
        print(f"{name}: not measured: {why.splitlines()[0]}")
    for goal, met in verdicts(rows).items():
        print(f"{'met   ' if met else 'MISSED'} {goal}")


if __name__ == "__main__":
    main()
