"""Every toponym of a text, resolved to a place: what the other rooms of classify call."""

from __future__ import annotations

from itertools import pairwise

from agents.classify.places.candidates import Candidate, capitals, find_candidates
from agents.classify.places.cues import load_cues
from agents.classify.places.gazetteer import KINDS, Gazetteer
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
_LARGER = frozenset({KINDS.index(PlaceKind.COUNTRY), KINDS.index(PlaceKind.ADMIN1), KINDS.index(PlaceKind.ADMIN2)})


def find_places(document: Document, gazetteer: Gazetteer, *, home: str | None = None) -> tuple[Place, ...]:
    """Every toponym in order of its start, none overlapping another; spans count characters of the buffer.

    `home` is the ISO 3166-1 alpha-2 country of the article's source. One name has one sense in one article. Demonyms,
    metonyms and the places in organisations' names are returned as mentions; people are not returned. Never raises;
    linear in the length of the text.
    """
    caps, upper = capitals(document)
    if not caps:
        return ()
    cues = load_cues()
    candidates = find_candidates(document, gazetteer, caps, upper)
    groups = list(group(candidates).values())
    _pair(candidates, groups, document, gazetteer)
    resolve(groups, gazetteer, cues, home)
    setting = set_up(document, gazetteer, cues, caps)
    places = [place for one in groups for place in _accepted(one, setting)]
    return tuple(sorted(places, key=lambda place: place.start))


def _pair(candidates: list[Candidate], groups: list[Group], document: Document, gazetteer: Gazetteer) -> None:
    """Tell each group which larger places stand after its comma, and which kind the word beside it names."""
    of = {id(mention): one for one in groups for mention in one.mentions}
    tokens = document.tokens
    for one, after in pairwise(candidates):
        if after.first == one.last + 1 and tokens[one.last] in (",", "("):
            pairs = of[id(one)].pairs
            known = len(pairs)
            for row, _ in of[id(after)].rows[:4]:
                if gazetteer.kinds[row] in _LARGER and row not in gazetteer.people and gazetteer.country[row]:
                    whole = gazetteer.kind_of(row) is PlaceKind.COUNTRY or gazetteer.admin1[
                        gazetteer.first[row]
                    ].endswith(".")
                    pairs.add((gazetteer.country[row], 0 if whole else gazetteer.first[row]))
            one.paired = len(pairs) > known or bool(known)
    for one in candidates:
        kind = _HEAD_KINDS.get(document.lower[one.last]) if one.last < len(tokens) else None
        if kind is None and one.first > 1 and document.lower[one.first - 1] == "of":
            kind = _HEAD_KINDS.get(document.lower[one.first - 2])
        if kind is not None:
            of[id(one)].kind = KINDS.index(kind)


def _accepted(one: Group, setting: Setting) -> list[Place]:
    """The mentions that their context bears out; one that is borne out strongly speaks for the others of its name."""
    base = prior(one, setting.gazetteer, setting.cues)
    pair = setting.cues.weight["pair"]
    scores = [base + weigh(mention, setting) + (pair if mention.paired else 0.0) for mention in one.mentions]
    best = max(scores)
    lift = 1.2 if best >= 1.5 and len(scores) > 1 else 0.0
    kept = []
    for mention, score in zip(one.mentions, scores, strict=True):
        if score + lift >= 0.0:
            kept.append(_place(mention, one, setting, score + lift))
    return kept


def _place(mention: Candidate, one: Group, setting: Setting, score: float) -> Place:
    gazetteer, document, row = setting.gazetteer, setting.document, one.row
    start, end = document.starts[mention.first], document.ends[mention.last - 1]
    admin1 = gazetteer.admin1[gazetteer.first[row]].partition(".")[2]
    return Place(
        start=start,
        end=end,
        text=document.buffer[start:end],
        name=gazetteer.labels[row],
        kind=gazetteer.kind_of(row),
        country=gazetteer.country_of(row),
        admin1=admin1 or None,
        lat=_known(gazetteer.lats[row]),
        lon=_known(gazetteer.lons[row]),
        geonames=gazetteer.ids[row] or None,
        confidence=round(one.confidence * (0.6 + 0.4 * min(1.0, max(0.0, score) / 3.0)), 3),
        mention=row in gazetteer.people
        or row in gazetteer.metonyms
        or _adjective(mention, setting)
        or _organisation(mention, setting),
    )


def _known(degrees: float) -> float | None:
    return degrees if degrees == degrees else None


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
