"""A whole system on a real Kafka, for integration tests, chaos and benchmarks: workers as processes, topics from outside."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

import aiohttp
import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas.alert import Alert
from schemas.codec import decode, encode
from schemas.formats.article import read_article
from schemas.formats.subscription import read_subscription
from schemas.incident import Incident
from streams.admin import ensure_alert_topics, ensure_topics
from streams.positions import committed_positions
from streams.reading import consumer, read_topic
from streams.records import Record
from streams.sending import producer, send
from streams.settings import Settings
from streams.topics import ARTICLES, DEAD_LETTERS, EVENTS, INCIDENTS, MATCHES, SUBSCRIPTIONS, alerts_of
from tests.support.header_names import NAME


class Worker:
    """One worker process, with its log in the data folder. `program` is the module that is run as the command."""

    program = "streams.cli"

    def __init__(self, settings: Settings, name: str, port: int, **environment: str) -> None:
        self.name, self.port = name, port
        self._settings, self._environment = settings, environment
        self.log = settings.data_dir / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = os.environ | self._environment | {
            "TOCSIN_BROKERS": self._settings.brokers,
            "TOCSIN_PREFIX": self._settings.prefix,
            "TOCSIN_PARTITIONS": str(self._settings.partitions),
            "TOCSIN_DATA_DIR": str(self._settings.data_dir),
            "TOCSIN_HTTP_PORT": str(self.port),
            "TOCSIN_WORKER_ID": self.name,
        }  # fmt: skip
        with self.log.open("ab") as output:
            command = [sys.executable, "-m", self.program, "worker"]
            self.process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)

    def send_signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def end(self, number: int = signal.SIGKILL, seconds: float = 30) -> int | None:
        self.send_signal(number)
        if self.process is None:
            return None
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    async def get(self, path: str) -> tuple[int, str]:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as session,
            session.get(f"http://127.0.0.1:{self.port}{path}") as response,
        ):
            return response.status, await response.text()

    async def is_ready(self) -> bool:
        try:
            return (await self.get("/ready"))[0] == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            assert self.running, f"the worker ended:\n{self.last_lines()}"
            return False

    async def metric(self, name: str, **labels: str) -> float:
        """The sum of a series over its labels, or over those that have these."""
        _, page = await self.get("/metrics")
        lines = [line for line in page.splitlines() if line.startswith((name + " ", name + "{"))]
        lines = [line for line in lines if all(f'{label}="{value}"' in line for label, value in labels.items())]
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines)

    def last_lines(self, count: int = 40) -> str:
        return "\n".join(Path(self.log).read_text(errors="replace").splitlines()[-count:])


async def until(condition: Callable[[], Awaitable[Any]], seconds: float, what: str) -> Any:
    """Await a condition that is polled; fails with `what` when it takes longer."""
    deadline = time.monotonic() + seconds
    while not (value := await condition()):
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        await asyncio.sleep(0.1)
    return value


async def apply(settings: Settings, documents: Iterable[dict[str, Any]]) -> None:
    """Write subscriptions, and create the topics of their subscribers."""
    subscriptions = [read_subscription(document) for document in documents]
    await ensure_topics(settings)
    await ensure_alert_topics(settings, {entry.subscriber for entry in subscriptions})
    async with producer(settings) as client:
        topic = settings.topic(SUBSCRIPTIONS.name)
        sent = [await send(client, topic, key=entry.id.encode(), value=encode(entry)) for entry in subscriptions]
        await asyncio.gather(*sent)


async def send_articles(settings: Settings, articles: Iterable[dict[str, Any]], key: str | None = None) -> None:
    """Send articles; `key` puts all of them on one partition, in order."""
    async with producer(settings) as client:
        for article in articles:
            value = orjson.dumps(article)
            chosen = read_article(value).id if key is None else key
            await (await send(client, settings.topic(ARTICLES.name), key=chosen.encode(), value=value))


async def send_raw(settings: Settings, topic: str, values: Iterable[bytes | None], key: bytes | None = None) -> None:
    async with producer(settings) as client:
        sent = [await send(client, settings.topic(topic), key=key, value=value) for value in values]
        await asyncio.gather(*sent)


async def records(settings: Settings, topic: str) -> list[Record]:
    return [record async for record in read_topic(settings, settings.topic(topic))]


async def alerts(settings: Settings, subscriber: str) -> list[Alert]:
    """Every committed alert of a subscriber, in the order of its topic."""
    return [decode(record.value or b"", Alert) for record in await records(settings, alerts_of(subscriber).name)]


async def incidents(settings: Settings) -> list[Incident]:
    """Every committed incident record that the topic still has."""
    return [decode(record.value, Incident) for record in await records(settings, INCIDENTS.name) if record.value]


async def dead_letters(settings: Settings) -> list[Record]:
    return await records(settings, DEAD_LETTERS.name)


CALM = 4
"""Times in a row that nothing must be left to read."""


async def settled(settings: Settings, workers: Iterable[Worker], seconds: float = 60) -> None:
    """Wait until no stage has anything left to read: asked of Kafka, not of the workers.

    The broker ends a transaction partition by partition, so that its outputs may be visible a moment after its
    positions: it counts when nothing is left several times in a row.
    """
    names = [settings.topic(topic.name) for topic in (ARTICLES, EVENTS, INCIDENTS, MATCHES)]
    sources = [TopicPartition(name, number) for name in names for number in range(settings.partitions)]
    calm, passed = 0, {}

    async def nothing_left() -> bool:
        nonlocal calm
        for worker in workers:
            assert worker.running, f"the worker ended:\n{worker.last_lines()}"
        calm = 0 if await _pending(settings, client, sources, passed) else calm + 1
        return calm >= CALM

    async with consumer(settings) as client:
        await until(nothing_left, seconds, "every stage has read everything")


async def _pending(
    settings: Settings, client: AIOKafkaConsumer, sources: list[TopicPartition], passed: dict[TopicPartition, int]
) -> bool:
    """Whether a committed record lies after the position that the group has committed.

    What lies there may be markers of transactions alone: `passed` remembers up to where that was seen.
    """
    done = await committed_positions(settings, sources)
    at = {tp: max(done.get((tp.topic, tp.partition), 0), passed.get(tp, 0)) for tp in sources}
    ends = await client.end_offsets(sources)
    behind = [tp for tp in sources if at[tp] < ends[tp]]
    if not behind:
        return False
    client.assign(behind)
    for tp in behind:
        client.seek(tp, at[tp])
    while [tp for tp in behind if await client.position(tp) < ends[tp]]:
        if await client.getmany(timeout_ms=20, max_records=1):
            return True
    passed |= {tp: ends[tp] for tp in behind}
    return False


ODD_KEYS: tuple[bytes, ...] = (b"k", b"", b"\xff\xfe", b"\x00", b"k" * 100_000, b"told/", b"desk/a/b", "ключ".encode())
ODD_HEADERS: tuple[list[tuple[str, bytes]], ...] = (
    [], [("", b"")], [("a", None)], [("a\x00b", b"\xff")], [("a", b"1"), ("a", b"2")], [("x" * 10_000, b"y" * 100_000)],
    [("tocsin-reason", b"\xff"), ("tocsin-topic", b"")], [(NAME, b"1"), ("a", None)], [(f"h{number}", b"") for number in range(500)],
)  # fmt: skip
Sent = dict[tuple[str, int, int], tuple[str, bytes]]


async def send_kinds(settings: Settings, topic: str, kinds: dict[str, bytes]) -> Sent:
    """Send each kind, in turn to every partition, with keys and headers that are odd in turn."""
    futures = {}
    async with producer(settings) as client:
        for number, (name, value) in enumerate(kinds.items()):
            futures[name] = await send(
                client, settings.topic(topic), key=ODD_KEYS[number % len(ODD_KEYS)], value=value,
                headers=ODD_HEADERS[number % len(ODD_HEADERS)], partition=number % settings.partitions,
            )  # fmt: skip
        done = {name: await future for name, future in futures.items()}
    return {(at.topic, at.partition, at.offset): (name, kinds[name]) for name, at in done.items()}
