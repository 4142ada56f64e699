"""The lanes of one worker: which are open, opened and closed as Kafka hands partitions out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any

from aiokafka.errors import ProducerFenced

from streams.batches import Chunk, RecordsMissing
from streams.lanes import Lane, open_lanes
from streams.metrics import Metrics
from streams.positions import Positions
from streams.records import Stage
from streams.settings import Settings

log = logging.getLogger(__name__)

MakeStages = Callable[[], Sequence[Stage]]

CANCEL_SECONDS = 3.0
"""How long a lane may take to leave its transaction before it is cancelled again."""


class LaneLost(RuntimeError):  # noqa: N818 - reads as what happened
    """A lane was fenced and no rebalance took it away: another worker has this one's name or its partitions."""


class LaneSet:
    """Opens lanes for the partitions that a rebalance assigns, and closes those that it takes.

    `failed` is called with the error when a lane gives up; the worker ends then, and its supervisor starts it again.
    """

    def __init__(
        self, make_stages: MakeStages, settings: Settings, metrics: Metrics, failed: Callable[[BaseException], Any]
    ) -> None:
        self._make_stages = make_stages
        self._settings = settings
        self._metrics = metrics
        self._failed = failed
        self._lanes: dict[int, Lane] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._watchers: set[asyncio.Task[None]] = set()
        self._opening: asyncio.Task[None] | None = None
        self._closing = asyncio.Lock()
        self.ready = False

    @property
    def lanes(self) -> Mapping[int, Lane]:
        """The open lanes by partition."""
        return self._lanes

    async def open(self, partitions: set[int], still_current: Callable[[], bool]) -> None:
        """Close what is open, then open these. Lanes run when this returns, unless they were overtaken.

        `still_current` says whether the rebalance that asked has been overtaken by another, which then opens its own.
        """
        await self.close()
        if not still_current():
            return
        opening = self._opening = asyncio.create_task(self._open(partitions, still_current), name="opening-lanes")
        try:
            await asyncio.wait({opening})
        finally:
            opening.cancel()
        if opening.cancelled() or (error := opening.exception()) is None:
            return
        if isinstance(error, ProducerFenced):  # another worker opened the same lanes since: a rebalance is on its way
            log.warning("fenced while lanes were being opened")
            self._watch(self._expect_lanes(opening, error))
        else:
            self._failed(error)

    async def close(self) -> None:
        """Close all lanes, and stop those that are being opened; what was open in them is taken back."""
        self.ready = False
        async with self._closing:
            if self._opening is not None:
                self._opening.cancel()
                await asyncio.wait({self._opening})
                self._opening = None
            lanes, self._lanes = self._lanes, {}
            tasks, self._tasks = self._tasks, {}
            self._metrics.lanes.set(0)
            for lane in lanes.values():
                lane.shut()
            await _cancel(set(tasks.values()))
            await _close(lanes.values())

    async def put(self, partition: int, stage: str, chunk: Chunk) -> None:
        """Queue a chunk in its lane; a chunk of a lane that is not open is dropped, whoever has the lane reads it."""
        lane = self._lanes.get(partition)
        if lane is None:
            chunk.event.ack()
            return
        try:
            await lane.put(stage, chunk)
        except RecordsMissing as error:
            self._failed(error)

    def sizes(self) -> dict[str, int]:
        """Entries of state held by each stage, over all lanes."""
        total: dict[str, int] = {}
        for lane in self._lanes.values():
            for stage in lane.stages:
                total[stage.name] = total.get(stage.name, 0) + stage.size()
        return total

    def positions(self) -> Positions:
        """The offset after the last record done, by topic and partition, where anything is."""
        return {key: position for lane in self._lanes.values() for key, position in lane.positions.items()}

    async def _open(self, partitions: set[int], still_current: Callable[[], bool]) -> None:
        lanes = {
            partition: Lane(partition, self._make_stages(), self._settings, self._metrics)
            for partition in sorted(partitions)
        }
        try:
            await open_lanes(list(lanes.values()), self._settings, self._metrics)
        except BaseException:
            await _close(lanes.values())
            raise
        if not still_current():
            log.info("a further rebalance came while lanes were being opened")
            await _close(lanes.values())
            return
        self._lanes = lanes
        for lane in lanes.values():
            self._start(lane)
        self._metrics.lanes.set(len(lanes))
        self.ready = True
        log.info("lanes open: %s", sorted(lanes))

    def _start(self, lane: Lane) -> None:
        task = asyncio.create_task(lane.run(), name=f"lane-{lane.partition}")
        task.add_done_callback(lambda done: self._ended(done, lane))
        self._tasks[lane.partition] = task

    def _ended(self, task: asyncio.Task[None], lane: Lane) -> None:
        lane.shut()  # or an agent that waits for room would wait for ever
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            self._failed(error)
        elif lane.fenced:
            self._watch(self._expect_rebalance(lane))

    def _watch(self, work: Coroutine[Any, Any, None]) -> None:
        watcher = asyncio.ensure_future(work)
        self._watchers.add(watcher)
        watcher.add_done_callback(self._watchers.discard)

    async def _expect_lanes(self, opening: asyncio.Task[None], error: BaseException) -> None:
        """Lanes that were fenced while they were opened are opened anew by a rebalance, or something is wrong."""
        await asyncio.sleep(self._settings.session_timeout)
        if self._opening is opening and not self.ready:
            self._failed(error)

    async def _expect_rebalance(self, lane: Lane) -> None:
        """A fenced lane belongs to another worker: a rebalance must say so soon, or something is wrong."""
        await asyncio.sleep(self._settings.session_timeout)
        if self._lanes.get(lane.partition) is lane:
            self._failed(
                LaneLost(
                    f"lane {lane.partition} was fenced, but is still assigned to this worker: its transaction expired "
                    f"while Kafka was away, or another worker is running as {self._settings.worker_id!r}"
                )
            )


async def _cancel(tasks: set[asyncio.Task[None]]) -> None:
    """Cancel, and once more whoever waits for an answer of Kafka on the way out."""
    for _ in range(2):
        for task in tasks:
            task.cancel()
        if tasks:
            _, tasks = await asyncio.wait(tasks, timeout=CANCEL_SECONDS)


async def _close(lanes: Iterable[Lane]) -> None:
    results = await asyncio.gather(*(lane.transactions.close() for lane in lanes), return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            log.info("closing a lane: %r", result)
