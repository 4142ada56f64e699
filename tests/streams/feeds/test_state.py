"""When a feed is visited again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.feeds.state import LONGEST_BACKOFF
from tests.streams.feeds.documents import state


def test_a_healthy_feed_is_visited_at_its_interval_spread_by_a_tenth():
    assert state(interval=300.0).wait(0.0) == 300.0
    assert state(interval=300.0).wait(1.0) == pytest.approx(330.0)


def test_pauses_grow_with_each_error_up_to_an_hour():
    feed, waits = state(interval=300.0), []
    for errors in (1, 2, 3, 4, 10, 10_000):
        feed.errors = errors
        waits.append(feed.wait(0.0))
    assert waits == [600.0, 1200.0, 2400.0, LONGEST_BACKOFF, LONGEST_BACKOFF, LONGEST_BACKOFF]


def test_an_interval_longer_than_an_hour_is_not_shortened_by_errors():
    feed = state(interval=7200.0)
    feed.errors = 5
    assert feed.wait(0.0) == 7200.0


@given(st.floats(10, 1e6), st.integers(0, 5000), st.floats(0, 1))
def test_no_pause_is_shorter_than_the_interval(interval, errors, jitter):
    feed = state(interval=interval)
    feed.errors = errors
    assert feed.wait(jitter) >= interval
