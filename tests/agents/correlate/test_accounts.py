from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Sequence

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.correlate.accounts import account, facts_without, learned, told_by
from agents.correlate.facts import facts_of, words_of
from agents.correlate.incident import correlate
from agents.correlate.incidents import Incidents
from agents.correlate.knowledge import load
from schemas.codec import decode, encode
from schemas.errors import RecordError
from schemas.event import Count, Event
from schemas.incident import Incident
from tests.agents.correlate.strategies import NOON, event, histories

few = settings(max_examples=60, deadline=None)


def last_of(events: Sequence[Event]) -> dict[str, Incident]:
    """The incidents as they stand after these events."""
    incidents, last = Incidents(load()), {}
    for one in events:
        record = correlate(one, incidents).incident
        incidents.apply(record)
        last[record.id] = record
    return last


@few
@given(histories())
def test_the_facts_of_all_reports_made_anew_are_the_facts_as_they_stand(events: list[Event]):
    for incident in last_of(events).values():
        anew = facts_without(incident.sources, incident.first or incident.facts, load())
        assert anew is not None
        assert words_of(anew, load()) == words_of(incident.facts, load())


@few
@given(histories())
def test_every_source_keeps_what_its_report_told(events: list[Event]):
    told = {one.id: words_of(facts_of(one), load()) for one in events}
    for incident in last_of(events).values():
        for source in incident.sources:
            kept = told_by(source.told, incident.first or incident.facts)
            assert words_of(kept, load()) == told[source.event]


@few
@given(histories())
def test_an_account_is_read_back_as_it_was_written(events: list[Event]):
    for incident in last_of(events).values():
        assert decode(encode(incident), Incident) == incident


def test_what_a_report_tells_like_the_first_is_not_kept_twice():
    first, same = facts_of(event("a", "x", killed=3)), facts_of(event("b", "y", killed=3))
    assert account(same, first) == {}
    assert account(dataclasses.replace(same, killed=Count(4, 4, 4)), first) == {
        "killed": {"low": 4, "best": 4, "high": 4}
    }
    assert account(dataclasses.replace(same, killed=None), first) == {"killed": None}


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"killed": "many"}, "killed"),
        ({"severity": None}, "severity"),
        ({"date": "yesterday"}, "yesterday"),
    ],
)
def test_an_account_that_cannot_be_read_says_what_is_wrong(told: dict[str, object], named: str):
    incident = next(iter(last_of([event("a", "x")]).values()))
    wrong = dataclasses.replace(incident, sources=(incident.sources[0]._replace(told=told),))
    with pytest.raises(RecordError, match=named):
        Incidents(load()).apply(decode(encode(wrong), Incident))


def test_a_fact_that_a_later_version_added_is_passed_over_and_stays():
    first = facts_of(event("a", "x", killed=3))
    later = {"dead": 3, "killed": {"low": 4, "best": 4, "high": 4}}
    assert told_by(later, first) == dataclasses.replace(first, killed=Count(4, 4, 4))
    incident = next(iter(last_of([event("a", "x")]).values()))
    kept = dataclasses.replace(incident, sources=(incident.sources[0]._replace(told=later),))
    assert decode(encode(kept), Incident).sources[0].told == later


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5))  # fmt: skip
def test_any_account_is_read_or_refused(value: object):
    for name in ("killed", "place", "actors", "severity", "date", "tier"):
        with contextlib.suppress(RecordError):
            assert words_of(told_by({name: value}, facts_of(event("a", "x"))), load())


def test_a_reader_sees_who_told_which_toll_and_when():
    hours = [NOON + dt.timedelta(hours=number) for number in range(3)]
    reports = [
        event("a", "Bomb at a mosque in Kunduz", killed=3, source="one.example", at=hours[0]),
        event("b", "Bomb at a mosque in Kunduz kills 12", killed=12, source="two.example", at=hours[1]),
        event("c", "Dozen killed by bomb at mosque in Kunduz", killed=12, source="three.example", at=hours[2]),
    ]
    (incident,) = last_of(reports).values()
    rows = learned(incident)
    killed = [tuple(row[1:]) for row in rows if row.fact == "killed"]
    assert killed == [
        ("3", hours[0], ("one.example",), False),
        ("12", hours[1], ("two.example", "three.example"), True),
    ]


def test_an_account_is_small():
    reports = [event(f"a{number}", "Bomb at a mosque in Kunduz", killed=3 + number) for number in range(9)]
    (incident,) = last_of(reports).values()
    assert max(len(orjson.dumps(source.told)) for source in incident.sources) < 100
