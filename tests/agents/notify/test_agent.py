"""The notify stage of a lane: what it writes, and what a lane that takes over knows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from agents.notify.agent import NotifyStage
from schemas.alert import Alert, AlertKind
from schemas.codec import decode, encode
from schemas.errors import RecordError
from streams.metrics import Metrics
from streams.topics import DESKS
from tests.agents.notify.strategies import FOREVER, NIGHT, NOON, QUIET, histories, make_facts, make_match


@dataclass
class Incoming:
    """A record of the topic of matches."""

    value: bytes | None
    timestamp: int
    topic: str = "matches"
    partition: int = 2
    offset: int = 0
    key: bytes | None = b"asia-desk"
    headers: tuple[tuple[str, bytes], ...] = ()


def record(match, at=NOON):
    return Incoming(encode(match), int(at.timestamp() * 1000))


def alerts_in(writes):
    return [decode(write.value, Alert) for write in writes if write.topic.startswith("alerts.")]


def take_back(stage, writes):
    for write in writes:
        if write.topic == DESKS.name:
            stage.restore(DESKS.name, write.key, write.value)


def test_a_match_becomes_an_alert_on_its_subscribers_topic_and_state_on_its_own_partition():
    alert, state = NotifyStage(Metrics()).handle(record(make_match()))
    assert (alert.topic, alert.key) == ("alerts.asia-desk", b"incident-1")
    assert dict(alert.headers)["ce_type"] == b"news.tocsin.alert.new"
    assert (state.topic, state.partition, state.key) == (DESKS.name, 2, b"told/kunduz-watch/asia-desk/incident-1")


def test_what_is_held_is_released_by_a_tick():
    stage = NotifyStage(Metrics())
    assert alerts_in(stage.handle(record(make_match(quiet=QUIET), NIGHT))) == []
    assert list(stage.tick(2, NIGHT + timedelta(hours=6))) == []
    (alert,) = alerts_in(stage.tick(2, NIGHT + timedelta(hours=7)))
    assert alert.incident == "incident-1"


def test_what_is_held_when_a_subscription_changes_hands_goes_to_the_one_it_was_held_for():
    stage, heir = NotifyStage(Metrics()), NotifyStage(Metrics())
    first = make_match(name="incident-1", digest=900)
    second = replace(make_match(name="incident-2", digest=900), subscriber="duty-editor")
    again = replace(first, subscriber="duty-editor")
    writes = [write for match in (first, second, again) for write in stage.handle(record(match))]
    take_back(heir, writes)
    for each in (stage, heir):
        alerts = alerts_in(each.tick(2, NOON + timedelta(minutes=15)))
        to = {alert.subscriber: alert for alert in alerts}
        assert to["asia-desk"].incident == "incident-1"
        assert [item.incident for item in to["duty-editor"].items] == ["incident-2", "incident-1"]
        assert {item.subscriber for item in to["duty-editor"].items} == {"duty-editor"}
        assert len(alerts) == 2


def test_a_new_subscriber_is_told_what_the_old_one_knew():
    stage = NotifyStage(Metrics())
    stage.handle(record(make_match()))
    (alert,) = alerts_in(stage.handle(record(replace(make_match(), subscriber="duty-editor"))))
    assert (alert.kind, alert.subscriber) == (AlertKind.NEW, "duty-editor")


def test_what_is_no_match_is_refused_and_changes_nothing():
    stage = NotifyStage(Metrics())
    for value in (None, b"", b"{}", b'{"schema":"match/1.0"}'):
        with pytest.raises(RecordError):
            stage.handle(Incoming(value, 0))
    assert stage.size() == 0


def test_what_is_long_past_is_forgotten_with_a_tombstone():
    stage = NotifyStage(Metrics())
    writes = stage.handle(record(make_match()))
    (tombstone,) = stage.tick(2, FOREVER)
    assert (tombstone.key, tombstone.value) == (b"told/kunduz-watch/asia-desk/incident-1", None)
    assert stage.size() == 0
    other = NotifyStage(Metrics())
    take_back(other, [*writes, tombstone])
    assert other.size() == 0


def test_a_lane_that_takes_over_tells_the_rest_of_the_story():
    writes = NotifyStage(Metrics()).handle(record(make_match()))
    heir = NotifyStage(Metrics())
    take_back(heir, writes)
    assert alerts_in(heir.handle(record(make_match()))) == []
    (update,) = alerts_in(heir.handle(record(make_match(make_facts(killed=12), revision=2))))
    assert update.changed == "killed 3 → 12"


@settings(max_examples=40)
@given(histories())
def test_a_lane_that_is_taken_over_after_each_record_writes_the_same(steps):
    steady, stage, now = NotifyStage(Metrics()), NotifyStage(Metrics()), NOON
    written = []
    for step in steps:
        expected = [*steady.handle(record(step.match, now))]
        found = [*stage.handle(record(step.match, now))]
        now += timedelta(minutes=step.minutes)
        expected += steady.tick(2, now)
        found += stage.tick(2, now)
        assert found == expected
        written += found
        stage = NotifyStage(Metrics())
        take_back(stage, written)
