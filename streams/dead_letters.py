"""Records that cannot be handled: their bytes untouched, with the reason in headers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from schemas.errors import RecordError
from streams.records import Record, Write, size_of
from streams.topics import DEAD_LETTERS, LARGEST_LETTER, MEBIBYTE

STAGE = "tocsin-stage"
TOPIC = "tocsin-topic"
PARTITION = "tocsin-partition"
OFFSET = "tocsin-offset"
REASON = "tocsin-reason"
ERROR = "tocsin-error"
TIME = "tocsin-time"
LEFT = "tocsin-left"
"""Where there is no room for the bytes: how many stay where they are, on the topic that they came from."""
OURS = (STAGE, TOPIC, PARTITION, OFFSET, REASON, ERROR, TIME, LEFT)

UNKNOWN = "?"
"""What stands where a record that somebody else put on the topic says nothing."""

MOST_ERROR = 2000
"""Characters of the error that travel."""


def reason_of(error: Exception) -> str:
    """The named reason: the record's own where it is one, else the kind of the exception in snake case."""
    if isinstance(error, RecordError):
        return str(error.reason)
    return "unexpected_" + re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()


def dead_letter(stage: str, record: Record, error: Exception) -> Write:
    """The write that sets a record aside. Its time is the record's own, so that a replay writes the same.

    A record that was compressed may be larger than one that may be written: its letter says where its bytes are.
    """
    ours = {
        STAGE: stage,
        TOPIC: record.topic,
        PARTITION: str(record.partition),
        OFFSET: str(record.offset),
        REASON: reason_of(error),
        ERROR: str(error)[:MOST_ERROR],
        TIME: _time(record),
    }
    size = size_of(record)
    if size > LARGEST_LETTER - MEBIBYTE // 2:
        return Write(DEAD_LETTERS.name, b"", None, headers=_encoded(ours | {LEFT: str(size)}))
    kept = tuple((name, value) for name, value in record.headers if name not in OURS)
    # Kafka's client refuses a record that is nothing at all; such a one keeps an empty key, and the reason says it.
    key = b"" if record.key is None and record.value is None else record.key
    return Write(DEAD_LETTERS.name, key, record.value, headers=kept + _encoded(ours))


def _encoded(ours: dict[str, str]) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, value.encode("utf-8", "backslashreplace")) for name, value in ours.items())


def _time(record: Record) -> str:
    """The record's time stamp, as it stands where it is no time: whatever comes, the letter must be written."""
    try:
        return datetime.fromtimestamp(record.timestamp / 1000, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return str(record.timestamp)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A dead letter as read: `offset` is its own, `topic`, `partition` and `source_offset` are where it came from."""

    offset: int
    stage: str
    topic: str
    partition: str
    source_offset: str
    reason: str
    error: str
    time: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    """The record's own, without those that say why it is here."""
    left: str | None
    """Where its bytes are not here: how many there are where it came from."""

    @property
    def size(self) -> int:
        """Bytes of the value."""
        return len(self.value or b"")

    def described(self) -> dict[str, object]:
        """All but key, value and headers, for people and scripts."""
        return {
            "offset": self.offset,
            "time": self.time,
            "stage": self.stage,
            "topic": self.topic,
            "partition": self.partition,
            "source_offset": self.source_offset,
            "reason": self.reason,
            "error": self.error,
            "size": self.size,
        }


def read_letter(record: Record) -> Letter:
    """A record of the topic `dead-letters`; what a foreign one does not say is `UNKNOWN`."""
    said = {name: (value or b"").decode("utf-8", "replace") for name, value in record.headers if name in OURS}
    return Letter(
        offset=record.offset,
        stage=said.get(STAGE, UNKNOWN),
        topic=said.get(TOPIC, UNKNOWN),
        partition=said.get(PARTITION, UNKNOWN),
        source_offset=said.get(OFFSET, UNKNOWN),
        reason=said.get(REASON, UNKNOWN),
        error=said.get(ERROR, UNKNOWN),
        time=said.get(TIME, UNKNOWN),
        key=record.key,
        value=record.value,
        headers=tuple((name, value) for name, value in record.headers if name not in OURS),
        left=said.get(LEFT),
    )
