"""FastStream: four subscribers in one application, batches in and batches out. At least once: it has no transactions.

python with_faststream.py BROKERS GROUP TOPIC TOPIC TOPIC TOPIC TOPIC
"""

import itertools
import sys

import uvloop
from faststream import AckPolicy, FastStream
from faststream.kafka import KafkaBroker

MOST = 400
"""Records of a take: a batch of them is one record batch of Kafka, which is 1 MB at most unless the topic says else."""
LARGEST = 1 << 20
"""Bytes of a batch; a larger one is refused."""


def subscribe(broker: KafkaBroker, group: str, source: str, target: str) -> None:
    """One stage: copies a batch, and acknowledges it when it is written."""

    @broker.subscriber(
        source,
        batch=True,
        group_id=f"{group}-{source}",
        auto_offset_reset="earliest",
        max_records=MOST,
        fetch_max_wait_ms=100,
        session_timeout_ms=30_000,
        ack_policy=AckPolicy.NACK_ON_ERROR,
    )
    async def copy(values: list[bytes]) -> None:
        await broker.publish_batch(*values, topic=target)


def main(brokers: str, group: str, *topics: str) -> None:
    broker = KafkaBroker(
        brokers, acks="all", enable_idempotence=True, max_batch_size=LARGEST, max_request_size=LARGEST, logger=None
    )
    for source, target in itertools.pairwise(topics):
        subscribe(broker, group, source, target)
    uvloop.run(FastStream(broker, logger=None).run())


if __name__ == "__main__":
    main(*sys.argv[1:])
