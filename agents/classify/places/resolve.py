"""Which of the places that share a name is meant: size, what else the text names, pairs, and the source's home."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from agents.classify.places.candidates import Candidate
from agents.classify.places.columns import KINDS, Gazetteer
from agents.classify.places.senses import Sense, Senses, margin_of
from agents.classify.places.weights import BonusWeights, VoteWeights, Weights, load_weights
from schemas.place import PlaceKind

_COUNTRY = KINDS.index(PlaceKind.COUNTRY)


@dataclass(slots=True)
class Group:
    """All mentions of one name: one sense in one article, `sense`."""

    senses: Senses
    sense: Sense
    mentions: list[Candidate]
    confidence: float
    pairs: frozenset[tuple[int, int]] = frozenset()
    """Country and admin1 (0 for none) that stand after the name's comma."""
    kind: int | None = None
    """The kind that the word beside it says: province, district, city."""
    vote: float = 0.0
    """How strongly the name speaks for the country of its sense."""
    support: float = 1.0
    """How far the rest of the text speaks for the country (0–1) and the admin1 (another 0–1) of the place."""
    abroad: bool = False
    """Whether the rest of the text speaks of other countries, and nothing of this one."""


def group(candidates: Iterable[Candidate]) -> dict[str, Group]:
    """Mentions by what their name is filed under, in the order in which the names first stand."""
    groups: dict[str, Group] = {}
    most = load_weights().sure.most
    for candidate in candidates:
        known = candidate.senses
        one = groups.get(known.filed)
        if one is None:
            groups[known.filed] = Group(known, known.best, [candidate], most)
        else:
            one.mentions.append(candidate)
    return groups


@dataclass(slots=True)
class _Votes:
    """How strongly the article speaks for each country and admin1."""

    countries: dict[int, float]
    firsts: dict[int, float]
    everything: float


def resolve(groups: Collection[Group], gazetteer: Gazetteer, home: str | None, hints: Iterable[str] = ()) -> None:
    """Set sense, confidence and support of each group, first by size alone, then with what the text's others say.

    `hints` are countries that the text speaks of by its armed groups and the like: each counts as a demonym does.
    """
    weights = load_weights()
    at_home = gazetteer.country[gazetteer.country_rows[home]] if home in gazetteer.country_rows else -1
    hinted = [gazetteer.country[gazetteer.country_rows[hint]] for hint in hints if hint in gazetteer.country_rows]
    for trust in (weights.votes.first_round, weights.votes.second_round):
        votes = _vote(groups, gazetteer, trust, hinted, weights.votes)
        moved = False
        for one in groups:
            if not one.senses.sure and _settle(one, votes, at_home, weights):
                moved = True
        if not moved:
            return  # a second round would not move anything either


def _vote(
    groups: Iterable[Group], gazetteer: Gazetteer, trust: float, hinted: Iterable[int], weights: VoteWeights
) -> _Votes:
    countries: dict[int, float] = dict.fromkeys(hinted, weights.group)
    firsts: dict[int, float] = {}
    for one in groups:
        sense = one.sense
        country, first = sense.country, sense.first
        vote = one.vote = _strength(one, gazetteer, trust, weights)
        countries[country] = countries.get(country, 0.0) + vote
        if sense.kind != _COUNTRY:
            firsts[first] = firsts.get(first, 0.0) + vote
        for paired, paired_first in one.pairs:
            countries[paired] = countries.get(paired, 0.0) + weights.pair
            if paired_first:
                firsts[paired_first] = firsts.get(paired_first, 0.0) + weights.pair
    return _Votes(countries, firsts, sum(countries.values()) or 1.0)


def _strength(one: Group, gazetteer: Gazetteer, trust: float, weights: VoteWeights) -> float:
    """A country by its full name speaks with 1, a people with less, a town by its size and how sure it is."""
    known = one.senses
    if known.people:
        return weights.people
    if known.best.hand and one.mentions[0].name in gazetteer.exact:
        return weights.abbreviation
    strength, repeated = known.vote, 1.0 + len(one.mentions) * weights.repeated
    if not known.sure:
        strength *= weights.lone if known.lone else trust * one.confidence
    if repeated > weights.most_repeated:
        repeated = weights.most_repeated
    return strength * repeated


def _settle(one: Group, votes: _Votes, home: int, weights: Weights) -> bool:
    """Whether the group's sense is another one now. No group speaks for its own sense."""
    known, was = one.senses, one.sense
    backed = _backed(one, votes, weights.bonus)
    sense, one.confidence = known.best, known.confidence
    if not known.lone and (backed or one.pairs or one.kind is not None or home in known.homes):
        scores = _scores(one, backed, votes, home, weights.bonus)
        sense = known.all[scores.index(max(scores))]
        one.confidence = weights.sure.of(margin_of(scores, known.all, sense))
    support = backed.get(sense.country, 0.0)
    if sense.first in votes.firsts:
        support += _near(sense.first, one, votes)
    one.support = support + weights.sure.paired if one.pairs else support
    one.abroad = one.support == 0.0 and votes.everything - one.vote >= weights.votes.abroad
    one.sense = sense
    return sense is not was


def _near(first: int, one: Group, votes: _Votes) -> float:
    """0–1 for how strongly others speak for an admin1 of which the text speaks."""
    local = votes.firsts[first]
    if first == one.sense.first and one.sense.kind != _COUNTRY:
        local -= one.vote
    if local < 0.0:
        return 0.0
    if local > 1.0:
        return 1.0
    return local


def _scores(one: Group, backed: Mapping[int, float], votes: _Votes, home: int, weights: BonusWeights) -> list[float]:
    """The rank of each sense with what the article adds to it."""
    kind, pairs, firsts = one.kind, one.pairs, votes.firsts
    scores = []
    for sense in one.senses.all:
        country, score = sense.country, sense.rank
        if country in backed or country == home:
            added = weights.country * backed.get(country, 0.0)
            if sense.first in firsts:
                added += weights.admin1 * _near(sense.first, one, votes)
            score += added
            if country == home:
                score += weights.home
        if pairs:
            score += _paired(country, sense.first, pairs, weights)
        if kind is not None and sense.kind == kind:
            score += weights.kind
        scores.append(score)
    return scores


def _backed(one: Group, votes: _Votes, weights: BonusWeights) -> dict[int, float]:
    """0–1 for each country that the text speaks of: whether others do at all, and how large their share of it is."""
    own, own_country, countries = one.vote, one.sense.country, votes.countries
    everything = max(votes.everything - own, weights.least)
    backed: dict[int, float] = {}
    for country in one.senses.homes:
        if country in countries:
            others = countries[country] - own if country == own_country else countries[country]
            if others > 0.0:
                strength = 1.0 if others >= 1.0 else others**weights.slope
                share = others / everything * weights.full_share
                if share > 1.0:
                    share = 1.0
                backed[country] = strength * (weights.present + weights.share * share)
    return backed


def _paired(country: int, first: int, pairs: Iterable[tuple[int, int]], weights: BonusWeights) -> float:
    best = 0.0
    for paired, paired_first in pairs:
        if paired == country:
            best = max(best, weights.pair if paired_first in (0, first) else weights.pair_elsewhere)
    return best
