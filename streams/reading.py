"""Reading a topic from the outside: committed records only, without a group, from a position to the end or for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.admin import admin
from streams.connection import client_options
from streams.records import Record
from streams.settings import Settings
from streams.topics import LARGEST_RECORD


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
        await client.start()
        yield client
    finally:
        await client.stop()


async def read_topic(
    settings: Settings,
    topic: str,
    *,
    follow: bool = False,
    from_end: bool = False,
    standing: asyncio.Event | None = None,
) -> AsyncIterator[Record]:
    """The records of a topic (full name), partition by partition as they come; ends at its end unless `follow`.

    A topic that does not exist has no records; with `follow`, it is waited for. `standing` is set once the place where
    reading begins is settled: every record that is sent after that is among those that are read.

    Raises:
        BrokerUnreachable: no broker answered in time.
    """
    standing = standing or asyncio.Event()
    partitions = await partitions_of(settings, topic)
    while follow and not partitions:
        standing.set()
        await asyncio.sleep(1.0)
        partitions = await partitions_of(settings, topic)
        from_end = False  # what comes first into a topic that was waited for is news
    if not partitions:
        return
    async with consumer(settings) as client:
        client.assign(partitions)
        await (client.seek_to_end if from_end else client.seek_to_beginning)(*partitions)
        ends = await client.end_offsets(partitions)
        standing.set()
        while follow or [tp for tp in partitions if await client.position(tp) < ends[tp]]:
            for records in (await client.getmany(timeout_ms=250)).values():
                for record in records:
                    yield record


async def partitions_of(settings: Settings, topic: str) -> list[TopicPartition]:
    """The partitions of a topic (full name); none where it does not exist.

    Asked for among all topics, since a broker may create a topic that is asked for by name.
    """
    async with admin(settings) as client:
        described = await client.describe_topics()
    counts = (len(entry["partitions"]) for entry in described if entry["topic"] == topic)
    return [TopicPartition(topic, number) for number in range(next(counts, 0))]
