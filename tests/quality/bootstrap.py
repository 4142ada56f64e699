"""How far a figure can be trusted: the interval of its values over resamples of the documents.

The percentile bootstrap (Efron 1979): as many documents are drawn with replacement as there are, a thousand times; 95 %
of the values lie in the interval. The seed is fixed, so that the same results give the same interval. Documents with
equal rows are drawn as one kind, which leaves the figure few rows to go through.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Hashable, Sequence

from tests.quality.metrics import Rows, Score

RESAMPLES = 1000
SEED = 20240305
INSIDE = 0.95

Interval = tuple[float, float]


def interval(
    rows: Sequence[Hashable], score: Callable[[Rows], Score], resamples: int = RESAMPLES, seed: int = SEED
) -> Interval | None:
    """The ends of the interval of a figure; None where too few resamples have a value to tell."""
    if not rows:
        return None
    draw = random.Random(seed)
    values = []
    for _ in range(resamples):
        value = score(Counter(draw.choices(rows, k=len(rows)))).value
        if value is not None:
            values.append(value)
    if len(values) < resamples / 2:
        return None
    values.sort()
    return quantile(values, (1 - INSIDE) / 2), quantile(values, (1 + INSIDE) / 2)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the sorted values lies, between two of them in proportion."""
    at = share * (len(values) - 1)
    below = int(at)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (at - below)
