"""Putting articles, subscriptions and replayed dead letters on their topics."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaProducer

from streams.connection import client_options
from streams.records import Record
from streams.rights import asking
from streams.settings import Settings
from streams.topics import LARGEST_RECORD


@asynccontextmanager
async def producer(settings: Settings, **options: Any) -> AsyncIterator[AIOKafkaProducer]:  # noqa: ANN401 - aiokafka's own
    """An idempotent producer outside any transaction, for the edges of the system."""
    client = AIOKafkaProducer(
        enable_idempotence=True,
        acks="all",
        linger_ms=5,
        max_batch_size=262_144,
        max_request_size=LARGEST_RECORD,
        **options,
        **client_options(settings),
    )
    try:
        with asking("Write"):
            await client.start()
            yield client
    finally:
        await client.stop()


async def send(
    client: AIOKafkaProducer,
    topic: str,
    *,
    key: bytes | None,
    value: bytes | None,
    headers: list[tuple[str, bytes]] | None = None,
    partition: int | None = None,
) -> Any:  # noqa: ANN401 - a future of aiokafka's RecordMetadata
    """Hand one record over; the returned future is done when the broker has it.

    `topic` is the full name; `partition` None lets the key decide.
    """
    return await client.send(topic, value=value, key=key, partition=partition, headers=headers or [])


async def send_copy(client: AIOKafkaProducer, topic: str, record: Record, partition: int | None) -> Any:  # noqa: ANN401 - as above
    """Hand a record that was read over to another topic, with its key, value, headers and time stamp; as `send` does.

    Raises:
        MessageSizeTooLargeError: it was compressed, and is larger than one that may be written.
    """
    # Kafka's client refuses a record that is nothing at all: it keeps an empty key, and is as unreadable as it was.
    key = b"" if record.key is None and record.value is None else record.key
    time = record.timestamp if record.timestamp >= 0 else None
    return await client.send(
        topic, value=record.value, key=key, partition=partition, timestamp_ms=time, headers=list(record.headers)
    )
