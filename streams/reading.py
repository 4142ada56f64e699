"""Reading a topic from the outside: committed records only, without a group, from a position to the end or for ever."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.connection import client_options
from streams.records import Record
from streams.settings import Settings
from streams.topics import LARGEST_RECORD


@asynccontextmanager
async def consumer(settings: Settings, **options: Any) -> AsyncIterator[AIOKafkaConsumer]:  # noqa: ANN401
    """A consumer that sees what transactions committed."""
    client = AIOKafkaConsumer(
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=LARGEST_RECORD,
        **options,
        **client_options(settings),
    )
    await client.start()
    try:
        yield client
    finally:
        await client.stop()


async def read_topic(
    settings: Settings, topic: str, *, follow: bool = False, from_end: bool = False
) -> AsyncIterator[Record]:
    """The records of a topic (full name), partition by partition as they come; ends at its end unless `follow`.

    A topic that does not exist has no records; with `follow`, it is waited for.
    """
    async with consumer(settings) as client:
        partitions = await _partitions(client, topic, follow)
        if not partitions:
            return
        client.assign(partitions)
        await (client.seek_to_end if from_end else client.seek_to_beginning)(*partitions)
        ends = await client.end_offsets(partitions)
        while follow or [tp for tp in partitions if await client.position(tp) < ends[tp]]:
            for records in (await client.getmany(timeout_ms=250)).values():
                for record in records:
                    yield record


async def _partitions(client: AIOKafkaConsumer, topic: str, wait: bool) -> list[TopicPartition]:
    import asyncio

    while True:
        topics = await client.topics()
        if topic in topics:
            client.subscribe([topic])
            found = client.partitions_for_topic(topic)
            client.unsubscribe()
            if found:
                return [TopicPartition(topic, number) for number in sorted(found)]
        if not wait:
            return []
        await asyncio.sleep(1.0)
