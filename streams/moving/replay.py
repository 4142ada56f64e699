"""Articles from a time on, into the topics of another prefix: what a worker there makes of them can be compared."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiokafka.errors import MessageSizeTooLargeError
from aiokafka.structs import TopicPartition

from streams.admin import ensure_topics
from streams.moving.elsewhere import placed
from streams.reading import consumer, partitions_of, read_on, read_topic
from streams.sending import producer, send_copy
from streams.settings import Settings
from streams.topics import ARTICLES, SUBSCRIPTIONS

MOST_PENDING = 1000
"""Records that are handed over before it is waited for them."""


@dataclass(slots=True)
class Replayed:
    """How many records were written, and how many could not be."""

    articles: int = 0
    subscriptions: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """The articles that reached the topic from `since` on and before `until` (None: all that there are)."""

    since: datetime
    until: datetime | None = None

    def holds(self, timestamp: int) -> bool:
        """Whether a time stamp (milliseconds since 1970) lies in it."""
        return self.since.timestamp() * 1000 <= timestamp and (
            self.until is None or timestamp < self.until.timestamp() * 1000
        )


async def replay(
    settings: Settings,
    into: Settings,
    span: Span,
    *,
    subscriptions: bool,
    rate: float | None,
    refused: Callable[[str], None],
    progress: Callable[[int], None],
) -> Replayed:
    """Write them in the order of their time stamps, with these, keys and headers; topics that are missing are created.

    Where both systems have as many partitions, each article stays on its own; else its key decides. `subscriptions`
    are written first if they are asked for: those that stand now. `rate` is articles a second. A record that is too
    large is named to `refused`.

    Raises:
        BrokerUnreachable: no broker answered.
        TopicMismatch: a topic of the other system has other partitions than `into` asks for.
    """
    done = Replayed()
    source = await partitions_of(settings, settings.topic(ARTICLES.name))
    await ensure_topics(into)
    if subscriptions:
        done.subscriptions = await _copy_subscriptions(settings, into)
    loop, pending = asyncio.get_running_loop(), set[asyncio.Future[object]]()
    began = loop.time()
    async with producer(into) as client:
        async for record in read_on(settings, await _begins(settings, source, span.since)):
            if not span.holds(record.timestamp):
                continue
            if rate is not None:
                await asyncio.sleep(max(0.0, began + done.articles / rate - loop.time()))
            same = len(source) == into.partitions
            partition = record.partition if same else placed(record.key, record.partition, into.partitions)
            try:
                pending.add(await send_copy(client, into.topic(ARTICLES.name), record, partition))
            except MessageSizeTooLargeError as error:
                refused(f"{record.topic}/{record.partition}@{record.offset}: {error}")
                done.refused += 1
                continue
            done.articles += 1
            if len(pending) >= MOST_PENDING:
                await asyncio.gather(*pending)
                pending.clear()
            progress(done.articles)
        await asyncio.gather(*pending)
    return done


async def _begins(settings: Settings, source: list[TopicPartition], since: datetime) -> dict[TopicPartition, int]:
    """The first offset of each partition whose record is of this time or later; none where there is no such record."""
    if not source:
        return {}
    async with consumer(settings) as client:
        found = await client.offsets_for_times(dict.fromkeys(source, int(since.timestamp() * 1000)))
    return {tp: at.offset for tp, at in found.items() if at is not None}


async def _copy_subscriptions(settings: Settings, into: Settings) -> int:
    """The subscriptions that stand now, as they were written."""
    standing = {record.key: record async for record in read_topic(settings, settings.topic(SUBSCRIPTIONS.name))}
    wanted = [record for record in standing.values() if record.key is not None and record.value is not None]
    async with producer(into) as client:
        topic = into.topic(SUBSCRIPTIONS.name)
        await asyncio.gather(*[await send_copy(client, topic, record, 0) for record in wanted])
    return len(wanted)
