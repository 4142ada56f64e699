"""The places that one name can mean, ranked once for all articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from math import inf, log10
from operator import itemgetter

from agents.classify.places.columns import KINDS, Gazetteer
from agents.classify.places.tables import numbers
from schemas.place import PlaceKind

_REMEMBERED = 32_768
_COUNTRY, _ADMIN1, _ADMIN2 = (KINDS.index(kind) for kind in (PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.ADMIN2))


@dataclass(frozen=True, slots=True)
class RankWeights:
    """[rank] of resolve.toml."""

    most_rows: float
    country: float
    hand: float
    admin1: float
    admin2: float
    alternate: float


@cache
def load_rank_weights() -> RankWeights:
    """The committed weights, read once. Raises KnowledgeError where one is missing or no number."""
    return RankWeights(**numbers("resolve.toml", "rank", (field.name for field in fields(RankWeights))))


@dataclass(slots=True, eq=False)
class Senses:
    """The places of one name as parallel columns, the one of the highest rank first. Never changed once made.

    Of those in one division and of one kind only the first is kept, for no context could tell the others from it.
    `filed` is what the gazetteer files the name under; `homes` are the distinct countries; `sure` says that the first
    needs no context (a country's name), `people` that it is a demonym.
    `margin` is how far the first stands above its rival.
    """

    filed: str
    rows: Sequence[int]
    alternates: Sequence[bool]
    ranks: Sequence[float]
    countries: Sequence[int]
    firsts: Sequence[int]
    kinds: Sequence[int]
    homes: frozenset[int]
    sure: bool
    people: bool
    margin: float


@lru_cache(maxsize=_REMEMBERED)
def senses(gazetteer: Gazetteer, filed: str) -> Senses:
    """The senses of a name by what the gazetteer files it under; remembered, for news repeats its names."""
    weights = load_rank_weights()
    first, kinds, country = gazetteer.first, gazetteer.kinds, gazetteer.country
    found = [_ranked(gazetteer, int(row), weights) for row in filed.split()[: int(weights.most_rows)]]
    if len(found) > 1:
        found = _largest(found, gazetteer)
    rows = [row for _, row, _ in found]
    countries = [country[row] for row in rows]
    ranks, firsts = [rank for rank, _, _ in found], [first[row] for row in rows]
    return Senses(
        filed,
        rows,
        [alternate for _, _, alternate in found],
        ranks,
        countries,
        firsts,
        [kinds[row] for row in rows],
        frozenset(countries),
        len(rows) == 1 and found[0][0] >= weights.hand,
        rows[0] in gazetteer.people,
        margin_of(ranks, firsts, 0),
    )


def margin_of(scores: Sequence[float], firsts: Sequence[int], best: int) -> float:
    """The distance to the best place of the name in another country or admin1; infinite where there is none."""
    at = firsts[best]
    return scores[best] - max([score for score, first in zip(scores, firsts, strict=True) if first != at], default=-inf)


def _largest(found: list[tuple[float, int, bool]], gazetteer: Gazetteer) -> list[tuple[float, int, bool]]:
    """The first of each division and kind, by rank."""
    found.sort(key=itemgetter(0), reverse=True)
    kept: dict[tuple[int, int], tuple[float, int, bool]] = {}
    for sense in found:
        kept.setdefault((gazetteer.first[sense[1]], gazetteer.kinds[sense[1]]), sense)
    return list(kept.values())


def _ranked(gazetteer: Gazetteer, filed: int, weights: RankWeights) -> tuple[float, int, bool]:
    row, alternate = (filed, False) if filed >= 0 else (-filed - 1, True)
    kind = gazetteer.kinds[row]
    if row >= gazetteer.hand:
        return weights.country if kind == _COUNTRY else weights.hand, row, alternate
    rank = log10(gazetteer.populations[row] + 1)
    if alternate:
        rank -= weights.alternate
    if kind == _ADMIN1:
        rank -= weights.admin1
    elif kind == _ADMIN2:
        rank -= weights.admin2
    return rank, row, alternate
