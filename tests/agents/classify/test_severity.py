from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify.severity import SeverityFacts, assess
from agents.classify.severity_table import severity_table
from schemas.event import Count
from schemas.evidence import Span
from schemas.levels import SeverityLevel
from schemas.taxonomy import EventType, Modality

ATTACKS, TALKS, NONE = EventType.ATTACKS, EventType.DIPLOMATIC_TALKS, EventType.NONE
COUNTS = st.none() | st.integers(0, 10**6).map(lambda number: Count(number, number))
KEYS = {name: st.none() | st.sampled_from(sorted(points)) for name, points in severity_table().points.items()}


def people(number: int) -> Count:
    return Count(number, number, number)


def judged(kind: EventType = ATTACKS, **facts: Any) -> tuple[SeverityLevel, str | None]:
    found = assess(SeverityFacts(type=kind, **facts), severity_table())
    return found.level, found.floor


FLOORS: list[tuple[EventType, dict[str, Any], SeverityLevel, str]] = [
    (EventType.DISASTER_HEALTH, {"killed": people(100)}, SeverityLevel.EXTREME, "deaths-100"),
    (ATTACKS, {"weapon": "unconventional"}, SeverityLevel.EXTREME, "unconventional"),
    (ATTACKS, {"subtype": "chemical_weapon"}, SeverityLevel.EXTREME, "chemical-weapon"),
    (EventType.ARMED_CONFLICT, {"between_states": True}, SeverityLevel.EXTREME, "open-war"),
    (EventType.POLITICAL_CHANGE, {"subtype": "coup", "toppled": True}, SeverityLevel.EXTREME, "coup"),
    (EventType.DISASTER_HEALTH, {"killed": people(21)}, SeverityLevel.SEVERE, "deaths-21"),
    (EventType.DISASTER_HEALTH, {"killed": people(99)}, SeverityLevel.SEVERE, "deaths-21"),
    (ATTACKS, {"killed": people(5), "target": "market"}, SeverityLevel.SEVERE, "deaths-5-critical-target"),
    (ATTACKS, {"killed": people(20), "target": "civilians"}, SeverityLevel.SEVERE, "deaths-5-critical-target"),
    (
        EventType.CRIME_CYBER,
        {"subtype": "shooting", "killed": people(5), "target": "school"},
        SeverityLevel.SEVERE,
        "deaths-5-critical-target",
    ),
    (
        EventType.UNREST,
        {"subtype": "excessive_force_against_protesters", "killed": people(6), "target": "crowd"},
        SeverityLevel.SEVERE,
        "deaths-5-critical-target",
    ),
    (ATTACKS, {"leader_killed": True}, SeverityLevel.SEVERE, "leader-assassinated"),
    (ATTACKS, {"target": "nuclear"}, SeverityLevel.SEVERE, "guarded-target"),
    (ATTACKS, {"target": "embassy"}, SeverityLevel.SEVERE, "guarded-target"),
    (ATTACKS, {"target": "airport"}, SeverityLevel.SEVERE, "guarded-target"),
    (EventType.MILITARY_POSTURE, {"subtype": "mobilisation", "mobilised": True}, SeverityLevel.SEVERE, "mobilisation"),
    (EventType.MILITARY_POSTURE, {"subtype": "mobilisation"}, SeverityLevel.MINOR, "force-or-need"),
    (ATTACKS, {"weapon": "drone", "populated": True}, SeverityLevel.MODERATE, "heavy-weapon-town"),
    (ATTACKS, {"killed": people(1)}, SeverityLevel.MODERATE, "deaths"),
    (EventType.DISASTER_HEALTH, {"killed": people(20)}, SeverityLevel.MODERATE, "deaths"),
    (EventType.DISASTER_HEALTH, {"injured": people(10)}, SeverityLevel.MODERATE, "injured-10"),
    (ATTACKS, {"abducted": people(3)}, SeverityLevel.MODERATE, "hostages"),
    (ATTACKS, {"subtype": "abduction"}, SeverityLevel.MODERATE, "abduction"),
    (ATTACKS, {"weapon": "drone", "target": "civilians"}, SeverityLevel.MODERATE, "heavy-weapon-populated"),
    (
        EventType.ARMED_CONFLICT,
        {"subtype": "government_regains_territory", "populated": True},
        SeverityLevel.MODERATE,
        "town-taken",
    ),
    (EventType.UNREST, {"subtype": "violent_demonstration"}, SeverityLevel.MODERATE, "violent-riot"),
    (EventType.UNREST, {"subtype": "mob_violence"}, SeverityLevel.MODERATE, "violent-riot"),
    (EventType.DIPLOMATIC_TENSION, {"relations_broken": True}, SeverityLevel.MODERATE, "relations-broken"),
    (EventType.DIPLOMATIC_TENSION, {"ultimatum": True}, SeverityLevel.MODERATE, "ultimatum"),
    (ATTACKS, {"modality": Modality.THREATENED}, SeverityLevel.MINOR, "threat"),
    (EventType.DIPLOMATIC_TENSION, {"subtype": "threat"}, SeverityLevel.MINOR, "threat-uttered"),
    (EventType.REPRESSION_JUSTICE, {"subtype": "arrest"}, SeverityLevel.MINOR, "force-or-need"),
    (EventType.REPRESSION_JUSTICE, {"subtype": "censorship"}, SeverityLevel.MINOR, "force-or-need"),
    (EventType.CRIME_CYBER, {"subtype": "cyber_attack"}, SeverityLevel.MINOR, "force-or-need"),
    (EventType.CRIME_CYBER, {"subtype": "organised_crime"}, SeverityLevel.MINOR, "force-or-need"),
    (
        EventType.REPRESSION_JUSTICE,
        {"subtype": "deportation", "modality": Modality.PLANNED},
        SeverityLevel.MINOR,
        "force-or-need",
    ),
    (EventType.UNREST, {"subtype": "peaceful_protest"}, SeverityLevel.MINOR, "force-or-need"),
    (TALKS, {"subtype": "visit"}, SeverityLevel.MINOR, "talks"),
    (TALKS, {"modality": Modality.PLANNED}, SeverityLevel.MINOR, "talks"),
    (EventType.AGREEMENT, {}, SeverityLevel.MINOR, "talks"),
]


