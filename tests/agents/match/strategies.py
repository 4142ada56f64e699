"""Subscriptions and incidents made of few words, so that they often meet."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from schemas.event import Count, Report, Severity
from schemas.formats.casualties import COUNTS
from schemas.incident import Change, Facts, Incident
from schemas.levels import Certainty, SeverityLevel, Urgency
from schemas.place import Place, PlaceKind
from schemas.subscription import Deliver, OwnRegion, SourceFilter, Subscription, Updates, When
from schemas.taxonomy import SUBTYPES, EventType, Modality

INCIDENT = f"inc-{1:020x}"
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
WORDS = ("Kunduz", "mosque", "bombing", "bombed", "IS", "is", "Bogotá", "talks", "U.S.", "ISIS-K", "自爆", "攻击")
ELSEWHERE = ("bombas", "взрыв", "взрывами", "انفجار", "والانفجارات")
"""Words with other terms in their own language than where none is known."""
LANGUAGES = ("en", "es", "ru", "ar", "fa", None)
LEAVES = (
    *WORDS,
    *ELSEWHERE,
    '"bombas взрыв"~3',
    "(bomba OR взрывы) NEAR/2 the",
    "the",
    "bomb*",
    "bom?ing",
    "cs:IS",
    "cs:Kunduz",
    "bom*ing",
    "bomb* NEAR/2 mosque",
    "talks ONEAR/3 (Kunduz OR bombing)",
    '"mosque bombing" NEAR/1 ISIS-K',
    "cs:IS NEAR/3 Bogotá",
    "count:2 Kunduz",
    'count:2 (mosque OR bomb* OR "the mosque")',
    "sentence:(Kunduz talks)",
    "sentence:(mosque NOT bombing)",
    "sentence:count:2 bomb*",
    '"mosque bombing"',
    '"the mosque"~2',
    '"Kunduz mosq*"',
)
TYPES = (EventType.ATTACKS, EventType.DIPLOMATIC_TALKS, EventType.UNREST)


def make_report(title="", text="", language="en", source="example.org", article="a1"):
    return Report(article=article, title=title, text=text, received=NOON, language=language, source=source)


def make_incident(report=None, revision=1, change=Change.NEW, reports=1, level=SeverityLevel.SEVERE, **facts):
    given = {
        "type": EventType.ATTACKS,
        "subtype": "suicide_bombing",
        "country": "AF",
        "regions": ("001", "142", "034"),
        "certainty": Certainty.OBSERVED,
        "urgency": Urgency.IMMEDIATE,
    } | facts
    return Incident(
        id=INCIDENT,
        zone="AF",
        revision=revision,
        change=change,
        facts=Facts(severity=Severity(level=level, score=9), **given),
        report=report or make_report("Blast in Kunduz", "A bombing at a mosque in Kunduz killed 55 people."),
        opened=NOON,
        updated=NOON,
        reason="new",
        reports=reports,
    )


def make_subscription(id="s1", updates=Updates.ESCALATION, mute=(), **when):  # noqa: A002 - the record's own field name
    return Subscription(id=id, subscriber="desk", when=When(**when), deliver=Deliver(updates=updates, mute=mute))


def needing(leaves):
    """Queries that some word must satisfy, which are the ones that are allowed."""

    def grow(inner):
        several = st.lists(inner, min_size=2, max_size=3)
        return st.one_of(
            several.map(lambda parts: "(" + " AND ".join(parts) + ")"),
            several.map(lambda parts: "(" + " OR ".join(parts) + ")"),
            st.tuples(inner, inner).map(lambda pair: f"({pair[0]} NOT {pair[1]})"),
            st.tuples(st.sampled_from(["title", "lead", "body", "source"]), leaves.map("({})".format)).map(":".join),
            st.tuples(several, st.integers(1, 2)).map(lambda pair: f"min:{pair[1]} ({' '.join(pair[0])})"),
            st.tuples(inner, inner, leaves).map(lambda parts: f"min:3 ({parts[0]}^2 OR {parts[1]} OR {parts[2]}^3)"),
        )

    return st.recursive(leaves, grow, max_leaves=6)


queries = needing(st.sampled_from(LEAVES))
NAMED_REGIONS = (
    "AF", "PK", "m49:034", "m49:001", "near:36.7,68.9,100km", "near:0,0,4000km", "place:Kunduz",
    "admin1:AF/Kunduz Province", "admin1:PK/kunduz province", "admin1:AF/Kabul",
)  # fmt: skip


def box(west, south, east, north):
    """A ring of four corners."""
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return tuple((float(lon), float(lat)) for lon, lat in corners)


AROUND_KUNDUZ = box(68, 36, 70, 37)
HOLE_AT_KUNDUZ = box(68.5, 36.5, 69, 36.9)
rings = st.tuples(
    st.integers(-180, 178), st.integers(-90, 88), st.integers(1, 170), st.integers(1, 170)
).map(lambda drawn: box(drawn[0], drawn[1], min(drawn[0] + drawn[2], 180), min(drawn[1] + drawn[3], 90)))  # fmt: skip
polygons = st.sampled_from([(AROUND_KUNDUZ,), (AROUND_KUNDUZ, HOLE_AT_KUNDUZ), (box(0, 0, 90, 90), box(1, 1, 60, 89))])
own_regions = st.builds(
    OwnRegion,
    area=st.just("north"),
    regions=st.lists(st.sampled_from(NAMED_REGIONS), max_size=2, unique=True).map(tuple),
    polygons=st.lists(polygons | rings.map(lambda ring: (ring,)), min_size=1, max_size=2).map(tuple),
)
regions = st.lists(st.sampled_from(NAMED_REGIONS) | own_regions, min_size=1, max_size=2, unique=True)
comparisons = st.tuples(st.sampled_from(COUNTS), st.sampled_from([">=", ">", "=", "<=", "<"]), st.integers(1, 12))
casualties = st.lists(
    comparisons.map(lambda parts: f"{parts[0]} {parts[1]} {parts[2]}"), min_size=1, max_size=2, unique=True
)
event_names = st.sampled_from(["attacks", "attacks.suicide_bombing", "unrest", "diplomatic_talks.summit"])
events = st.lists(event_names, max_size=2, unique=True)


CONDITIONS = {
    "events": events.map(tuple),
    "regions": regions.map(tuple),
    "severity": st.sampled_from(list(SeverityLevel)[:4]),
    "certainty": st.sampled_from(list(Certainty)[:3]),
    "urgency": st.sampled_from(list(Urgency)),
    "casualties": casualties.map(tuple),
    "modality": st.lists(st.sampled_from(list(Modality)[:3]), max_size=1).map(tuple),
    "languages": st.lists(st.sampled_from(["en", "fa"]), max_size=1).map(tuple),
    "sources": st.lists(st.just("example.org"), max_size=1).map(lambda names: SourceFilter(exclude=tuple(names))),
    "keywords": st.none() | queries,
}


@st.composite
def whens(draw):
    """Few conditions each: of many, one nearly always fails."""
    asked = draw(st.lists(st.sampled_from(list(CONDITIONS)), max_size=3, unique=True))
    return When(**{name: draw(CONDITIONS[name]) for name in asked})


def of_facts():
    """Subscriptions that ask of place and counts alone."""
    asked = [("regions",), ("casualties",), ("regions", "casualties")]
    drawn = st.one_of([st.fixed_dictionaries({name: CONDITIONS[name] for name in names}) for names in asked])
    return drawn.map(lambda when: make_subscription(**when))


def subscriptions(ids=("a", "b", "c", "d", "e")):
    return st.builds(
        Subscription,
        id=st.sampled_from(ids),
        subscriber=st.just("desk"),
        when=whens(),
        deliver=st.builds(Deliver, updates=st.sampled_from(list(Updates))),
    )


texts = st.lists(st.sampled_from([*WORDS, *ELSEWHERE, ",", ".\n", "a", "Mosques", "kunduz"]), max_size=14).map(" ".join)
places = st.none() | st.builds(
    Place,
    start=st.just(0),
    end=st.just(0),
    text=st.just(""),
    name=st.sampled_from(["Kunduz", "Kabul"]),
    admin1=st.sampled_from([None, "Kunduz Province", "Kabul"]),
    kind=st.sampled_from([PlaceKind.CITY, PlaceKind.CITY, PlaceKind.WATER]),
    lat=st.sampled_from([36.73, 36.2, -5.0, 89.5, None]),
    lon=st.sampled_from([68.86, 69.8, 179.9, -179.9, None]),
)


counts = (
    st.none()
    | st.builds(Count, st.integers(1, 12))
    | st.tuples(st.integers(0, 12), st.booleans()).map(
        lambda drawn: Count(drawn[0], drawn[0] + 1 if drawn[1] else None)
    )
)


def located_incidents():
    """Incidents at a known place that tell some counts."""
    found = st.fixed_dictionaries({"place": places.filter(bool), **dict.fromkeys(COUNTS, counts)})
    return found.map(lambda facts: make_incident(**facts))


@st.composite
def incidents(draw):
    kind = draw(st.sampled_from([*TYPES, EventType.NONE]))
    country = draw(st.sampled_from(["AF", "AF", "PK", None]))
    report = make_report(draw(texts), draw(texts), draw(st.sampled_from(LANGUAGES)))
    return make_incident(
        report,
        revision=draw(st.integers(1, 3)),
        change=draw(st.sampled_from(list(Change))),
        reports=draw(st.integers(1, 9)),
        level=draw(st.sampled_from(list(SeverityLevel))),
        type=kind,
        subtype=draw(st.sampled_from([None, *SUBTYPES[kind]])),
        country=country,
        regions=("001", "142", "034") if country else (),
        modality=draw(st.sampled_from([Modality.ACTUAL, Modality.ACTUAL, *list(Modality)[:3]])),
        certainty=draw(st.sampled_from(list(Certainty))),
        urgency=draw(st.sampled_from(list(Urgency))),
        place=draw(places),
        **{name: draw(counts) for name in COUNTS},
    )
