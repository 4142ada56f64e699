from __future__ import annotations

import pytest

from agents.correlate.zones import zone_of
from schemas.taxonomy import EventType
from tests.agents.correlate.strategies import event


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
    zones = {zone_of(event("a", "x", where=where, type=kind)) for kind in kinds for where in (None, "Kabul", "Gaza")}
    assert zones == {"diplomacy"}


def test_events_of_no_type_keep_to_themselves():
    assert zone_of(event("a", "x", where="Kabul", type=EventType.NONE)) == "none:AF"
    assert zone_of(event("a", "x", type=EventType.NONE)) == "none:XX"


@pytest.mark.parametrize("kind", list(EventType))
def test_every_type_has_a_zone_without_a_country(kind: EventType):
    assert zone_of(event("a", "x", type=kind))
