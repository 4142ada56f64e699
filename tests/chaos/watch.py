"""What a reader of committed records sees while the system is hurt, held against what was sent."""

import asyncio
import collections
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas.alert import Alert, AlertKind
from schemas.codec import decode
from schemas.incident import Incident
from streams.connection import client_options
from streams.records import Record
from streams.settings import Settings
from streams.topics import DEAD_LETTERS, INCIDENTS, LARGEST_WRITE
from tests.chaos.world import Told, step_of

log = logging.getLogger(__name__)

WATCHER, EXTRAS = "watcher", "extras"
"""Subscribers: one that is told of everything, and one whose subscriptions come and go."""


class Wrong(msgspec.Struct):
    """Counts of what must not be, since the start; `why` names each, for the log."""

    repeated: int = 0
    wrong: int = 0
    gaps: int = 0
    letters_extra: int = 0


@dataclass
class Book:
    """What is awaited and what came. Knows no Kafka."""

    pending: dict[Told, float] = field(default_factory=dict)
    """Reports that must still alert, with the time they were due to be sent, in that order."""
    poison: set[bytes] = field(default_factory=set)
    """Records that must still become dead letters."""
    counts: Wrong = field(default_factory=Wrong)
    why: list[str] = field(default_factory=list)
    told: int = 0
    _steps: dict[int, list[int]] = field(default_factory=lambda: collections.defaultdict(list))
    _alerts: set[str] = field(default_factory=set)
    _revisions: dict[str, int] = field(default_factory=dict)
    _letters: set[bytes] = field(default_factory=set)

    def age(self, now: float) -> float:
        """Seconds that the oldest report waits which has not alerted, 0 where none does."""
        return max(0.0, now - next(iter(self.pending.values()))) if self.pending else 0.0

    def alert(self, alert: Alert) -> None:
        """An alert of the watcher: the next report of one incident, never told before."""
        number = int(alert.citation.article.removeprefix("i").partition("-")[0]) if alert.citation else -1
        step = step_of(number, alert.facts.killed.best if alert.facts and alert.facts.killed else None)
        steps = self._steps[number]
        what = f"{alert.kind.value} alert {alert.id} of i{number}, step {step} after {steps}, revision {alert.revision}"
        if alert.id in self._alerts or step in steps:
            self.counts.repeated += 1
            self.why.append(f"repeated: {what}")
        elif step != len(steps) or alert.kind is not (AlertKind.UPDATE if step else AlertKind.NEW):
            self.counts.wrong += 1
            self.why.append(f"wrong: {what}")
        self._alerts.add(alert.id)
        if step is not None:
            steps.append(step)
            self.pending.pop(Told(number, step), None)
            self.told += 1

    def another(self, alert: Alert) -> None:
        """An alert of a subscription that comes and goes: whatever it is, it comes once."""
        if alert.id in self._alerts:
            self.counts.repeated += 1
            self.why.append(f"repeated: alert {alert.id} of {alert.subscription}, revision {alert.revision}")
        self._alerts.add(alert.id)

    def incident(self, name: str, revision: int) -> None:
        """A revision of an incident: one more than the last."""
        last = self._revisions.get(name, 0)
        if revision != last + 1:
            self.counts.gaps += 1
            self.why.append(f"gap: incident {name} has revision {revision} after {last}")
        self._revisions[name] = revision

    def letter(self, value: bytes) -> None:
        """A dead letter: one of the poison, once."""
        if value in self._letters or value not in self.poison:
            self.counts.letters_extra += 1
            self.why.append(f"dead letter that is not awaited: {value[:200]!r}")
        self._letters.add(value)
        self.poison.discard(value)


class Watch:
    """Follows the outputs from their beginning, through no proxy, and writes what it sees into a book."""

    def __init__(self, settings: Settings, book: Book) -> None:
        self._settings, self._book = settings, book
        alerts, extras = settings.topic(f"alerts.{WATCHER}"), settings.topic(f"alerts.{EXTRAS}")
        self._take: dict[str, Callable[[Record], None]] = {
            alerts: lambda record: book.alert(decode(record.value or b"", Alert)),
            extras: lambda record: book.another(decode(record.value or b"", Alert)),
            settings.topic(INCIDENTS.name): self._incident,
            settings.topic(DEAD_LETTERS.name): lambda record: book.letter(record.value or b""),
        }

    async def run(self) -> None:
        client = AIOKafkaConsumer(
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=LARGEST_WRITE,
            fetch_max_wait_ms=100,
            metadata_max_age_ms=1000,  # so that it is not this reader that is slow to find a new leader
            request_timeout_ms=5000,
            **client_options(self._settings),
        )
        await client.start()
        try:
            client.assign(self._sources())
            await client.seek_to_beginning()
            while True:
                for source, records in (await client.getmany(timeout_ms=100)).items():
                    for record in records:
                        self._take[source.topic](record)
        finally:
            await client.stop()

    def _sources(self) -> list[TopicPartition]:
        stage = self._settings.topic(INCIDENTS.name)
        counts = {name: self._settings.partitions if name == stage else 1 for name in self._take}
        return [TopicPartition(name, number) for name, count in counts.items() for number in range(count)]

    def _incident(self, record: Record) -> None:
        if record.value:
            incident = decode(record.value, Incident)
            self._book.incident(incident.id, incident.revision)


async def calm(book: Book, limit: float, seconds: float, deadline: float) -> float | None:
    """When, on the monotonic clock, a report last waited longer than `limit`, once none has for `seconds`; None: never.

    0 where none did from the beginning.
    """
    last, began = 0.0, time.monotonic()
    while (now := time.monotonic()) - max(last, began) < seconds:
        if book.age(now) > limit:
            last = now
        if now > deadline:
            return None
        await asyncio.sleep(0.02)
    return last
