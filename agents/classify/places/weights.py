"""The numbers that tell namesakes apart: `knowledge/places/resolve.toml` in memory."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from math import exp, inf
from typing import TypeVar

from agents.classify.places.tables import numbers

_FILE = "resolve.toml"
_FARTHEST = 30.0  # a margin beyond which exp() adds nothing


@dataclass(frozen=True, slots=True)
class RankWeights:
    """[rank]: how well known a place is."""

    most_rows: float
    country: float
    hand: float
    admin1: float
    admin2: float
    alternate: float
    capital: float


@dataclass(frozen=True, slots=True)
class VoteWeights:
    """[votes]: how loudly a name speaks for its country."""

    people: float
    abbreviation: float
    group: float
    smallest: float
    none_at: float
    all_at: float
    lone: float
    first_round: float
    second_round: float
    repeated: float
    most_repeated: float
    pair: float
    shared: float
    tenth: float
    abroad: float


@dataclass(frozen=True, slots=True)
class BonusWeights:
    """[bonus]: what the rest of the article adds to a place's rank."""

    country: float
    admin1: float
    near: float
    pair: float
    pair_elsewhere: float
    home: float
    kind: float
    slope: float
    present: float
    share: float
    full_share: float
    least: float


@dataclass(frozen=True, slots=True)
class SureWeights:
    """[sure]: how a margin becomes a confidence."""

    most: float
    unrivalled: float
    shift: float
    paired: float

    def of(self, margin: float) -> float:
        """The confidence (0–1) in a place that stands so far above its rival; infinitely far where it has none."""
        if margin == inf:
            margin = self.unrivalled
        elif margin < -_FARTHEST:
            margin = -_FARTHEST
        return min(self.most, 1.0 / (1.0 + exp(-margin - self.shift)))


@dataclass(frozen=True, slots=True)
class Weights:
    """All that resolve.toml says."""

    rank: RankWeights
    votes: VoteWeights
    bonus: BonusWeights
    sure: SureWeights


_Table = TypeVar("_Table", RankWeights, VoteWeights, BonusWeights, SureWeights)


@cache
def load_weights() -> Weights:
    """The committed weights, read once. Raises KnowledgeError where one is missing or no number."""
    return Weights(
        _read("rank", RankWeights),
        _read("votes", VoteWeights),
        _read("bonus", BonusWeights),
        _read("sure", SureWeights),
    )


def _read(name: str, table: type[_Table]) -> _Table:
    return table(**numbers(_FILE, name, (field.name for field in fields(table))))
