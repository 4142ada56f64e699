"""All that a system knows and has not done yet, under another prefix and over another number of partitions.

Lanes hold the state of what lies on their partition: incidents and what match remembers of them by correlation zone,
desks by subscriber. So with another number of partitions each record of state has another place, and no worker may
read a topic whose partitions were only added. Everything is written in one transaction with the positions of the new
group: either the other system goes on exactly where this one stopped, or it has nothing.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaProducer, TopicPartition

from schemas.codec import decode
from schemas.errors import RecordError
from schemas.event import Event
from schemas.incident import Incident
from streams.admin import ensure_topics
from streams.connection import client_options
from streams.moving.elsewhere import (
    check_nobody_works,
    check_nothing_there,
    partition_of,
    partitions_there,
    placed,
)
from streams.positions import committed_positions
from streams.reading import partitions_of, read_on, read_topic
from streams.records import Record
from streams.sending import send_copy
from streams.settings import MOST_TRANSACTION, Settings
from streams.topics import (
    ARTICLES,
    DESKS,
    EVENTS,
    FEEDBACK,
    INCIDENTS,
    LARGEST_LETTER,
    LEDGER,
    MATCHES,
    SUBSCRIPTIONS,
    Topic,
)
from streams.transactions import Transactions

MOST_PENDING = 1000
"""Records that are handed over before it is waited for them."""

Place = tuple[int, bytes]
"""A partition of the old system, and a key on it."""
Begins = dict[TopicPartition, int]


@dataclass(slots=True)
class Moved:
    """What was written, by topic, and what was not: `left` names state that no worker could have read either."""

    records: Counter[str] = field(default_factory=Counter)
    left: list[str] = field(default_factory=list)


async def repartition(settings: Settings, into: Settings, say: Callable[[str], None]) -> Moved:
    """Take a system, whose workers are stopped, to the prefix and the partitions of `into`.

    Raises:
        NotMovable: a worker runs, there is no such system, or the other one has records already.
        TopicMismatch: a topic of the other prefix has other partitions.
        BrokerUnreachable: no broker answered.
    """
    settings = dataclasses.replace(settings, partitions=await partitions_there(settings))
    for each in (settings, into):
        await check_nobody_works(each)
    await _settle(settings)
    await ensure_topics(into)
    await check_nothing_there(into)
    async with _producer(into) as client, client.transaction():
        move = _Move(settings, into, client, say)
        await move.all()
        for each in (settings, into):
            await check_nobody_works(each)  # one that started meanwhile may have done what was just read as not done
    return move.moved


async def _settle(settings: Settings) -> None:
    """End what a killed worker was committing, and fence one that only sleeps: as whoever has a lane next would."""
    lanes = [Transactions(settings, partition) for partition in range(settings.partitions)]
    try:
        await asyncio.gather(*(lane.open() for lane in lanes))
    finally:
        await asyncio.gather(*(lane.close() for lane in lanes))


@asynccontextmanager
async def _producer(into: Settings) -> AsyncIterator[AIOKafkaProducer]:
    """Under the id of the other system's first lane, to which workers have the right; who opens it next settles it."""
    client = AIOKafkaProducer(
        transactional_id=f"{into.group}-lane-0",
        transaction_timeout_ms=MOST_TRANSACTION * 1000,
        linger_ms=5,
        max_batch_size=262_144,
        max_request_size=LARGEST_LETTER,
        **client_options(into),
    )
    try:
        await client.start()
        yield client
    finally:
        await client.stop()


