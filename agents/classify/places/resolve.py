"""Which of the places that share a name is meant: size, what else the text names, pairs, and the source's home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, log10

from agents.classify.places.candidates import Candidate
from agents.classify.places.cues import Cues
from agents.classify.places.gazetteer import KINDS, Gazetteer
from schemas.place import PlaceKind

_MOST_ROWS = 30  # namesakes considered, largest first
_COUNTRY_RANK = 8.6  # above any city's log10(population)
_HAND_RANK = 8.0
_ADMIN_PENALTY = {KINDS.index(PlaceKind.ADMIN1): 0.5, KINDS.index(PlaceKind.ADMIN2): 0.9}
_COUNTRY = KINDS.index(PlaceKind.COUNTRY)
_ALTERNATE_PENALTY = 1.5
_COUNTRY_BONUS = 3.0
_ADMIN1_BONUS = 1.5
_PAIR_BONUS = 8.0
_HOME_BONUS = 1.2
_KIND_BONUS = 2.0
_PEOPLE_VOTE = 0.4  # an American school in Athens does not make it the Athens of Georgia
_ABBREVIATION_VOTE = 0.6  # nor does the U.S. embassy
_SURE = 0.98


@dataclass(slots=True)
class Group:
    """All mentions of one name: one sense in one article."""

    name: str
    rows: list[tuple[int, bool]]
    mentions: list[Candidate]
    pairs: set[tuple[int, int]] = field(default_factory=set)
    """Country and admin1 (0 for none) that stand after the name's comma."""
    kind: int | None = None
    """The kind that the word beside it says: province, district, city."""
    row: int = -1
    alternate: bool = False
    confidence: float = 0.0
    support: float = 0.0
    """How far the rest of the text speaks for the country (0–1) and the admin1 (another 0–1) of the row."""
    accepted: bool = False


def group(candidates: Sequence[Candidate]) -> dict[str, Group]:
    """Mentions by name."""
    groups: dict[str, Group] = {}
    for candidate in candidates:
        known = groups.get(candidate.rows)
        if known is None:
            rows = [int(row) for row in candidate.rows.split()[:_MOST_ROWS]]
            pairs = [(row, False) if row >= 0 else (-row - 1, True) for row in rows]
            groups[candidate.rows] = Group(candidate.name, pairs, [candidate])
        else:
            known.mentions.append(candidate)
    return groups


def _rank(gazetteer: Gazetteer, row: int, alternate: bool) -> float:
    if row >= gazetteer.hand:
        return _COUNTRY_RANK if gazetteer.kinds[row] == _COUNTRY else _HAND_RANK
    size = log10(gazetteer.populations[row] + 1)
    return size - _ADMIN_PENALTY.get(gazetteer.kinds[row], 0.0) - (_ALTERNATE_PENALTY if alternate else 0.0)


@dataclass(frozen=True, slots=True)
class _Votes:
    """How strongly the article speaks for each country and admin1, and what each group gave."""

    countries: dict[int, float]
    firsts: dict[int, float]
    everything: float
    given: list[tuple[int, float, int, float]]
    """Of each group: country, its vote, admin1, its vote. A group never speaks for its own sense."""


def resolve(groups: Sequence[Group], gazetteer: Gazetteer, cues: Cues, home: str | None) -> None:
    """Set row, confidence and support of each group, first by size alone, then with what the others of the text say."""
    ranks = [[_rank(gazetteer, row, alternate) for row, alternate in one.rows] for one in groups]
    for one, rank in zip(groups, ranks, strict=True):
        best = rank.index(max(rank)) if len(rank) > 1 else 0
        one.row, one.alternate = one.rows[best]
        one.confidence, one.support = _SURE, 1.0
    at_home = gazetteer.countries.index(home) if home is not None and home in gazetteer.countries else -1
    for sure in (0.5, 0.6):
        votes = _vote(groups, ranks, gazetteer, sure)
        before = [one.row for one in groups]
        for at, (one, rank) in enumerate(zip(groups, ranks, strict=True)):
            if len(rank) > 1 or rank[0] < _HAND_RANK:
                _settle(one, rank, gazetteer, votes, votes.given[at], at_home)
        if before == [one.row for one in groups]:
            return  # nothing moved, so a second round would not either


