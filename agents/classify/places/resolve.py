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
_HEARD = 0.01  # what others say for an admin1; less is nothing


@dataclass(slots=True)
class Group:
    """All mentions of one name: one sense in one article, `sense`."""

    senses: Senses
    sense: Sense
    mentions: list[Candidate]
    confidence: float
    pairs: frozenset[tuple[int, int]] = frozenset()
    """Country and admin1 (0 for none) that stand after the name's comma."""
    inside: frozenset[int] = frozenset()
    """The countries of the place in which the text says that this one lies; none where it does not say."""
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
    local: dict[int, float]
    """How strongly for each admin1 with those in which its names are borne as well."""
    everything: float


def resolve(groups: Collection[Group], gazetteer: Gazetteer, home: str | None, hints: Iterable[str] = ()) -> None:
    """Set sense, confidence and support of each group, first by size alone, then with what the text's others say.

    `hints` are countries that the text speaks of by its armed groups and the like: each counts as a demonym does.
    """
    weights = load_weights()
    at_home = gazetteer.country[gazetteer.country_rows[home]] if home in gazetteer.country_rows else -1
    hinted = [gazetteer.country[gazetteer.country_rows[hint]] for hint in hints if hint in gazetteer.country_rows]
    doubtful = [one for one in groups if not one.senses.sure]
    votes = weights.votes
    for trust, moving in (
        (votes.first_round, [one for one in doubtful if not one.senses.lone]),
        (votes.second_round, doubtful),
    ):
        if moving:
            heard = _vote(groups, gazetteer, trust, hinted, votes)
            for one in moving:
                _settle(one, heard, at_home, weights)


def _vote(
    groups: Iterable[Group], gazetteer: Gazetteer, trust: float, hinted: Iterable[int], weights: VoteWeights
) -> _Votes:
    countries: dict[int, float] = dict.fromkeys(hinted, weights.group)
    firsts: dict[int, float] = {}
    shared: list[tuple[int, Mapping[int, float]]] = []
    for one in groups:
        sense = one.sense
        country, first = sense.country, sense.first
        vote = one.vote = _strength(one, gazetteer, trust, weights)
        countries[country] = countries.get(country, 0.0) + vote
        if sense.kind != _COUNTRY:
            firsts[first] = firsts.get(first, 0.0) + vote
        if one.senses.shares:
            shared.append((first, one.senses.shares))
        for paired, paired_first in one.pairs:
            countries[paired] = countries.get(paired, 0.0) + weights.pair
            if paired_first:
                firsts[paired_first] = firsts.get(paired_first, 0.0) + weights.pair
    return _Votes(countries, firsts, _with_shares(firsts, shared), sum(countries.values()) or 1.0)


def _with_shares(firsts: Mapping[int, float], shared: Iterable[tuple[int, Mapping[int, float]]]) -> dict[int, float]:
    """The votes for admin1s with what names say for those other than the one that they are taken to mean."""
    local = dict(firsts)
    for own, shares in shared:
        for first, share in shares.items():
            if first != own:
                local[first] = local.get(first, 0.0) + share
    return local


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


def _settle(one: Group, votes: _Votes, home: int, weights: Weights) -> None:
    """Set a group's sense. No group speaks for its own."""
    known = one.senses
    backed = _backed(one, votes, weights.bonus)
    sense, one.confidence = known.best, known.confidence
    if not known.lone and (backed or one.pairs or one.kind is not None or home in known.homes):
        scores = _scores(one, backed, votes, home, weights.bonus)
        sense = known.all[scores.index(max(scores))]
        one.confidence = weights.sure.of(margin_of(scores, known.all, sense))
    support = backed.get(sense.country, 0.0)
    local = votes.firsts.get(sense.first, 0.0)
    if sense.first == one.sense.first and one.sense.kind != _COUNTRY:
        local -= one.vote
    if local > 0.0:
        support += min(1.0, local)
    one.support = support + weights.sure.paired if one.pairs else support
    one.abroad = one.support == 0.0 and votes.everything - one.vote >= weights.votes.abroad
    one.sense = sense


def _scores(one: Group, backed: Mapping[int, float], votes: _Votes, home: int, weights: BonusWeights) -> list[float]:
    """The rank of each sense with what the article adds to it."""
    kind, pairs, local, own, shares = one.kind, one.pairs, votes.local, one.sense.first, one.senses.shares
    scores = []
    for sense in one.senses.all:
        country, score = sense.country, sense.rank
        if country in backed or country == home:
            score += weights.country * backed.get(country, 0.0)
            first = sense.first
            if first in local:
                near = local[first] - (one.vote if first == own else shares.get(first, 0.0))
                if near > _HEARD:
                    score += weights.admin1 * (near**weights.near if near < 1.0 else 1.0)
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