class _Move:
    """One move, topic by topic. State that is settled comes before what is unread of it, as it was written."""

    def __init__(
        self, settings: Settings, into: Settings, client: AIOKafkaProducer, say: Callable[[str], None]
    ) -> None:
        self._settings = settings
        self._into = into
        self._client = client
        self._say = say
        self._zones: dict[Place, str] = {}
        self._pending: list[asyncio.Future[Any]] = []
        self._ends: dict[TopicPartition, int] = {}
        self.moved = Moved()

    async def all(self) -> None:
        """Write everything, and the positions from which the other group goes on."""
        await self._settled_incidents()
        await self._flush()
        reached = {tp: end for tp, end in self._ends.items() if tp.topic == self._into.topic(INCIDENTS.name)}
        await self._unread(INCIDENTS, self._incident)
        for topic, where in ((LEDGER, self._ledger_place), (DESKS, self._desk_place)):
            async for record in self._standing(await self._whole(topic)):
                await self._write(topic, record, where(record))
        await self._unread(EVENTS, self._event)
        for topic in (ARTICLES, MATCHES):
            await self._unread(topic, self._by_key)
        async for record in self._standing(await self._whole(SUBSCRIPTIONS)):
            await self._write(SUBSCRIPTIONS, record, [0])
        async for record in read_topic(self._settings, self._settings.topic(FEEDBACK.name)):
            await self._write(FEEDBACK, record, [0])
        await self._flush()
        if reached:
            await self._client.send_offsets_to_transaction(reached, self._into.group)

    async def _settled_incidents(self) -> None:
        """The incidents as far as match has done them: what stands, and nothing that it would do again."""
        done = await self._begins(INCIDENTS)
        async for record in self._standing(dict.fromkeys(done, 0), done):
            zone = self._zone(record)
            if zone is not None:
                await self._write(INCIDENTS, record, [partition_of(zone.encode(), self._into.partitions)])

    def _incident(self, record: Record) -> list[int]:
        """An incident that match has not done; nothing of one that is closed and was not known here any more."""
        if record.value is not None:
            zone = self._zone(record, unreadable="goes where it becomes a dead letter")
            return [record.partition % self._into.partitions if zone is None else self._in_zone(zone)]
        zone = self._zones.get((record.partition, record.key or b""))
        return [] if zone is None else [self._in_zone(zone)]

    def _zone(self, record: Record, unreadable: str = "is left") -> str | None:
        """The zone of an incident, None where it cannot be read."""
        try:
            zone = decode(record.value or b"", Incident).zone
        except RecordError as error:
            self._leave(record, f"{unreadable}: {error}")
            return None
        self._zones[record.partition, record.key or b""] = zone
        return zone

    def _in_zone(self, zone: str) -> int:
        return partition_of(zone.encode(), self._into.partitions)

    def _ledger_place(self, record: Record) -> list[int]:
        zone = self._zones.get((record.partition, record.key or b""))
        if zone is None:
            self._leave(record, "is left: its incident is not there")
            return []
        return [self._in_zone(zone)]

    def _desk_place(self, record: Record) -> list[int]:
        """Keys are `desk/subscription/subscriber` and `told/subscription/subscriber/incident`."""
        kind, *names = (record.key or b"").split(b"/")
        if kind not in (b"desk", b"told") or len(names) < 2:
            self._leave(record, "is left: its key is none of a desk")
            return []
        return [partition_of(names[1], self._into.partitions)]

    def _event(self, record: Record) -> list[int]:
        """That an article was withdrawn is told to every lane; a lane that was told before does nothing again."""
        try:
            withdrawn = decode(record.value or b"", Event).report.withdrawn
        except RecordError:  # it becomes a dead letter there
            withdrawn = False
        return list(range(self._into.partitions)) if withdrawn else self._by_key(record)

    def _by_key(self, record: Record) -> list[int]:
        return [placed(record.key, record.partition, self._into.partitions)]

    async def _unread(self, topic: Topic, where: Callable[[Record], list[int]]) -> None:
        async for record in read_on(self._settings, await self._begins(topic)):
            await self._write(topic, record, where(record))

    async def _standing(self, begins: Begins, ends: Begins | None = None) -> AsyncIterator[Record]:
        """The last record of each key, before these offsets. The topic is read twice, so that only offsets are held."""
        last: dict[Place, int] = {}
        async for record in self._before(begins, ends):
            if record.value is None:
                last.pop((record.partition, record.key or b""), None)
            elif record.key is not None:
                last[record.partition, record.key] = record.offset
        async for record in self._before(begins, ends):
            if last.get((record.partition, record.key or b"")) == record.offset:
                yield record

    async def _before(self, begins: Begins, ends: Begins | None) -> AsyncIterator[Record]:
        async for record in read_on(self._settings, begins):
            if ends is None or record.offset < ends[TopicPartition(record.topic, record.partition)]:
                yield record

    async def _whole(self, topic: Topic) -> Begins:
        return dict.fromkeys(await partitions_of(self._settings, self._settings.topic(topic.name)), 0)

    async def _begins(self, topic: Topic) -> Begins:
        """Where the group of the old system goes on."""
        there = await self._whole(topic)
        done = await committed_positions(self._settings, there)
        return {tp: done.get((tp.topic, tp.partition), 0) for tp in there}

    def _leave(self, record: Record, why: str) -> None:
        self.moved.left.append(f"{record.topic}/{record.partition}@{record.offset} {why}")

    async def _write(self, topic: Topic, record: Record, partitions: list[int]) -> None:
        for partition in partitions:
            name = self._into.topic(topic.name)
            self._pending.append(await send_copy(self._client, name, record, partition))
            self.moved.records[topic.name] += 1
        if len(self._pending) >= MOST_PENDING:
            await self._flush()

    async def _flush(self) -> None:
        for written in await asyncio.gather(*self._pending):
            tp = TopicPartition(written.topic, written.partition)
            self._ends[tp] = max(self._ends.get(tp, 0), written.offset + 1)
        self._pending.clear()
        self._say(f"{self.moved.records.total()} records")
