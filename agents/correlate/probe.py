"""What of an event, and of an incident, is compared: small, hashable values made once a report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from agents.correlate import words
from agents.correlate.knowledge import Knowledge
from agents.correlate.zones import DIPLOMACY, zone_of
from schemas.event import Actor, ActorKind, Count, Event, Thing
from schemas.incident import Facts, Incident
from schemas.place import Place, PlaceKind
from schemas.taxonomy import EventType

_SHINGLE = 56  # shifts a shingle out of the range of the other keys, which have 56 bits
_POINTS = (PlaceKind.ADMIN2, PlaceKind.CITY)
_SIDES = (ActorKind.ARMED_GROUP, ActorKind.STATE, ActorKind.STATE_FORCES, ActorKind.ORGANISATION)


@dataclass(frozen=True, slots=True)
class Features:
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
    day: int
    dated: bool
    """Whether the text tells the day; else it is the day of the report."""
    groups: frozenset[str]
    """Armed groups and organisations."""
    parties: frozenset[str]
    """States and all others that act for themselves."""
    target: str | None
    weapon: str | None
    killed: Count | None
    injured: Count | None
    language: str | None
    """Of the latest report."""


@dataclass(frozen=True, slots=True)
class Probe:
    """An event as it looks for its incident."""

    zone: str
    features: Features
    words: tuple[str, ...]
    anchors: tuple[int, ...]
    """Keys of its place and days, or of its parties."""
    traces: tuple[int, ...]
    """Keys of its article, address and text: an incident that has one of these may rest on the same writing."""
    addresses: int
    """How many of the traces, from the first, are of the article and its address."""
    signature: tuple[int, ...]
    reported: float
    """Seconds since 1970."""


def probe(event: Event, knowledge: Knowledge) -> Probe:
    """The event as it looks for its incident. Reads title, lead and text once; linear in their length."""
    report = event.report
    limits = knowledge.words
    zone = zone_of(event)
    features = features_of(event, report.language, knowledge, day_of(report.reported))
    signature = words.sketch(report.text)
    url = words.canonical_url(report.url)
    return Probe(
        zone=zone,
        features=features,
        words=words.telling(report.title, report.text, limits.lead_chars, limits.most),
        anchors=around(zone, features),
        traces=traces(report.article, url, signature, knowledge),
        addresses=1 if url is None else 2,
        signature=signature,
        reported=report.reported.timestamp(),
    )


def features_of(facts: Event | Facts, language: str | None, knowledge: Knowledge, day: int) -> Features:
    """What is compared of an event or of an incident's facts; `day` stands in where they give no date."""
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
        day=day if facts.date is None else facts.date.toordinal(),
        dated=facts.date is not None,
        groups=_names(facts.actors, (ActorKind.ARMED_GROUP,)),
        parties=_names(facts.actors, _SIDES),
        target=_kind(facts.target),
        weapon=_kind(facts.weapon),
        killed=facts.killed,
        injured=facts.injured,
        language=language,
    )


def incident_keys(incident: Incident, features: Features, knowledge: Knowledge) -> tuple[int, ...]:
    """The keys under which an incident is found: its place and day or its parties, and those of its sources."""
    keys = dict.fromkeys(anchors(incident.zone, features))
    for source in incident.sources:
        url = words.canonical_url(source.url)
        keys.update(dict.fromkeys(traces(source.article, url, source.signature, knowledge)))
    return tuple(keys)


def traces(article: str, url: str | None, signature: tuple[int, ...], knowledge: Knowledge) -> tuple[int, ...]:
    """The keys of one piece of writing: article, canonical address, and the smallest shingles of its text."""
    shingles = [value << _SHINGLE for value in signature[: knowledge.index.signature_keys]]
    address = () if url is None else (words.key("url", url),)
    return (words.key("article", article), *address, *shingles)


def anchors(zone: str, features: Features) -> tuple[int, ...]:
    """Where an incident is entered: its town and day, its province and day; for diplomacy its pairs of parties."""
    return tuple(words.key("at", (name, features.day)) for name in _names_of_anchor(zone, features))


def around(zone: str, features: Features) -> tuple[int, ...]:
    """Where an event looks: its own anchors, and those of the day before and the day after."""
    names = _names_of_anchor(zone, features)
    return tuple(words.key("at", (name, features.day + off)) for off in (0, -1, 1) for name in names)


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
    return None if name is None else f"{place.country}/{name.casefold()}"


def _place(place: Place | None) -> str | None:
    if place is None or place.kind not in (*_POINTS, PlaceKind.WATER):
        return None
    return str(place.geonames) if place.geonames is not None else f"{place.country}/{place.name.casefold()}"


def _kind(thing: Thing | None) -> str | None:
    return None if thing is None else thing.kind


def _names(actors: tuple[Actor, ...], kinds: tuple[ActorKind, ...]) -> frozenset[str]:
    return frozenset(actor.id or actor.name.casefold() for actor in actors if actor.kind in kinds)


def day_of(moment: dt.datetime) -> int:
    """The proleptic ordinal of a moment's day, as `Features.day` counts."""
    return moment.date().toordinal()
