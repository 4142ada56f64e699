from __future__ import annotations

from hypothesis import given, settings

from agents.correlate.incident import correlate
from agents.correlate.incidents import Incidents
from agents.correlate.knowledge import load
from agents.correlate.records import Records, known_of
from agents.correlate.writings import writings_of
from schemas.event import Event
from tests.agents.correlate.strategies import histories


@settings(max_examples=40, deadline=None)
@given(histories(most=8))
def test_a_packed_record_is_read_as_one_that_was_not(events: list[Event]):
    incidents, packed, unpacked = Incidents(load()), Records(load(), hot=1), Records(load())
    handles: dict[str, int] = {}
    for one in events:
        record = correlate(one, incidents).incident
        incidents.apply(record)
        handle = handles.setdefault(record.id, len(handles))
        packed.keep(handle, record)
        unpacked.keep(handle, record)
        assert packed.read(handle) == (
            known_of(record),
            writings_of(record.sources, record.first or record.facts, (), load()),
        )
    for handle in handles.values():
        assert packed.read(handle) == unpacked.read(handle)
