"""Figures of how well something was told, each a function of what the documents contribute to it.

A document contributes a row; documents that contribute the same are counted together. So a figure is a function of a
mapping row → how many documents have it, and a resample of the documents is another such mapping: that is what makes a
thousand of them cheap (`bootstrap.py`). The value is None where nothing can be said, as for precision of no answers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS = 6371.0088
"""Kilometres: the mean radius of the International Union of Geodesy and Geophysics."""

Rows = Mapping[Hashable, int]
"""Rows and how many documents have each."""


@dataclass(frozen=True, slots=True)
class Score:
    """A figure with the counts that it was made of, in words; `whole` where it is a number of things and no share."""

    value: float | None
    counts: str
    whole: bool = False


def ratio(part: float, whole: float) -> float | None:
    """Part of a whole, None of nothing."""
    return part / whole if whole else None


def f1_of(found: int, spurious: int, missed: int) -> float | None:
    """The harmonic mean of precision and recall; None where there was nothing to find and nothing was found."""
    return ratio(2 * found, 2 * found + spurious + missed)


def f1(rows: Mapping[tuple[int, int, int], int]) -> Score:
    """F1 over rows (found, spurious, missed)."""
    found, spurious, missed = (sum(row[at] * times for row, times in rows.items()) for at in range(3))
    return Score(f1_of(found, spurious, missed), _precision_and_recall(found, found + spurious, found + missed))


def exact_counts(rows: Mapping[tuple[int, int], int]) -> Score:
    """F1 of numbers that are exactly right, over rows (gold, found), where 0 is no answer and nothing to find.

    Precision is of the numbers found that are not 0, recall of the gold numbers that are not 0.
    """
    right = sum(times for (gold, found), times in rows.items() if gold == found and gold)
    given = sum(times for (_, found), times in rows.items() if found)
    wanted = sum(times for (gold, _), times in rows.items() if gold)
    return Score(f1_of(right, given - right, wanted - right), _precision_and_recall(right, given, wanted))


def share(rows: Mapping[tuple[int, int], int]) -> Score:
    """The share that is right, over rows (right, of how many)."""
    right, whole = (sum(row[at] * times for row, times in rows.items()) for at in range(2))
    return Score(ratio(right, whole), f"{right} of {whole}")


def total(rows: Mapping[tuple[int, int], int]) -> Score:
    """How many, over rows (how many, of how many): a number and not a share, as for false alarms."""
    many, whole = (sum(row[at] * times for row, times in rows.items()) for at in range(2))
    return Score(float(many), f"{many} of {whole}", whole=True)


def accuracy(rows: Mapping[tuple[Hashable, Hashable], int]) -> Score:
    """The share of documents whose label is right, over rows (gold, found)."""
    right = sum(times for (gold, found), times in rows.items() if gold == found)
    whole = sum(rows.values())
    return Score(ratio(right, whole), f"{right} of {whole}")


def macro_f1(rows: Mapping[tuple[Hashable, Hashable], int]) -> Score:
    """The mean of the F1 of each label that is gold somewhere, over rows (gold, found)."""
    by_label = _f1_by_label(rows)
    return Score(ratio(sum(value for value, _ in by_label), len(by_label)), f"{len(by_label)} labels")


def weighted_f1(rows: Mapping[tuple[Hashable, Hashable], int]) -> Score:
    """The mean of the F1 of each gold label, each as often as it is gold, over rows (gold, found)."""
    by_label = _f1_by_label(rows)
    whole = sum(often for _, often in by_label)
    value = ratio(sum(value * often for value, often in by_label), whole)
    return Score(value, f"{len(by_label)} labels, {whole} documents")


def spearman(rows: Mapping[tuple[float, float], int]) -> Score:
    """The rank correlation of two numbers, over rows (one, other); ties share the mean of their ranks."""
    whole = sum(rows.values())
    ranks = [_ranks(_marginal(rows, side)) for side in (0, 1)]
    middle = (whole + 1) / 2
    both = first = second = 0.0
    for (one, other), times in rows.items():
        here, there = ranks[0][one] - middle, ranks[1][other] - middle
        both += times * here * there
        first += times * here * here
        second += times * there * there
    value = both / sqrt(first * second) if first and second else None
    return Score(None if value is None else max(-1.0, min(1.0, value)), f"{whole} documents")


def b_cubed(rows: Mapping[tuple[float, float], int]) -> Score:
    """B-cubed F1, over rows (precision, recall) of each document as `b_cubed_rows` gives them."""
    whole = sum(rows.values())
    if not whole:
        return Score(None, "P –, R –; 0 documents")
    precision, recall = (sum(row[at] * times for row, times in rows.items()) / whole for at in range(2))
    value = ratio(2 * precision * recall, precision + recall)
    return Score(value, f"P {precision:.3f}, R {recall:.3f}; {whole} documents")


def b_cubed_rows(gold: Sequence[Hashable], found: Sequence[Hashable]) -> list[tuple[float, float]]:
    """Each document's own precision and recall when documents are grouped.

    Precision is the share of its group that belongs with it, recall the share of what belongs with it that is in its
    group; it counts itself (Bagga and Baldwin 1998).
    """
    sizes, groups, common = Counter(gold), Counter(found), Counter(zip(gold, found, strict=True))
    return [
        (common[one, other] / groups[other], common[one, other] / sizes[one])
        for one, other in zip(gold, found, strict=True)
    ]


def spans(gold: Iterable[tuple[int, int]], found: Iterable[tuple[int, int]]) -> tuple[int, int, int]:
    """How many spans (start, end) were found, spurious and missed; a span is right where both its ends are."""
    wanted, given = set(gold), set(found)
    return len(wanted & given), len(given - wanted), len(wanted - given)


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres along the great circle between two points in WGS84 degrees (latitude, longitude)."""
    (north, east), (north_of, east_of) = ((radians(point[0]), radians(point[1])) for point in (one, other))
    half = sin((north_of - north) / 2) ** 2 + cos(north) * cos(north_of) * sin((east_of - east) / 2) ** 2
    return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(half)))


def _precision_and_recall(right: int, given: int, wanted: int) -> str:
    precision, recall = (ratio(right, whole) for whole in (given, wanted))
    shown = ["–" if value is None else f"{value:.3f}" for value in (precision, recall)]
    return f"P {shown[0]} ({right} of {given}), R {shown[1]} ({right} of {wanted})"


def _f1_by_label(rows: Mapping[tuple[Hashable, Hashable], int]) -> list[tuple[float, int]]:
    """For each gold label its F1 and how often it is gold."""
    wanted, given, right = Counter[Hashable](), Counter[Hashable](), Counter[Hashable]()
    for (gold, found), times in rows.items():
        wanted[gold] += times
        given[found] += times
        right[gold] += times * (gold == found)
    return [(2 * right[label] / (wanted[label] + given[label]), wanted[label]) for label in wanted]


def _marginal(rows: Mapping[tuple[float, float], int], side: int) -> dict[float, int]:
    often: defaultdict[float, int] = defaultdict(int)
    for row, times in rows.items():
        often[row[side]] += times
    return often


def _ranks(often: Mapping[float, int]) -> dict[float, float]:
    """The rank of each value from 1, equal ones with the mean of the ranks that they take."""
    ranks, before = {}, 0
    for value in sorted(often):
        ranks[value] = before + (often[value] + 1) / 2
        before += often[value]
    return ranks
