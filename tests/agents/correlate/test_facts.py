from __future__ import annotations

import dataclasses
import datetime as dt

from agents.correlate.facts import count_words, facts_of, is_correction, merge
from agents.correlate.knowledge import load
from schemas.event import Actor, ActorKind, Count, Event, Role, Severity, Thing
from schemas.incident import FactChange, Facts
from schemas.levels import Certainty, SeverityLevel, Tier, Urgency, tier_of
from schemas.place import Place, PlaceKind
from schemas.taxonomy import EventType, Modality
from tests.agents.correlate.strategies import NOON, city, event

SEVERE, MODERATE = (Severity(level=level, score=8) for level in (SeverityLevel.SEVERE, SeverityLevel.MODERATE))


def joined(
    facts: Facts, one: Event, origins: list[str], origin: str, later: bool = True
) -> tuple[Facts, tuple[FactChange, ...]]:
    corrects, independent = is_correction(one, load()), origin not in origins
    return merge(facts, facts_of(one), corrects=corrects, independent=independent, later=later, rules=load())


def after(first: Event, *others: Event, later: bool = True) -> tuple[Facts, tuple[FactChange, ...]]:
    facts, changes = facts_of(first), ()
    for number, one in enumerate(others):
        facts, changes = joined(facts, one, ["one.example"], f"{number}.example", later)
    return facts, changes


def named(changes: tuple[FactChange, ...]) -> dict[str, tuple[str | None, str | None]]:
    return {change.fact: (change.before, change.after) for change in changes}


def test_a_lower_toll_from_another_report_changes_nothing():
    facts, changes = after(event("a", "x", killed=12), event("b", "y", killed=9))
    assert facts.killed == Count(12, 12, 12)
    assert "killed" not in named(changes)


def test_a_lower_toll_in_a_later_correction_is_taken_with_its_severity():
    first = event("a", "x", killed=30, level=SeverityLevel.SEVERE)
    corrected = event("b", "Correction: three killed, not thirty", killed=3, level=SeverityLevel.MODERATE)
    facts, changes = after(first, corrected)
    assert named(changes)["killed"] == ("30", "3")
    assert named(changes)["severity"] == ("Severe", "Moderate")
    assert facts.severity.level is SeverityLevel.MODERATE


def test_a_correction_that_arrives_late_but_was_written_before_is_not_taken():
    _, changes = after(
        event("a", "x", killed=30),
        event("b", "Correction: three killed", killed=3, at=NOON - dt.timedelta(hours=2)),
        later=False,
    )
    assert "killed" not in named(changes)


def test_severity_never_falls_without_a_correction():
    facts, _ = after(event("a", "x", severity=SEVERE), event("b", "y", severity=MODERATE))
    assert facts.severity.level is SeverityLevel.SEVERE


def test_severity_rises_with_the_report_of_a_higher_toll():
    facts, changes = after(event("a", "x", killed=3), event("b", "y", killed=40, severity=SEVERE))
    assert facts.severity == SEVERE
    assert named(changes)["severity"] == ("Moderate", "Severe")
    assert facts.tier is Tier.FLASH


def test_a_toll_where_none_was_known_is_a_change():
    _, changes = after(event("a", "x"), event("b", "y", injured=Count(12, 12, None)))
    assert named(changes)["injured"] == (None, "at least 12")


def test_a_country_becomes_a_town_and_never_the_other_way_round():
    country = Place(start=0, end=1, text="Afghanistan", name="Afghanistan", kind=PlaceKind.COUNTRY, country="AF")
    vague = dataclasses.replace(event("a", "x"), place=country, country="AF")
    facts, changes = after(vague, event("b", "y", where="Kunduz"))
    assert named(changes)["place"] == ("Afghanistan", "Kunduz")
    facts, changes = after(event("b", "y", where="Kunduz"), vague)
    assert facts.place == city("Kunduz")
    assert "place" not in named(changes)


def test_a_place_in_another_country_is_not_taken():
    facts, _ = after(event("a", "x", where="Ashkelon"), event("b", "y", where="Gaza"))
    assert facts.place == city("Ashkelon")


def test_a_generic_subtype_becomes_finer():
    _, changes = after(event("a", "x", subtype="attack"), event("b", "y", subtype="suicide_bombing"))
    assert named(changes) == {"type": ("attacks", "suicide bombing")}


def test_a_blast_that_turns_out_a_bombing_becomes_an_attack_for_good():
    blast = event("a", "x", type=EventType.DISASTER_HEALTH, subtype="man_made_disaster")
    facts, changes = after(blast, event("b", "y", subtype="attack"))
    assert named(changes)["type"] == ("man made disaster", "attacks")
    again, _ = joined(facts, blast, [], "c")
    assert again.type is EventType.ATTACKS


def test_a_claim_of_responsibility_is_a_change_and_its_repetition_is_none():
    claim = Actor(name="Islamic State Khorasan", id="isis-k", role=Role.CLAIMED, kind=ActorKind.ARMED_GROUP)
    facts, changes = after(event("a", "x"), event("b", "y", actors=(claim,)))
    assert named(changes) == {"claimed by": (None, "Islamic State Khorasan")}
    _, again = joined(facts, event("c", "z", actors=(claim,)), ["1.example"], "1.example")
    assert again == ()


