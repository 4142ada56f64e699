"""A lane set on a real Kafka that is fed by hand, and what its topics must then hold."""

import asyncio
import dataclasses
from collections.abc import Callable, Sequence

from streams.batches import Chunk
from streams.lane_set import LaneSet
from streams.metrics import Metrics
from streams.reading import read_topic
from streams.records import Record
from streams.sending import producer
from streams.settings import Settings
from tests.streams.toys import Acked, Counting
from tests.support.system import until


class Running:
    """A lane set with the counting stage on partition 0, fed by hand."""

    def __init__(self, settings: Settings, **changed: object) -> None:
        self.settings = dataclasses.replace(settings, tick_seconds=0.2, session_timeout=0.5, **changed)
        self.metrics = Metrics()
        self.failures: list[BaseException] = []
        self.stages: list[Counting] = []
        self.set = LaneSet(self._make, self.settings, self.metrics, self.failures.append)
        self.read = 0

    def _make(self) -> Sequence[Counting]:
        self.stages.append(Counting())
        return [self.stages[-1]]

    async def open(self) -> "Running":
        await self.set.open({0}, lambda: True)
        assert self.set.ready, self.failures
        return self

    async def feed(self, records: Sequence[Record], begins: int | None = None) -> None:
        begins = records[0].offset if begins is None else begins
        await self.set.put(0, "count", Chunk(records, begins, Acked()))

    def series(self, name: str, **labels: str) -> float:
        return self.metrics.registry.get_sample_value(name, labels) or 0.0

    async def done(self, count: int) -> None:
        async def enough() -> bool:
            assert not self.failures, self.failures
            return self.series("tocsin_records_total", stage="count") >= count

        await until(enough, 15, f"{count} records done")


Start = Callable[..., Running]


async def send_all(settings: Settings, values: Sequence[bytes], key: bytes | None = b"k") -> list[Record]:
    """Put these on partition 0 of `articles`; returns all its records."""
    topic = settings.topic("articles")
    async with producer(settings) as client:
        await asyncio.gather(*[await client.send(topic, value=value, key=key, partition=0) for value in values])
    return [record async for record in read_topic(settings, topic)]


async def values_of(settings: Settings, topic: str) -> list[bytes]:
    return [record.value or b"" async for record in read_topic(settings, settings.topic(topic))]


def numbered(first: int, last: int) -> list[bytes]:
    return [b"v%d" % number for number in range(first, last)]


def expected(first: int, last: int) -> list[bytes]:
    """Each record's value, and the count of its key, which is one key for all."""
    return [b"v%d %d" % (number, number + 1) for number in range(first, last)]
