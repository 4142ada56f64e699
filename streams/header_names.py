"""Records whose headers have names that are not UTF-8: readable for every consumer of ours.

Kafka does not check what a producer sends, and aiokafka raises at such a name on the way to whoever asks for records:
one record would end every reader of its partition, again after each restart. Here the batch that holds it is read once
more, with the wrong bytes of the name as escapes. aiokafka's version is pinned: its inner names are used.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.record.default_records import _DefaultRecordBatchPy, _DefaultRecordPy
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.record.util import decode_varint

LENGTH_AT = 8
"""Where a batch says how long it is after its own length: after the base offset."""
BEFORE_LENGTH = 12
"""Bytes up to the end of the length itself."""


class Records:
    """What a fetch brought, batch by batch; takes the place of aiokafka's `MemoryRecords`, which reads it."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._at = 0
        self._batches = MemoryRecords(raw)

    def has_next(self) -> bool:
        """Whether a whole batch follows."""
        found: bool = self._batches.has_next()
        return found

    def size_in_bytes(self) -> int:
        """Bytes of all that was fetched."""
        return len(self._raw)

    def next_batch(self) -> Batch:
        """The next batch.

        Raises:
            CorruptRecordException: it is none.
        """
        end = self._at + BEFORE_LENGTH + int.from_bytes(self._raw[self._at + LENGTH_AT : self._at + BEFORE_LENGTH])
        began, self._at = self._at, end
        return Batch(self._batches.next_batch(), self._raw, began, end)


class Batch:
    """One batch: aiokafka's own until a header's name makes it stop."""

    def __init__(self, batch: Any, raw: bytes, begin: int, end: int) -> None:  # noqa: ANN401 - aiokafka's own
        self._batch = batch
        self._place = (raw, begin, end)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - aiokafka's own
        return getattr(self._batch, name)

    def __next__(self) -> Any:  # noqa: ANN401 - aiokafka's own
        return next(self._batch)

    def __iter__(self) -> Iterator[Any]:
        read = 0
        try:
            for record in self._batch:
                read += 1
                yield record
        except UnicodeDecodeError:
            raw, begin, end = self._place
            yield from islice(_records(raw[begin:end]), read, None)


def _records(raw: bytes) -> Iterator[Any]:
    batch = _DefaultRecordBatchPy(raw)
    batch._maybe_uncompress()
    at = batch._pos
    for _ in range(batch._num_records):
        record, at = _record(batch, batch._buffer, at)
        yield record


def _record(batch: Any, buffer: bytearray, at: int) -> tuple[Any, int]:  # noqa: ANN401 - aiokafka's own
    """The record that begins here, and where the next one does. Source: Kafka's protocol guide, record batch v2."""
    _, at = decode_varint(buffer, at)  # its length
    later, at = decode_varint(buffer, at + 1)  # after the attributes, which have no meaning yet
    offset, at = decode_varint(buffer, at)
    key, at = _bytes(buffer, at)
    value, at = _bytes(buffer, at)
    count, at = decode_varint(buffer, at)
    headers = []
    for _ in range(count):
        name, at = _bytes(buffer, at)
        content, at = _bytes(buffer, at)
        headers.append(((name or b"").decode("utf-8", "backslashreplace"), content))
    written = batch.max_timestamp if batch.timestamp_type == batch.LOG_APPEND_TIME else batch.first_timestamp + later
    return _DefaultRecordPy(batch.base_offset + offset, written, batch.timestamp_type, key, value, headers), at


def _bytes(buffer: bytearray, at: int) -> tuple[bytes | None, int]:
    size, at = decode_varint(buffer, at)
    return (None, at) if size < 0 else (bytes(buffer[at : at + size]), at + size)


def take_any() -> None:
    """From now on, consumers of this process read such records."""
    fetcher.MemoryRecords = Records
