"""Every toponym of a text, resolved to a place: what the other rooms of classify call."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from math import inf
from operator import attrgetter

from agents.classify.places.candidates import Candidate, find_candidates
from agents.classify.places.columns import KINDS, Gazetteer, facts
from agents.classify.places.homes import homes_among
from agents.classify.places.lies_in import lies_in, said_before, said_behind
from agents.classify.places.resolve import Group, group, resolve
from agents.classify.places.setting import Setting, set_up
from agents.classify.places.toponym import Toponym
from agents.classify.places.weigh import doubted, prior, weigh
from agents.classify.text.document import Document
from schemas.evidence import Field
from schemas.place import PlaceKind

_HEAD_KINDS = {
    "province": PlaceKind.ADMIN1,
    "state": PlaceKind.ADMIN1,
    "region": PlaceKind.ADMIN1,
    "governorate": PlaceKind.ADMIN1,
    "oblast": PlaceKind.ADMIN1,
    "department": PlaceKind.ADMIN1,
    "county": PlaceKind.ADMIN2,
    "district": PlaceKind.ADMIN2,
    "city": PlaceKind.CITY,
    "town": PlaceKind.CITY,
    "village": PlaceKind.CITY,
    "airport": PlaceKind.CITY,
}
_COUNTRY = KINDS.index(PlaceKind.COUNTRY)
_LIKELY = 4  # places that a name behind a comma can mean
_LARGER = frozenset({KINDS.index(PlaceKind.COUNTRY), KINDS.index(PlaceKind.ADMIN1), KINDS.index(PlaceKind.ADMIN2)})
_HOLDERS = _LARGER | {KINDS.index(PlaceKind.CITY)}
"""What a district, a quarter or a village can lie in; a town lies in no other town."""
_HOLDING = (["in"], [",", "in"])
_HOLDS = frozenset({"in", ","})
_LONGEST_NAME = 4  # tokens of an organisation's name behind its country
_JOINING = frozenset({"'s", "’s", "'", "’"})
_MOST_BETWEEN = 5  # "Gelan district of the northern Ghazni"


def find_places(document: Document, gazetteer: Gazetteer, *, home: str | None = None) -> tuple[Toponym, ...]:
    """Every toponym in order of its start, none overlapping another; spans count characters of the buffer.

    `home` is the ISO 3166-1 alpha-2 country of the article's source. One name has one sense in one article. Demonyms,
    metonyms and the places in organisations' names are returned as mentions; people are not returned. Never raises;
    linear in the length of the text.
    """
    setting = set_up(document, gazetteer)
    candidates = find_candidates(setting)
    if not candidates:
        return ()
    groups = group(candidates)
    _pair(candidates, groups, setting)
    resolve(groups.values(), gazetteer, home, homes_among(document, setting.groups()))
    toponyms = [toponym for one in groups.values() for toponym in _accepted(one, setting)]
    return tuple(sorted(toponyms, key=attrgetter("start")))


def _pair(candidates: list[Candidate], groups: dict[str, Group], setting: Setting) -> None:
    """Tell each group which larger places hold it, and which kind the word beside it names."""
    document, gazetteer = setting.document, setting.gazetteer
    tokens, lower, heads = document.tokens, document.lower, setting.cues.words["head_after"]
    for one, after in pairwise(candidates):
        gap = after.first - one.last
        if gap == 1 and tokens[one.last] in (",", "("):
            known = groups[one.senses.filed]
            known.pairs = known.pairs.union(_larger(after, known, gazetteer, _LARGER))
            one.paired = bool(known.pairs)
            if said_behind(one, after, setting):
                lies_in(after, known, gazetteer)
        elif said_before(one, after, setting):
            lies_in(one, groups[after.senses.filed], gazetteer)
        elif 0 < gap <= _MOST_BETWEEN and (lower[one.last] in heads or lower[one.last] in _HOLDS):
            _within(one, after, groups[one.senses.filed], setting)
    for one in candidates:
        kind = _HEAD_KINDS.get(lower[one.last]) if one.last < len(tokens) else None
        named = one.first - 3 in setting.words  # in "Nur district of Kandahar" it says what Nur is
        if kind is None and one.first > 1 and lower[one.first - 1] == "of" and not named:
            kind = _HEAD_KINDS.get(lower[one.first - 2])
        if kind is not None:
            groups[one.senses.filed].kind = KINDS.index(kind)


def _within(one: Candidate, after: Candidate, known: Group, setting: Setting) -> None:
    """Gelan district of Ghazni, a village in northern Mali: the words between two names say that the first lies within.

    Where a word says that it is a district or a village there, it is none of a country in which the second is not.
    """
    lower, cues = setting.document.lower, setting.cues
    between = lower[one.last : after.first]
    heads = cues.words["head_after"]
    headed = between[0] in heads
    if not headed and one.first > 1 and lower[one.first - 1] == "of":
        headed = lower[one.first - 2] in cues.words["head_before"]
    rest = [word for word in between if word not in heads and word not in cues.words["compass"] and word != "the"]
    if rest in _HOLDING or (headed and rest == ["of"]):
        pairs = frozenset(_larger(after, known, setting.gazetteer, _LARGER if not headed else _HOLDERS))
        known.pairs |= pairs
        if headed:
            known.inside |= {country for country, _ in pairs}


def _larger(after: Candidate, known: Group, gazetteer: Gazetteer, kinds: Collection[int]) -> Iterator[tuple[int, int]]:
    """Country and admin1 (0 for all of it) of the places of some kinds that a name behind `known` can mean.

    Of these the likely ones in a country that has a place of the first name, else any in such a country, else the
    likely ones: behind a town that only Paraguay has, Concepción is not that of Chile.
    """
    if after.senses.people:
        return
    likely = [sense for sense in after.senses.all[:_LIKELY] if sense.kind in kinds]
    inner = known.senses.homes
    chosen = [sense for sense in likely if sense.country in inner]
    chosen = chosen or [one for one in after.senses.all if one.kind in kinds and one.country in inner] or likely
    for sense in chosen:
        if gazetteer.countries[sense.country]:
            whole = sense.kind == _COUNTRY or gazetteer.admin1[sense.first].endswith(".")
            yield sense.country, 0 if whole else sense.first


def _accepted(one: Group, setting: Setting) -> Iterator[Toponym]:
    """The mentions that their context bears out; one that is borne out strongly speaks for the others of its name."""
    if one.inside and one.sense.country not in one.inside:
        return
    base, weight = prior(one, setting.cues), setting.cues.weight
    strongest = -inf
    for mention in one.mentions:
        mention.score = score = base + weigh(mention, one, setting) + (weight["pair"] if mention.paired else 0.0)
        if score > strongest:
            strongest = score
    lift = weight["lift"] if len(one.mentions) > 1 and strongest >= weight["lifts_from"] else 0.0
    for mention in one.mentions:
        if mention.score + lift >= 0.0:
            yield _toponym(mention, one, setting, mention.score + lift)


def _toponym(mention: Candidate, one: Group, setting: Setting, score: float) -> Toponym:
    document, cues = setting.document, setting.cues.prior
    borne_out = min(1.0, score / cues["surely"])
    about = facts(setting.gazetteer, one.sense.row)
    return Toponym(
        document.starts[mention.first],
        document.end(mention.last - 1),
        about,
        round(one.confidence * (cues["barely"] + (1.0 - cues["barely"]) * borne_out), 3),
        about.mention or _adjective(mention, setting) or _organisation(mention, setting),
        doubted(one, setting.cues),
    )


def _adjective(mention: Candidate, setting: Setting) -> bool:
    """A country's abbreviation before a noun, any name in a compound: US troops, the Russia-backed militia."""
    document, at = setting.document, mention.last
    if at + 1 < len(document.tokens) and document.tokens[at] == "-" and document.tokens[at + 1].islower():
        return document.starts[at] == document.end(at - 1)
    if mention.short or mention.name not in setting.gazetteer.exact or at >= len(document.tokens):
        return False
    word = document.lower[at]
    return (
        word.isalpha()
        and word not in setting.cues.words["not_noun"]
        and document.starts[at] - document.end(at - 1) == 1
    )


def _goes_on_as_one(mention: Candidate, setting: Setting) -> bool:
    """Whether capitals behind a country end as an organisation's name does: Israel Defense Forces.

    In a title all words have capitals, so that they tell nothing there.
    """
    document, words, cues = setting.document, setting.words, setting.cues.words
    if mention.senses.best.kind != _COUNTRY or document.field(document.starts[mention.first]) is Field.TITLE:
        return False
    at, last = mention.last, min(mention.last + _LONGEST_NAME, len(document.tokens))
    while at < last and (at in words or document.lower[at] in _JOINING):
        if at in words and document.lower[at] in cues["organisation_ends"]:
            return True
        at += 1
    return False


def _organisation(mention: Candidate, setting: Setting) -> bool:
    """Part of an organisation's name: the Boston Globe, the University of Nottingham."""
    lower, words, cues = setting.document.lower, setting.words, setting.cues.words
    if mention.shouted:
        return False
    if mention.last in words and (
        lower[mention.last] in cues["organisation_after"] or _goes_on_as_one(mention, setting)
    ):
        return True
    before = mention.first - 1
    return (
        before > 0
        and lower[before] == "of"
        and before - 1 in words
        and lower[before - 1] in cues["organisation_before"]
    )
