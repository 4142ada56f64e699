"""An article on the topic `articles`, and those that came before it: what a worker knew when it read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas.article import Article
from schemas.errors import RecordError
from schemas.formats.article import read_article
from streams.reading import read_topic
from streams.records import Record, required, time_of
from streams.settings import Settings
from streams.topics import ARTICLES


@dataclass(frozen=True, slots=True)
class Arrived:
    """An article and when it reached the topic. `order` is that of arrival: time stamp, partition, offset."""

    article: Article
    received: datetime
    order: tuple[int, int, int]

    @property
    def time(self) -> datetime:
        """The article's own time, or that of its arrival."""
        return self.article.published or self.received


def arrived(record: Record) -> Arrived:
    """The article of a record.

    Raises:
        RecordError: it is none.
    """
    order = (record.timestamp, record.partition, record.offset)
    return Arrived(read_article(required(record)), time_of(record), order)


def before(target: Arrived, others: Iterable[Arrived], history: timedelta) -> list[Arrived]:
    """Those that arrived before it and whose time lies at most `history` before its own, as they came."""
    began = target.time - history
    return sorted(
        (one for one in others if one.order < target.order and began <= one.time <= target.time),
        key=lambda one: one.order,
    )


async def look_up(
    settings: Settings, article_id: str, history: timedelta, passed_over: Callable[[str], None]
) -> list[Arrived]:
    """The newest article under this key, last, after its history; nothing where there is none.

    Records of the history that are no articles are named to `passed_over`, as a worker makes dead letters of them. The
    topic is read twice, so that only the history is held.

    Raises:
        RecordError: the record under this key is no article.
        BrokerUnreachable: no broker answered.
    """
    topic, key = settings.topic(ARTICLES.name), article_id.encode("utf-8", "replace")
    newest: Record | None = None
    async for record in read_topic(settings, topic):
        if record.key == key and record.value is not None:
            newest = record
    if newest is None:
        return []
    target, found = arrived(newest), list[Arrived]()
    async for record in read_topic(settings, topic):
        try:
            found += before(target, [arrived(record)], history)
        except RecordError as error:
            passed_over(f"{topic}[{record.partition}]@{record.offset}: {error}")
    return [*before(target, found, history), target]
