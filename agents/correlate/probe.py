"""What of an event, and of an incident, is compared: small, hashable values made once a report."""

from __future__ import annotations

import datetime as dt
import sys
from functools import lru_cache
from itertools import chain

import msgspec

from agents.correlate import words
from agents.correlate.ages import ages, of_names
from agents.correlate.index import KEY_BITS
from agents.correlate.knowledge import Knowledge
from agents.correlate.signatures import Signature, signature
from agents.correlate.zones import DIPLOMACY, zone_of
from schemas.event import Actor, ActorKind, Count, Event, Thing
from schemas.incident import Facts
from schemas.place import Place, PlaceKind
from schemas.taxonomy import EventType

_SPREAD = 0x9E3779B97F  # spreads the 32 bits of a shingle over those of a key
_POINTS = (PlaceKind.ADMIN2, PlaceKind.CITY)
_NOBODY: frozenset[str] = frozenset()
_SIDES = (ActorKind.ARMED_GROUP, ActorKind.STATE, ActorKind.STATE_FORCES, ActorKind.ORGANISATION)


class Features(msgspec.Struct, frozen=True):
    """The facts of one side of a comparison. `day` is a proleptic ordinal."""

    type: EventType
    subtype: str | None
    group: int
    country: str | None
    admin1: str | None
    place: str | None
    """The town or district, None where the text is coarser."""
    lat: float | None
    lon: float | None
    sure: float
    """How sure it is that the place is the one that the text names, 0 to 1."""
    day: int
    dated: bool
    """Whether the text tells another day than that of its report."""
    groups: frozenset[str]
    """Armed groups and organisations."""
    parties: frozenset[str]
    """States and all others that act for themselves."""
    target: str | None
    weapon: str | None
    killed: Count | None
    injured: Count | None
    ages: frozenset[str]
    language: str | None
    """Of the latest report."""


class Probe(msgspec.Struct, frozen=True):
    """An event as it looks for its incident."""

    zone: str
    features: Features
    words: tuple[str, ...]
    names: tuple[str, ...]
    """Proper names in the text, but for those of the place."""
    anchors: tuple[int, ...]
    """Keys of its place and days, or of its parties."""
    traces: tuple[int, ...]
    """Keys of its article, address and text: an incident that has one of these may rest on the same writing."""
    addresses: int
    """How many of the traces, from the first, are of the article and its address."""
    signature: Signature
    url: str | None
    """The canonical address of its article."""
    reported: float
    """Seconds since 1970."""


def probe(event: Event, knowledge: Knowledge) -> Probe:
    """The event as it looks for its incident. Reads title, lead and text once; linear in their length."""
    report = event.report
    limits = knowledge.words
    zone = zone_of(event)
    names = _names_told(event, knowledge)
    features = features_of(event, report.language, names, knowledge, day_of(report.reported))
    signed = signature(report.title, report.text)
    url = words.canonical_url(report.url)
    return Probe(
        zone=zone,
        features=features,
        words=words.telling(report.title, report.text, limits.lead_chars, limits.most),
        names=names,
        anchors=around(zone, features),
        traces=traces(report.article, url, signed, knowledge),
        addresses=1 if url is None else 2,
        signature=signed,
        url=url,
        reported=report.reported.timestamp(),
    )


def _names_told(event: Event, knowledge: Knowledge) -> tuple[str, ...]:
    """Names in the text that are not the place's, since where it happened is compared apart; and people's ages."""
    limits, place, report = knowledge.names, event.place, event.report
    told = words.names(report.text, limits.chars, limits.most)
    old = ages(f"{report.title}. {report.text}", knowledge.ages)
    if place is None:
        return told + old
    known = _names_in(f"{place.name} {place.text} {place.admin1 or ''}")
    return tuple([name for name in told if name not in known]) + old


@lru_cache(maxsize=4096)
def _names_in(text: str) -> frozenset[str]:
    return frozenset([words.NAME + word for word in words.tokens(text)])


