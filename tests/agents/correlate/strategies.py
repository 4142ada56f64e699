"""Events for the tests of correlate: one builder for examples, and Hypothesis strategies for histories."""

from __future__ import annotations

import dataclasses
import datetime as dt

from hypothesis import strategies as st

from schemas.event import Actor, ActorKind, Count, Event, Report, Role, Severity
from schemas.levels import Certainty, SeverityLevel, Urgency, tier_of
from schemas.place import Place, PlaceKind
from schemas.taxonomy import SUBTYPES, EventType, Modality

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)

CITIES = {
    "Kunduz": ("AF", "Kunduz", 36.73, 68.87),
    "Kabul": ("AF", "Kabul", 34.53, 69.17),
    "Herat": ("AF", "Herat", 34.35, 62.2),
    "Maiduguri": ("NG", "Borno", 11.85, 13.16),
    "Gaza": ("PS", "Gaza", 31.5, 34.47),
    "Ashkelon": ("IL", "Southern", 31.67, 34.57),
}


def city(name: str) -> Place:
    country, admin1, lat, lon = CITIES[name]
    return Place(
        start=0,
        end=len(name),
        text=name,
        name=name,
        kind=PlaceKind.CITY,
        country=country,
        admin1=admin1,
        lat=lat,
        lon=lon,
        confidence=0.9,
    )


def exactly(number: int | None) -> Count | None:
    return None if number is None else Count(number, number, number)


def party(code: str) -> Actor:
    return Actor(name=code, role=Role.PARTY, kind=ActorKind.STATE, id=f"state:{code}", country=code)


def event(
    article: str,
    title: str,
    text: str = "",
    *,
    at: dt.datetime = NOON,
    where: str | None = None,
    killed: int | None = None,
    url: str | None = None,
    source: str | None = None,
    credit: str | None = None,
    level: SeverityLevel = SeverityLevel.MODERATE,
    **fields: object,
) -> Event:
    """An attack in the given city, as the given article tells it; any other field of an event by name."""
    place = None if where is None else city(where)
    report = Report(
        article=article,
        title=title,
        text=text,
        received=at,
        published=at,
        url=url,
        source=source or article,
        credit=credit,
    )
    made = Event(
        id=f"ev-{article}-{where}-{fields.get('type', 'attacks')}-{killed}",
        type=EventType.ATTACKS,
        report=report,
        place=place,
        country=None if place is None else place.country,
        killed=exactly(killed),
        severity=Severity(level=level, score=5),
        certainty=Certainty.LIKELY,
        urgency=Urgency.IMMEDIATE,
    )
    told = dataclasses.replace(made, **fields)  # type: ignore[arg-type]  # fields are an event's, by the test's word
    return dataclasses.replace(told, tier=tier_of(told.severity.level, told.certainty, told.urgency))


_NOUNS = (
    "bomb",
    "mosque",
    "market",
    "convoy",
    "school",
    "river",
    "train",
    "bridge",
    "minister",
    "envoy",
    "village",
    "port",
)
_NAMES = ("Karimi", "Oduya", "Haddad", "Moreau", "Tanaka", "Okafor", "Silva", "Petrov", "Rahmani", "Nasser")
_TYPES = (
    EventType.ATTACKS,
    EventType.ARMED_CONFLICT,
    EventType.DISASTER_HEALTH,
    EventType.DIPLOMATIC_TALKS,
    EventType.NONE,
)


@st.composite
def events(draw: st.DrawFn, number: int) -> Event:
    kind = draw(st.sampled_from(_TYPES))
    where = draw(st.sampled_from([None, *CITIES]))
    words = draw(st.lists(st.sampled_from(_NOUNS + _NAMES), min_size=2, max_size=8))
    copied = draw(st.integers(0, 3)) == 0
    article = f"a{draw(st.integers(0, max(0, number - 1))) if copied else number}"
    hours = draw(st.integers(0, 400))
    made = event(
        article,
        " ".join(words),
        " ".join(draw(st.lists(st.sampled_from(_NOUNS + _NAMES), max_size=40))),
        at=NOON + dt.timedelta(hours=hours),
        where=where,
        killed=draw(st.one_of(st.none(), st.integers(0, 80))),
        source=draw(st.sampled_from(["one.example", "two.example", "three.example"])),
        type=kind,
        subtype=draw(st.sampled_from([None, *SUBTYPES[kind]])),
        actors=tuple(map(party, draw(st.lists(st.sampled_from(["US", "AF", "RU", "IL"]), max_size=3, unique=True)))),
        certainty=draw(st.sampled_from(list(Certainty))),
        modality=draw(st.sampled_from([Modality.ACTUAL, Modality.ACTUAL, Modality.PLANNED, Modality.DRILL])),
        severity=Severity(level=draw(st.sampled_from(list(SeverityLevel))), score=1),
    )
    return dataclasses.replace(made, id=f"ev-{number}")


@st.composite
def histories(draw: st.DrawFn, most: int = 14) -> list[Event]:
    return [draw(events(number)) for number in range(draw(st.integers(1, most)))]