@pytest.mark.parametrize(("kind", "facts", "level", "rule"), FLOORS)
def test_each_floor_lifts_an_event_to_its_level(
    kind: EventType, facts: dict[str, Any], level: SeverityLevel, rule: str
) -> None:
    assert judged(kind, **facts) == (level, rule)


@pytest.mark.parametrize(
    ("kind", "subtype"),
    [(EventType.POLITICAL_CHANGE, "election"), (EventType.HUMANITARIAN, "peacekeeping")],
)
def test_what_neither_harms_nor_coerces_is_unknown(kind: EventType, subtype: str) -> None:
    assert judged(kind, subtype=subtype) == (SeverityLevel.UNKNOWN, None)


def test_every_floor_of_the_table_has_its_case() -> None:
    assert {rule for _, _, _, rule in FLOORS} | {"injured"} == {floor.id for floor in severity_table().floors}


def test_a_few_injured_are_minor_by_floor_and_by_points() -> None:
    assert judged(EventType.DISASTER_HEALTH, injured=people(3))[0] is SeverityLevel.MINOR


def test_four_deaths_at_a_market_are_not_yet_severe_by_floor() -> None:
    assert judged(killed=people(4), target="market") == (SeverityLevel.MODERATE, "deaths")


def test_a_bomb_at_a_mosque_with_many_dead_is_severe_by_its_points() -> None:
    facts = {"killed": people(55), "weapon": "explosive", "target": "worship", "actor": "armed_group"}
    assert judged(**facts, baseline="daily") == (SeverityLevel.SEVERE, None)


