"""Whether a name in its context is a place: the cues of `cues.toml` added up, each for its reason."""

from __future__ import annotations

from collections.abc import Iterator
from math import log10
from typing import NamedTuple

from agents.classify.places.candidates import Candidate
from agents.classify.places.columns import KINDS, Gazetteer
from agents.classify.places.cues import Cues
from agents.classify.places.resolve import Group
from agents.classify.text.document import Document
from schemas.place import PlaceKind

_COUNTRY, _ADMIN1, _ADMIN2, _CITY = (
    KINDS.index(kind) for kind in (PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.ADMIN2, PlaceKind.CITY)
)
_MOST_GIVEN = 4  # first names and initials before a surname
_QUOTES = frozenset("\"“”'‘(-—–:[•*")


class Setting(NamedTuple):
    """What all mentions of one article are weighed against."""

    document: Document
    gazetteer: Gazetteer
    cues: Cues
    caps: frozenset[int]
    openings: frozenset[int]
    """Tokens that begin a sentence or a quotation, where a capital says nothing."""
    people: frozenset[str]


def set_up(document: Document, gazetteer: Gazetteer, cues: Cues, caps: list[int]) -> Setting:
    """The setting of an article: openings, and the surnames of the people whom it names."""
    tokens = document.tokens
    openings = {sentence.first for sentence in document.sentences}
    openings.update(at for at in caps if at and tokens[at - 1] in _QUOTES)
    return Setting(
        document,
        gazetteer,
        cues,
        frozenset(caps),
        frozenset(openings),
        _people(document, gazetteer, cues, caps, openings),
    )


def _people(
    document: Document, gazetteer: Gazetteer, cues: Cues, caps: list[int], openings: set[int]
) -> frozenset[str]:
    """Surnames: the capitalised word after a first name (with or without an initial between) or after a title. And what
    people are known as.
    """
    lower, first_names, titles = document.lower, gazetteer.first_names, cues.words["title_before"]
    capital: set[int] = set()
    found = set(_aliases(document, cues, caps))
    for at in caps:
        word = lower[at]
        if word not in first_names and word not in titles:
            continue
        if word not in titles and at in openings and word in gazetteer.common:
            continue
        capital = capital or set(caps)
        surname = _surname(document, gazetteer, cues, at, capital)
        if surname is not None:
            found.add(surname)
    return frozenset(found)


def _aliases(document: Document, cues: Cues, caps: list[int]) -> Iterator[str]:
    """Names behind "known as" and its like, unless a place is called so: "an area known as Little Haiti"."""
    lower, known = document.lower, cues.words["alias_before"]
    if known.isdisjoint(lower):
        return
    capital = set(caps)
    for at in caps:
        before = at - 2 if at > 1 and lower[at - 1] == "as" else at - 1
        if before < 0 or lower[before] not in known or not cues.heads.isdisjoint(lower[max(0, before - 6) : before]):
            continue
        end = at + 1
        while end in capital:
            end += 1
        yield " ".join(lower[at:end])


def _surname(document: Document, gazetteer: Gazetteer, cues: Cues, at: int, capital: set[int]) -> str | None:
    """The surname behind a first name or title; a large city's name is none unless people are known to bear it."""
    lower, tokens = document.lower, document.tokens
    after = at + 1
    while after < len(tokens) and after < at + _MOST_GIVEN:
        named = after in capital and (len(tokens[after]) == 1 or lower[after] in gazetteer.first_names)
        if not named and tokens[after] != ".":
            break
        after += 1
    if after not in capital or lower[after] in cues.heads:
        return None
    if after > at + 1 and tokens[at + 1] == "." and lower[at] not in cues.words["title_before"]:
        return None
    rows = gazetteer.names.get(lower[after])
    if rows is None or lower[after] in gazetteer.surnames:
        return lower[after]
    largest = gazetteer.populations[abs(int(rows.split(" ", 1)[0]))]
    return lower[after] if largest < cues.prior["surname_below"] else None


def prior(one: Group, gazetteer: Gazetteer, cues: Cues) -> float:
    """What the place itself brings, before its context: size, how it is called, and how far the text speaks for it."""
    weights, row = cues.prior, one.row
    kind = gazetteer.kinds[row]
    if row >= gazetteer.hand:
        return weights["country"] if kind == _COUNTRY else weights["area"]
    magnitude = log10(gazetteer.populations[row] + 1)
    size = magnitude / weights["per_magnitude"] - weights["offset"]
    if kind == _ADMIN1:
        size = max(size, weights["admin1"])
    elif kind == _ADMIN2:
        size = max(size, weights["admin2"])
    if one.senses.alternates[one.at]:
        fading = (weights["famous"] - magnitude) / (weights["famous"] - weights["unknown"])
        doubted = weights["unsupported"] if one.support == 0.0 else 1.0
        size += weights["alternate"] * min(1.0, max(0.0, fading)) * doubted
    if " " in one.name:
        size += weights["several_words"]
    return size + min(one.support, weights["most_support"]) * weights["support"]


