"""The places that one name can mean, ranked once for all articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from math import inf, log10
from operator import attrgetter

from agents.classify.places.columns import KINDS, Gazetteer
from agents.classify.places.cues import load_cues
from agents.classify.places.weights import RankWeights, VoteWeights, load_weights
from schemas.place import PlaceKind

_REMEMBERED = 32_768
_SMALLEST_SHARE = 0.03  # less says nothing of where we are
_COUNTRY, _ADMIN1, _ADMIN2 = (KINDS.index(kind) for kind in (PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.ADMIN2))


@dataclass(slots=True, eq=False)
class Sense:
    """One place that a name can mean: the gazetteer's `row`, its `country`, `first` and `kind` there. Never changed.

    `rank` says how well known it is. `prior` is what the place brings to its mentions before their context, `doubted`
    the same where nothing else in the text speaks for it; where a person wrote it down (`hand`) nothing is added.
    """

    row: int
    country: int
    first: int
    kind: int
    rank: float
    prior: float
    doubted: float
    hand: bool


@dataclass(slots=True, eq=False)
class Senses:
    """The places of one name, the one of the highest rank first. Never changed once made.

    Of those in one division and of one kind only the first is kept, for no context could tell the others from it.
    `filed` is what the gazetteer files the name under; `homes` are the distinct countries; `sure` says that the first
    needs no context (a country's name), `people` that it is a demonym, `lone` that there is no other. `confidence` is
    that in the first without context; `vote` (0–1) how loudly the name speaks for its country by its size. `shares`
    is what the name says by itself for each division in which it is borne; nothing where it has one place.
    """

    filed: str
    best: Sense
    all: Sequence[Sense]
    homes: Set[int]
    lone: bool
    sure: bool
    people: bool
    confidence: float
    vote: float
    shares: Mapping[int, float]


@lru_cache(maxsize=_REMEMBERED)
def senses(gazetteer: Gazetteer, filed: str) -> Senses:
    """The senses of a name by what the gazetteer files it under; remembered, for several names are filed alike."""
    weights = load_weights()
    found = _found(gazetteer, filed.split(" ")[: int(weights.rank.most_rows)], weights.rank)
    margin = inf
    if len(found) > 1:
        found = _largest(found)
        margin = margin_of([sense.rank for sense in found], found, found[0])
    best, lone = found[0], len(found) == 1
    sure = lone and best.rank >= weights.rank.hand
    return Senses(
        filed,
        best,
        found,
        {sense.country for sense in found},
        lone,
        sure,
        best.row in gazetteer.people,
        weights.sure.of(margin),
        1.0 if sure else _vote(best.rank, weights.votes),
        {} if lone else _shares(found, weights.votes),
    )


def margin_of(scores: Iterable[float], known: Iterable[Sense], best: Sense) -> float:
    """The distance to the best place of the name in another country or admin1; infinite where there is none."""
    own = most = -inf
    for score, sense in zip(scores, known, strict=True):
        if sense is best:
            own = score
        elif score > most and sense.first != best.first:
            most = score
    return own - most


def _vote(rank: float, weights: VoteWeights) -> float:
    size = (rank - weights.none_at) / (weights.all_at - weights.none_at)
    return 1.0 if size > 1.0 else max(weights.smallest, size)


def _shares(found: Sequence[Sense], weights: VoteWeights) -> Mapping[int, float]:
    """What a name says for each division; those that lie far behind the largest are hardly ever meant."""
    likely: dict[int, float] = {}
    for sense in found:
        if sense.kind != _COUNTRY:
            less = 10.0 ** ((sense.rank - found[0].rank) / weights.tenth)
            likely[sense.first] = max(less, likely.get(sense.first, 0.0))
    everything = sum(likely.values()) or 1.0
    shares = {first: share / everything for first, share in likely.items()}
    return {first: weights.shared * share for first, share in shares.items() if share >= _SMALLEST_SHARE}


def _largest(found: list[Sense]) -> list[Sense]:
    """The first of each division and kind, by rank."""
    found.sort(key=attrgetter("rank"), reverse=True)
    kept: dict[tuple[int, int], Sense] = {}
    for sense in found:
        kept.setdefault((sense.first, sense.kind), sense)
    return list(kept.values())


def _found(gazetteer: Gazetteer, filed: Iterable[str], weights: RankWeights) -> list[Sense]:
    """The sense of each row that a name is filed under."""
    countries, firsts, kinds, populations = gazetteer.country, gazetteer.first, gazetteer.kinds, gazetteer.populations
    capitals = gazetteer.capital_rows
    found = []
    for number in filed:
        at = int(number)
        row = at if at >= 0 else -at - 1
        kind = kinds[row]
        if row >= gazetteer.hand:
            prior = doubted = load_cues().prior["country" if kind == _COUNTRY else "area"]
            rank = weights.country if kind == _COUNTRY else weights.hand
        else:
            rank = magnitude = log10(populations[row] + 1)
            if at < 0:
                rank -= weights.alternate
            if kind == _ADMIN1:
                rank -= weights.admin1
            elif kind == _ADMIN2:
                rank -= weights.admin2
            if row in capitals:
                rank += weights.capital
            prior, doubted = _prior(magnitude, kind, at < 0)
        found.append(Sense(row, countries[row], firsts[row], kind, rank, prior, doubted, row >= gazetteer.hand))
    return found


def _prior(magnitude: float, kind: int, alternate: bool) -> tuple[float, float]:
    """What size and the way it is called bring to a place, and what where nothing else speaks for it."""
    weights = load_cues().prior
    size = magnitude / weights["per_magnitude"] - weights["offset"]
    if kind == _ADMIN1:
        size = max(size, weights["admin1"])
    elif kind == _ADMIN2:
        size = max(size, weights["admin2"])
    if not alternate:
        return size, size
    fading = (weights["famous"] - magnitude) / (weights["famous"] - weights["unknown"])
    less = weights["alternate"] * min(1.0, max(0.0, fading))
    return size + less, size + less * weights["unsupported"]
