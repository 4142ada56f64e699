"""How far a group has come: the positions that its transactions committed, as the broker has them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.structs import TopicPartition

from streams.connection import client_options
from streams.rights import asking
from streams.settings import Settings

Positions = dict[tuple[str, int], int]
"""By topic and partition, the offset after the last record that is done."""


async def committed_positions(settings: Settings, partitions: Iterable[TopicPartition]) -> Positions:
    """The committed positions of these partitions, without those that have none.

    Settled only after the lane's producer was opened, which ends what was being committed.
    """
    asked = list(partitions)
    client = AIOKafkaAdminClient(request_timeout_ms=10_000, **client_options(settings))
    try:
        with asking("Read", group=settings.group):
            await client.start()
            found = await client.list_consumer_group_offsets(settings.group, partitions=asked)
    finally:
        await client.close()
    return {(tp.topic, tp.partition): entry.offset for tp, entry in found.items() if entry.offset >= 0}


async def first_offsets(settings: Settings, partitions: Iterable[TopicPartition]) -> Positions:
    """The offset of the oldest record that each of these partitions still has, or will have."""
    consumer = AIOKafkaConsumer(enable_auto_commit=False, **client_options(settings))
    try:
        await consumer.start()
        found = await consumer.beginning_offsets(list(partitions))
    finally:
        await consumer.stop()
    return {(tp.topic, tp.partition): offset for tp, offset in found.items()}


def unsettled(committed: Positions, first: Positions) -> Positions:
    """The positions that must be committed before anything is read: of partitions that have none, and of those whose
    next record retention has deleted.

    A partition without a committed position would go on from wherever its consumer stands, not from where work was
    done: what was fetched and then dropped at a rebalance would be passed over.
    """
    return {key: offset for key, offset in first.items() if committed.get(key, -1) < offset}


async def until_committed(settings: Settings, positions: Positions) -> None:
    """Wait until the broker tells these positions to whoever asks: it does so a moment after the commit is answered.

    Raises:
        TimeoutError: not within the time of a transaction.
    """
    asked = [TopicPartition(*key) for key in positions]
    async with asyncio.timeout(settings.transaction_timeout):
        while _behind(await committed_positions(settings, asked), positions):  # noqa: ASYNC110 - the broker's to change
            await asyncio.sleep(0.05)


def _behind(found: Positions, wanted: Positions) -> bool:
    return any(found.get(key, -1) < offset for key, offset in wanted.items())
