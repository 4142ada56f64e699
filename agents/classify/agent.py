"""The classify stage of a lane: articles in, events out, keyed by their correlation zone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from agents.classify.classifier import Classifier
from agents.classify.classify import classify
from schemas.codec import encode
from schemas.event import Event
from schemas.formats.article import read_article
from streams.metrics import Metrics
from streams.records import Counted, Led, Record, Write, required, time_of
from streams.topics import ARTICLES, EVENTS


class ClassifyStage:
    """Reads each article and says what it reports. Keeps no state."""

    name = "classify"
    source = ARTICLES.name
    states = ()

    def __init__(
        self, classifier: Classifier, zone_of: Callable[[Event], str], partitions: int, metrics: Metrics
    ) -> None:
        self._classifier = classifier
        self._zone_of = zone_of
        self._partitions = partitions
        self._metrics = metrics

    def handle(self, record: Record) -> Iterable[Led]:
        """The events of an article; that it is withdrawn is told to every lane, since any may hold what rests on it."""
        article = read_article(required(record))
        found = classify(article, time_of(record), self._classifier)
        yield Counted(self._metrics.articles.labels(found.report.language or "und").inc)
        if article.withdrawn:
            yield Counted(self._metrics.withdrawn.inc)
            key, value = article.id.encode("utf-8", "replace"), encode(found.events[0])
            yield from (Write(EVENTS.name, key, value, partition) for partition in range(self._partitions))
            return
        for event in found.events:
            yield Write(EVENTS.name, self._zone_of(event).encode(), encode(event))
            yield Counted(self._metrics.events.labels(str(event.type)).inc)

    def tick(self, partition: int, now: datetime) -> Iterable[Led]:
        """Nothing is due at a time."""
        return ()

    def restore(self, topic: str, key: bytes, value: bytes | None) -> None:
        """There is no state to take back."""

    def clear(self) -> None:
        """There is no state to forget."""

    def size(self) -> int:
        """No state."""
        return 0