def weigh(mention: Candidate, one: Group, setting: Setting) -> float:
    """What the context of one mention adds; far below 0 for a person, a street or an ordinary word."""
    if mention.short:
        return setting.cues.weight["pair"]
    before, after = _before(mention, setting), _after(mention, setting) + _nature(mention, one, setting)
    if before > 0.0 > after > setting.cues.weight["street"] and mention.last not in setting.caps:
        after = 0.0  # "the mayor of Birmingham resigned": the verb belongs to the mayor
    return before + after + _itself(mention, setting)


def _before(mention: Candidate, setting: Setting) -> float:
    document, cues, at = setting.document, setting.cues, mention.first
    if at == 0:
        return 0.0
    word = document.lower[at - 1]
    added = cues.before.get(word, 0.0)
    if word == "the" and at > 1:
        added += cues.before.get(document.lower[at - 2], 0.0) * cues.prior["across_the"]
    if word == "of" and at > 1 and document.lower[at - 2] in cues.words["head_before"]:
        return added + cues.weight["head_before"]
    if word == "." and at > 1:
        return added + _after_stop(document, cues, at)
    if at - 1 not in setting.caps or added > 0 or mention.upper:
        return added
    if word in setting.gazetteer.first_names and not (word in setting.gazetteer.common and at - 1 in setting.openings):
        return added + cues.weight["first_name_before"]
    plain_opening = at - 1 in setting.openings and (word in setting.gazetteer.common or word in setting.gazetteer.stops)
    if not plain_opening and word.isalpha() and word not in cues.words["head_before"] and added == 0.0:
        added += cues.weight["inside_run"]
    return added


def _after_stop(document: Document, cues: Cues, at: int) -> float:
    """Behind "J." or "Gen.": the stop of an initial or a title, not of a sentence."""
    word = document.tokens[at - 2]
    if document.ends[at - 2] != document.starts[at - 1] or document.starts[at] == document.ends[at - 1]:
        return 0.0
    if len(word) == 1 and word.isupper():
        return cues.weight["initial_before"]
    return cues.weight["title_before"] if word.lower() in cues.words["title_before"] and word[0].isupper() else 0.0


def _after(mention: Candidate, setting: Setting) -> float:
    document, cues, at = setting.document, setting.cues, mention.last
    if at >= len(document.tokens):
        return 0.0
    word = document.lower[at]
    added = cues.after.get(word, 0.0)
    if at not in setting.caps or mention.upper:
        # "is", "said" and their like stand after countries as well as after people.
        country = mention.senses.kinds[0] == _COUNTRY and document.lower[mention.first] not in setting.people
        return max(added, 0.0) if country else added
    if word in cues.words["organisation_after"] or added != 0.0 or not word.isalpha():
        return added
    if word in cues.heads:
        return added
    given = mention.last - mention.first == 1 and document.lower[mention.first] in setting.gazetteer.first_names
    if given and word not in setting.gazetteer.common:
        return added + cues.weight["surname_after"]
    if word in setting.gazetteer.stops:
        return added
    return added + cues.prior["modifier" if _modifies(mention, setting) else "run_after"]


def _nature(mention: Candidate, one: Group, setting: Setting) -> float:
    """Below 0 where the word behind names an island or a river, and nothing speaks for the town of that name."""
    cues, at = setting.cues, mention.last
    if one.support > 0.0 or at >= len(setting.document.tokens) or setting.gazetteer.kinds[one.row] != _CITY:
        return 0.0
    return cues.weight["nature_after"] if setting.document.lower[at] in cues.words["nature_after"] else 0.0


def _modifies(mention: Candidate, setting: Setting) -> bool:
    """The Islamabad Marriott: a place between "the" and what is named after it, unless people are called so."""
    if mention.first == 0 or setting.document.lower[mention.first - 1] != "the":
        return False
    name = setting.document.lower[mention.first]
    return name not in setting.gazetteer.surnames and name not in setting.gazetteer.first_names


def _itself(mention: Candidate, setting: Setting) -> float:
    document, cues = setting.document, setting.cues
    added = cues.weight["person_of_text"] if mention.name in setting.people else 0.0
    if mention.last - mention.first == 1:
        word = document.lower[mention.first]
        if word in setting.people and word != mention.name:
            added += cues.weight["person_of_text"]
        if word in setting.gazetteer.common:
            added += cues.weight["common"]
            if mention.first in setting.openings or mention.upper:
                added += cues.weight["common_at_start"]
    if _opens_dateline(mention, setting):
        added += cues.weight["dateline"]
    return added


def _opens_dateline(mention: Candidate, setting: Setting) -> bool:
    """KABUL, Oct 9 (Reuters) — or MOSUL, Iraq (AP) - : capitals, then a dash within a dozen tokens, no verb between."""
    document = setting.document
    if mention.first not in setting.openings or not document.tokens[mention.first].isupper() or mention.upper:
        return False
    behind = document.tokens[mention.last : mention.last + 12]
    return any(token in ("—", "–", "-", ":") for token in behind) and (
        "," in behind[:1] or "(" in behind[:4] or "-" in behind[:2] or "—" in behind[:1] or "–" in behind[:1]
    )
