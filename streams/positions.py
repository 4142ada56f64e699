"""How far a group has come: the positions that its transactions committed, as the broker has them."""

from __future__ import annotations

from collections.abc import Iterable

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.structs import TopicPartition

from streams.connection import client_options
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
        await client.start()
        found = await client.list_consumer_group_offsets(settings.group, partitions=asked)
    finally:
        await client.close()
    return {(tp.topic, tp.partition): entry.offset for tp, entry in found.items() if entry.offset >= 0}
