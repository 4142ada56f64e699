"""A lane: partition p of every stage, in transactions that hold outputs, state and positions together.

Either all of a batch happened or none of it. Opening the producer fences whoever had the lane before and takes back
what it left open; only then is the state read, so that it is settled. See `lane_set` for who opens lanes when.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import ProducerFenced

from streams.connection import client_options
from streams.dead_letters import dead_letter, reason_of
from streams.metrics import Metrics
from streams.records import Record, Stage, Write
from streams.restore import restore
from streams.settings import Settings
from streams.topics import LARGEST_RECORD

log = logging.getLogger(__name__)

MOST_QUEUED = 8
"""Chunks of a stage that wait in a lane before its source is held back."""
MOST_RECORDS = 1000
"""Records that a transaction may hold."""
BREATH = 0.02
"""Seconds of work after which a lane lets others run."""


class LaneBroken(RuntimeError):  # noqa: N818 - reads as what happened
    """A lane's transaction failed as often as it may: the worker must be started again."""


@dataclass(slots=True)
class Chunk:
    """Records of one stage, of which those before `done` are in a transaction. `event` is Faust's, to be forgotten."""

    stage: Stage
    records: Sequence[Record]
    event: Any
    done: int = 0


@dataclass(slots=True)
class Batch:
    """What one transaction holds."""

    taken: list[tuple[Stage, Record]] = field(default_factory=list)
    tick: datetime | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.taken and self.tick is None


