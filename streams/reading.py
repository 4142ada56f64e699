"""Reading a topic from the outside: committed records only, without a group, from a position to the end or for ever."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.admin import admin, refused_topics
from streams.connection import client_options
from streams.records import Record
from streams.rights import NotAllowed, asking
from streams.settings import Settings
from streams.topics import LARGEST_RECORD, MEBIBYTE

MOST_AT_ONCE = 200
"""Records that are given before others may run: a worker's lanes do not wait for a long topic."""
MOST_FETCHED = 4 * MEBIBYTE
"""Bytes that a broker sends at once, unless one batch alone is larger: they are held, and taken apart in one go."""


@asynccontextmanager
async def consumer(settings: Settings, **options: Any) -> AsyncIterator[AIOKafkaConsumer]:  # noqa: ANN401 - aiokafka's own
    """A consumer that sees what transactions committed."""
    client = AIOKafkaConsumer(
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=LARGEST_RECORD,
        **options,
        **client_options(settings),
    )
    try:
        with asking("Read"):
            await client.start()
            yield client
    finally:
        await client.stop()


async def read_topic(
    settings: Settings,
    *topics: str,
    follow: bool = False,
    from_end: bool = False,
    standing: asyncio.Event | None = None,
) -> AsyncGenerator[Record, None]:
    """The records of topics (full names), partition by partition as they come; ends at their end unless `follow`.

    A topic that does not exist has no records; with `follow`, one of them is waited for. `standing` is set once the
    place where reading begins is settled: every record that is sent after that is among those that are read.

    Raises:
        BrokerUnreachable: no broker answered in time.
    """
    standing = standing or asyncio.Event()
    partitions = await partitions_of(settings, *topics)
    while follow and not partitions:
        standing.set()
        await asyncio.sleep(1.0)
        partitions = await partitions_of(settings, *topics)
        from_end = False  # what comes first into a topic that was waited for is news
    if not partitions:
        return
    async with consumer(settings, fetch_max_bytes=MOST_FETCHED) as client:
        client.assign(partitions)
        await (client.seek_to_end if from_end else client.seek_to_beginning)(*partitions)
        ends = await client.end_offsets(partitions)
        standing.set()
        while follow or [tp for tp in partitions if await client.position(tp) < ends[tp]]:
            for records in (await client.getmany(timeout_ms=250, max_records=MOST_AT_ONCE)).values():
                for record in records:
                    yield record
            await asyncio.sleep(0)


async def read_on(settings: Settings, begins: Mapping[TopicPartition, int]) -> AsyncGenerator[Record, None]:
    """The records from these positions to the end that there is now, in the order of their time stamps.

    Each partition stays in its own order, whatever its time stamps.
    """
    if not begins:
        return
    async with consumer(settings, fetch_max_bytes=MOST_FETCHED) as client:
        client.assign(list(begins))
        for tp, position in begins.items():
            client.seek(tp, position)
        ends = await client.end_offsets(list(begins))
        waiting: dict[TopicPartition, deque[Record]] = {tp: deque() for tp in begins}
        dry = list(begins)
        while True:
            while dry := [tp for tp in dry if not waiting[tp] and await client.position(tp) < ends[tp]]:
                for tp, found in (await client.getmany(*dry, timeout_ms=250, max_records=MOST_AT_ONCE)).items():
                    waiting[tp].extend(record for record in found if record.offset < ends[tp])
            first = min((tp for tp in waiting if waiting[tp]), key=lambda tp: waiting[tp][0].timestamp, default=None)
            if first is None:
                return
            yield waiting[first].popleft()
            dry = [first]


async def partitions_of(settings: Settings, *topics: str) -> list[TopicPartition]:
    """The partitions of topics (full names); none of one that does not exist.

    Asked for among all topics, since a broker may create a topic that is asked for by name.

    Raises:
        NotAllowed: we may not see one of them.
    """
    async with admin(settings) as client:
        described = await client.describe_topics()
        found = {entry["topic"]: len(entry["partitions"]) for entry in described}
        hidden = [topic for topic in topics if topic not in found]
        refused = await refused_topics(client, hidden) if hidden else []
    if refused:  # which else would look as if they were not there
        raise NotAllowed(f"no right Read on topic {', '.join(sorted(refused))}")
    return [TopicPartition(topic, number) for topic in topics for number in range(found.get(topic, 0))]
