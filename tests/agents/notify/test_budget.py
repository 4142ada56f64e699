"""A budget of alerts a day."""

from datetime import UTC, datetime, timedelta

import pytest

from agents.notify.budget import end_of_day, floor_of
from agents.notify.decide import decide, due
from agents.notify.updates import Outcome
from schemas.alert import AlertKind
from schemas.levels import SeverityLevel
from tests.agents.notify.strategies import NOON, QUIET, make_desk, make_facts, make_match

MIDNIGHT = datetime(2026, 3, 3, tzinfo=UTC)
TODAY = NOON.date()


def spent(sent=2, **fields):
    return make_desk(day=TODAY, sent=sent, **fields)


@pytest.mark.parametrize(
    ("sent", "budget", "floor"),
    [
        (99, None, SeverityLevel.UNKNOWN),
        (0, 2, SeverityLevel.UNKNOWN),
        (1, 2, SeverityLevel.UNKNOWN),
        (2, 2, SeverityLevel.SEVERE),
        (3, 2, SeverityLevel.SEVERE),
        (4, 2, SeverityLevel.EXTREME),
        (400, 2, SeverityLevel.EXTREME),
    ],
)
def test_the_threshold_rises_with_what_was_sent(sent, budget, floor):
    assert floor_of(spent(sent), budget) is floor


@pytest.mark.parametrize("now", [NOON, datetime(2026, 3, 2, tzinfo=UTC), MIDNIGHT - timedelta(microseconds=1)])
def test_a_day_ends_at_the_next_midnight_in_utc(now):
    assert end_of_day(now) == MIDNIGHT


def test_within_the_budget_an_alert_goes_out_and_is_counted():
    decision = decide(make_match(budget=2), None, spent(1), NOON)
    assert decision.outcome is Outcome.FIRST
    assert decision.desk.sent == 2


def test_past_it_the_subscriber_is_told_once_and_the_alert_waits_for_midnight():
    decision = decide(make_match(budget=2), None, spent(), NOON)
    assert decision.outcome is Outcome.HELD_BUDGET
    (notice,) = decision.alerts
    assert notice.kind is AlertKind.NOTICE
    again = decide(make_match(name="incident-2", budget=2), None, decision.desk, NOON)
    assert again.outcome is Outcome.HELD_BUDGET
    assert again.alerts == ()
    alert, after = due(again.desk, MIDNIGHT)
    assert [item.incident for item in alert.items] == ["incident-1", "incident-2"]
    assert (after.day, after.sent) == (MIDNIGHT.date(), 1)


def test_severe_comes_past_the_budget_and_extreme_past_twice_the_budget():
    severe, extreme = make_facts(level=SeverityLevel.SEVERE), make_facts(level=SeverityLevel.EXTREME)
    assert decide(make_match(severe, budget=2), None, spent(2), NOON).outcome is Outcome.FIRST
    assert decide(make_match(severe, budget=2), None, spent(4), NOON).outcome is Outcome.HELD_BUDGET
    assert decide(make_match(extreme, budget=2), None, spent(400), NOON).outcome is Outcome.FIRST


def test_the_subscriber_is_told_again_when_the_threshold_rises_again():
    severe = make_facts(level=SeverityLevel.SEVERE)
    decision = decide(make_match(severe, budget=2), None, spent(4, warned=SeverityLevel.SEVERE), NOON)
    assert "only Extreme" in decision.alerts[0].headline
    assert decision.desk.warned is SeverityLevel.EXTREME


def test_a_new_day_begins_at_none_and_without_a_warning():
    decision = decide(make_match(budget=2), None, spent(9, warned=SeverityLevel.EXTREME), MIDNIGHT)
    assert decision.outcome is Outcome.FIRST
    assert (decision.desk.day, decision.desk.sent) == (MIDNIGHT.date(), 1)
    assert decision.desk.warned is SeverityLevel.UNKNOWN


def test_what_was_over_budget_is_not_released_into_quiet_hours():
    decision = decide(make_match(budget=2, quiet=QUIET), None, spent(), NOON)
    assert due(decision.desk, MIDNIGHT)[0] is None
    assert due(decision.desk, MIDNIGHT + timedelta(hours=6))[0] is not None


def test_a_digest_counts_as_one_alert():
    decision = decide(make_match(digest=900, budget=2), None, spent(0), NOON)
    assert decision.desk.sent == 0
    assert due(decision.desk, NOON + timedelta(minutes=15))[1].sent == 1
