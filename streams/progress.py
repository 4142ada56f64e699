"""Is the worker alive: positions advance while there is lag. And how much lag there is."""

from __future__ import annotations

import time
from typing import Any

from streams.chunks import ChunkApp, delivered, fetched
from streams.console.health import Health
from streams.lane_set import LaneSet
from streams.metrics import Metrics

STUCK_SECONDS = 60.0
"""Lag without an advancing position for so long means that the worker is stuck."""


class Progress:
    """Compares what is on the topics with what the lanes have done, whenever it is asked."""

    def __init__(self, app: ChunkApp, lanes: LaneSet, metrics: Metrics) -> None:
        self._app = app
        self._lanes = lanes
        self._metrics = metrics
        self._seen: dict[Any, int] = {}
        self._moved = time.monotonic()

    def live(self) -> Health:
        """Whether something moved lately, or nothing is waiting."""
        lag = self.measure()
        still = time.monotonic() - self._moved
        if still > STUCK_SECONDS:
            return Health(False, f"{lag} records wait and no position has moved for {still:.0f} s")
        return Health(True, f"lag {lag}")

    def measure(self) -> int:
        """Set the lag of every partition that is read here; the sum is returned."""
        done = self._lanes.positions()
        total = 0
        self._metrics.lag.clear()
        for tp in self._app.consumer.assignment():
            position = done.get((tp.topic, tp.partition), delivered(self._app, tp))
            waiting = self._waiting(tp, position)
            self._metrics.lag.labels(tp.topic, str(tp.partition)).set(waiting)
            if waiting == 0 or self._seen.get(tp) != position:
                self._seen[tp] = position
                self._moved = time.monotonic()
            total += waiting
        return total

    def _waiting(self, tp: Any, position: int) -> int:  # noqa: ANN401 - Faust's own
        end: int = self._app.monitor.tp_end_offsets.get(tp, 0)
        at = fetched(self._app, tp)
        if at is not None and at >= end and delivered(self._app, tp) <= position:
            return 0  # what lies between is markers of transactions
        return max(end - position, 0)