@pytest.mark.parametrize(
    ("facts", "driver", "points"),
    [
        ({"killed": people(1)}, "fatalities-1", 2),
        ({"killed": people(4)}, "fatalities-1", 2),
        ({"killed": people(5)}, "fatalities-5", 3),
        ({"killed": people(21)}, "fatalities-21", 4),
        ({"killed": people(100)}, "fatalities-100", 5),
        ({"killed": Count(3)}, "fatalities-1", 2),
        ({"injured": people(1)}, "injured-1", 1),
        ({"injured": people(10)}, "injured-10", 2),
        ({"injured": people(50)}, "injured-50", 3),
        ({"abducted": people(1)}, "hostages", 2),
        ({"weapon": "firearm"}, "weapon-firearm", 2),
        ({"weapon": "explosive"}, "weapon-explosive", 3),
        ({"weapon": "drone"}, "weapon-drone", 3),
        ({"weapon": "aerial"}, "weapon-aerial", 3),
        ({"weapon": "heavy"}, "weapon-heavy", 3),
        ({"weapon": "suicide"}, "weapon-suicide", 3),
        ({"weapon": "unconventional"}, "weapon-unconventional", 5),
        ({"target": "civilians"}, "target-civilians", 1),
        ({"target": "school"}, "target-school", 2),
        ({"target": "hospital"}, "target-hospital", 2),
        ({"target": "worship"}, "target-worship", 2),
        ({"target": "media"}, "target-media", 2),
        ({"target": "transport"}, "target-transport", 2),
        ({"target": "crowd"}, "target-crowd", 2),
        ({"target": "embassy"}, "target-embassy", 2),
        ({"target": "head_of_state"}, "target-head_of_state", 3),
        ({"target": "nuclear"}, "target-nuclear", 3),
        ({"target": "infrastructure"}, "target-infrastructure", 3),
        ({"actor": "armed_group"}, "actor-armed_group", 1),
        ({"actor": "state_forces"}, "actor-state_forces", 1),
        ({"actor": "state_against_state"}, "actor-state_against_state", 3),
        ({"scale": "several"}, "scale-several", 1),
        ({"scale": "city"}, "scale-city", 2),
        ({"scale": "borders"}, "scale-borders", 3),
        ({"baseline": "rare"}, "baseline-rare", 1),
        ({"baseline": "daily"}, "baseline-daily", -1),
        ({"escalation": True}, "escalation", 1),
    ],
)
def test_each_driver_has_its_points(facts: dict[str, Any], driver: str, points: int) -> None:
    (found,) = assess(SeverityFacts(type=ATTACKS, **facts), severity_table()).drivers
    assert (found.rule, found.points) == (driver, points)


def test_talks_weigh_by_who_talks_and_what_comes_of_it() -> None:
    found = assess(SeverityFacts(type=TALKS, talks=("heads", "war", "outcome")), severity_table())
    assert [(driver.rule, driver.points) for driver in found.drivers] == [
        ("talks-heads", 2),
        ("talks-war", 1),
        ("talks-outcome", 1),
    ]
    assert assess(SeverityFacts(type=ATTACKS, talks=("heads",)), severity_table()).drivers == ()


@pytest.mark.parametrize(("points", "level"), [(11, "Extreme"), (8, "Severe"), (5, "Moderate"), (1, "Minor")])
def test_the_bands_begin_where_they_should(points: int, level: str) -> None:
    assert dict(severity_table().bands)[SeverityLevel(level)] == points


@pytest.mark.parametrize("kind", [TALKS, EventType.AGREEMENT, EventType.DIPLOMATIC_TENSION])
def test_a_toll_in_a_story_of_talks_is_not_theirs(kind: EventType) -> None:
    assert judged(kind, killed=people(200), injured=people(90), abducted=people(9)) == judged(kind)


def test_each_weight_of_talks_shows_its_own_words() -> None:
    heads, deal = Span(0, 9, "president"), Span(20, 24, "deal")
    found = assess(
        SeverityFacts(
            type=TALKS, talks=("heads", "outcome"), evidence=(("talks-heads", heads), ("talks-outcome", deal))
        ),
        severity_table(),
    )
    assert [driver.evidence for driver in found.drivers] == [heads, deal]


