"""The notify stage of a lane: what it writes, and what a lane that takes over knows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.notify.agent import NotifyStage
from schemas.alert import Alert, AlertKind
from schemas.codec import decode, encode
from schemas.errors import RecordError
from schemas.subscription import Quiet
from schemas.taxonomy import Modality
from streams.metrics import Metrics
from streams.records import Counted, Write
from streams.topics import DESKS
from tests.agents.notify.strategies import (
    FOREVER,
    INCIDENTS,
    NIGHT,
    NOON,
    QUIET,
    histories,
    make_facts,
    make_match,
    muting,
)


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


MUTED = INCIDENTS[0]
WATCHED = {"kunduz-watch": frozenset()}
"""The subscriptions that there are, with what each mutes."""


def notifying(there=WATCHED):
    return NotifyStage(there.get, Metrics())


def handled(stage, incoming):
    return [led for led in stage.handle(incoming) if isinstance(led, Write)]


def ticked(stage, partition, now):
    return [led for led in stage.tick(partition, now) if isinstance(led, Write)]


def record(match, at=NOON):
    return Incoming(encode(match), int(at.timestamp() * 1000))


def alerts_in(writes):
    return [decode(write.value, Alert) for write in writes if write.topic.startswith("alerts.")]


def take_back(stage, writes):
    for write in writes:
        if write.topic == DESKS.name:
            stage.restore(DESKS.name, write.key, write.value)


def test_a_match_becomes_an_alert_on_its_subscribers_topic_and_state_on_its_own_partition():
    alert, state = handled(notifying(), record(make_match()))
    assert (alert.topic, alert.key) == ("alerts.asia-desk", b"incident-1")
    assert dict(alert.headers)["ce_type"] == b"news.tocsin.alert.new"
    assert (state.topic, state.partition, state.key) == (DESKS.name, 2, b"told/kunduz-watch/asia-desk/incident-1")


def test_what_is_held_is_released_by_a_tick():
    stage = notifying()
    assert alerts_in(handled(stage, record(make_match(quiet=QUIET), NIGHT))) == []
    assert list(ticked(stage, 2, NIGHT + timedelta(hours=6))) == []
    (alert,) = alerts_in(ticked(stage, 2, NIGHT + timedelta(hours=7)))
    assert alert.incident == "incident-1"


def test_what_is_held_over_a_change_of_the_clocks_is_released_in_the_local_morning_by_a_lane_that_took_over():
    berlin = Quiet(zone="Europe/Berlin", start="22:00", end="06:00")
    for night, morning in (("2026-03-28T22:30", "2026-03-29T04:00"), ("2026-10-24T21:30", "2026-10-25T05:00")):
        held, six = (datetime.fromisoformat(time).replace(tzinfo=UTC) for time in (night, morning))
        stage, heir = notifying(), notifying()
        take_back(heir, handled(stage, record(make_match(quiet=berlin), held)))
        assert list(ticked(heir, 2, six - timedelta(minutes=1))) == []
        (alert,) = alerts_in(ticked(heir, 2, six))
        assert alert.incident == "incident-1"


def test_what_is_held_when_a_subscription_changes_hands_goes_to_the_one_it_was_held_for():
    stage, heir = notifying(), notifying()
    first = make_match(name="incident-1", digest=900)
    second = replace(make_match(name="incident-2", digest=900), subscriber="duty-editor")
    again = replace(first, subscriber="duty-editor")
    writes = [write for match in (first, second, again) for write in handled(stage, record(match))]
    take_back(heir, writes)
    for each in (stage, heir):
        alerts = alerts_in(ticked(each, 2, NOON + timedelta(minutes=15)))
        to = {alert.subscriber: alert for alert in alerts}
        assert to["asia-desk"].incident == "incident-1"
        assert [item.incident for item in to["duty-editor"].items] == ["incident-2", "incident-1"]
        assert {item.subscriber for item in to["duty-editor"].items} == {"duty-editor"}
        assert len(alerts) == 2


def test_a_new_subscriber_is_told_what_the_old_one_knew():
    stage = notifying()
    handled(stage, record(make_match()))
    (alert,) = alerts_in(handled(stage, record(replace(make_match(), subscriber="duty-editor"))))
    assert (alert.kind, alert.subscriber) == (AlertKind.NEW, "duty-editor")


def test_what_is_no_match_is_refused_and_changes_nothing():
    stage = notifying()
    for value in (None, b"", b"{}", b'{"schema":"match/1.0"}'):
        with pytest.raises(RecordError):
            handled(stage, Incoming(value, 0))
    assert stage.size() == 0


def test_what_is_long_past_is_forgotten_with_a_tombstone():
    stage = notifying()
    writes = handled(stage, record(make_match()))
    (tombstone,) = ticked(stage, 2, FOREVER)
    assert (tombstone.key, tombstone.value) == (b"told/kunduz-watch/asia-desk/incident-1", None)
    assert stage.size() == 0
    other = notifying()
    take_back(other, [*writes, tombstone])
    assert other.size() == 0


def test_a_lane_that_takes_over_tells_the_rest_of_the_story():
    writes = handled(notifying(), record(make_match()))
    heir = notifying()
    take_back(heir, writes)
    assert alerts_in(handled(heir, record(make_match()))) == []
    (update,) = alerts_in(handled(heir, record(make_match(make_facts(killed=12), revision=2))))
    assert update.changed == "killed 3 → 12"


@settings(max_examples=40)
@given(st.one_of(histories(), muting()))
def test_a_lane_that_is_taken_over_after_each_record_writes_the_same(steps):
    there = dict(WATCHED)
    steady, stage, now = notifying(there), notifying(there), NOON
    written = []
    for step in steps:
        there["kunduz-watch"] = step.muted
        expected = [*handled(steady, record(step.match, now))]
        found = [*handled(stage, record(step.match, now))]
        now += timedelta(minutes=step.minutes)
        expected += ticked(steady, 2, now)
        found += ticked(stage, 2, now)
        assert found == expected
        written += found
        stage = notifying(there)
        take_back(stage, written)


def samples(stage, name):
    """The values of a series by its labels."""
    found = stage._metrics.registry.collect()
    return {
        tuple(sample.labels.values()): sample.value
        for family in found
        for sample in family.samples
        if sample.name == name
    }


def test_what_is_held_for_a_deleted_subscription_is_dropped_and_counted():
    there = dict(WATCHED)
    stage, heir = notifying(there), notifying(there)
    written = handled(stage, record(make_match(quiet=QUIET), NIGHT))
    there.clear()
    led = list(stage.tick(2, NIGHT + timedelta(minutes=2)))
    written += [one for one in led if isinstance(one, Write)]
    for counted in led:
        if isinstance(counted, Counted):
            counted.add()
    assert samples(stage, "tocsin_notify_decisions_total")[("subscription_deleted",)] == 1
    take_back(heir, written)
    there |= WATCHED
    for each in (stage, heir):
        assert ticked(each, 2, NIGHT + timedelta(hours=9)) == []
        (alert,) = alerts_in(handled(each, record(make_match(), NIGHT + timedelta(hours=9))))
        assert alert.kind is AlertKind.NEW


def test_what_is_held_for_a_subscription_that_this_worker_does_not_know_yet_waits():
    there = {}
    stage = notifying(there)
    handled(stage, record(make_match(digest=60)))
    assert list(stage.tick(2, NOON + timedelta(seconds=59))) == []
    there |= WATCHED
    assert len(alerts_in(ticked(stage, 2, NOON + timedelta(seconds=61)))) == 1


def muted_while_held(match, *earlier, heard=NIGHT):
    """A lane and one that took over from it, with this match held for an incident that is muted since."""
    there = dict(WATCHED)
    stage, heir = notifying(there), notifying(there)
    take_back(heir, [write for each in (*earlier, match) for write in handled(stage, record(each, heard))])
    there["kunduz-watch"] = frozenset({MUTED})
    return there, stage, heir


def test_what_is_held_of_an_incident_that_is_muted_by_now_is_withdrawn_by_a_tick_and_the_rest_goes_out():
    other = make_match(name="incident-2", quiet=QUIET)
    _, *stages = muted_while_held(make_match(name=MUTED, quiet=QUIET), other)
    for stage in stages:
        led = list(stage.tick(2, NIGHT + timedelta(minutes=2)))
        assert alerts_in([one for one in led if isinstance(one, Write)]) == []
        for counted in led:
            if isinstance(counted, Counted):
                counted.add()
        assert samples(stage, "tocsin_notify_decisions_total")[("muted",)] == 1
        (alert,) = alerts_in(ticked(stage, 2, NIGHT + timedelta(hours=7)))
        assert (alert.kind, alert.incident) == (AlertKind.NEW, "incident-2")


def test_what_a_tick_withdrew_is_as_if_it_had_never_been_held():
    there, *stages = muted_while_held(make_match(name=MUTED, quiet=QUIET))
    for stage in stages:
        written = ticked(stage, 2, NIGHT + timedelta(hours=9))
        assert [write.topic for write in written] == [DESKS.name, DESKS.name]
        assert ticked(stage, 2, NIGHT + timedelta(hours=10)) == []
    there |= WATCHED
    for stage in stages:
        (alert,) = alerts_in(handled(stage, record(make_match(name=MUTED), NIGHT + timedelta(hours=11))))
        assert alert.kind is AlertKind.NEW


def test_after_the_withdrawal_of_an_update_the_next_is_told_against_what_was_read():
    there = dict(WATCHED)
    stage = notifying(there)
    handled(stage, record(make_match(name=MUTED)))
    handled(stage, record(make_match(make_facts(killed=7), revision=2, name=MUTED, quiet=QUIET), NIGHT))
    there["kunduz-watch"] = frozenset({MUTED})
    assert alerts_in(ticked(stage, 2, NIGHT + timedelta(hours=9))) == []
    there |= WATCHED
    later = record(make_match(make_facts(killed=12), revision=3, name=MUTED), NIGHT + timedelta(hours=10))
    (update,) = alerts_in(handled(stage, later))
    assert update.changed == "killed 3 → 12"


def test_a_held_retraction_goes_out_although_its_incident_is_muted_by_now():
    there = dict(WATCHED)
    stage = notifying(there)
    denied = make_match(make_facts(modality=Modality.NEGATED), revision=2, holds=False, name=MUTED, quiet=QUIET)
    handled(stage, record(make_match(name=MUTED)))
    assert alerts_in(handled(stage, record(denied, NIGHT))) == []
    there["kunduz-watch"] = frozenset({MUTED})
    (alert,) = alerts_in(ticked(stage, 2, NIGHT + timedelta(hours=7)))
    assert alert.kind is AlertKind.CANCEL


def test_what_was_held_this_minute_waits_where_this_worker_still_takes_its_incident_for_muted():
    held = make_match(name=MUTED, quiet=replace(QUIET, end="23:01"))
    there, stage, _ = muted_while_held(held, heard=NIGHT + timedelta(seconds=30))
    assert ticked(stage, 2, NIGHT + timedelta(seconds=80)) == []
    there |= WATCHED
    assert len(alerts_in(ticked(stage, 2, NIGHT + timedelta(seconds=85)))) == 1


def test_nothing_is_counted_before_it_is_committed():
    stage = notifying()
    led = list(stage.handle(record(make_match())))
    assert set(samples(stage, "tocsin_alerts_total").values()) == {0}
    for counted in led:
        if isinstance(counted, Counted):
            counted.add()
    assert list(samples(stage, "tocsin_alerts_total").values()) == [1]
    assert list(samples(stage, "tocsin_alert_latency_seconds_count").values()) == [1]