class Lane:
    """Partition `partition` of every stage: its producer, its state, its queues, its loop."""

    def __init__(self, partition: int, stages: Sequence[Stage], settings: Settings, metrics: Metrics) -> None:
        self.partition = partition
        self.stages = tuple(stages)
        self.fenced = asyncio.Event()
        self.positions: dict[tuple[str, int], int] = {}
        self._settings = settings
        self._metrics = metrics
        self._queues: Mapping[str, deque[Chunk]] = {stage.name: deque() for stage in stages}
        self._work = asyncio.Event()
        self._room: Mapping[str, asyncio.Event] = {stage.name: asyncio.Event() for stage in stages}
        self._producer: AIOKafkaProducer | None = None
        self._next_tick = 0.0

    async def open_producer(self) -> None:
        """Take the lane over: aborts and fences what a former owner left open."""
        self._producer = AIOKafkaProducer(
            transactional_id=f"{self._settings.group}-lane-{self.partition}",
            transaction_timeout_ms=int(self._settings.transaction_timeout * 1000),
            linger_ms=0,  # a lane sends a whole batch at once: waiting for more only delays it
            retry_backoff_ms=5,  # the default of 100 ms is slept between transactions
            max_batch_size=262_144,
            max_request_size=LARGEST_RECORD,
            request_timeout_ms=10_000,
            **client_options(self._settings),
        )
        await self._producer.start()

    async def close(self) -> None:
        """Stop the producer; an open transaction is taken back by the next owner."""
        if self._producer is not None:
            producer, self._producer = self._producer, None
            await producer.stop()

    async def put(self, stage: Stage, records: Sequence[Record], event: Any) -> None:  # noqa: ANN401 - Faust's own
        """Queue a chunk; waits while the stage has enough queued, which holds its source back."""
        queue, room = self._queues[stage.name], self._room[stage.name]
        while len(queue) >= MOST_QUEUED:
            room.clear()
            await room.wait()
        queue.append(Chunk(stage, records, event))
        self._work.set()

    async def run(self) -> None:
        """Work until cancelled or fenced.

        Raises:
            LaneBroken: a batch failed as often as it may.
        """
        while True:
            await self._wait_for_work()
            batch = self._collect()
            if batch.empty:
                continue
            try:
                await self._commit_with_retries(batch)
            except ProducerFenced:
                self._metrics.fencings.inc()
                log.warning("lane %d: fenced, another worker has it now", self.partition)
                self.fenced.set()
                return
            self._forget(batch)

    async def _wait_for_work(self) -> None:
        now = time.monotonic()
        if not self._work.is_set():
            wait = max(self._next_tick - now, 0.0)
            try:
                await asyncio.wait_for(self._work.wait(), wait)
            except TimeoutError:
                return
            await asyncio.sleep(self._settings.gather_seconds)

    def _collect(self) -> Batch:
        """Choose the records of the next transaction: later stages first, so that what began is soon ended."""
        batch = Batch()
        if time.monotonic() >= self._next_tick:
            batch.tick = datetime.now(UTC)
            self._next_tick = time.monotonic() + self._settings.tick_seconds
        room = MOST_RECORDS
        for stage in reversed(self.stages):
            for chunk in self._queues[stage.name]:
                fresh = chunk.records[chunk.done : chunk.done + room]
                batch.taken += [(stage, record) for record in fresh]
                room -= len(fresh)
                if room == 0:
                    return batch
        return batch

    async def _commit_with_retries(self, batch: Batch) -> None:
        for attempt in range(1, self._settings.transaction_tries + 1):
            try:
                await self._commit(batch)
                return
            except (ProducerFenced, asyncio.CancelledError):
                raise
            except Exception as error:
                self._metrics.transactions.labels("failed").inc()
                log.warning("lane %d: transaction failed, try %d: %r", self.partition, attempt, error)
                last = error
            await self._start_over(attempt)
        raise LaneBroken(
            f"lane {self.partition}: a transaction failed {self._settings.transaction_tries} times: {last!r}"
        ) from last

    async def _start_over(self, attempt: int) -> None:
        """After a failure memory is ahead of the topics: take back, read back, and only then try again."""
        try:
            await self.close()
        except Exception as error:  # the producer is given up whatever it says
            log.info("lane %d: closing the failed producer: %r", self.partition, error)
        await asyncio.sleep(min(0.1 * 2**attempt, 5.0))
        await self.open_producer()
        await restore(self._settings, {self.partition: self.stages}, self._metrics)

    async def _commit(self, batch: Batch) -> None:
        began = time.monotonic()
        producer = self._producer
        if producer is None:
            raise RuntimeError("the lane is not open")
        writes, positions, taken = await self._work_through(batch)
        worked = time.monotonic()
        if writes or positions:
            await self._transact(producer, writes, positions)
        self.positions |= {(tp.topic, tp.partition): position for tp, position in positions.items()}
        del batch.taken[taken:]
        self._metrics.transactions.labels("committed").inc()
        self._metrics.transaction_seconds.observe(time.monotonic() - worked)
        self._metrics.batch_records.observe(max(taken, 1))
        log.debug("lane %d: %d records in %.3f s", self.partition, taken, time.monotonic() - began)

    async def _transact(
        self, producer: AIOKafkaProducer, writes: Sequence[Write], positions: Mapping[TopicPartition, int]
    ) -> None:
        async with producer.transaction():
            sent = [await self._send(producer, write) for write in writes]
            if sent:
                await asyncio.gather(*sent)  # a commit does not raise when a send failed
            if positions:
                await producer.send_offsets_to_transaction(positions, self._settings.group)

    async def _work_through(self, batch: Batch) -> tuple[list[Write], dict[TopicPartition, int], int]:
        writes: list[Write] = []
        positions: dict[TopicPartition, int] = {}
        began = breath = time.monotonic()
        if batch.tick is not None:
            for stage in self.stages:
                writes += stage.tick(self.partition, batch.tick)
        taken = 0
        for stage, record in batch.taken:
            writes += self._handle(stage, record)
            positions[TopicPartition(record.topic, record.partition)] = record.offset + 1
            taken += 1
            now = time.monotonic()
            if now - began > self._settings.batch_seconds:
                break
            if now - breath > BREATH:
                await asyncio.sleep(0)
                breath = time.monotonic()
        return writes, positions, taken

    def _handle(self, stage: Stage, record: Record) -> Iterable[Write]:
        began = time.perf_counter()
        try:
            return list(stage.handle(record))
        except Exception as error:  # the one broad except: whatever a record does, it stops nothing else
            reason = reason_of(error)
            self._metrics.dead_letters.labels(stage.name, reason).inc()
            log.warning(
                "dead letter: %s %s/%d@%d: %s: %s",
                stage.name, record.topic, record.partition, record.offset, reason, str(error)[:200],
                exc_info=error if reason.startswith("unexpected_") else None,
            )  # fmt: skip
            return [dead_letter(stage.name, record, error)]
        finally:
            self._metrics.records.labels(stage.name).inc()
            self._metrics.stage_seconds.labels(stage.name).inc(time.perf_counter() - began)

    async def _send(self, producer: AIOKafkaProducer, write: Write) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = await producer.send(
            self._settings.topic(write.topic),
            value=write.value,
            key=write.key,
            partition=write.partition,
            headers=list(write.headers),
        )
        return future

    def _forget(self, batch: Batch) -> None:
        """Advance the queues past what was committed."""
        for stage, _ in batch.taken:
            queue = self._queues[stage.name]
            chunk = queue[0]
            chunk.done += 1
            if chunk.done == len(chunk.records):
                queue.popleft()
                chunk.event.ack()
                self._room[stage.name].set()
        if not any(self._queues.values()):
            self._work.clear()