def test_a_weapon_named_in_talks_counts_nothing() -> None:
    assert assess(SeverityFacts(type=TALKS, weapon="heavy", target="nuclear"), severity_table()).score == 0


def test_daily_violence_never_lowers_a_floor() -> None:
    assert judged(killed=people(1), baseline="daily")[0] is SeverityLevel.MODERATE


def test_what_did_not_happen_has_no_floor() -> None:
    for modality in (Modality.PLANNED, Modality.HYPOTHETICAL, Modality.HISTORICAL, Modality.NEGATED):
        assert judged(EventType.POLITICAL_CHANGE, subtype="coup", modality=modality)[0] is SeverityLevel.UNKNOWN


def test_in_a_drill_there_is_nothing_to_assess() -> None:
    facts = {"weapon": "explosive", "target": "airport", "modality": Modality.DRILL}
    assert judged(**facts)[0] is SeverityLevel.UNKNOWN


def test_a_coup_that_failed_topples_nobody() -> None:
    assert judged(EventType.POLITICAL_CHANGE, subtype="coup")[0] is SeverityLevel.UNKNOWN


def test_who_claims_a_deed_is_assessed_by_the_deed() -> None:
    facts = {"subtype": "claim_of_responsibility", "weapon": "explosive", "target": "transport", "actor": "armed_group"}
    assert judged(EventType.DIPLOMATIC_TENSION, **facts)[0] is SeverityLevel.MODERATE


def test_nothing_recognised_is_unknown() -> None:
    assert judged(NONE, killed=people(500)) == (SeverityLevel.UNKNOWN, None)


def test_a_driver_shows_where_it_was_read() -> None:
    span = Span(3, 7, "nine")
    facts = SeverityFacts(type=ATTACKS, killed=people(9), evidence=(("fatalities", span),))
    assert assess(facts, severity_table()).drivers[0].evidence == span


@given(st.builds(
    SeverityFacts, type=st.sampled_from(EventType), modality=st.sampled_from(Modality), killed=COUNTS, injured=COUNTS,
    abducted=COUNTS, weapon=KEYS["weapon"], target=KEYS["target"], actor=KEYS["actor"], scale=KEYS["scale"],
    baseline=KEYS["baseline"], escalation=st.booleans(),
))  # fmt: skip
def test_no_level_is_below_the_band_of_the_points_unless_capped(facts: SeverityFacts) -> None:
    found, table = assess(facts, severity_table()), severity_table()
    band = next((level for level, least in table.bands if found.points >= least), SeverityLevel.UNKNOWN)
    assert found.level.rank >= band.rank or found.level is table.caps.get(facts.modality)


def score(kind: EventType, **facts: object) -> int:
    """The score of an event with these facts."""
    return assess(SeverityFacts(type=kind, **facts), severity_table()).score  # type: ignore[arg-type]


def test_the_score_ranks_by_lives_whatever_the_weapon() -> None:
    bomb_without_dead = score(ATTACKS, weapon="explosive", target="worship")
    assert bomb_without_dead < score(ATTACKS, injured=people(40)) < score(ATTACKS, killed=people(1))
    assert score(ATTACKS, killed=people(1)) == score(ATTACKS, killed=people(1), weapon="explosive", target="worship")


def test_where_no_toll_counts_the_score_is_the_points() -> None:
    found = assess(SeverityFacts(type=TALKS, talks=("heads", "war")), severity_table())
    assert found.score == found.points == 3


@given(st.integers(0, 300), st.integers(0, 300), KEYS["weapon"])
def test_more_deaths_never_score_less(one: int, other: int, weapon: str | None) -> None:
    few, many = sorted((one, other))
    assert score(ATTACKS, killed=people(few), weapon=weapon) <= score(ATTACKS, killed=people(many), weapon=weapon)


@given(st.sampled_from(EventType), st.integers(0, 300), st.integers(0, 300))
def test_more_deaths_are_never_less_severe(kind: EventType, one: int, other: int) -> None:
    few, many = sorted((one, other))
    assert judged(kind, killed=people(few))[0].rank <= judged(kind, killed=people(many))[0].rank
