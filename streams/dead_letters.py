"""Records that cannot be handled: their bytes untouched, with the reason in headers."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from schemas.errors import RecordError

from streams.records import Record, Write
from streams.topics import DEAD_LETTERS

STAGE = "tocsin-stage"
TOPIC = "tocsin-topic"
PARTITION = "tocsin-partition"
OFFSET = "tocsin-offset"
REASON = "tocsin-reason"
ERROR = "tocsin-error"
TIME = "tocsin-time"
OURS = (STAGE, TOPIC, PARTITION, OFFSET, REASON, ERROR, TIME)

MOST_ERROR = 2000
"""Characters of the error that travel."""


def reason_of(error: Exception) -> str:
    """The named reason: the record's own where it is one, else the kind of the exception in snake case."""
    if isinstance(error, RecordError):
        return str(error.reason)
    return "unexpected_" + re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()


def dead_letter(stage: str, record: Record, error: Exception) -> Write:
    """The write that sets a record aside. Its time is the record's own, so that a replay writes the same."""
    ours = {
        STAGE: stage,
        TOPIC: record.topic,
        PARTITION: str(record.partition),
        OFFSET: str(record.offset),
        REASON: reason_of(error),
        ERROR: str(error)[:MOST_ERROR],
        TIME: datetime.fromtimestamp(record.timestamp / 1000, UTC).isoformat(),
    }
    kept = tuple((name, value) for name, value in record.headers if name not in ours)
    headers = tuple((name, value.encode("utf-8", "backslashreplace")) for name, value in ours.items())
    return Write(DEAD_LETTERS.name, record.key, record.value, headers=kept + headers)
