import pytest

from tests.benchmarks.figures import exponent, histogram, percentile, scatter, slope, table


def test_a_percentile_is_a_value_that_so_many_do_not_pass() -> None:
    hundred = [float(number) for number in range(1, 101)]
    assert [percentile(hundred, share) for share in (0.0, 0.5, 0.99, 1.0)] == [1, 50, 99, 100]
    assert percentile([7.0], 0.99) == 7.0


def test_of_no_values_there_is_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_a_histogram_counts_every_value_in_bins_that_grow() -> None:
    lines = list(histogram([1.0, 1.9, 2.0, 64.0], "ms", width=8))
    assert [int(line.split()[-1]) for line in lines] == [1, 0, 2, *[0] * 9, 1]
    assert lines[2].count("█") == 8
    assert lines[0].strip().startswith("≤     1.0 ms")
    assert lines[-1].strip().startswith("≤      64 ms")


def test_a_histogram_of_nothing_has_no_bins_with_bars() -> None:
    assert not [line for line in histogram([], "ms") if "█" in line]


@pytest.mark.parametrize(("cost", "power"), [(lambda n: 5.0, 0.0), (lambda n: 3 * n, 1.0), (lambda n: n * n, 2.0)])
def test_the_exponent_tells_a_line_from_a_square(cost, power) -> None:
    assert exponent([(n, cost(n)) for n in (1, 10, 100)]) == pytest.approx(power)


def test_the_line_is_that_of_the_least_squares() -> None:
    assert slope([(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)]) == pytest.approx(2.0)
    assert slope([(0.0, 1.0), (1.0, -1.0), (2.0, 1.0)]) == pytest.approx(0.0)


def test_a_table_puts_words_left_and_numbers_right() -> None:
    rows = [{"name": "a", "count": 1200, "share": 0.5}, {"name": "longer", "count": 3, "share": None}]
    assert list(table(rows)) == ["name    count  share", "a       1,200    0.5", "longer      3      –"]
    assert list(table([])) == []


def test_a_plot_shows_each_point_and_what_it_costs() -> None:
    lines = list(scatter([(1, 1.0), (10, 10.0), (100, 100.0)], width=21, height=3))
    assert [line.index("●") - line.index("│") for line in lines[:3]] == [21, 11, 1]
    assert [float(line.split()[0]) for line in lines[:3]] == [100, 10, 1]


def test_what_hardly_changes_looks_so() -> None:
    lines = list(scatter([(1, 1.0), (1000, 1.02)], height=10))
    assert [line.count("●") for line in lines[:10]] == [0] * 9 + [2]
