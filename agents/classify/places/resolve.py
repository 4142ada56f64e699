"""Which of the places that share a name is meant: size, what else the text names, pairs, and the source's home."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from math import exp, inf
from typing import NamedTuple

from agents.classify.places.candidates import Candidate
from agents.classify.places.columns import KINDS, Gazetteer
from agents.classify.places.senses import Senses, margin_of
from agents.classify.places.tables import numbers
from schemas.place import PlaceKind

_COUNTRY = KINDS.index(PlaceKind.COUNTRY)
_FARTHEST = 30.0  # a margin beyond which exp() adds nothing


@dataclass(frozen=True, slots=True)
class VoteWeights:
    """[votes] of resolve.toml: how loudly a name speaks for its country."""

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


@dataclass(frozen=True, slots=True)
class BonusWeights:
    """[bonus] of resolve.toml: what the rest of the article adds to a place's rank."""

    country: float
    admin1: float
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
    """[sure] of resolve.toml: how a margin becomes a confidence."""

    most: float
    unrivalled: float
    shift: float
    paired: float


@dataclass(frozen=True, slots=True)
class ResolveWeights:
    """What resolve.toml says beside [rank]."""

    votes: VoteWeights
    bonus: BonusWeights
    sure: SureWeights


@cache
def load_resolve_weights() -> ResolveWeights:
    """The committed weights, read once. Raises KnowledgeError where one is missing or no number."""
    name = "resolve.toml"
    return ResolveWeights(
        VoteWeights(**numbers(name, "votes", (field.name for field in fields(VoteWeights)))),
        BonusWeights(**numbers(name, "bonus", (field.name for field in fields(BonusWeights)))),
        SureWeights(**numbers(name, "sure", (field.name for field in fields(SureWeights)))),
    )


@dataclass(slots=True)
class Group:
    """All mentions of one name: one sense in one article. `at` is which of its senses, counted in their columns."""

    name: str
    senses: Senses
    mentions: list[Candidate]
    pairs: set[tuple[int, int]] = field(default_factory=set)
    """Country and admin1 (0 for none) that stand after the name's comma."""
    kind: int | None = None
    """The kind that the word beside it says: province, district, city."""
    at: int = 0
    confidence: float = 0.0
    support: float = 1.0
    """How far the rest of the text speaks for the country (0–1) and the admin1 (another 0–1) of the place."""

    @property
    def row(self) -> int:
        """The gazetteer's row of the place that is meant."""
        return self.senses.rows[self.at]


def group(candidates: Iterable[Candidate]) -> list[Group]:
    """Mentions by name, in the order in which the names first stand."""
    groups: dict[str, Group] = {}
    for candidate in candidates:
        known = groups.get(candidate.senses.filed)
        if known is None:
            groups[candidate.senses.filed] = Group(candidate.name, candidate.senses, [candidate])
        else:
            known.mentions.append(candidate)
    return list(groups.values())


class _Votes(NamedTuple):
    """How strongly the article speaks for each country and admin1, and what each group gave."""

    countries: dict[int, float]
    firsts: dict[int, float]
    everything: float
    given: list[tuple[int, float, int, float]]
    """Of each group: country, its vote, admin1, its vote. A group never speaks for its own sense."""


def resolve(groups: Sequence[Group], gazetteer: Gazetteer, home: str | None, hints: Iterable[str] = ()) -> None:
    """Set sense, confidence and support of each group, first by size alone, then with what the text's others say.

    `hints` are countries that the text speaks of by its armed groups and the like: each counts as a demonym does.
    """
    weights = load_resolve_weights()
    for one in groups:
        one.confidence = weights.sure.most
    at_home = gazetteer.country[gazetteer.country_rows[home]] if home in gazetteer.country_rows else -1
    hinted = [gazetteer.country[gazetteer.country_rows[hint]] for hint in hints if hint in gazetteer.country_rows]
    for trust in (weights.votes.first_round, weights.votes.second_round):
        votes = _vote(groups, gazetteer, trust, hinted, weights.votes)
        moved = False
        for one, given in zip(groups, votes.given, strict=True):
            if not one.senses.sure:
                moved |= _settle(one, votes, given, at_home, weights)
        if not moved:
            return  # a second round would not move anything either


