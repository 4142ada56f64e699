"""Putting articles, subscriptions and replayed dead letters on their topics."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaProducer

from streams.connection import client_options
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
