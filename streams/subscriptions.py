"""The follower of the compacted topic `subscriptions`: every worker knows all of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from mode import Service

from streams.admin import BrokerUnreachable
from streams.connection import client_options
from streams.rights import NotAllowed, asking
from streams.settings import Settings
from streams.topics import SUBSCRIPTIONS

log = logging.getLogger(__name__)

Changed = Callable[[str, bytes | None], None]
"""Called with a subscription's id and its bytes, None when it was deleted."""
Taken = Callable[[], Awaitable[None]]
"""Awaited after some changes were told, before more are read: for what is better done for many at once."""

MOST_AT_ONCE = 500
"""Changes that are taken before others may run."""
PAUSE, MOST_PAUSE = 0.5, 10.0
"""Seconds between attempts to reach the topic: at first, and at most."""


class SubscriptionFollower(Service):  # type: ignore[misc] # mode ships no types that hold under strict
    """Reads the topic from its beginning, sets `ready` at its end, and follows it for ever."""

    def __init__(self, settings: Settings, changed: Changed, taken: Taken, **options: Any) -> None:  # noqa: ANN401 - mode's own
        super().__init__(**options)
        self._settings = settings
        self._changed = changed
        self._taken = taken
        self._known: set[str] = set()
        self._pause = PAUSE
        self.ready = asyncio.Event()

    @property
    def count(self) -> int:
        """Subscriptions on the topic."""
        return len(self._known)

    @Service.task  # type: ignore[untyped-decorator] # mode's
    async def _follow(self) -> None:
        while not self.should_stop:
            try:
                with asking("Read"):
                    await self._read()
            except NotAllowed:
                raise
            except (KafkaError, OSError, BrokerUnreachable) as error:
                log.warning("following subscriptions: %r, again in %.1f s", error, self._pause)
                await self.sleep(self._pause)
                self._pause = min(self._pause * 2, MOST_PAUSE)

    async def _read(self) -> None:
        partition = TopicPartition(self._settings.topic(SUBSCRIPTIONS.name), 0)
        consumer = AIOKafkaConsumer(
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            **client_options(self._settings),
        )
        try:
            await consumer.start()
            consumer.assign([partition])
            await consumer.seek_to_beginning(partition)
            end = (await consumer.end_offsets([partition]))[partition]
            before, self._known = self._known, set()
            while await consumer.position(partition) < end and not self.should_stop:
                self._take_all(await consumer.getmany(timeout_ms=250, max_records=MOST_AT_ONCE))
                await asyncio.sleep(0)
            for gone in before - self._known:  # deleted while we were away, and the tombstone compacted since
                self._changed(gone, None)
            await self._taken()
            self.ready.set()
            self._pause = PAUSE
            while not self.should_stop:
                self._take_all(await consumer.getmany(timeout_ms=250, max_records=MOST_AT_ONCE))
                await self._taken()
        finally:
            await consumer.stop()

    def _take_all(self, found: Mapping[TopicPartition, Sequence[Any]]) -> None:
        for records in found.values():
            for record in records:
                self._take(record)

    def _take(self, record: Any) -> None:  # noqa: ANN401 - aiokafka's own
        if record.key is None:
            log.warning("subscriptions@%d has no key: passed over", record.offset)
            return
        name = record.key.decode("utf-8", "replace")
        if record.value is None:
            self._known.discard(name)
        else:
            self._known.add(name)
        self._changed(name, record.value)
