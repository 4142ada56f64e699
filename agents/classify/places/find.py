"""Every toponym of a text, resolved to a place: what the other rooms of classify call."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from operator import attrgetter

from agents.classify.places.candidates import Candidate, capitals, find_candidates
from agents.classify.places.columns import KINDS, Facts, Gazetteer, facts
from agents.classify.places.cues import load_cues
from agents.classify.places.homes import homes_among
from agents.classify.places.resolve import Group, group, resolve
from agents.classify.places.weigh import Setting, prior, set_up, weigh
from agents.classify.text.document import Document
from schemas.place import Place, PlaceKind

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


def find_places(document: Document, gazetteer: Gazetteer, *, home: str | None = None) -> tuple[Place, ...]:
    """Every toponym in order of its start, none overlapping another; spans count characters of the buffer.

    `home` is the ISO 3166-1 alpha-2 country of the article's source. One name has one sense in one article. Demonyms,
    metonyms and the places in organisations' names are returned as mentions; people are not returned. Never raises;
    linear in the length of the text.
    """
    caps, upper = capitals(document)
    candidates = find_candidates(document, gazetteer, caps, upper)
    if not candidates:
        return ()
    groups = group(candidates)
    _pair(candidates, groups, document, gazetteer)
    setting = set_up(document, gazetteer, load_cues(), caps)
    resolve(groups, gazetteer, home, homes_among(document, caps))
    places = [place for one in groups for place in _accepted(one, setting)]
    return tuple(sorted(places, key=attrgetter("start")))


def _pair(candidates: list[Candidate], groups: list[Group], document: Document, gazetteer: Gazetteer) -> None:
    """Tell each group which larger places stand after its comma, and which kind the word beside it names."""
    of = {one.senses.filed: one for one in groups}
    tokens, lower = document.tokens, document.lower
    for one, after in pairwise(candidates):
        if after.first == one.last + 1 and tokens[one.last] in (",", "("):
            pairs = of[one.senses.filed].pairs
            pairs.update(_larger(after, gazetteer))
            one.paired = bool(pairs)
    for one in candidates:
        kind = _HEAD_KINDS.get(lower[one.last]) if one.last < len(tokens) else None
        if kind is None and one.first > 1 and lower[one.first - 1] == "of":
            kind = _HEAD_KINDS.get(lower[one.first - 2])
        if kind is not None:
            of[one.senses.filed].kind = KINDS.index(kind)


def _larger(after: Candidate, gazetteer: Gazetteer) -> Iterator[tuple[int, int]]:
    """Country and admin1 (0 for all of it) of the places that a name behind a comma can mean."""
    known = after.senses
    if known.people:
        return
    for country, first, kind in zip(known.countries[:_LIKELY], known.firsts, known.kinds, strict=False):
        if kind in _LARGER and gazetteer.countries[country]:
            whole = kind == _COUNTRY or gazetteer.admin1[first].endswith(".")
            yield country, 0 if whole else first


def _accepted(one: Group, setting: Setting) -> list[Place]:
    """The mentions that their context bears out; one that is borne out strongly speaks for the others of its name."""
    base, weight = prior(one, setting.gazetteer, setting.cues), setting.cues.weight
    scores = [
        base + weigh(mention, one, setting) + (weight["pair"] if mention.paired else 0.0) for mention in one.mentions
    ]
    lift = weight["lift"] if len(scores) > 1 and max(scores) >= weight["lifts_from"] else 0.0
    kept = [(mention, score + lift) for mention, score in zip(one.mentions, scores, strict=True) if score + lift >= 0.0]
    if not kept:
        return []
    about = facts(setting.gazetteer, one.row)
    return [_place(mention, one, about, setting, score) for mention, score in kept]


def _place(mention: Candidate, one: Group, about: Facts, setting: Setting, score: float) -> Place:
    document, cues = setting.document, setting.cues.prior
    start, end = document.starts[mention.first], document.ends[mention.last - 1]
    borne_out = min(1.0, score / cues["surely"])
    return Place(
        start=start,
        end=end,
        text=document.buffer[start:end],
        name=about.name,
        kind=about.kind,
        country=about.country,
        admin1=about.admin1,
        lat=about.lat,
        lon=about.lon,
        geonames=about.geonames,
        confidence=round(one.confidence * (cues["barely"] + (1.0 - cues["barely"]) * borne_out), 3),
        mention=about.mention or _adjective(mention, setting) or _organisation(mention, setting),
    )


def _adjective(mention: Candidate, setting: Setting) -> bool:
    """A country's abbreviation before a noun: US troops, the U.K. embassy."""
    document, at = setting.document, mention.last
    if mention.short or mention.name not in setting.gazetteer.exact or at >= len(document.tokens):
        return False
    word = document.lower[at]
    return (
        word.isalpha()
        and word not in setting.cues.words["not_noun"]
        and document.starts[at] - document.ends[at - 1] == 1
    )


def _organisation(mention: Candidate, setting: Setting) -> bool:
    """Part of an organisation's name: the Boston Globe, the University of Nottingham."""
    document, cues, at = setting.document, setting.cues, mention.last
    if mention.upper:
        return False
    if at < len(document.tokens) and at in setting.caps and document.lower[at] in cues.words["organisation_after"]:
        return True
    before = mention.first - 1
    return (
        before > 0
        and document.lower[before] == "of"
        and before - 1 in setting.caps
        and document.lower[before - 1] in cues.words["organisation_before"]
    )