def features_of(
    facts: Event | Facts, language: str | None, names: tuple[str, ...], knowledge: Knowledge, day: int
) -> Features:
    """What is compared of an event or of an incident's facts; `names` are those that it is known by, with the ages of
    people among them, and `day` stands in where the facts give no date.
    """
    place = facts.place
    return Features(
        type=facts.type,
        subtype=None if facts.subtype in knowledge.type.generic_subtypes else facts.subtype,
        group=knowledge.group_of[facts.modality],
        country=facts.country,
        admin1=_admin1(place),
        place=_place(place),
        lat=None if place is None or place.kind not in _POINTS else place.lat,
        lon=None if place is None or place.kind not in _POINTS else place.lon,
        sure=1.0 if place is None else place.confidence,
        day=day if facts.date is None else facts.date.toordinal(),
        dated=facts.date is not None and facts.date.toordinal() != day,
        groups=_names(facts.actors, (ActorKind.ARMED_GROUP,)),
        parties=_names(facts.actors, _SIDES),
        target=_kind(facts.target, knowledge.things.generic_targets),
        weapon=_kind(facts.weapon, ()),
        killed=_one(facts.killed),
        injured=_one(facts.injured),
        ages=of_names(names),
        language=language,
    )


def traces(article: str, url: str | None, signed: Signature, knowledge: Knowledge) -> tuple[int, ...]:
    """The keys of one piece of writing: article, canonical address, and the smallest shingles of its text."""
    shingles = [value * _SPREAD % (1 << KEY_BITS) for value in signed.sketch[: knowledge.index.signature_keys]]
    address = () if url is None else (words.key("url", url),)
    return (words.key("article", article), *address, *shingles)


def anchors(zone: str, features: Features) -> tuple[int, ...]:
    """Where an incident is entered: its town and day, its province and day; for diplomacy its pairs of parties.

    One in which nothing was recognised is entered nowhere: most reports are of that kind, and only words tell
    them apart.
    """
    if features.type is EventType.NONE:
        return ()
    return tuple([_about(name, features.day)[0] for name in _names_of_anchor(zone, features)])


def around(zone: str, features: Features) -> tuple[int, ...]:
    """Where an event looks: its own anchors, and those of the day before and the day after."""
    return tuple(chain.from_iterable([_about(name, features.day) for name in _names_of_anchor(zone, features)]))


@lru_cache(maxsize=4096)
def _about(name: str, day: int) -> tuple[int, int, int]:
    """The keys of an anchor on this day, the day before and the day after."""
    return words.key("at", (name, day)), words.key("at", (name, day - 1)), words.key("at", (name, day + 1))


def _names_of_anchor(zone: str, features: Features) -> list[str]:
    if zone == DIPLOMACY:
        parties = sorted(features.parties)[:4]
        return [f"{one}|{other}" for i, one in enumerate(parties) for other in parties[i + 1 :]]
    names = [name for name in (features.place, features.admin1) if name is not None]
    return names or ["country only"]


def _admin1(place: Place | None) -> str | None:
    if place is None or place.country is None:
        return None
    name = place.admin1 or (place.name if place.kind is PlaceKind.ADMIN1 else None)
    return None if name is None else sys.intern(f"{place.country}/{name.casefold()}")


def _place(place: Place | None) -> str | None:
    if place is None or place.kind not in (*_POINTS, PlaceKind.WATER):
        return None
    return sys.intern(f"{place.country}/{place.name.casefold()}" if place.geonames is None else str(place.geonames))


@lru_cache(maxsize=1024)
def _one(count: Count | None) -> Count | None:
    """The same object for equal counts: hundreds of thousands of incidents have one of a few."""
    return count


def _kind(thing: Thing | None, generic: tuple[str, ...]) -> str | None:
    return None if thing is None or thing.kind in generic else sys.intern(thing.kind)


def _names(actors: tuple[Actor, ...], kinds: tuple[ActorKind, ...]) -> frozenset[str]:
    found = [actor.id or actor.name.casefold() for actor in actors if actor.kind in kinds]
    return frozenset(found) if found else _NOBODY


def day_of(moment: dt.datetime) -> int:
    """The proleptic ordinal of a moment's day, as `Features.day` counts."""
    return moment.date().toordinal()
