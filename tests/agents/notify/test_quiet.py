"""Quiet hours, over midnight and over the nights in which clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.notify.quiet import quiet_until
from schemas.levels import SeverityLevel
from schemas.subscription import Quiet
from tests.agents.notify.strategies import quiets

LEVEL = SeverityLevel.MODERATE
NEW_YORK = "America/New_York"  # 2026: forward on 8 March at 2:00, back on 1 November at 2:00


def at(day, clock="12:00", zone="UTC", fold=0):
    moment = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(zone), fold=fold)
    return moment.astimezone(UTC)


def until(start, end, now, zone="UTC", level=LEVEL, bypass=None):
    return quiet_until(Quiet(zone=zone, start=start, end=end, bypass=bypass), level, now)


def test_without_quiet_hours_nothing_waits():
    assert quiet_until(None, LEVEL, at("2026-03-02")) is None


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [("08:59", False), ("09:00", True), ("12:00", True), ("16:59:59", True), ("17:00", False), ("23:00", False)],
)
def test_hours_within_a_day_begin_at_their_first_and_end_before_their_last_minute(clock, quiet):
    end = at("2026-03-02", "17:00") if quiet else None
    assert until("09:00", "17:00", at("2026-03-02", clock)) == end


@pytest.mark.parametrize(
    ("day", "clock", "end"),
    [
        ("2026-03-02", "21:59", None),
        ("2026-03-02", "22:00", "2026-03-03"),
        ("2026-03-02", "23:59", "2026-03-03"),
        ("2026-03-03", "00:00", "2026-03-03"),
        ("2026-03-03", "05:59", "2026-03-03"),
        ("2026-03-03", "06:00", None),
    ],
)
def test_hours_over_midnight_end_on_the_next_morning(day, clock, end):
    assert until("22:00", "06:00", at(day, clock)) == (None if end is None else at(end, "06:00"))


def test_hours_that_begin_when_they_end_are_none():
    for clock in ("00:00", "11:59", "12:00", "12:01"):
        assert until("12:00", "12:00", at("2026-03-02", clock)) is None


def test_hours_that_end_at_midnight_end_with_the_day():
    assert until("22:00", "00:00", at("2026-03-02", "23:00")) == at("2026-03-03", "00:00")


def test_the_clock_is_that_of_the_zone():
    # 18:00 UTC is 22:30 in Kabul, which is half an hour off the others
    assert until("22:00", "06:00", at("2026-03-02", "18:00"), "Asia/Kabul") == at("2026-03-03", "01:30")
    assert until("22:00", "06:00", at("2026-03-02", "17:00"), "Asia/Kabul") is None


def test_a_zone_across_the_date_line_has_its_own_day():
    now = at("2026-03-02", "10:00")  # 00:00 of the third in Kiritimati
    assert until("22:00", "06:00", now, "Pacific/Kiritimati") == at("2026-03-02", "16:00")


@pytest.mark.parametrize(
    ("level", "comes_through"),
    [(SeverityLevel.MODERATE, False), (SeverityLevel.SEVERE, True), (SeverityLevel.EXTREME, True)],
)
def test_severe_can_bypass(level, comes_through):
    held = until("22:00", "06:00", at("2026-03-02", "23:00"), level=level, bypass=SeverityLevel.SEVERE)
    assert (held is None) is comes_through


def test_without_a_bypass_all_levels_wait():
    assert until("22:00", "06:00", at("2026-03-02", "23:00"), level=SeverityLevel.EXTREME) is not None


def test_the_night_in_which_clocks_go_forward_is_an_hour_shorter():
    now = at("2026-03-07", "22:00", NEW_YORK)
    end = until("22:00", "06:00", now, NEW_YORK)
    assert end == at("2026-03-08", "06:00", NEW_YORK)
    assert end - now == timedelta(hours=7)


def test_the_night_in_which_clocks_go_back_is_an_hour_longer():
    now = at("2026-10-31", "22:00", NEW_YORK)
    end = until("22:00", "06:00", now, NEW_YORK)
    assert end == at("2026-11-01", "06:00", NEW_YORK)
    assert end - now == timedelta(hours=9)


def test_an_end_that_the_clock_skips_is_when_it_jumps():
    jump = datetime(2026, 3, 8, 7, tzinfo=UTC)  # 2:00 becomes 3:00
    assert until("22:00", "02:30", jump - timedelta(minutes=1), NEW_YORK) == jump
    assert until("22:00", "02:30", jump, NEW_YORK) is None


def test_a_start_that_the_clock_skips_is_when_it_jumps():
    jump = datetime(2026, 3, 8, 7, tzinfo=UTC)
    assert until("02:30", "06:00", jump - timedelta(seconds=1), NEW_YORK) is None
    assert until("02:30", "06:00", jump, NEW_YORK) == at("2026-03-08", "06:00", NEW_YORK)


def test_hours_that_the_clock_skips_whole_are_none():
    for minutes in range(-90, 90, 5):
        now = datetime(2026, 3, 8, 7, tzinfo=UTC) + timedelta(minutes=minutes)
        assert until("02:10", "02:50", now, NEW_YORK) is None


def test_an_end_that_comes_twice_is_meant_at_its_first_coming():
    first, second = at("2026-11-01", "01:30", NEW_YORK), at("2026-11-01", "01:30", NEW_YORK, fold=1)
    assert second - first == timedelta(hours=1)
    assert until("22:00", "01:30", first - timedelta(minutes=1), NEW_YORK) == first
    assert until("22:00", "01:30", second - timedelta(minutes=1), NEW_YORK) is None


def test_a_start_that_comes_twice_is_meant_at_its_first_coming():
    first = at("2026-11-01", "01:30", NEW_YORK)
    for minutes in (0, 30, 59, 60, 90):
        assert until("01:30", "06:00", first + timedelta(minutes=minutes), NEW_YORK) is not None


def test_a_clock_that_changes_by_half_an_hour_is_followed():
    jump = datetime(2026, 10, 3, 15, 30, tzinfo=UTC)  # Lord Howe: 2:00 becomes 2:30
    assert until("22:00", "02:15", jump - timedelta(minutes=1), "Australia/Lord_Howe") == jump


def test_a_day_that_a_zone_left_out_is_no_trouble():
    now = datetime(2011, 12, 30, 9, 30, tzinfo=UTC)  # 29 December, 23:30 in Apia, half an hour before the 31st
    assert until("22:00", "06:00", now, "Pacific/Apia") == datetime(2011, 12, 30, 10, tzinfo=UTC)


CHANGES = (  # of clocks in the zones of the strategy
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
)
moments = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(-3000, 3000) | st.integers(-200, 200),
)


@given(quiets, st.sampled_from(SeverityLevel), moments)
def test_a_wait_ends_after_now_within_a_day_and_an_hour_and_then_it_is_over(quiet, level, now):
    end = quiet_until(quiet, level, now)
    if end is None:
        return
    assert now < end <= now + timedelta(hours=25)
    assert quiet_until(quiet, level, end) is None


@given(quiets, moments, moments)
def test_a_later_alert_of_the_same_night_waits_for_the_same_morning(quiet, one, other):
    early, late = sorted((one, other))
    end = quiet_until(quiet, LEVEL, early)
    if end is not None and late < end:
        assert quiet_until(quiet, LEVEL, late) == end
