"""What waits in a lane, and what one transaction takes of it. Pure: no clock, no Kafka.

Every record that is queued continues where the last one ended: one that is done is dropped, and one that leaves a gap
is refused. So whatever happens between the consumer and the lane, nothing is done twice and nothing is passed over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from streams.positions import Positions
from streams.records import Record, Stage

MOST_QUEUED = 8
"""Chunks of a stage that wait in a lane before its source is held back."""


ENOUGH = 100
"""Records for which a lane need not wait for company."""
SHARE = 3
"""A lane gathers for one part in so many of what its last transaction took. An article waits so four times, once a
stage: with the whole of it alerts came two to three times as late, with much less there are more transactions."""


def gathering(waiting: int, last: float, least: float, most: float) -> float:
    """Seconds for which a lane gathers before it starts: a share of what its `last` transaction took, within bounds.

    A transaction costs some milliseconds whatever it holds. So what is busy makes fewer and larger ones, and what is
    idle answers at once.
    """
    return 0.0 if waiting >= ENOUGH else max(least, min(last / SHARE, most))


class RecordsMissing(RuntimeError):  # noqa: N818 - reads as what happened
    """Records came that do not continue where the lane is: some between were never delivered."""


@dataclass(slots=True)
class Chunk:
    """Records of one partition, read from position `begins` on (None: from the first that there is).

    Those before `done` are in a transaction. `event` is Faust's, to be acknowledged when all are.
    """

    records: Sequence[Record]
    begins: int | None
    event: Any
    done: int = 0


class Queues:
    """One queue a stage, over the partitions that a lane reads."""

    def __init__(self, stages: Sequence[Stage], positions: Positions) -> None:
        self._stages = tuple(stages)
        self._chunks: dict[str, deque[Chunk]] = {stage.name: deque() for stage in stages}
        self._next = dict(positions)

    @property
    def empty(self) -> bool:
        """Whether nothing waits."""
        return not any(self._chunks.values())

    @property
    def waiting(self) -> int:
        """How many records wait."""
        return sum(len(chunk.records) - chunk.done for queue in self._chunks.values() for chunk in queue)

    def full(self, stage: str) -> bool:
        """Whether the source of this stage must wait."""
        return len(self._chunks[stage]) >= MOST_QUEUED

    def add(self, stage: str, chunk: Chunk) -> None:
        """Queue what is new of a chunk.

        Raises:
            RecordsMissing: it begins after the position that was reached.
        """
        if not chunk.records:
            chunk.event.ack()
            return
        last = chunk.records[-1]
        source = (last.topic, last.partition)
        reached = self._next.get(source)
        if reached is not None and chunk.begins is not None and chunk.begins > reached:
            raise RecordsMissing(f"{last.topic}/{last.partition}: read from {chunk.begins}, expected {reached}")
        self._next[source] = max(last.offset + 1, reached or 0)
        _pass_over(chunk, reached or 0)
        if chunk.done == len(chunk.records):
            chunk.event.ack()
            return
        self._chunks[stage].append(chunk)

    def take(self, most: int) -> list[tuple[Stage, Record]]:
        """The records of the next transaction: later stages first, so that what began is soon ended."""
        taken: list[tuple[Stage, Record]] = []
        for stage in reversed(self._stages):
            for chunk in self._chunks[stage.name]:
                fresh = chunk.records[chunk.done : chunk.done + most - len(taken)]
                taken += [(stage, record) for record in fresh]
                if len(taken) == most:
                    return taken
        return taken

    def settle(self, positions: Positions) -> None:
        """Forget the records before these positions: they are done, by this lane or by another."""
        for source, position in positions.items():
            self._next[source] = max(self._next.get(source, 0), position)
        for queue in self._chunks.values():
            while queue and self._is_done(queue[0], positions):
                queue.popleft().event.ack()

    def _is_done(self, chunk: Chunk, positions: Positions) -> bool:
        record = chunk.records[0]
        _pass_over(chunk, positions.get((record.topic, record.partition), 0))
        return chunk.done == len(chunk.records)


def _pass_over(chunk: Chunk, position: int) -> None:
    while chunk.done < len(chunk.records) and chunk.records[chunk.done].offset < position:
        chunk.done += 1
