from __future__ import annotations

import dataclasses

from hypothesis import given, settings

from agents.correlate.incident import correlate
from agents.correlate.incidents import Incidents
from agents.correlate.knowledge import load
from agents.correlate.records import Records
from schemas.event import Event
from tests.agents.correlate.strategies import histories


@settings(max_examples=40, deadline=None)
@given(histories(most=8))
def test_a_packed_record_is_read_as_one_that_was_not(events: list[Event]):
    incidents, packed, unpacked = Incidents(load()), Records(hot=1), Records()
    handles: dict[str, int] = {}
    for one in events:
        record = correlate(one, incidents).incident
        incidents.apply(record)
        handle = handles.setdefault(record.id, len(handles))
        packed.keep(handle, record)
        unpacked.keep(handle, record)
    for handle in handles.values():
        assert packed.read(handle, ("word",)) == unpacked.read(handle, ("word",))


@settings(max_examples=20, deadline=None)
@given(histories(most=4))
def test_nothing_but_texts_words_and_evidence_is_left_out(events: list[Event]):
    record = correlate(events[0], Incidents(load())).incident
    records = Records()
    records.keep(0, record)
    bare = dataclasses.replace(record.report, text="", title="")
    assert records.read(0, record.words) == dataclasses.replace(record, report=bare, evidence=(), scores=())