def _vote(
    groups: Sequence[Group], gazetteer: Gazetteer, trust: float, hinted: Sequence[int], weights: VoteWeights
) -> _Votes:
    countries: dict[int, float] = dict.fromkeys(hinted, weights.group)
    firsts: dict[int, float] = {}
    given = []
    for one in groups:
        known, at = one.senses, one.at
        country, first = known.countries[at], known.firsts[at]
        vote = _strength(one, gazetteer, trust, weights)
        local = 0.0 if known.kinds[at] == _COUNTRY else vote
        countries[country] = countries.get(country, 0.0) + vote
        firsts[first] = firsts.get(first, 0.0) + local
        given.append((country, vote, first, local))
        for paired, paired_first in one.pairs:
            countries[paired] = countries.get(paired, 0.0) + weights.pair
            if paired_first:
                firsts[paired_first] = firsts.get(paired_first, 0.0) + weights.pair
    return _Votes(countries, firsts, sum(countries.values()) or 1.0, given)


def _strength(one: Group, gazetteer: Gazetteer, trust: float, weights: VoteWeights) -> float:
    """A country by its full name speaks with 1, a people with less, a town by its size and how sure it is."""
    known = one.senses
    if known.people:
        return weights.people
    if one.name in gazetteer.exact:
        return weights.abbreviation
    strength = 1.0
    if not known.sure:
        size = (known.ranks[0] - weights.none_at) / (weights.all_at - weights.none_at)
        strength = 1.0 if size > 1.0 else max(weights.smallest, size)
        strength *= trust * one.confidence if len(known.rows) > 1 else weights.lone
    return strength * min(1.0 + len(one.mentions) * weights.repeated, weights.most_repeated)


def _settle(
    one: Group, votes: _Votes, given: tuple[int, float, int, float], home: int, weights: ResolveWeights
) -> bool:
    """Whether the group's sense is another one now."""
    known, was = one.senses, one.at
    backed = _backed(known.homes, votes, given, weights.bonus)
    one.at, margin = 0, known.margin
    if len(known.rows) > 1 and (backed or one.pairs or one.kind is not None or home in known.homes):
        scores = _scores(one, backed, votes, given, home, weights.bonus)
        one.at = scores.index(max(scores))
        margin = margin_of(scores, known.firsts, one.at)
    if margin == inf:
        margin = weights.sure.unrivalled
    first = known.firsts[one.at]
    local = votes.firsts.get(first, 0.0) - (given[3] if first == given[2] else 0.0)
    one.support = backed.get(known.countries[one.at], 0.0) + (0.0 if local < 0.0 else min(local, 1.0))
    if one.pairs:
        one.support += weights.sure.paired
    if margin < -_FARTHEST:
        margin = -_FARTHEST
    one.confidence = min(weights.sure.most, 1.0 / (1.0 + exp(-margin - weights.sure.shift)))
    return one.at != was


def _scores(
    one: Group,
    backed: dict[int, float],
    votes: _Votes,
    given: tuple[int, float, int, float],
    home: int,
    weights: BonusWeights,
) -> list[float]:
    """The rank of each sense with what the article adds to it."""
    known, near = one.senses, votes.firsts
    kind, pairs = one.kind, one.pairs
    scores = list(known.ranks)
    for at, country in enumerate(known.countries):
        if country in backed or country == home:
            first = known.firsts[at]
            local = near.get(first, 0.0) - (given[3] if first == given[2] else 0.0)
            if local > 1.0:
                local = 1.0
            scores[at] += weights.country * backed.get(country, 0.0) + weights.admin1 * local
            if country == home:
                scores[at] += weights.home
        if pairs:
            scores[at] += _paired(country, known.firsts[at], pairs, weights)
        if kind is not None and known.kinds[at] == kind:
            scores[at] += weights.kind
    return scores


def _backed(
    homes: frozenset[int], votes: _Votes, given: tuple[int, float, int, float], weights: BonusWeights
) -> dict[int, float]:
    """0–1 for each country that the text speaks of: whether others do at all, and how large their share of it is."""
    own_country, own, _, _ = given
    countries = votes.countries
    backed: dict[int, float] = {}
    for country in homes:
        if country not in countries:
            continue
        others = countries[country] - (own if country == own_country else 0.0)
        if others > 0.0:
            strength = 1.0 if others >= 1.0 else others**weights.slope
            share = min(1.0, others / max(votes.everything - own, weights.least) * weights.full_share)
            backed[country] = strength * (weights.present + weights.share * share)
    return backed


def _paired(country: int, first: int, pairs: set[tuple[int, int]], weights: BonusWeights) -> float:
    best = 0.0
    for paired, paired_first in pairs:
        if paired == country:
            best = max(best, weights.pair if paired_first in (0, first) else weights.pair_elsewhere)
    return best
