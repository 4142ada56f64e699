"""Intervals: the same for the same documents, around the figure, and narrower the more documents there are."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quality.bootstrap import interval, quantile
from tests.quality.metrics import Score, share, spearman


def test_the_interval_of_a_share_is_that_of_its_normal_approximation():
    rows = [(1, 1)] * 600 + [(0, 1)] * 400
    low, high = interval(rows, share)
    margin = 1.96 * (0.6 * 0.4 / 1000) ** 0.5
    assert low == pytest.approx(0.6 - margin, abs=0.006)
    assert high == pytest.approx(0.6 + margin, abs=0.006)


def test_it_is_the_same_each_time_and_another_with_another_seed():
    rows = [(n % 7, n % 5) for n in range(50)]
    assert interval(rows, spearman) == interval(rows, spearman)
    assert interval(rows, spearman) != interval(rows, spearman, seed=1)


def test_more_documents_make_it_narrower():
    draw = random.Random(1)
    rows = [(int(draw.random() < 0.7), 1) for _ in range(2000)]
    few, many = interval(rows[:100], share), interval(rows, share)
    assert many[1] - many[0] < few[1] - few[0]


def test_where_nothing_differs_it_is_a_point_and_of_nothing_it_is_none():
    assert interval([(1, 1)] * 20, share) == (1.0, 1.0)
    assert interval([], share) is None


def test_a_figure_that_most_resamples_cannot_give_has_none():
    assert interval([1, 2], lambda _: Score(None, "")) is None


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=40), st.floats(0, 1))
def test_a_quantile_lies_within_the_values_and_rises_with_its_share(values, at):
    values.sort()
    found = quantile(values, at)
    assert values[0] <= found <= values[-1]
    assert quantile(values, 0) == values[0]
    assert quantile(values, 1) == values[-1]
    assert quantile(values, at / 2) <= found + 1e-9
