"""What benchmarks compute from what they measured, and how they show it. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

BLOCKS = "▏▎▍▌▋▊▉█"
"""Of a bar's last column, an eighth of it to the whole."""
FINE = 2
"""Bins of a histogram between a number and its double."""


def percentile(ordered: Sequence[float], share: float) -> float:
    """The least value that so large a share of all do not pass.

    Raises:
        ValueError: there are no values.
    """
    if not ordered:
        raise ValueError("no values")
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]


def bar(share: float, width: int) -> str:
    """A bar of so large a share of so many columns; what is more than nothing is seen."""
    eighths = max(round(share * width * 8), 1) if share > 0 else 0
    return BLOCKS[-1] * (eighths // 8) + (BLOCKS[eighths % 8 - 1] if eighths % 8 else "")


def histogram(values: Sequence[float], unit: str, width: int = 50) -> Iterator[str]:
    """Lines, one a bin: its upper end, a bar, how many are in it. Bins grow by the same factor."""
    counted: dict[int, int] = {}
    for value in values:
        number = math.ceil(FINE * math.log2(max(value, 0.001)) - 1e-9)
        counted[number] = counted.get(number, 0) + 1
    most = max(counted.values(), default=0)
    for number in range(min(counted, default=0), max(counted, default=-1) + 1):
        count = counted.get(number, 0)
        end = 2 ** (number / FINE)
        yield f"{'≤':>3}{end:>8,.{0 if end >= 10 else 1}f} {unit} │{bar(count / most, width):{width}} {count:,}"


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The power of n by which the cost of n grows: 0 where it stays, 1 where it is a straight line through nothing.

    That of the least squares on logarithms.
    """
    xs, ys = [math.log(n) for n, _ in points], [math.log(max(cost, 1e-9)) for _, cost in points]
    return slope(list(zip(xs, ys, strict=True)))


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Of the line with the least squares, per unit of x."""
    xs, ys = zip(*points, strict=True)
    middle, level = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - middle) * (y - level) for x, y in points) / sum((x - middle) ** 2 for x in xs)


def table(rows: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """Rows under the names of their columns: numbers to the right, words to the left."""
    if not rows:
        return
    shown = [[_cell(row[name]) for name in rows[0]] for row in rows]
    widths = [max(len(name), *(len(cells[at]) for cells in shown)) for at, name in enumerate(rows[0])]
    left = [isinstance(value, str) for value in rows[0].values()]
    for cells in [list(rows[0]), *shown]:
        padded = (
            cell.ljust(width) if words else cell.rjust(width)
            for cell, width, words in zip(cells, widths, left, strict=True)
        )
        yield "  ".join(padded).rstrip()


def _cell(value: object) -> str:
    return "–" if value is None else f"{value:,}" if isinstance(value, int | float) else str(value)


def scatter(points: Sequence[tuple[float, float]], width: int = 60, height: int = 12) -> Iterator[str]:
    """Points on logarithmic axes, where a power of n is a straight line. The upright one has a decade at least."""
    across, up = _axis([n for n, _ in points], width), _axis([cost for _, cost in points], height)
    marks = {(up(cost), across(n)): cost for n, cost in points}
    for row in reversed(range(height)):
        costs = [cost for (at, _), cost in marks.items() if at == row]
        line = "".join("●" if (row, column) in marks else " " for column in range(width))
        yield f"{max(costs):>10,.3g} │{line}".rstrip() if costs else f"{'':>10} │"
    yield f"{'':>10} └{'─' * width}"
    first, last = (f"{n:,}" for n in (points[0][0], points[-1][0]))
    yield f"{'':>12}{first}{last:>{width - len(first)}}"


def _axis(values: Sequence[float], cells: int) -> Callable[[float], int]:
    """Which cell a value is in."""
    low, high = math.log(max(min(values), 1e-9)), math.log(max(max(values), 1e-9))
    high = max(high, low + math.log(10))
    return lambda value: round((math.log(max(value, 1e-9)) - low) / (high - low) * (cells - 1))
