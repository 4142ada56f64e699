"""What lanes and stages hand to each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from schemas.errors import Reason, RecordError

HEADER = 20
"""Bytes that a header takes beside its name and its value, at most."""


class Record(Protocol):
    """A record as read from a topic (aiokafka's `ConsumerRecord` is one)."""

    @property
    def topic(self) -> str: ...  # noqa: D102 - the full name, prefix included
    @property
    def partition(self) -> int: ...  # noqa: D102 - its name says it
    @property
    def offset(self) -> int: ...  # noqa: D102 - its name says it
    @property
    def timestamp(self) -> int: ...  # noqa: D102 - milliseconds since 1970
    @property
    def key(self) -> bytes | None: ...  # noqa: D102 - its name says it
    @property
    def value(self) -> bytes | None: ...  # noqa: D102 - its name says it
    @property
    def headers(self) -> Sequence[tuple[str, bytes]]: ...  # noqa: D102 - its name says it


@dataclass(frozen=True, slots=True)
class Write:
    """A record to be written: `topic` without prefix; `partition` None lets the key decide."""

    topic: str
    key: bytes | None
    value: bytes | None
    partition: int | None = None
    headers: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """Something for the metrics, to be added when what was led to beside it is committed: once, however often tried."""

    add: Callable[[], object]


Led = Write | Counted
"""What a record, or a time, leads to."""


def size_of(record: Record | Write) -> int:
    """Bytes of a record on the wire, about, headers included."""
    size = len(record.key or b"") + len(record.value or b"")
    for name, value in record.headers:
        size += len(name.encode("utf-8", "surrogatepass")) + len(value or b"") + HEADER
    return size


def required(record: Record) -> bytes:
    """The value of a record that must have one.

    Raises:
        RecordError: it has none.
    """
    if record.value is None:
        raise RecordError(Reason.MISSING_FIELD, "value: expected a record, got none (a tombstone)")
    return record.value


def time_of(record: Record) -> datetime:
    """When a record was written, in UTC.

    Raises:
        RecordError: its time stamp is not a time.
    """
    try:
        return datetime.fromtimestamp(record.timestamp / 1000, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise RecordError(
            Reason.OUT_OF_RANGE, f"timestamp: expected milliseconds since 1970, got {record.timestamp}"
        ) from error


class Stage(Protocol):
    """One stage of the flow in one lane: a pure decision on each record, and the state that it needs.

    `handle` either returns what is to be written and counted and has changed the state to match, or raises and has
    changed nothing; what it raises becomes the reason of a dead letter. `tick` is the same for what is due at a time.
    """

    @property
    def name(self) -> str:
        """Its verb."""

    @property
    def source(self) -> str:
        """The topic that it reads, without prefix."""

    @property
    def states(self) -> tuple[str, ...]:
        """The compacted topics, without prefix, that hold its state."""

    def handle(self, record: Record) -> Iterable[Led]:
        """What this record leads to."""

    def tick(self, partition: int, now: datetime) -> Iterable[Led]:
        """What is due at this time in the lane of this partition."""

    def restore(self, topic: str, key: bytes, value: bytes | None) -> None:
        """Take one record of a state topic: the last of its key wins, None deletes."""

    def clear(self) -> None:
        """Forget all state, before it is restored."""

    def size(self) -> int:
        """Entries of state held, for the metrics."""
