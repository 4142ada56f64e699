"""Bare aiokafka: four loops in one process, each with a consumer, a transactional producer, and nothing around them.

python bare.py BROKERS GROUP TOPIC TOPIC TOPIC TOPIC TOPIC

Exactly once, with what aiokafka offers and its documentation shows: getmany, a transaction, send, the positions in it.
"""

import asyncio
import itertools
import sys

import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

MOST = 1000
"""Records that a transaction may hold, as ours."""


async def stage(brokers: str, group: str, source: str, target: str) -> None:
    """One loop."""
    consumer = AIOKafkaConsumer(
        source,
        bootstrap_servers=brokers,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        fetch_max_wait_ms=100,
        session_timeout_ms=30_000,
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=brokers,
        transactional_id=f"{group}-{source}",
        linger_ms=0,
        retry_backoff_ms=5,
        max_batch_size=262_144,
    )
    await producer.start()
    await consumer.start()
    while True:
        found = await consumer.getmany(timeout_ms=1000, max_records=MOST)
        if not found:
            continue
        async with producer.transaction():
            sent = [
                await producer.send(target, value=record.value, key=record.key, partition=record.partition)
                for records in found.values()
                for record in records
            ]
            await asyncio.gather(*sent)
            positions = {tp: records[-1].offset + 1 for tp, records in found.items()}
            await producer.send_offsets_to_transaction(positions, group)


async def main(brokers: str, group: str, *topics: str) -> None:
    hops = itertools.pairwise(topics)
    await asyncio.gather(*(stage(brokers, f"{group}-{source}", source, target) for source, target in hops))


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
