"""What an edit of subscriptions would have changed: what only one of two sides was told, and why the other was not.

Two sides tell the same where kind, incident, revision and cited article are the same, whenever each tells it: a digest
that comes later is no other news, and is counted as moved.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b

from streams.backtest.tally import MOST_LISTED, Row


class Side(StrEnum):
    """Which of two versions of the subscriptions."""

    OLD = "old"
    NEW = "new"

    @property
    def other(self) -> Side:
        """The other one."""
        return Side.NEW if self is Side.OLD else Side.OLD


@dataclass(frozen=True, slots=True)
class Only:
    """What one side alone was told, and why the other was not."""

    row: Row
    other: str


@dataclass(slots=True)
class Difference:
    """The differences of all subscriptions that an edit touches; `edited` says how, by id."""

    edited: dict[str, str] = field(default_factory=dict)
    same: Counter[str] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)
    """Those of `same` that the two sides tell at different times."""
    _alone: dict[Side, dict[bytes, Only]] = field(default_factory=lambda: {side: {} for side in Side})

    def add(self, side: Side, row: Row, other: str) -> None:
        """Count what one side is told; `other` says why the other side is not, should it prove not to be."""
        key = _key(row)
        twin = self._alone[side.other].pop(key, None)
        if twin is None:
            self._alone[side][key] = Only(row, other)
            return
        self.same[row.subscription] += 1
        self.moved[row.subscription] += twin.row.time != row.time

    def only(self, side: Side) -> list[Only]:
        """What this side alone was told, by time."""
        return sorted(self._alone[side].values(), key=lambda only: (only.row.time, only.row.subscription))

    def listed(self, side: Side) -> list[Only]:
        """The first of those, as many as are listed of a subscription."""
        seen: Counter[str] = Counter()
        listed = []
        for only in self.only(side):
            seen[only.row.subscription] += 1
            if seen[only.row.subscription] <= MOST_LISTED:
                listed.append(only)
        return listed

    def count(self, side: Side) -> Counter[str]:
        """How many those are, by subscription."""
        return Counter(only.row.subscription for only in self._alone[side].values())


def _key(row: Row) -> bytes:
    about = (row.headline, str(row.time.date())) if row.incident is None else (row.incident, str(row.revision))
    parts = (row.subscription, row.kind, *about, row.article or "")
    return blake2b("\x00".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()
