"""When a digest goes out."""

from datetime import timedelta

import pytest

from agents.notify.decide import decide, due
from agents.notify.digest import MOST_HELD, digest_end
from agents.notify.updates import Outcome
from schemas.alert import AlertKind
from schemas.levels import SeverityLevel, Tier
from tests.agents.notify.strategies import FOREVER, NIGHT, NOON, QUIET, make_alert, make_desk, make_facts, make_match

QUARTER = timedelta(minutes=15)
END = NOON + QUARTER


def held_after(*names, digest=900, start=NOON, step=timedelta(minutes=5)):
    desk = None
    for number, name in enumerate(names):
        match = make_match(name=name, digest=digest)
        desk = decide(match, None, desk, start + number * step).desk
    return desk


def test_the_first_alert_opens_the_interval():
    assert digest_end(make_desk(), END) == END


def test_later_alerts_join_the_interval_that_is_open():
    assert digest_end(make_desk(make_alert(), until=END, digest=True), END + QUARTER) == END


def test_an_alert_does_not_join_what_waits_for_the_morning():
    assert digest_end(make_desk(make_alert(), until=NOON, digest=False), END) == END


def test_an_interval_never_lasts_longer_than_its_own_because_another_waits_longer():
    assert digest_end(make_desk(make_alert(), until=FOREVER, digest=True), END) == END


def test_all_of_an_interval_go_out_as_one_in_the_order_in_which_they_came():
    desk = held_after("incident-b", "incident-a", "incident-c")
    assert due(desk, END - timedelta(seconds=1))[0] is None
    alert, after = due(desk, END)
    assert alert.kind is AlertKind.DIGEST
    assert [item.incident for item in alert.items] == ["incident-b", "incident-a", "incident-c"]
    assert after.held == ()


@pytest.mark.parametrize("grave", [{"tier": Tier.FLASH}, {"tier": Tier.URGENT, "level": SeverityLevel.EXTREME}])
def test_neither_a_flash_nor_an_extreme_event_waits_for_a_digest(grave):
    decision = decide(make_match(make_facts(**grave), digest=900), None, None, NOON)
    assert decision.outcome is Outcome.FIRST
    assert len(decision.alerts) == 1


def test_a_digest_that_would_end_in_quiet_hours_waits_for_their_end():
    evening = NIGHT.replace(hour=21, minute=50)
    desk = decide(make_match(digest=900, quiet=QUIET), None, None, evening).desk
    assert due(desk, evening + QUARTER)[0] is None
    assert due(desk, NIGHT + timedelta(hours=7))[0] is not None


def test_what_may_bypass_the_quiet_hours_does_not_wait_with_what_may_not():
    evening = NIGHT.replace(hour=21, minute=50)
    mild = decide(make_match(digest=900, quiet=QUIET), None, None, evening).desk
    grave = make_match(make_facts(level=SeverityLevel.SEVERE), name="incident-2", digest=900, quiet=QUIET)
    desk = decide(grave, None, mild, evening).desk
    alert, after = due(desk, evening + QUARTER)
    assert alert.incident == "incident-2"
    assert [entry.alert.incident for entry in after.held] == ["incident-1"]


def test_a_desk_that_is_full_sends_what_it_holds_early_and_loses_nothing():
    desk = make_desk(*(make_alert(number + 10) for number in range(MOST_HELD)), until=FOREVER)
    decision = decide(make_match(quiet=QUIET), None, desk, NIGHT)
    assert decision.outcome is Outcome.HELD_QUIET
    (early,) = decision.alerts
    assert len(early.items) == MOST_HELD
    assert [entry.alert.incident for entry in decision.desk.held] == ["incident-1"]


def test_a_full_desk_still_takes_a_newer_alert_of_an_incident_that_it_holds():
    desk = make_desk(*(make_alert(number + 1) for number in range(MOST_HELD)), until=FOREVER)
    decision = decide(make_match(revision=2, quiet=QUIET), None, desk, NIGHT)
    assert decision.alerts == ()
    assert len(decision.desk.held) == MOST_HELD
