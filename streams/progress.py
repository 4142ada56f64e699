"""Is the worker alive: positions advance while there is lag. And how much lag there is."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from streams.chunks import ChunkApp, assignment, delivered, fetched
from streams.console.health import Health
from streams.lane_set import LaneSet
from streams.metrics import Metrics

STUCK_SECONDS = 60.0
"""Lag of a partition without an advancing position for so long means that the worker is stuck."""

Source = tuple[str, int]
"""Topic and partition."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a partition was when it last moved, or last had nothing waiting."""

    position: int
    since: float


def lag_of(position: int, end: int, read_to: int | None, given: int) -> int:
    """Records that wait: from `position` (done) to `end`, none where what lies between is markers of transactions.

    `read_to` is how far the consumer came, markers included; `given` how far the records that it found were handed on.
    """
    if read_to is not None and read_to >= end and given <= position:
        return 0
    return max(end - position, 0)


def moved(seen: Mapping[Source, Seen], now: float, found: Mapping[Source, tuple[int, int]]) -> dict[Source, Seen]:
    """What was seen, brought up to `found` (position and lag by partition) at this time."""
    return {
        source: Seen(position, now)
        if lag == 0 or (before := seen.get(source)) is None or before.position != position
        else before
        for source, (position, lag) in found.items()
    }


class Progress:
    """Compares what is on the topics with what the lanes have done, whenever it is asked."""

    def __init__(self, app: ChunkApp, lanes: LaneSet, metrics: Metrics) -> None:
        self._app = app
        self._lanes = lanes
        self._metrics = metrics
        self._seen: dict[Source, Seen] = {}

    def live(self) -> Health:
        """Whether every partition moved lately, or has nothing waiting, or is just being opened."""
        lag = self.measure()
        now = time.monotonic()
        for (topic, partition), seen in self._seen.items():
            if now - seen.since > STUCK_SECONDS:
                return Health(False, f"{topic}/{partition} has not moved for {now - seen.since:.0f} s, lag {lag}")
        return Health(True, f"lag {lag}")

    def measure(self) -> int:
        """Set the lag of every partition that is read here; the sum is returned."""
        done = self._lanes.positions()
        found: dict[Source, tuple[int, int]] = {}
        for tp in assignment(self._app):
            source = (tp.topic, tp.partition)
            position = done.get(source, delivered(self._app, tp))
            found[source] = (position, self._waiting(tp, position))
        self._metrics.lag.clear()
        for (topic, partition), (_, lag) in found.items():
            self._metrics.lag.labels(topic, str(partition)).set(lag)
        # While lanes are closed or opened nothing can move: that is for readiness to say, not a worker that is stuck.
        self._seen = moved(self._seen if self._lanes.ready else {}, time.monotonic(), found)
        return sum(lag for _, lag in found.values())

    def _waiting(self, tp: Any, position: int) -> int:  # noqa: ANN401 - Faust's own
        read_to, end = fetched(self._app, tp)
        return lag_of(position, end, read_to, delivered(self._app, tp))
