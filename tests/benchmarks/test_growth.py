import argparse

import pytest

from tests.benchmarks.growth import add_options, by_length, lines, sizes, steepest, verdict


def test_sizes_grow_by_tens_up_to_the_most() -> None:
    assert sizes(1, 1000) == [1, 10, 100, 1000]
    assert sizes(1, 200) == [1, 10, 100, 200]
    assert sizes(1000, 1000) == [1000]


def test_one_bend_upwards_is_not_straight_however_flat_the_rest() -> None:
    bent = [(1, 1.0), (10, 1.0), (100, 1.0), (1000, 32.0)]
    assert steepest(bent) == pytest.approx(1.5, abs=0.01)
    assert verdict(bent)["straight"] is False


@pytest.mark.parametrize("points", [[(1, 5.0), (10, 5.0)], [(1, 2.0), (10, 20.0), (100, 200.0)], [(1, 1.0)]])
def test_what_stays_or_grows_as_a_line_is_straight(points) -> None:
    assert verdict(points)["straight"] is True


def test_a_plot_says_whether_it_is_straight() -> None:
    shown = "\n".join(lines("open incidents", verdict([(1, 1.0), (10, 100.0)])))
    assert "ms an article by open incidents: NOT STRAIGHT, at most as n^2.0" in shown
    assert shown.count("●") == 2


def test_longer_articles_cost_classify_more_and_are_all_measured() -> None:
    points = by_length(4000)
    assert [size for size, _ in points] == [1000, 4000]
    assert 0 < points[0][1] < points[1][1]


def test_the_default_sizes_are_those_that_take_minutes() -> None:
    parser = argparse.ArgumentParser()
    add_options(parser)
    options = parser.parse_args([])
    assert (options.most_subscriptions, options.most_incidents, options.longest) == (10_000, 10_000, 1_000_000)
