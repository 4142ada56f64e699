from __future__ import annotations

import pytest

from agents.correlate.zones import zone_of
from schemas.event import Actor, ActorKind, Role
from schemas.taxonomy import EventType
from tests.agents.correlate.strategies import event, party


@pytest.mark.parametrize("where", ["Gaza", "Ashkelon"])
def test_both_sides_of_a_contested_area_share_a_zone(where: str):
    assert zone_of(event("a", "x", where=where)) == "IL-PS"


def test_types_that_may_tell_of_one_incident_share_a_zone():
    kinds = (
        EventType.ATTACKS,
        EventType.ARMED_CONFLICT,
        EventType.CRIME_CYBER,
        EventType.DISASTER_HEALTH,
        EventType.UNREST,
    )
    assert {zone_of(event("a", "x", where="Kunduz", type=kind)) for kind in kinds} == {"AF"}


def test_all_diplomacy_is_one_zone_wherever_it_takes_place():
    kinds = (EventType.DIPLOMATIC_TALKS, EventType.AGREEMENT, EventType.DIPLOMATIC_TENSION)
    parties = (party("US"), party("RU"))
    zones = {
        zone_of(event("a", "x", where=where, type=kind, actors=parties))
        for kind in kinds
        for where in (None, "Kabul", "Gaza")
    }
    assert zones == {"diplomacy"}


def test_a_claim_or_a_demand_within_one_country_lies_beside_what_it_is_about():
    tension = EventType.DIPLOMATIC_TENSION
    group = Actor(name="Mountain Brigade", role=Role.CLAIMED, kind=ActorKind.ARMED_GROUP)
    union = Actor(name="African Union", role=Role.SOURCE, kind=ActorKind.ORGANISATION)
    assert zone_of(event("a", "x", where="Kabul", type=tension, actors=(group, party("AF")))) == "AF"
    assert zone_of(event("a", "x", where="Kabul", type=tension, actors=(group, party("PK")))) == "diplomacy"
    assert zone_of(event("a", "x", where="Kabul", type=tension, actors=(union,))) == "diplomacy"
    assert zone_of(event("a", "x", type=tension, actors=(group,))) == "diplomacy"


def test_events_of_no_type_lie_beside_those_that_were_recognised():
    assert zone_of(event("a", "x", where="Kabul", type=EventType.NONE)) == "AF"
    assert zone_of(event("a", "x", type=EventType.NONE)) == "XX"


@pytest.mark.parametrize("kind", list(EventType))
def test_every_type_has_a_zone_without_a_country(kind: EventType):
    assert zone_of(event("a", "x", type=kind))
