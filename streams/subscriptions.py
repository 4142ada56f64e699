"""The follower of the compacted topic `subscriptions`: every worker knows all of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from mode import Service

from streams.connection import client_options
from streams.settings import Settings
from streams.topics import SUBSCRIPTIONS

log = logging.getLogger(__name__)

Changed = Callable[[str, bytes | None], Awaitable[None]]
"""Called with a subscription's id and its bytes, None when it was deleted."""


class SubscriptionFollower(Service):  # type: ignore[misc] # mode ships no types that hold under strict
    """Reads the topic from its beginning, sets `ready` at its end, and follows it for ever."""

    def __init__(self, settings: Settings, changed: Changed, **options: Any) -> None:  # noqa: ANN401
        super().__init__(**options)
        self._settings = settings
        self._changed = changed
        self._known: set[str] = set()
        self.ready = asyncio.Event()

    @Service.task  # type: ignore[untyped-decorator] # mode's
    async def _follow(self) -> None:
        pause = 0.5
        while not self.should_stop:
            try:
                await self._read()
            except (KafkaError, OSError) as error:
                log.warning("following subscriptions: %r, again in %.1f s", error, pause)
                await self.sleep(pause)
                pause = min(pause * 2, 10.0)

    async def _read(self) -> None:
        partition = TopicPartition(self._settings.topic(SUBSCRIPTIONS.name), 0)
        consumer = AIOKafkaConsumer(
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            **client_options(self._settings),
        )
        await consumer.start()
        try:
            consumer.assign([partition])
            await consumer.seek_to_beginning(partition)
            end = (await consumer.end_offsets([partition]))[partition]
            before, self._known = self._known, set()
            while await consumer.position(partition) < end and not self.should_stop:
                await self._take_all(await consumer.getmany(timeout_ms=250))
            for gone in before - self._known:  # deleted while we were away, and the tombstone compacted since
                await self._changed(gone, None)
            self.ready.set()
            while not self.should_stop:
                await self._take_all(await consumer.getmany(timeout_ms=250))
        finally:
            await consumer.stop()

    async def _take_all(self, found: Mapping[TopicPartition, Sequence[Any]]) -> None:
        for records in found.values():
            for record in records:
                await self._take(record)

    async def _take(self, record: Any) -> None:  # noqa: ANN401
        if record.key is None:
            log.warning("subscriptions@%d has no key: passed over", record.offset)
            return
        name = record.key.decode("utf-8", "replace")
        if record.value is None:
            self._known.discard(name)
        else:
            self._known.add(name)
        await self._changed(name, record.value)
