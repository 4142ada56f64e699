"""Stages and records for tests of the transport: what they do shows at once whether a record was lost or repeated."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from schemas.errors import Reason, RecordError
from streams.records import Record, Write


@dataclass
class Stored:
    topic: str = "articles"
    partition: int = 0
    offset: int = 0
    timestamp: int = 1_700_000_000_000
    key: bytes | None = b"k"
    value: bytes | None = b"v"
    headers: tuple[tuple[str, bytes], ...] = ()


class Acked:
    """Stands for Faust's event."""

    def __init__(self) -> None:
        self.acks = 0

    def ack(self) -> None:
        self.acks += 1


class Counting:
    """Counts the records of each key; each output says the count that its record was given.

    A record `reject…` is refused; `break…` breaks after the count was changed; `large…` leads to a record beyond all limits.
    """

    name = "count"
    source = "articles"
    states = ("ledger",)

    def __init__(self) -> None:
        self.counts: Counter[bytes] = Counter()
        self.ticks = 0
        self.broken_tick = False

    def handle(self, record: Record) -> Iterable[Write]:
        value = record.value or b""
        if value.startswith(b"reject"):
            raise RecordError(Reason.OUT_OF_RANGE, "not wanted")
        key = record.key or b""
        self.counts[key] += 1
        if value.startswith(b"break"):
            raise ZeroDivisionError
        said = b"%s %d" % (value, self.counts[key])
        yield Write("events", key, said + b" " * (40 << 20 if value.startswith(b"large") else 0), record.partition)
        yield Write("ledger", key, b"%d" % self.counts[key], record.partition)

    def tick(self, partition: int, now: datetime) -> Iterable[Write]:
        self.ticks += 1
        if self.broken_tick:
            self.counts[b"tick"] += 1
            raise ZeroDivisionError
        return ()

    def restore(self, topic: str, key: bytes, value: bytes | None) -> None:
        self.counts[key] = int(value or b"0")

    def clear(self) -> None:
        self.counts.clear()

    def size(self) -> int:
        return len(self.counts)


class Passing:
    """A stage without state that copies its source, a topic further on."""

    states = ()

    def __init__(self, name: str, source: str, target: str) -> None:
        self.name, self.source, self.target = name, source, target

    def handle(self, record: Record) -> Iterable[Write]:
        return [Write(self.target, record.key, record.value, record.partition)]

    def tick(self, partition: int, now: datetime) -> Iterable[Write]:
        return ()

    def restore(self, topic: str, key: bytes, value: bytes | None) -> None:
        raise AssertionError("no state")

    def clear(self) -> None:
        pass

    def size(self) -> int:
        return 0
