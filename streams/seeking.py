"""Back to what is committed, for a consumer of aiokafka."""

from __future__ import annotations

from collections.abc import Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition


async def seek_to_committed(consumer: AIOKafkaConsumer) -> Mapping[TopicPartition, int | None]:
    """Go back, on every partition that is read here, to what its group has committed; the offsets are returned.

    aiokafka's own takes a committed 0 for none. What it had read of a new topic before a rebalance was then passed over
    after it, and with it the first articles of a system that had just been set up.
    """
    committed: Mapping[TopicPartition, int | None] = await consumer.seek_to_committed()
    for source, offset in committed.items():
        if offset == 0:
            consumer.seek(source, 0)
    return committed
