from __future__ import annotations

import dataclasses
import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.correlate.decide import decisions
from agents.correlate.decision import Reason
from agents.correlate.incidents import Incidents
from agents.correlate.knowledge import load
from schemas.event import Event, Report
from schemas.incident import Change, Incident
from schemas.taxonomy import EventType, Modality
from tests.agents.correlate.strategies import NOON, event, histories

BOMB = event("a", "Bomb at a mosque in Kunduz", killed=12, source="one.example")
OTHER = event("b", "Bomb at a mosque in Kunduz", killed=3, source="two.example", at=NOON + dt.timedelta(hours=1))


def withdrawal(article: str, *, source: str | None = None, url: str | None = None) -> Event:
    report = Report(
        article=article,
        title="",
        text="",
        received=NOON + dt.timedelta(hours=5),
        source=source,
        url=url,
        withdrawn=True,
    )
    return Event(id=f"evt-withdrawn-{article}", type=EventType.NONE, report=report)


def follow(*events: Event, incidents: Incidents | None = None) -> list[Incident]:
    state, records = incidents or Incidents(load()), []
    for one in events:
        for decision in decisions(one, state):
            state.apply(decision.incident)
            records.append(decision.incident)
    return records


def test_an_incident_that_rested_on_a_withdrawn_article_alone_did_not_happen():
    _, after = follow(BOMB, withdrawal("a"))
    assert (after.change, after.reason, after.revision) == (Change.REVISED, Reason.WITHDRAWN, 2)
    assert after.facts.modality is Modality.NEGATED
    assert [(change.fact, change.after) for change in after.changes] == [("modality", "negated")]


def test_what_another_report_tells_too_stands_and_what_the_article_alone_told_does_not():
    *_, after = follow(BOMB, OTHER, withdrawal("a"))
    assert after.facts.modality is Modality.ACTUAL
    assert [(change.fact, change.before, change.after) for change in after.changes] == [("killed", "12", "3")]


def test_a_withdrawn_article_that_told_nothing_by_itself_changes_nothing():
    *_, after = follow(BOMB, OTHER, withdrawal("b"))
    assert (after.change, after.changes, after.facts.killed) == (Change.REPEATED, (), BOMB.killed)


def test_it_is_withdrawn_once_however_often_that_is_said():
    records = follow(BOMB, withdrawal("a"), withdrawal("a"))
    assert len(records) == 2


def test_an_article_that_nobody_knows_is_withdrawn_without_a_word():
    assert follow(BOMB, withdrawal("z")) == follow(BOMB)


def test_it_is_known_by_its_address_too():
    there = dataclasses.replace(
        BOMB, report=dataclasses.replace(BOMB.report, url="https://one.example/news/7?utm_source=x")
    )
    _, after = follow(there, withdrawal("other-id", url="https://www.one.example/news/7"))
    assert after.facts.modality is Modality.NEGATED


def test_copies_of_what_a_site_wrote_itself_are_withdrawn_with_it_and_those_of_an_agency_are_not():
    text = " ".join(f"paragraph{number} follows another sentence about provincial spokesmen" for number in range(30))
    own = event("a", "Bomb at a mosque in Kunduz", text, source="one.example")
    copy = event("b", "Bomb at a mosque in Kunduz", text, source="two.example")
    *_, after = follow(own, copy, withdrawal("a", source="one.example"))
    assert after.facts.modality is Modality.NEGATED
    wire = [event(name, "Bomb in Kunduz", text, source=f"{name}.example", credit="Reuters") for name in ("c", "d")]
    *_, after = follow(*wire, withdrawal("c", source="c.example"))
    assert after.facts.modality is Modality.ACTUAL


def test_the_same_event_sent_again_does_not_bring_back_what_was_withdrawn():
    *_, again = follow(BOMB, withdrawal("a"), BOMB)
    assert (again.change, again.facts.modality) == (Change.REPEATED, Modality.NEGATED)


def test_another_report_brings_it_back_with_what_it_tells():
    *_, back = follow(BOMB, withdrawal("a"), OTHER)
    assert back.change is Change.REVISED
    assert (back.facts.modality, back.facts.killed) == (Modality.ACTUAL, OTHER.killed)


def test_an_article_that_tells_of_two_incidents_is_withdrawn_from_both():
    kabul = event("a", "Shooting at a market in Kabul", where="Kabul", killed=2)
    *_, one, two = follow(BOMB, kabul, withdrawal("a"))
    assert one.id != two.id
    assert {one.facts.modality, two.facts.modality} == {Modality.NEGATED}


@settings(max_examples=60, deadline=None)
@given(histories(), st.data())
def test_a_lane_restored_after_a_withdrawal_decides_as_one_that_never_stopped(events: list[Event], data: st.DataObject):
    gone = [withdrawal(one.report.article) for one in events if data.draw(st.booleans())]
    at = data.draw(st.integers(0, len(events)))
    sent = [*events[:at], *gone, *events[at:]]
    unbroken = Incidents(load())
    before = follow(*events[:at], *gone, incidents=unbroken)
    restored = Incidents(load())
    for record in {record.id: record for record in before}.values():
        restored.restore(record)
    assert follow(*sent[at + len(gone) :], incidents=restored) == follow(*sent[at + len(gone) :], incidents=unbroken)
