"""The state of notify in one lane."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import orjson
from hypothesis import given

from agents.notify.decide import decide
from agents.notify.desks import KEPT, Desks, desk_key, told_key
from agents.notify.told import Desk, Held, Told
from tests.agents.notify.strategies import MORNING, NOON, facts, make_alert, make_desk, make_known, make_match


def told(incident="incident-1", at=NOON, subscription="kunduz-watch"):
    return Told(subscription=subscription, subscriber="asia-desk", incident=incident, at=at, known=make_known())


def test_nothing_is_known_at_first():
    desks = Desks()
    assert desks.told("kunduz-watch", "incident-1") is None
    assert desks.desk("kunduz-watch") is None
    assert len(desks) == 0


def test_what_is_kept_is_found_under_its_key_until_it_is_forgotten():
    desks = Desks()
    key = desks.keep_told(told())
    assert key == told_key("kunduz-watch", "asia-desk", "incident-1")
    assert desks.told("kunduz-watch", "incident-1") == told()
    desk = make_desk()
    assert desks.keep_desk(desk) == desk_key("kunduz-watch", "asia-desk")
    assert desks.desk("kunduz-watch") == desk
    assert len(desks) == 2
    desks.forget(key)
    desks.forget(desk_key("kunduz-watch", "asia-desk"))
    desks.forget("told/of/nothing")
    assert len(desks) == 0


def test_each_subscription_is_told_for_itself():
    desks = Desks()
    desks.keep_told(told())
    assert desks.told("other", "incident-1") is None


def test_a_subscription_that_changes_hands_begins_anew_and_what_it_held_stays_with_the_one_before():
    desks, full = Desks(), make_desk(make_alert())
    desks.keep_told(told())
    desks.keep_desk(full)
    assert desks.told("kunduz-watch", "incident-1", "duty-editor") is None
    assert desks.desk("kunduz-watch", "duty-editor") is None
    taken = replace(make_desk(), subscriber="duty-editor")
    desks.keep_desk(taken)
    assert desks.desk("kunduz-watch", "asia-desk") == full
    assert desks.desk("kunduz-watch") == taken, "who is not named is the last one"
    assert list(desks.holding()) == [full]


def test_only_desks_that_hold_something_are_looked_at_when_time_passes():
    desks = Desks()
    desks.keep_desk(make_desk())
    assert list(desks.holding()) == []
    full = make_desk(make_alert())
    desks.keep_desk(full)
    assert list(desks.holding()) == [full]


def test_what_was_told_long_ago_is_outdated_and_what_was_told_again_is_not():
    desks = Desks()
    desks.keep_told(told("incident-1"))
    desks.keep_told(told("incident-2"))
    desks.keep_told(told("incident-1", NOON + timedelta(days=10)))
    assert desks.outdated(NOON + KEPT - timedelta(seconds=1)) == []
    assert desks.outdated(NOON + KEPT) == [told_key("kunduz-watch", "asia-desk", "incident-2")]


def test_a_desk_holds_one_alert_of_an_incident_and_the_newest_last():
    one, two = Held(alert=make_alert(1), until=MORNING), Held(alert=make_alert(2), until=MORNING)
    desk = make_desk().hold(one).hold(two).hold(one)
    assert desk.held == (two, one)
    assert desk.without("incident-2").held == (one,)
    assert desk.without("incident-9") is desk


@given(facts)
def test_state_is_read_back_as_it_was_written(some):
    decision = decide(make_match(some, digest=900), None, None, NOON)
    assert msgspec.json.decode(orjson.dumps(decision.told), type=Told) == decision.told
    if decision.desk is not None:
        assert msgspec.json.decode(orjson.dumps(decision.desk), type=Desk) == decision.desk
