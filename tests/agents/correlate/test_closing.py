from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from agents.correlate.closing import due
from agents.correlate.incident import correlate
from agents.correlate.incidents import Incidents
from agents.correlate.knowledge import load
from schemas.errors import RecordError
from schemas.taxonomy import EventType
from tests.agents.correlate.strategies import NOON, event

DAY = dt.timedelta(days=1)


def opened(*events_) -> tuple[Incidents, list[str]]:
    incidents = Incidents(load())
    ids = []
    for one in events_:
        record = correlate(one, incidents).incident
        incidents.apply(record)
        ids.append(record.id)
    return incidents, ids


def test_an_incident_is_due_only_after_its_family_s_quiet_time():
    incidents, ids = opened(event("a", "Blast in Kunduz", where="Kunduz"))
    assert due(incidents, NOON + 29 * DAY) == ()
    assert due(incidents, NOON + 31 * DAY) == tuple(ids)


def test_a_further_report_puts_off_the_closing():
    incidents, ids = opened(
        event("a", "Blast in Kunduz market", where="Kunduz"),
        event("b", "Blast in Kunduz market", where="Kunduz", at=NOON + 3 * DAY),
    )
    assert len(set(ids)) == 1
    assert due(incidents, NOON + 31 * DAY) == ()
    assert due(incidents, NOON + 34 * DAY) == (ids[0],)


def test_families_close_at_their_own_times():
    incidents, ids = opened(
        event("a", "Nothing of note", where="Kunduz", type=EventType.NONE), event("b", "Blast in Herat", where="Herat")
    )
    assert due(incidents, NOON + 4 * DAY) == (ids[0],)


def test_a_forgotten_incident_is_gone_and_its_next_report_opens_anew():
    one = event("a", "Blast in Kunduz", where="Kunduz")
    incidents, (name,) = opened(one)
    incidents.forget(name)
    assert (incidents.open_count, name in incidents, due(incidents, NOON + 99 * DAY)) == (0, False, ())
    incidents.forget(name)
    assert correlate(one, incidents).incident.revision == 1


def test_an_incident_that_moves_to_another_zone_leaves_nothing_in_its_old_one():
    one = event("a", "Blast in Kunduz", where="Kunduz")
    incidents, (name, _) = opened(one, event("b", "Blast in Herat", where="Herat"))
    before = correlate(one, opened(one)[0]).incident
    moved = dataclasses.replace(before, zone="KE", words=("mombasa", "@kilindini"))
    incidents.apply(moved)
    handle = incidents.handle_of(name)
    assert handle is not None
    assert (incidents.open_count, incidents.entry(handle).zone) == (2, "KE")
    assert incidents.told(handle) == (("mombasa",), ("@kilindini",))
    incidents.apply(before)
    assert incidents.told(handle) == opened(one)[0].told(0)
    assert correlate(one, incidents).incident.id == name


def test_a_record_whose_sources_cannot_be_read_changes_nothing():
    one = event("a", "Blast in Kunduz", where="Kunduz")
    incidents, (name, gone) = opened(one, event("b", "Blast in Herat", where="Herat"))
    incidents.forget(gone)
    sound = correlate(one, incidents).incident
    for broken in ("", "AA==", "é", "9~AAAA", "x~AAAA"):
        sources = (sound.sources[0]._replace(signature=broken),)
        for other in (name, "new"):
            with pytest.raises(RecordError, match="sources: expected a signature"):
                incidents.apply(dataclasses.replace(sound, id=other, zone="KE", sources=sources))
    assert correlate(one, incidents).incident == sound
    incidents.apply(correlate(event("c", "Train derails", where="Gaza"), incidents).incident)
    assert incidents.open_count == 2


def test_what_is_known_of_an_open_incident_is_told_by_its_id():
    incidents, ids = opened(event("a", "Blast in Kunduz", "A long text. " * 50, where="Kunduz"))
    assert [(incident_id, known.reports) for incident_id, known in incidents] == [(ids[0], 1)]
