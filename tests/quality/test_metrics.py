"""Each figure on a case worked by hand, and laws that hold for all."""

from collections import Counter
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quality import metrics

LABELS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abcd")), min_size=1, max_size=30)
NUMBERS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=30)
GROUPS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=30)


def test_f1_of_three_found_one_spurious_two_missed():
    score = metrics.f1(Counter([(2, 1, 0), (1, 0, 2)]))
    assert score.value == pytest.approx(2 * 3 / (2 * 3 + 1 + 2))
    assert score.counts == "P 0.750 (3 of 4), R 0.600 (3 of 5)"


def test_f1_of_nothing_to_find_and_nothing_found_is_no_figure():
    assert metrics.f1(Counter([(0, 0, 0)])) == metrics.Score(None, "P – (0 of 0), R – (0 of 0)")


def test_a_number_that_is_wrong_is_spurious_and_missed_and_nought_is_neither():
    rows = Counter([(3, 3), (2, 5), (0, 0), (0, 4), (7, 0)])
    score = metrics.exact_counts(rows)
    assert score.counts == "P 0.333 (1 of 3), R 0.333 (1 of 3)"
    assert score.value == pytest.approx(1 / 3)


def test_shares_and_totals_add_up_over_documents():
    rows = Counter([(1, 1), (1, 1), (0, 1), (2, 5)])
    assert metrics.share(rows) == metrics.Score(0.5, "4 of 8")
    assert metrics.total(rows) == metrics.Score(4.0, "4 of 8", whole=True)
    assert metrics.share(Counter()).value is None


def test_macro_f1_is_the_mean_over_gold_labels_and_weighted_f1_over_documents():
    rows = Counter([("a", "a"), ("a", "a"), ("a", "b"), ("b", "b"), ("c", "d")])
    a, b, c = 4 / 5, 2 / 3, 0.0
    assert metrics.macro_f1(rows).value == pytest.approx((a + b + c) / 3)
    assert metrics.weighted_f1(rows).value == pytest.approx((3 * a + b + c) / 5)
    assert metrics.accuracy(rows) == metrics.Score(0.6, "3 of 5")


def test_rank_correlation_with_ties():
    # ranks 1, 2.5, 2.5, 4 against 2, 1, 3, 4: their product-moment correlation is 3 / sqrt(4.5 * 5)
    rows = Counter([(10, 2), (20, 1), (20, 3), (30, 4)])
    assert metrics.spearman(rows).value == pytest.approx(3 / (4.5 * 5) ** 0.5)


def test_rank_correlation_of_a_constant_is_no_figure():
    assert metrics.spearman(Counter([(1, 1), (1, 2)])).value is None


def test_b_cubed_of_the_example_of_bagga_and_baldwin():
    gold = [1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3]
    found = [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2]
    rows = metrics.b_cubed_rows(gold, found)
    precision = (5 * 1 + 2 * 2 / 7 + 5 * 5 / 7) / 12
    assert sum(row[0] for row in rows) / 12 == pytest.approx(precision)
    score = metrics.b_cubed(Counter(rows))
    assert score.value == pytest.approx(2 * precision / (precision + 1))
    assert metrics.b_cubed(Counter()).value is None


def test_a_span_is_right_where_both_ends_are():
    assert metrics.spans([(0, 5), (9, 12), (20, 24)], [(0, 5), (9, 13)]) == (1, 1, 2)


def test_distances_on_the_great_circle():
    quarter = metrics.EARTH_RADIUS * 3.141592653589793 / 2
    assert metrics.distance((0, 0), (90, 0)) == pytest.approx(quarter)
    assert metrics.distance((0, 179), (0, -179)) == pytest.approx(quarter * 2 / 90)
    assert metrics.distance((48.8566, 2.3522), (51.5074, -0.1278)) == pytest.approx(343.6, abs=1)


@given(LABELS)
def test_label_figures_are_shares_and_one_where_all_is_right(pairs):
    right = Counter((gold, gold) for gold, _ in pairs)
    for figure in (metrics.accuracy, metrics.macro_f1, metrics.weighted_f1):
        assert 0 <= figure(Counter(pairs)).value <= 1
        assert figure(right).value == pytest.approx(1)


@given(LABELS)
def test_documents_that_stand_twice_change_no_label_figure(pairs):
    for figure in (metrics.accuracy, metrics.macro_f1, metrics.weighted_f1):
        assert figure(Counter(pairs)).value == pytest.approx(figure(Counter(pairs * 2)).value)


@given(NUMBERS)
def test_rank_correlation_asks_for_order_alone(pairs):
    one = metrics.spearman(Counter(pairs)).value
    stretched = metrics.spearman(Counter((3 * a**3 + 1, b) for a, b in pairs)).value
    turned = metrics.spearman(Counter((-a, b) for a, b in pairs)).value
    swapped = metrics.spearman(Counter((b, a) for a, b in pairs)).value
    if one is None:
        assert stretched is turned is swapped is None
        return
    assert -1 <= one <= 1
    assert isclose(one, stretched, abs_tol=1e-9)
    assert isclose(one, -turned, abs_tol=1e-9)
    assert isclose(one, swapped, abs_tol=1e-9)


@given(NUMBERS)
def test_exact_numbers_are_f1_with_gold_and_found_exchangeable(pairs):
    one = metrics.exact_counts(Counter(pairs)).value
    other = metrics.exact_counts(Counter((b, a) for a, b in pairs)).value
    assert one == other
    assert one is None or 0 <= one <= 1


@given(GROUPS)
def test_precision_one_way_is_recall_the_other_in_b_cubed(pairs):
    gold, found = [gold for gold, _ in pairs], [found for _, found in pairs]
    there, back = metrics.b_cubed_rows(gold, found), metrics.b_cubed_rows(found, gold)
    assert there == [(recall, precision) for precision, recall in back]
    assert all(0 < part <= 1 for row in there for part in row)
    assert metrics.b_cubed_rows(gold, gold) == [(1.0, 1.0)] * len(pairs)


@given(GROUPS)
def test_names_of_groups_do_not_matter_in_b_cubed(pairs):
    gold, found = [gold for gold, _ in pairs], [found for _, found in pairs]
    assert metrics.b_cubed_rows(gold, found) == metrics.b_cubed_rows(gold, [f"group {name}" for name in found])


POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(POINTS, POINTS)
def test_distance_is_symmetric_and_at_most_half_way_round(one, other):
    there = metrics.distance(one, other)
    assert isclose(there, metrics.distance(other, one), abs_tol=1e-6)
    assert 0 <= there <= 3.1415926536 * metrics.EARTH_RADIUS
