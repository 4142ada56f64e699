"""Laws of the room over generated histories."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.correlate.incident import correlate
from agents.correlate.incidents import Incidents
from agents.correlate.knowledge import load
from schemas.event import Event
from schemas.incident import Change, Incident
from tests.agents.correlate.strategies import histories

few = settings(max_examples=60, deadline=None)


def follow(events: list[Event], incidents: Incidents | None = None) -> list[Incident]:
    state = Incidents(load()) if incidents is None else incidents
    records = []
    for event in events:
        record = correlate(event, state).incident
        state.apply(record)
        records.append(record)
    return records


@few
@given(histories())
def test_a_replay_gives_the_same_incidents_ids_and_revisions(events: list[Event]):
    assert follow(events) == follow(events)


@few
@given(histories())
def test_every_event_sent_twice_changes_nothing(events: list[Event]):
    once = follow(events)
    doubled = follow([event for event in events for _ in range(2)])
    assert doubled[::2] == once
    for record, again in zip(doubled[::2], doubled[1::2], strict=True):
        assert again.change is Change.REPEATED
        assert (again.id, again.revision, again.facts, again.sources, again.words, again.reports) == (
            record.id,
            record.revision,
            record.facts,
            record.sources,
            record.words,
            record.reports,
        )


@few
@given(histories(), st.data())
def test_a_lane_restored_from_the_last_records_decides_as_one_that_never_stopped(
    events: list[Event], data: st.DataObject
):
    stop = data.draw(st.integers(0, len(events)))
    unbroken = follow(events)
    last = {record.id: record for record in unbroken[:stop]}
    restored = Incidents(load())
    for incident_id in data.draw(st.permutations(sorted(last))):
        restored.restore(last[incident_id])
    assert follow(events[stop:], restored) == unbroken[stop:]


@few
@given(histories())
def test_the_revision_rises_by_one_exactly_when_facts_change(events: list[Event]):
    revisions: dict[str, int] = {}
    for record in follow(events):
        before = revisions.get(record.id)
        if before is None:
            assert (record.change, record.revision) == (Change.NEW, 1)
        elif record.change is Change.REVISED:
            assert record.changes
            assert record.revision == before + 1
        else:
            assert record.change is Change.REPEATED
            assert not record.changes
            assert record.revision == before
        revisions[record.id] = record.revision


@few
@given(histories())
def test_the_order_of_zones_among_each_other_does_not_matter(events: list[Event]):
    records = follow(events)
    zones = [record.zone for record in records]
    order = sorted(range(len(events)), key=lambda number: (zones[number], number))
    sorted_records = follow([events[number] for number in order])
    assert sorted_records == [records[number] for number in order]


@few
@given(histories())
def test_deciding_leaves_the_state_as_it_was(events: list[Event]):
    state = Incidents(load())
    follow(events, state)
    before = dict(state)
    for event in events:
        correlate(event, state)
    assert dict(state) == before


@few
@given(st.text(), st.text())
def test_any_text_can_be_compared(title: str, text: str):
    from tests.agents.correlate.strategies import event as build

    records = follow([build("a", title, text, where="Kabul"), build("b", text, title, where="Kabul")])
    assert len(records) == 2
