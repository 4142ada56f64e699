"""A lane: partition p of every stage, in transactions that hold outputs, state and positions together.

Either all of a batch happened or none of it. Opening the producer fences whoever had the lane before and takes back
what it left open; only then are state and positions read, so that they are settled. The same is done after a
transaction that failed, since nobody knows whether its commit arrived: the positions say so. See `lane_set` for who
opens lanes when.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError, ProducerFenced

from streams.batches import Chunk, Queues, gathering
from streams.handling import Handling, Work
from streams.metrics import Metrics
from streams.positions import Positions, committed_positions, first_offsets, unsettled, until_committed
from streams.records import Record, Stage
from streams.restore import restore
from streams.rights import NotAllowed
from streams.settings import Settings
from streams.transactions import Transactions

log = logging.getLogger(__name__)

MOST_RECORDS = 1000
"""Records that a transaction may hold."""


class LaneBroken(RuntimeError):  # noqa: N818 - reads as what happened
    """A lane failed as often or as long as it may: the worker must be started again."""


class Lane:
    """Partition `partition` of every stage: its producer, its state, its queues, its loop."""

    def __init__(self, partition: int, stages: Sequence[Stage], settings: Settings, metrics: Metrics) -> None:
        self.partition = partition
        self.stages = tuple(stages)
        self.transactions = Transactions(settings, partition)
        self.positions: Positions = {}
        self.fenced = False
        self.closed = False
        self._settings = settings
        self._metrics = metrics
        self._handling = Handling(partition, stages, settings.batch_seconds)
        self._queues = Queues(stages, {})
        self._work = asyncio.Event()
        self._room: Mapping[str, asyncio.Event] = {stage.name: asyncio.Event() for stage in stages}
        self._next_tick = 0.0
        self._failures = 0
        self._took = 0.0

    @property
    def sources(self) -> list[TopicPartition]:
        """The partitions that it reads."""
        return [TopicPartition(self._settings.topic(stage.source), self.partition) for stage in self.stages]

    async def begin_at(self, positions: Positions) -> None:
        """Commit positions that nothing was done for yet, so that from now on every partition has one."""
        if positions:
            await self.transactions.transact((), {TopicPartition(*key): at for key, at in positions.items()})

    def go_on_from(self, positions: Positions) -> None:
        """Take it that what lies before these positions is done, whatever is queued."""
        self.positions = dict(positions)
        self._queues.settle(positions)
        self._make_room()

    def shut(self) -> None:
        """Take nothing more, and let go whoever waits for room."""
        self.closed = True
        self._make_room()

    async def put(self, stage: str, chunk: Chunk) -> None:
        """Queue a chunk; waits while the stage has enough queued, which holds its source back.

        A lane that is closed, or is meanwhile, drops it: whoever has the lane next reads it again.

        Raises:
            RecordsMissing: records before it were never delivered.
        """
        room = self._room[stage]
        while self._queues.full(stage) and not self.closed:
            room.clear()
            await room.wait()
        if self.closed:
            chunk.event.ack()
            return
        self._queues.add(stage, chunk)
        self._work.set()

    async def run(self) -> None:
        """Work until cancelled or fenced.

        Raises:
            LaneBroken: a batch failed as often as it may, or Kafka did not answer for too long.
        NotAllowed: Kafka refuses what it needs.
        """
        while not self.closed:
            await self._wait_for_work()
            taken, tick = self._queues.take(MOST_RECORDS), self._due_tick()
            if not taken and tick is None:
                continue
            try:
                await self._do_or_recover(taken, tick)
            except ProducerFenced:
                self._metrics.fencings.inc()
                log.warning("lane %d: fenced: another worker has it now, or its transaction expired", self.partition)
                self.fenced = True
                return

    async def _wait_for_work(self) -> None:
        if not self._work.is_set():
            try:
                async with asyncio.timeout(max(self._next_tick - time.monotonic(), 0.0)):
                    await self._work.wait()
            except TimeoutError:
                return
        least, most = self._settings.gather_seconds, self._settings.batch_seconds
        await asyncio.sleep(gathering(self._queues.waiting, self._took, least, most))

    def _due_tick(self) -> datetime | None:
        if time.monotonic() < self._next_tick:
            return None
        self._next_tick = time.monotonic() + self._settings.tick_seconds
        return datetime.now(UTC)

    async def _do_or_recover(self, taken: Sequence[tuple[Stage, Record]], tick: datetime | None) -> None:
        try:
            await self._do(taken, tick)
        except (ProducerFenced, NotAllowed):
            raise
        except Exception as error:
            await self._recover(error)

    async def _do(self, taken: Sequence[tuple[Stage, Record]], tick: datetime | None) -> None:
        started = time.monotonic()
        work = await self._handling.work_through(taken, tick)
        for stage in work.failed_ticks:  # whatever becomes of this work, and none of them is tried again with it
            self._metrics.dead_letters.labels(stage, "tick_failed").inc()
        if work.unsettled:
            self._next_tick = 0.0 if tick is not None else self._next_tick
            await restore(self._settings, {self.partition: self.stages}, self._metrics)
            return
        if work.writes or work.positions:
            began = time.monotonic()
            await self.transactions.transact(work.writes, work.positions)
            self._metrics.transaction_seconds.observe(time.monotonic() - began)
            self._count(work)
        self._took = time.monotonic() - started
        self._failures = 0
        self._handling.committed()
        self._advance(work)

    def _advance(self, work: Work) -> None:
        done = {(tp.topic, tp.partition): position for tp, position in work.positions.items()}
        self.positions |= done
        self._queues.settle(done)
        self._make_room()
        if self._queues.empty:
            self._work.clear()

    def _make_room(self) -> None:
        for stage, room in self._room.items():
            if self.closed or not self._queues.full(stage):
                room.set()

    def _count(self, work: Work) -> None:
        """Once a record, however often its transaction was tried."""
        self._metrics.transactions.labels("committed").inc()
        if work.records:
            self._metrics.batch_records.observe(work.records.total())
        for stage, count in work.records.items():
            self._metrics.records.labels(stage).inc(count)
        for stage, seconds in work.seconds.items():
            self._metrics.stage_seconds.labels(stage).inc(seconds)
        for (stage, reason), count in work.letters.items():
            self._metrics.dead_letters.labels(stage, reason).inc(count)
        for counted in work.counted:
            counted.add()

    async def _recover(self, error: Exception) -> None:
        """After a failure memory may be ahead of the topics, and the topics ahead of what this lane knows."""
        if self.closed:  # what was cancelled may raise something else on its way out
            raise asyncio.CancelledError from error
        self._failures += 1
        self._next_tick = 0.0
        self._metrics.transactions.labels("failed").inc()
        log.warning("lane %d: transaction failed, try %d: %r", self.partition, self._failures, error)
        if self._failures >= self._settings.transaction_tries:
            raise LaneBroken(
                f"lane {self.partition}: a transaction failed {self._failures} times: {error!r}"
            ) from error
        await asyncio.sleep(min(0.1 * 2**self._failures, 5.0))
        await open_lanes([self], self._settings, self._metrics)


async def open_lanes(lanes: Sequence[Lane], settings: Settings, metrics: Metrics) -> None:
    """Make these lanes fit to run: producers first, since they fence and settle; then state, then positions.

    Raises:
        LaneBroken: Kafka did not answer within `broker_wait`.
        NotAllowed: it answered that this may not be.
    """
    deadline, pause = time.monotonic() + settings.broker_wait, 0.2
    while True:
        try:
            await _open_once(lanes, settings, metrics)
            return
        except (ProducerFenced, NotAllowed):
            raise  # who was fenced while opening must not fence back
        except (KafkaError, OSError, TimeoutError) as error:
            if time.monotonic() > deadline:
                raise LaneBroken(f"lanes could not be opened for {settings.broker_wait:.0f} s: {error!r}") from error
            log.warning("opening lanes: %r, again in %.1f s", error, pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, 5.0)


async def _open_once(lanes: Sequence[Lane], settings: Settings, metrics: Metrics) -> None:
    opened = await asyncio.gather(*(lane.transactions.open() for lane in lanes), return_exceptions=True)
    for result in opened:
        if isinstance(result, BaseException):
            raise result
    sources = [source for lane in lanes for source in lane.sources]
    _, positions, first = await asyncio.gather(  # each asks through a client of its own: one after the other is slow
        restore(settings, {lane.partition: lane.stages for lane in lanes}, metrics),
        committed_positions(settings, sources),
        first_offsets(settings, sources),
    )
    missing = unsettled(positions, first)
    if missing:
        await asyncio.gather(*(lane.begin_at(_of(lane, missing)) for lane in lanes))
        await until_committed(settings, missing)
    for lane in lanes:
        lane.go_on_from(_of(lane, positions | missing))
    for (topic, partition), offset in missing.items():
        if (topic, partition) in positions:
            lost = offset - positions[topic, partition]
            log.error("%s/%d: %d records were deleted by age before they were read", topic, partition, lost)


def _of(lane: Lane, positions: Positions) -> Positions:
    return {key: at for key, at in positions.items() if key[1] == lane.partition}
