"""The lanes of one worker: which are open, opened and closed as Kafka hands partitions out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from streams.lanes import Lane
from streams.metrics import Metrics
from streams.records import Record, Stage
from streams.restore import restore
from streams.settings import Settings

log = logging.getLogger(__name__)

MakeStages = Callable[[], Sequence[Stage]]


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
        self._changing = asyncio.Lock()
        self.ready = False

    @property
    def lanes(self) -> Mapping[int, Lane]:
        """The open lanes by partition."""
        return self._lanes

    async def open(self, partitions: set[int], still_current: Callable[[], bool]) -> None:
        """Close what is open, then open these: producers first (they fence), then state. Lanes run when this returns.

        `still_current` says whether the rebalance that asked has been overtaken by another, which then opens its own.
        """
        async with self._changing:
            await self._close_all()
            lanes = {
                partition: Lane(partition, self._make_stages(), self._settings, self._metrics)
                for partition in sorted(partitions)
            }
            try:
                await asyncio.gather(*(lane.open_producer() for lane in lanes.values()))
                await restore(self._settings, {p: lane.stages for p, lane in lanes.items()}, self._metrics)
            except BaseException:
                await _close(lanes.values())
                raise
            if not still_current():
                log.info("a further rebalance came while lanes were being opened")
                await _close(lanes.values())
                return
            self._lanes = lanes
            self._start()

    async def close(self) -> None:
        """Close all lanes; what was open in them is taken back."""
        self.ready = False
        async with self._changing:
            await self._close_all()

    async def put(self, partition: int, stage: str, records: Sequence[Record], event: Any) -> None:  # noqa: ANN401
        """Queue a chunk in its lane; a chunk of a lane that is not open is dropped, whoever has the lane reads it."""
        lane = self._lanes.get(partition)
        if lane is None:
            event.ack()
            return
        await lane.put(next(known for known in lane.stages if known.name == stage), records, event)

    def sizes(self) -> dict[str, int]:
        """Entries of state held by each stage, over all lanes."""
        total: dict[str, int] = {}
        for lane in self._lanes.values():
            for stage in lane.stages:
                total[stage.name] = total.get(stage.name, 0) + stage.size()
        return total

    def positions(self) -> dict[tuple[str, int], int]:
        """The offset after the last record done, by topic and partition, where a lane has done any."""
        return {key: position for lane in self._lanes.values() for key, position in lane.positions.items()}

    def _start(self) -> None:
        for partition, lane in self._lanes.items():
            task = asyncio.create_task(lane.run(), name=f"lane-{partition}")
            task.add_done_callback(lambda done, lane=lane: self._ended(done, lane))  # type: ignore[misc] # default binds
            self._tasks[partition] = task
        self._metrics.lanes.set(len(self._lanes))
        self.ready = True
        log.info("lanes open: %s", sorted(self._lanes))

    def _ended(self, task: asyncio.Task[None], lane: Lane) -> None:
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            self._failed(error)
        elif lane.fenced.is_set():
            watcher = asyncio.ensure_future(self._expect_rebalance(lane))
            self._watchers.add(watcher)
            watcher.add_done_callback(self._watchers.discard)

    async def _expect_rebalance(self, lane: Lane) -> None:
        """A fenced lane belongs to another worker: a rebalance must say so soon, or something is wrong."""
        await asyncio.sleep(self._settings.session_timeout)
        if self._lanes.get(lane.partition) is lane:
            self._failed(
                LaneLost(
                    f"lane {lane.partition} was fenced, but still assigned to this worker: "
                    f"is another worker running as {self._settings.worker_id!r}?"
                )
            )

    async def _close_all(self) -> None:
        self.ready = False
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        lanes, self._lanes, self._tasks = self._lanes, {}, {}
        await _close(lanes.values())
        self._metrics.lanes.set(0)


async def _close(lanes: Any) -> None:  # noqa: ANN401 - any iterable of lanes
    results = await asyncio.gather(*(lane.close() for lane in lanes), return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            log.info("closing a lane: %r", result)
