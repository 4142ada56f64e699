"""Stages' work on a batch: outputs, or dead letters with their reason, and never state without its outputs.

A stage that raises anything but a `RecordError` may have changed its state half way. Then nothing of the batch is
used: the lane reads its state back and works again, and that record goes to the dead letters without being handled.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aiokafka import TopicPartition

from schemas.errors import Reason, RecordError
from streams.dead_letters import dead_letter, reason_of
from streams.records import Counted, Led, Record, Stage, Write, size_of
from streams.topics import LARGEST_WRITE, MEBIBYTE

log = logging.getLogger(__name__)

BREATH = 0.02
"""Seconds of work after which a lane lets others run."""
TICK_PAUSE = 60.0
"""Seconds for which a stage whose tick failed is not asked again."""
MOST_WRITTEN = 64 * MEBIBYTE
"""Bytes that a batch writes before it is cut: a transaction of very many takes longer than it may."""
OVERHEAD = 65_536
"""Bytes that a batch adds to a record, at most."""


class TooLarge(RecordError):  # noqa: N818 - reads as what happened
    """A record led to one that is larger than Kafka may hold."""


@dataclass(slots=True)
class Work:
    """What a batch led to: one transaction's content, and its counts for the metrics."""

    writes: list[Write] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)
    positions: dict[TopicPartition, int] = field(default_factory=dict)
    records: Counter[str] = field(default_factory=Counter)
    letters: Counter[tuple[str, str]] = field(default_factory=Counter)
    failed_ticks: list[str] = field(default_factory=list)
    """Stages whose tick failed, which is counted whether or not anything is committed."""
    seconds: dict[str, float] = field(default_factory=dict)
    size: int = 0
    """Bytes that are written, about."""
    unsettled: bool = False
    """State may be ahead of the outputs: read it back, write nothing, work again."""


class Handling:
    """Runs the stages of one lane."""

    def __init__(self, partition: int, stages: Sequence[Stage], batch_seconds: float) -> None:
        self._partition = partition
        self._stages = tuple(stages)
        self._batch_seconds = batch_seconds
        self._refused: dict[tuple[str, int, int], Exception] = {}
        self._tick_not_before: dict[str, float] = {}

    async def work_through(self, taken: Sequence[tuple[Stage, Record]], tick: datetime | None) -> Work:
        """Work for as long as a batch may take, until it writes as much as it may, or to its end."""
        work = Work()
        began = breath = time.monotonic()
        if tick is not None:
            self._tick(tick, work)
        for stage, record in taken:
            self._take(stage, record, work)
            now = time.monotonic()
            if now - began > self._batch_seconds or work.size > MOST_WRITTEN:
                break
            if now - breath > BREATH:
                await asyncio.sleep(0)
                breath = time.monotonic()
        return work

    def committed(self) -> None:
        """What was refused is in a transaction now."""
        self._refused.clear()

    def _take(self, stage: Stage, record: Record, work: Work) -> None:
        began = time.perf_counter()
        error = self._refused.get(_place(record))
        if error is None:
            error = self._handle(stage, record, work)
        if error is not None:
            self._set_aside(stage, record, error, work)
        work.positions[TopicPartition(record.topic, record.partition)] = record.offset + 1
        work.records[stage.name] += 1
        work.seconds[stage.name] = work.seconds.get(stage.name, 0.0) + time.perf_counter() - began

    def _handle(self, stage: Stage, record: Record, work: Work) -> Exception | None:
        try:
            led = list(stage.handle(record))
            size = _size_of(led)
        except Exception as error:  # the one broad except: whatever a record does, it stops nothing else
            changed = not isinstance(error, RecordError) or isinstance(error, TooLarge)
            if changed and stage.states:
                self._refused[_place(record)] = error
                work.unsettled = True
            if isinstance(error, RecordError):
                _let_go(error)
            return error
        _add(led, size, work)
        return None

    def _set_aside(self, stage: Stage, record: Record, error: Exception, work: Work) -> None:
        reason = reason_of(error)
        letter = dead_letter(stage.name, record, error)
        _add([letter], size_of(letter), work)
        work.letters[(stage.name, reason)] += 1
        log.warning(
            "dead letter: %s %s/%d@%d: %s: %s",
            stage.name, record.topic, record.partition, record.offset, reason, str(error)[:200],
            exc_info=error if error.__traceback__ is not None else None,
        )  # fmt: skip
        _let_go(error)

    def _tick(self, now: datetime, work: Work) -> None:
        for stage in self._stages:
            if time.monotonic() < self._tick_not_before.get(stage.name, 0.0):
                continue
            try:
                led = list(stage.tick(self._partition, now))
                _add(led, _size_of(led), work)
            except Exception:  # one stage's clockwork must not keep the lane from its records
                log.exception("lane %d: the tick of %s failed", self._partition, stage.name)
                self._tick_not_before[stage.name] = time.monotonic() + TICK_PAUSE
                work.failed_ticks.append(stage.name)
                work.unsettled = work.unsettled or bool(stage.states)


def _place(record: Record) -> tuple[str, int, int]:
    return record.topic, record.partition, record.offset


def _let_go(error: Exception) -> None:
    """Take from an error the frames that hold its record, and the record's whole batch, until the next collection."""
    error.__traceback__ = error.__cause__ = error.__context__ = None


def _add(led: Iterable[Led], size: int, work: Work) -> None:
    work.size += size
    for one in led:
        if isinstance(one, Write):
            work.writes.append(one)
        else:
            work.counted.append(one)


def _size_of(led: Iterable[Led]) -> int:
    """Bytes of what is written, all together.

    Raises:
        TooLarge: one is larger than Kafka may hold.
    """
    total = 0
    for write in led:
        if isinstance(write, Write):
            size = size_of(write)
            if size > LARGEST_WRITE - OVERHEAD:
                raise TooLarge(Reason.TOO_LARGE, f"its record for {write.topic} has {size} bytes")
            total += size
    return total
