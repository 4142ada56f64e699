"""Laws of notify over whole histories of a desk: what a reader has read in the end, whatever was held meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.notify.compare import is_escalation, is_retraction
from agents.notify.decide import Decision, decide, drop, due
from agents.notify.desks import Desks
from agents.notify.quiet import quiet_until
from agents.notify.told import Known
from agents.notify.updates import HELD, KINDS, Outcome, judge
from schemas.alert import Alert, AlertKind
from schemas.match import Match
from schemas.subscription import Updates
from tests.agents.notify.strategies import FOREVER, NOON, Step, histories, muting

often = settings(max_examples=300)
"""For what comes about in one of a hundred histories."""


@dataclass
class Reader:
    """A subscriber who reads every alert that is sent, and knows of an incident what it read last."""

    read: list[Alert] = field(default_factory=list)
    known: dict[str, Known] = field(default_factory=dict)

    def receive(self, alert: Alert, holds: dict[str, bool], reports: dict[str, int]) -> None:
        for item in alert.items or (alert,):
            if item.kind is AlertKind.NOTICE:
                continue
            self.read.append(item)
            self.known[item.incident] = Known(
                revision=item.revision,
                facts=item.facts,
                reports=reports[item.id],
                holds=holds[item.id],
            )


@dataclass
class World:
    """Everything that happened in a history, ticks and release included."""

    decisions: list[tuple[Match, Known | None, Decision, bool]]
    """Each match, what the reader knew of its incident, the decision, and whether its incident is held after it."""
    sent: list[tuple[Alert, frozenset[str]]]
    """Each alert, and what the desk muted when it went out."""
    reader: Reader
    still_held: int


def live(steps: list[Step], now: datetime = NOON) -> World:
    desks, reader, sent, decisions = Desks(), Reader(), [], []
    holds: dict[str, bool] = {}
    reports: dict[str, int] = {}

    def send(alert: Alert) -> None:
        sent.append((alert, muted))
        reader.receive(alert, holds, reports)

    for step in steps:
        match, muted = step.match, step.muted
        told, desk = desks.told(match.subscription, match.incident.id), desks.desk(match.subscription)
        decision = decide(match, told, desk, now)
        after = decision.desk or desk
        waits = after is not None and after.holds(match.incident.id)
        decisions.append((match, reader.known.get(match.incident.id), decision, waits))
        held = () if after is None else tuple(entry.alert for entry in after.held)
        for alert in (*decision.alerts, *held):
            if alert.incident == match.incident.id and alert.revision == match.incident.revision:
                holds[alert.id], reports[alert.id] = match.holds, match.incident.reports
        if decision.told is not None:
            desks.keep_told(decision.told)
        if decision.desk is not None:
            desks.keep_desk(decision.desk)
        for alert in decision.alerts:
            send(alert)
        now += timedelta(minutes=step.minutes)
        tick(desks, now, send, muted)
    tick(desks, FOREVER, send, muted)
    return World(decisions, sent, reader, sum(len(desk.held) for desk in desks.holding()))


def tick(desks, now, send, muted):
    for desk in list(desks.holding()):
        gone = {entry.alert.incident for entry in desk.held if entry.is_muted(muted)}
        tolds, rest = drop(desk, gone, [desks.told(desk.subscription, incident) for incident in gone])
        for told in tolds:
            desks.keep_told(told)
        desks.keep_desk(rest)
        alert, after = due(rest, now, muted)
        if alert is not None:
            desks.keep_desk(after)
            send(alert)


@given(histories())
def test_in_the_end_nothing_is_held_and_nothing_worth_telling_is_left_untold(steps):
    world = live(steps)
    assert world.still_held == 0
    last = {match.incident.id: match for match, *_ in world.decisions}
    for incident, match in last.items():
        assert judge(match, world.reader.known.get(incident)) not in KINDS


@given(st.one_of(histories(), muting()))
def test_every_match_is_told_or_held_or_named_silent(steps):
    for match, _, decision, waits in live(steps).decisions:
        about = [alert for alert in decision.alerts if alert.incident == match.incident.id]
        if decision.outcome in KINDS:
            assert len(about) == 1
            assert not waits
        elif decision.outcome in HELD:
            assert waits
        else:
            assert decision.alerts == ()
            assert not waits


@given(histories())
def test_an_escalation_is_never_swallowed(steps):
    for match, known, decision, _ in live(steps).decisions:
        if known is None or not known.holds or not match.holds or match.deliver.updates is Updates.NEVER:
            continue
        if is_escalation(known.facts, match.incident.facts):
            assert decision.outcome in HELD or decision.outcome is Outcome.ESCALATED


@often
@given(muting())
def test_of_a_muted_incident_nothing_goes_out_but_that_it_did_not_happen(steps):
    for alert, muted in live(steps).sent:
        for item in alert.items or (alert,):
            assert item.incident not in muted or item.kind is AlertKind.CANCEL


@often
@given(muting())
def test_in_the_end_nobody_believes_what_did_not_happen_muted_or_not(steps):
    world = live(steps)
    last = {match.incident.id: match for match, *_ in world.decisions}
    for incident, match in last.items():
        known = world.reader.known.get(incident)
        believed = known is not None and known.holds and not match.holds
        assert not (believed and is_retraction(known.facts, match.incident.facts))


@often
@given(muting())
def test_after_muting_too_who_was_never_told_gets_neither_update_nor_correction_nor_cancel(steps):
    no_news_of_what_is_not_known(live(steps))


@given(histories())
def test_who_was_never_told_gets_neither_update_nor_correction_nor_cancel(steps):
    no_news_of_what_is_not_known(live(steps))


def no_news_of_what_is_not_known(world):
    told = set()
    for alert in world.reader.read:
        assert (alert.kind is AlertKind.NEW) == (alert.incident not in told)
        told.add(alert.incident)


@given(st.one_of(histories(), muting()))
def test_each_incident_is_read_in_the_order_of_its_revisions_and_no_alert_twice(steps):
    read = live(steps).reader.read
    assert len({alert.id for alert in read}) == len(read)
    for incident in {alert.incident for alert in read}:
        revisions = [alert.revision for alert in read if alert.incident == incident]
        assert revisions == sorted(revisions)


@given(st.one_of(histories(), muting()))
def test_what_an_update_says_before_is_what_the_reader_read_last(steps):
    world = live(steps)
    shown: dict[str, dict[str, str | None]] = {}
    for alert in world.reader.read:
        facts = shown.setdefault(alert.incident, {})
        for change in alert.changes:
            assert facts.get(change.fact, change.before) == change.before
            facts[change.fact] = change.after


@given(st.one_of(histories(), muting()))
def test_a_replay_gives_the_same_alerts(steps):
    assert live(steps).sent == live(steps).sent


@given(histories())
def test_ids_do_not_depend_on_the_hour(steps):
    def ids(world):
        return {(alert.incident, alert.revision, alert.kind, alert.id) for alert in world.reader.read}

    at_once = [Step(_at_once(step.match), step.minutes) for step in steps]
    assert ids(live(at_once)) == ids(live(at_once, NOON + timedelta(hours=7)))


def _at_once(match: Match) -> Match:
    return replace(match, deliver=replace(match.deliver, quiet=None, digest=None, budget=None))


@given(histories())
def test_nothing_goes_out_at_once_in_quiet_hours_that_do_not_let_it_through(steps):
    now = NOON
    outcomes = [decision.outcome for _, _, decision, _ in live(steps).decisions]
    for step, outcome in zip(steps, outcomes, strict=True):
        level = step.match.incident.facts.severity.level
        if quiet_until(step.match.deliver.quiet, level, now) is not None:
            assert outcome not in KINDS
        now += timedelta(minutes=step.minutes)
