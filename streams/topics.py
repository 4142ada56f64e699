"""Every topic, as data."""

from __future__ import annotations

from dataclasses import dataclass, field

from streams.settings import Settings

DAY = 24 * 60 * 60 * 1000
MEBIBYTE = 1 << 20
LARGEST_RECORD = 24 * MEBIBYTE
"""Bytes of an article as it comes, with what a batch adds: 20 MB fit."""
LARGEST_WRITE = LARGEST_RECORD + 8 * MEBIBYTE
"""Bytes of any record that a stage writes: the largest article's event fits, with headers and escapes."""
LARGEST_LETTER = LARGEST_WRITE + MEBIBYTE
"""Bytes of a dead letter: the largest record of any topic, with what is said about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic without its prefix: who keys it by what, and how long it keeps what.

    `stage` topics have the partition count of the settings, so that partition p of all of them is one lane.
    """

    name: str
    key: str
    holds: str
    stage: bool = True
    compact: bool = False
    retention_days: int = 7
    partitions: int = 1
    """Where it is not a stage topic."""
    largest: int = LARGEST_WRITE
    """Bytes of a record with its batch."""

    def config(self) -> dict[str, str]:
        """The broker's settings for this topic."""
        common = {"max.message.bytes": str(self.largest)}
        if self.compact:
            # Small segments that roll by the hour: a restore reads little more than the live keys.
            compacted = {"cleanup.policy": "compact", "segment.ms": "3600000", "min.cleanable.dirty.ratio": "0.3"}
            return common | compacted
        return common | {"cleanup.policy": "delete", "retention.ms": str(self.retention_days * DAY)}


ARTICLES = Topic(name="articles", key="article id", holds="articles as they came", largest=LARGEST_RECORD)
EVENTS = Topic(name="events", key="correlation zone", holds="schemas.event.Event")
INCIDENTS = Topic(name="incidents", key="incident id", holds="schemas.incident.Incident", compact=True)
MATCHES = Topic(name="matches", key="subscriber", holds="schemas.match.Match")
LEDGER = Topic(name="ledger", key="incident id", holds="state of match: who matched at which revision", compact=True)
DESKS = Topic(name="desks", key="subscription, or subscription and incident", holds="state of notify", compact=True)
SUBSCRIPTIONS = Topic(
    name="subscriptions", key="subscription id", holds="schemas.subscription.Subscription", compact=True, stage=False
)
DEAD_LETTERS = Topic(
    name="dead-letters", key="as it came", holds="the bytes as they came", stage=False, retention_days=30,
    largest=LARGEST_LETTER,
)  # fmt: skip
FEEDBACK = Topic(
    name="feedback", key="alert id", holds="schemas.feedback.Feedback", stage=False, retention_days=10 * 365
)

TABLE: tuple[Topic, ...] = (ARTICLES, EVENTS, INCIDENTS, MATCHES, LEDGER, DESKS, SUBSCRIPTIONS, DEAD_LETTERS, FEEDBACK)


def alerts_of(subscriber: str) -> Topic:
    """The topic that a subscriber reads: one partition, so that its alerts stand in one order."""
    return Topic(
        name=f"alerts.{subscriber}", key="incident id", holds="schemas.alert.Alert", stage=False, retention_days=30
    )


def subscriber_of(topic: str) -> str | None:
    """Whose alerts a topic (without prefix) holds, None where it is another's."""
    return topic.removeprefix("alerts.") if topic.startswith("alerts.") else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A topic as it must be on the broker."""

    name: str
    partitions: int
    replication: int
    config: dict[str, str] = field(default_factory=dict)


MOST_COPIES = 3
"""Copies of each topic where the settings leave it open and there are brokers enough."""


def wanted(settings: Settings, brokers: int, topics: tuple[Topic, ...] = TABLE) -> tuple[Wanted, ...]:
    """The topics with prefix and counts, as a cluster of so many brokers must have them."""
    replication = settings.replication if settings.replication > 0 else min(MOST_COPIES, brokers)
    return tuple(
        Wanted(
            settings.topic(topic.name),
            settings.partitions if topic.stage else topic.partitions,
            replication,
            topic.config(),
        )
        for topic in topics
    )
