"""Which country a text itself says that a place lies in: the Indonesian island of Flores; in San Fernando, Nigeria."""

from __future__ import annotations

from collections.abc import Sequence

from agents.classify.places.candidates import Candidate
from agents.classify.places.columns import KINDS, Gazetteer
from agents.classify.places.cues import Cues
from agents.classify.places.resolve import Group
from agents.classify.places.setting import Setting
from schemas.place import PlaceKind

_COUNTRY = KINDS.index(PlaceKind.COUNTRY)
_MOST_BETWEEN = 7  # "Nigeria's remote north-eastern border town of"
_POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
_LEADING = frozenset({"the", "a", "an"})
_GOES_ON = frozenset({"and", "or", ",", "&", "'s", "’s"})
_KNOWN_SIZE = 5.0
"""Log10 of the people of a town that has its name alone: who says that it lies elsewhere takes a side (Simferopol)."""


def said_before(owner: Candidate, inner: Candidate, setting: Setting) -> bool:
    """Whether a country or its adjective leads up to a name as whose place it is: the Nigerian border town of Gamboru,
    Indonesia's Flores island. Nothing but what kind of place it is stands between.
    """
    if not _is_country(owner):
        return False
    lower, cues = setting.document.lower, setting.cues
    between = lower[owner.last : inner.first]
    owned = between[:1] and between[0] in _POSSESSIVES
    if owned:
        between = between[1:]
    elif not owner.senses.people and owner.name not in setting.gazetteer.exact:
        return False
    if not between:
        return bool(owned) and inner.last < len(lower) and lower[inner.last] in cues.words["head_after"]
    if len(between) > _MOST_BETWEEN or between[-1] != "of" or len(between) < 2:
        return False
    if between[-2] not in cues.words["head_before"]:
        return False
    return between[0] != "-" and _describes(between[:-2], cues)


def _describes(words: Sequence[str], cues: Cues) -> bool:
    """Whether at most one word besides those of the compass, and what hyphens join, says which kind of town it is."""
    rest = [word for word in words if word not in cues.words["compass"]]
    if not _LEADING.union(cues.words["locative"], cues.words["weak_locative"]).isdisjoint(rest):
        return False
    joined = rest.count("-")
    return all(word.isalpha() or word == "-" for word in rest) and len(rest) - 2 * joined <= 1


def said_behind(inner: Candidate, owner: Candidate, setting: Setting) -> bool:
    """Whether a country stands behind a place's comma as where it lies, and not as the next of a list."""
    tokens, lower = setting.document.tokens, setting.document.lower
    if owner.senses.people or not _is_country(owner) or tokens[inner.last] != ",":
        return False
    if inner.first == 0 or lower[inner.first - 1] not in setting.cues.words["locative"]:
        return False
    behind = owner.last
    if behind >= len(tokens) or lower[behind] not in _GOES_ON:
        return True
    return (
        tokens[behind] == ","
        and behind + 1 < len(tokens)
        and behind + 1 not in setting.words
        and lower[behind + 1] != "and"
    )


def lies_in(owner: Candidate, known: Group, gazetteer: Gazetteer) -> None:
    """Tell a name that it lies in the country, or in one of the two that share an adjective. Countries lie in none, and
    who says that a well-known town lies elsewhere than the gazetteer takes a side.
    """
    sense = known.senses.best
    if sense.kind == _COUNTRY or known.senses.sure or (known.senses.lone and sense.rank >= _KNOWN_SIZE):
        return
    countries = {one.country for one in owner.senses.all if one.kind == _COUNTRY and gazetteer.countries[one.country]}
    known.pairs |= {(country, 0) for country in countries}
    known.inside |= countries


def _is_country(owner: Candidate) -> bool:
    return owner.senses.best.kind == _COUNTRY
