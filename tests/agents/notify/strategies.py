"""Matches for the tests of notify: builders for examples, and Hypothesis strategies for histories of one desk."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from agents.notify.told import Desk, Held, Known
from schemas.alert import Alert, AlertKind
from schemas.event import Actor, Count, Report, Role, Severity, Thing
from schemas.incident import Change, Facts, Incident
from schemas.levels import Certainty, SeverityLevel, Tier
from schemas.match import Match, Reason
from schemas.place import Place, PlaceKind
from schemas.subscription import Deliver, Quiet, Updates
from schemas.taxonomy import EventType, Modality

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
NIGHT = dt.datetime(2026, 3, 2, 23, tzinfo=dt.UTC)
QUIET = Quiet(zone="UTC", start="22:00", end="06:00", bypass=SeverityLevel.SEVERE)
MORNING = dt.datetime(2026, 3, 3, 6, tzinfo=dt.UTC)
INCIDENTS = tuple(f"inc-{number:020x}" for number in (1, 2, 3))
FOREVER = NOON + dt.timedelta(days=400)


def exactly(number):
    return None if number is None else Count(number, number, number)


def city(name="Kunduz", admin1=None):
    return Place(start=0, end=len(name), text=name, name=name, kind=PlaceKind.CITY, country="AF", admin1=admin1)


def make_facts(killed=3, level=SeverityLevel.MODERATE, tier=Tier.ALERT, **fields):
    given = {
        "type": EventType.ATTACKS,
        "subtype": "suicide_bombing",
        "country": "AF",
        "place": city(),
        "killed": exactly(killed) if isinstance(killed, int) else killed,
        "severity": Severity(level=level, score=5),
        "certainty": Certainty.LIKELY,
        "tier": tier,
    }
    return Facts(**(given | fields))


def make_incident(facts=None, *, revision=1, reports=None, title="Blast in Kunduz", name="incident-1"):
    report = Report(article=f"article-{revision}", title=title, text="", received=NOON, source="wire.example")
    return Incident(
        id=name,
        zone="AF",
        revision=revision,
        change=Change.NEW if revision == 1 else Change.REVISED,
        facts=facts or make_facts(),
        report=report,
        opened=NOON,
        updated=NOON,
        reason="new",
        reports=revision if reports is None else reports,
    )


def make_match(facts=None, *, holds=True, title="Kunduz", deliver=None, subscription="kunduz-watch", **incident):
    settings = {
        name: incident.pop(name) for name in ("updates", "quiet", "digest", "budget", "mute") if name in incident
    }
    made = make_incident(facts, **incident)
    return Match(
        id=f"match-{subscription}-{made.id}-{made.revision}",
        subscription=subscription,
        subscriber="asia-desk",
        title=title,
        deliver=deliver or Deliver(**settings),
        incident=made,
        holds=holds,
        reasons=(Reason(clause="severity", found="Moderate"),),
    )


def make_known(facts=None, *, revision=1, reports=1, holds=True):
    return Known(revision=revision, facts=facts or make_facts(), reports=reports, holds=holds)


def make_alert(number=1, level=SeverityLevel.MODERATE):
    return Alert(
        id=f"alert-{number}",
        kind=AlertKind.NEW,
        subscription="kunduz-watch",
        subscriber="asia-desk",
        title="Kunduz",
        headline=f"incident {number}",
        issued=NOON,
        incident=f"incident-{number}",
        revision=1,
        facts=make_facts(level=level),
    )


def make_desk(*alerts, until=MORNING, digest=False, **fields):
    held = tuple(Held(alert=alert, until=until, digest=digest) for alert in alerts)
    return Desk(subscription="kunduz-watch", subscriber="asia-desk", title="Kunduz", held=held, **fields)


counts = st.none() | st.builds(
    lambda low, more, most: Count(
        low,
        None if more is None else low + more,
        None if most is None else low + (more or 0) + most,
    ),
    st.integers(0, 150),
    st.none() | st.integers(0, 20),
    st.none() | st.integers(0, 20),
)

actors = st.lists(
    st.builds(Actor, name=st.sampled_from(["Taliban", "ISIS-K", "Kabul"]), role=st.sampled_from(Role)), max_size=2
).map(tuple)

facts = st.builds(
    make_facts,
    killed=counts,
    injured=counts,
    level=st.sampled_from(SeverityLevel),
    tier=st.sampled_from(Tier),
    certainty=st.sampled_from(Certainty),
    modality=st.sampled_from(Modality),
    country=st.sampled_from([None, "AF", "PK"]),
    place=st.none() | st.builds(city, st.sampled_from(["Kunduz", "Kabul"])),
    actors=actors,
    weapon=st.none() | st.just(Thing(kind="explosive", text="bomb")),
)

quiets = st.builds(
    Quiet,
    zone=st.sampled_from(["UTC", "Asia/Kabul", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]),
    start=st.sampled_from(["22:00", "01:30", "02:30", "09:15", "12:00"]),
    end=st.sampled_from(["06:00", "01:30", "02:30", "17:45", "12:00"]),
    bypass=st.none() | st.sampled_from(SeverityLevel),
)

delivers = st.builds(
    Deliver,
    updates=st.sampled_from(Updates),
    quiet=st.none() | quiets,
    digest=st.none() | st.sampled_from([60, 900, 86_400]),
    budget=st.none() | st.integers(1, 3),
)


@dataclass(frozen=True)
class Step:
    """What happens next to a desk: a match arrives, and then time passes before the next tick.

    `muted` are the incidents that the desk mutes from this match on.
    """

    match: Match
    minutes: int
    muted: frozenset[str] = frozenset()


@st.composite
def histories(draw, delivers=delivers, most=12):
    """Matches of a few incidents for one subscription, each incident's revisions and reports in order."""
    deliver = draw(delivers)
    state: dict[str, tuple[int, int, Facts, bool]] = {}
    steps = []
    for _ in range(draw(st.integers(1, most))):
        name = draw(st.sampled_from(INCIDENTS))
        revision, reports, told, holds = state.get(name, (0, 0, None, True))
        repeated = told is not None and draw(st.booleans())
        if not repeated:
            revision, told, holds = revision + 1, draw(facts), draw(st.integers(0, 3)) > 0
        reports += 1
        state[name] = (revision, reports, told, holds)
        match = make_match(told, holds=holds, deliver=deliver, revision=revision, reports=reports, name=name)
        steps.append(Step(match, draw(st.sampled_from([0, 1, 20, 300, 1500]))))
    return steps


waits = st.builds(
    Deliver, updates=st.sampled_from(Updates), digest=st.none() | st.just(900), budget=st.none() | st.just(1)
)


@st.composite
def muting(draw, waits=waits):
    """Matches of two incidents that are denied as often as not, for one that mutes and unmutes them as it goes."""
    deliver, muted, steps = draw(waits), frozenset(), []
    for revision in range(1, draw(st.integers(2, 9))):
        name, denied = draw(st.sampled_from(INCIDENTS[:2])), draw(st.booleans())
        if draw(st.booleans()):
            muted ^= {draw(st.sampled_from(INCIDENTS[:2]))}
        told = make_facts(draw(st.integers(1, 9)), modality=Modality.NEGATED if denied else Modality.ACTUAL)
        match = make_match(
            told,
            holds=not denied and draw(st.integers(0, 3)) > 0,
            deliver=replace(deliver, mute=tuple(sorted(muted))),
            revision=revision,
            name=name,
        )
        steps.append(Step(match, draw(st.sampled_from([0, 5, 20])), muted))
    return steps