def test_a_target_is_filled_in_once_and_is_no_revision():
    mosque, market = Thing(kind="worship", text="mosque"), Thing(kind="market", text="market")
    facts, changes = after(event("a", "x"), event("b", "y", target=mosque))
    assert facts.target == mosque
    assert changes == ()
    assert joined(facts, event("c", "z", target=market), [], "c")[0].target == mosque


def test_the_same_origin_twice_is_no_corroboration():
    facts, changes = joined(facts_of(event("a", "x")), event("b", "y"), ["reuters"], "reuters")
    assert facts.certainty is Certainty.LIKELY
    assert changes == ()


def test_a_hedged_report_does_not_corroborate():
    hedged = event("b", "y", certainty=Certainty.POSSIBLE)
    facts, _ = joined(facts_of(event("a", "x")), hedged, ["one"], "two")
    assert facts.certainty is Certainty.LIKELY


def test_who_denies_it_does_not_corroborate():
    denied = event("b", "y", modality=Modality.NEGATED)
    likely, _ = joined(facts_of(event("a", "x")), denied, ["one"], "two")
    rumour, _ = joined(facts_of(event("a", "x", certainty=Certainty.POSSIBLE)), denied, ["one"], "two")
    assert (likely.certainty, rumour.certainty) == (Certainty.LIKELY, Certainty.POSSIBLE)


def test_wording_date_and_urgency_are_no_revision():
    other = event("b", "other words", "and more", date=dt.date(2026, 3, 2), urgency=Urgency.PAST)
    facts, changes = joined(facts_of(event("a", "x")), other, ["one"], "one")
    assert changes == ()
    assert facts.date == dt.date(2026, 3, 2)


def test_counts_are_told_as_readers_read_them():
    told = [
        count_words(count)
        for count in (None, Count(3, 3, 3), Count(55, 55), Count(3), Count(10, 12, 14), Count(2, None, 4))
    ]
    assert told == [None, "3", "at least 55", "at least 3", "12 (10 to 14)", "2 to 4"]


def test_a_possible_catastrophe_is_urgent_and_an_observed_one_a_flash():
    assert tier_of(SeverityLevel.EXTREME, Certainty.POSSIBLE, Urgency.IMMEDIATE) is Tier.URGENT
    assert tier_of(SeverityLevel.EXTREME, Certainty.OBSERVED, Urgency.PAST) is Tier.FLASH
    assert tier_of(SeverityLevel.SEVERE, Certainty.LIKELY, Urgency.IMMEDIATE) is Tier.FLASH
    assert tier_of(SeverityLevel.MINOR, Certainty.OBSERVED, Urgency.IMMEDIATE) is Tier.ROUTINE


def test_another_party_a_weapon_and_a_second_origin_are_no_revision():
    bare = event("a", "x", killed=3)
    gunmen = Actor(name="Gunmen", id="role:gunmen", role=Role.ATTRIBUTED, kind=ActorKind.ARMED_GROUP)
    police = Actor(name="Police", role=Role.TARGET, kind=ActorKind.STATE_FORCES)
    fuller = event("b", "y", killed=3, actors=(gunmen, police), weapon=Thing(kind="firearm", text="rifles"))
    facts, changes = after(bare, fuller)
    assert changes == ()
    assert facts.certainty is Certainty.OBSERVED
    assert facts.actors == (gunmen, police)


def test_a_possible_event_that_is_confirmed_is_a_revision_and_more_confirmation_is_none():
    rumour = event("a", "x", certainty=Certainty.POSSIBLE)
    facts, changes = after(rumour, event("b", "y"))
    assert named(changes) == {"certainty": ("Possible", "Likely")}
    assert joined(facts, event("c", "z"), ["one", "two"], "three")[1] == ()


def test_to_leave_out_or_to_tell_more_vaguely_is_no_revision():
    claim = Actor(name="Islamic State Khorasan", id="isis-k", role=Role.CLAIMED, kind=ActorKind.ARMED_GROUP)
    full = event("a", "x", where="Kunduz", killed=12, subtype="suicide_bombing", actors=(claim,), severity=SEVERE)
    vague = event("b", "y", subtype="attack", certainty=Certainty.POSSIBLE, severity=MODERATE, country="AF")
    facts, changes = after(full, vague)
    assert changes == ()
    assert facts == facts_of(full)


def test_that_nobody_was_hurt_and_that_it_is_minor_is_no_revision():
    unknown = event("a", "x", level=SeverityLevel.UNKNOWN)
    _, changes = after(unknown, event("b", "y", injured=Count(0, 0, 0), level=SeverityLevel.MINOR))
    assert changes == ()


def test_a_correction_that_denies_the_event_says_that_it_did_not_happen():
    denied = event("b", "Correction: there was no blast in Kunduz", modality=Modality.NEGATED)
    facts, changes = after(event("a", "x"), denied)
    assert facts.modality is Modality.NEGATED
    assert named(changes)["modality"] == ("actual", "negated")


def test_a_vaguer_name_beside_the_one_who_claimed_it_is_no_revision():
    claims = [
        Actor(name=name, id=name.casefold(), role=Role.CLAIMED, kind=ActorKind.ARMED_GROUP)
        for name in ("Islamic State Khorasan", "Islamic State")
    ]
    facts, changes = after(*(event(claim.name, "x", actors=(claim,)) for claim in claims))
    assert changes == ()
    assert facts.actors == tuple(claims)