def _vote(groups: Sequence[Group], ranks: Sequence[Sequence[float]], gazetteer: Gazetteer, sure: float) -> _Votes:
    countries: dict[int, float] = {}
    firsts: dict[int, float] = {}
    given = []
    for one, rank in zip(groups, ranks, strict=True):
        row = one.row
        country, first = gazetteer.country[row], gazetteer.first[row]
        vote = _strength(one, rank, gazetteer, sure)
        local = 0.0 if gazetteer.kinds[row] == _COUNTRY else vote
        countries[country] = countries.get(country, 0.0) + vote
        firsts[first] = firsts.get(first, 0.0) + local
        given.append((country, vote, first, local))
        for paired, paired_first in one.pairs:
            countries[paired] = countries.get(paired, 0.0) + 1.0
            if paired_first:
                firsts[paired_first] = firsts.get(paired_first, 0.0) + 1.0
    return _Votes(countries, firsts, sum(countries.values()) or 1.0, given)


def _strength(one: Group, rank: Sequence[float], gazetteer: Gazetteer, sure: float) -> float:
    """A country by its full name speaks with 1, a people with less, a town by its size and how sure it is."""
    if one.row in gazetteer.people:
        return _PEOPLE_VOTE
    if one.name in gazetteer.exact:
        return _ABBREVIATION_VOTE
    best = max(rank)
    if best >= _HAND_RANK and len(rank) == 1:
        strength = 1.0
    else:
        size = max(0.1, min(1.0, (best - 3.5) / 3.0))
        strength = size * (sure * one.confidence if len(rank) > 1 else 0.7)
    return strength * min(1.0 + len(one.mentions) / 4, 2.0)


def _settle(
    one: Group,
    rank: Sequence[float],
    gazetteer: Gazetteer,
    votes: _Votes,
    given: tuple[int, float, int, float],
    home: int,
) -> None:
    bonus = _bonuses(votes, given, home)
    near = votes.firsts
    own_first, own_local = given[2], given[3]
    country_column, first_column, kinds = gazetteer.country, gazetteer.first, gazetteer.kinds
    kind, pairs = one.kind, one.pairs
    scores = []
    for (row, _), score in zip(one.rows, rank, strict=True):
        country = country_column[row]
        if country in bonus:
            first = first_column[row]
            local = near.get(first, 0.0) - (own_local if first == own_first else 0.0)
            score += bonus[country] + (_ADMIN1_BONUS * local if local < 1.0 else _ADMIN1_BONUS)
        if pairs:
            score += _paired(country, first_column[row], pairs)
        if kind is not None and kinds[row] == kind:
            score += _KIND_BONUS
        scores.append(score)
    best = scores.index(max(scores))
    one.row, one.alternate = one.rows[best]
    one.support = _support(one, gazetteer, votes, given)
    one.confidence = _margin(one, scores, best, gazetteer)


def _bonuses(votes: _Votes, given: tuple[int, float, int, float], home: int) -> dict[int, float]:
    """What each country that others of the text speak for adds to its places."""
    own_country, own = given[:2]
    everything = max(votes.everything - own, 0.5)
    bonus = {
        country: _COUNTRY_BONUS * _backed(vote - own if country == own_country else vote, everything)
        for country, vote in votes.countries.items()
    }
    if home >= 0:
        bonus[home] = bonus.get(home, 0.0) + _HOME_BONUS
    return bonus


def _backed(others: float, everything: float) -> float:
    """0–1: whether others speak for a country at all, and how large their share of the text is."""
    strength: float = min(1.0, max(0.0, others)) ** 1.5
    return strength * (0.3 + 0.7 * min(1.0, others / everything * 1.3))


def _paired(country: int, first: int, pairs: set[tuple[int, int]]) -> float:
    best = 0.0
    for paired, paired_first in pairs:
        if paired == country:
            best = max(best, _PAIR_BONUS if paired_first in (0, first) else _PAIR_BONUS / 4)
    return best


def _support(one: Group, gazetteer: Gazetteer, votes: _Votes, given: tuple[int, float, int, float]) -> float:
    own_country, own, own_first, own_local = given
    country, first = gazetteer.country[one.row], gazetteer.first[one.row]
    others = votes.countries.get(country, 0.0) - (own if country == own_country else 0.0)
    local = votes.firsts.get(first, 0.0) - (own_local if first == own_first else 0.0)
    backed = _backed(others, max(votes.everything - own, 0.5))
    return backed + min(1.0, max(0.0, local)) + (2.0 if one.pairs else 0.0)


def _margin(one: Group, scores: Sequence[float], best: int, gazetteer: Gazetteer) -> float:
    """How sure: the distance to the best place of the name in another country or admin1, on a logistic scale."""
    column = gazetteer.first
    at = column[one.row]
    others = [score for (row, _), score in zip(one.rows, scores, strict=True) if column[row] != at]
    margin = scores[best] - max(others) if others else 3.0
    return min(_SURE, 1.0 / (1.0 + exp(-max(-30.0, margin) - 0.3)))
