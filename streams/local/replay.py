"""The sample: its subscriptions applied, its articles sent one after another, its alerts printed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import orjson

from schemas.alert import Alert
from schemas.codec import decode, encode
from schemas.errors import RecordError
from schemas.formats.article import read_article
from schemas.formats.subscription import read_subscription
from streams.local.sample import load_stories, subscription_documents
from streams.reading import read_topic
from streams.sending import producer, send
from streams.settings import Settings
from streams.topics import ARTICLES, SUBSCRIPTIONS, alerts_of

log = logging.getLogger(__name__)


async def apply_sample_subscriptions(settings: Settings) -> set[str]:
    """Write the sample's subscriptions to their topic; returns the names of their subscribers."""
    subscriptions = [read_subscription(document) for document in subscription_documents()]
    async with producer(settings) as client:
        topic = settings.topic(SUBSCRIPTIONS.name)
        sent = [await send(client, topic, key=entry.id.encode(), value=encode(entry)) for entry in subscriptions]
        await asyncio.gather(*sent)
    return {entry.subscriber for entry in subscriptions}


def longest_digest() -> int:
    """Seconds after which the last digest of the sample has gone out."""
    return max(read_subscription(document).deliver.digest or 0 for document in subscription_documents())


class SampleReplay:
    """Sends the sample's articles at a pace, and remembers how far it came on this cluster under this prefix."""

    def __init__(self, settings: Settings, pace: float, cluster: str) -> None:
        self._settings = settings
        self._pace = pace
        self._stories = load_stories()
        self.file = settings.data_dir / "sample-position" / f"{cluster}.{settings.prefix}txt"

    @property
    def total(self) -> int:
        """Articles of the sample."""
        return len(self._stories)

    @property
    def position(self) -> int:
        """Articles that were sent."""
        try:
            return int(self.file.read_text())
        except (OSError, ValueError):
            return 0

    @property
    def done(self) -> bool:
        """Whether all were sent."""
        return self.position >= self.total

    async def run(self) -> None:
        """Send the rest."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        topic = self._settings.topic(ARTICLES.name)
        async with producer(self._settings) as client:
            for number in range(self.position, self.total):
                value = orjson.dumps(self._stories[number].article)
                await (await send(client, topic, key=read_article(value).id.encode(), value=value))
                self.file.write_text(str(number + 1))
                await asyncio.sleep(1 / self._pace)


async def follow_alerts(
    settings: Settings, subscriber: str, show: Callable[[Alert], None], standing: asyncio.Event
) -> None:
    """Show the alerts of a subscriber that come from now on; `standing` is set when none is missed any more."""
    topic = settings.topic(alerts_of(subscriber).name)
    async for record in read_topic(settings, topic, follow=True, from_end=True, standing=standing):
        try:
            show(decode(record.value or b"", Alert))
        except RecordError as error:
            log.warning("%s@%d: %s", topic, record.offset, error)
