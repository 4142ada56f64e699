"""Subscriptions and incidents made of few words, so that they often meet."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from schemas.event import Report, Severity
from schemas.incident import Change, Facts, Incident
from schemas.levels import Certainty, SeverityLevel
from schemas.place import Place, PlaceKind
from schemas.subscription import Deliver, SourceFilter, Subscription, Updates, When
from schemas.taxonomy import SUBTYPES, EventType, Modality

INCIDENT = f"inc-{1:020x}"
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
WORDS = ("Kunduz", "mosque", "bombing", "bombed", "IS", "is", "Bogotá", "talks", "U.S.", "ISIS-K", "自爆", "攻击")
LEAVES = (
    *WORDS,
    "the",
    "bomb*",
    "bom?ing",
    "cs:IS",
    "cs:Kunduz",
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
            st.tuples(st.sampled_from(["title", "lead", "body", "source"]), leaves).map(":".join),
            st.tuples(several, st.integers(1, 2)).map(lambda pair: f"min:{pair[1]} ({' '.join(pair[0])})"),
            st.tuples(inner, inner, leaves).map(lambda parts: f"min:3 ({parts[0]}^2 OR {parts[1]} OR {parts[2]}^3)"),
        )

    return st.recursive(leaves, grow, max_leaves=6)


queries = needing(st.sampled_from(LEAVES))
regions = st.lists(
    st.sampled_from(["AF", "PK", "m49:034", "m49:001", "near:36.7,68.9,100km", "near:0,0,4000km", "place:Kunduz"]),
    max_size=2,
    unique=True,
)
event_names = st.sampled_from(["attacks", "attacks.suicide_bombing", "unrest", "diplomatic_talks.summit"])
events = st.lists(event_names, max_size=2, unique=True)


@st.composite
def whens(draw):
    return When(
        events=tuple(draw(events)),
        regions=tuple(draw(regions)),
        severity=draw(st.sampled_from(list(SeverityLevel)[:4])),
        certainty=draw(st.sampled_from(list(Certainty)[:3])),
        modality=tuple(draw(st.lists(st.sampled_from(list(Modality)[:3]), max_size=1))),
        languages=tuple(draw(st.lists(st.sampled_from(["en", "fa"]), max_size=1))),
        sources=SourceFilter(exclude=tuple(draw(st.lists(st.just("example.org"), max_size=1)))),
        keywords=draw(st.none() | queries),
    )


def subscriptions(ids=("a", "b", "c", "d", "e")):
    return st.builds(
        Subscription,
        id=st.sampled_from(ids),
        subscriber=st.just("desk"),
        when=whens(),
        deliver=st.builds(Deliver, updates=st.sampled_from(list(Updates))),
    )


texts = st.lists(st.sampled_from([*WORDS, ",", ".\n", "a", "Mosques", "kunduz"]), max_size=14).map(" ".join)
places = st.none() | st.builds(
    Place,
    start=st.just(0),
    end=st.just(0),
    text=st.just(""),
    name=st.sampled_from(["Kunduz", "Kabul"]),
    kind=st.just(PlaceKind.CITY),
    lat=st.sampled_from([None, 36.73, -5.0, 89.5]),
    lon=st.sampled_from([None, 68.86, 179.9, -179.9]),
)


@st.composite
def incidents(draw):
    kind = draw(st.sampled_from([*TYPES, EventType.NONE]))
    country = draw(st.sampled_from([None, "AF", "PK"]))
    report = make_report(draw(texts), draw(texts), draw(st.sampled_from(["en", "fa", None])))
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
        modality=draw(st.sampled_from(list(Modality)[:3])),
        certainty=draw(st.sampled_from(list(Certainty))),
        place=draw(places),
    )
