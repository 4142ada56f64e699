"""Bars as SVG that stands in a page by itself: alerts a day, stacked by severity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape

from schemas.levels import SeverityLevel
from streams.backtest.tally import Span, Tally

WIDTH, HEIGHT, FOOT = 960, 120, 16
"""Of a picture, and of the line of dates below its bars, in pixels."""
MOST_BARS = 240
COLOURS = {
    SeverityLevel.UNKNOWN: "#9aa0a6",
    SeverityLevel.MINOR: "#4f9d69",
    SeverityLevel.MODERATE: "#e0b000",
    SeverityLevel.SEVERE: "#e07000",
    SeverityLevel.EXTREME: "#b3261e",
}


def bars(tally: Tally, span: Span) -> str:
    """A picture of one subscription. A bar holds all alerts of as many days as it must so that all bars have room."""
    days, count = span.bins(MOST_BARS)
    bins: list[Counter[SeverityLevel]] = [Counter() for _ in range(count)]
    for day, levels in tally.days.items():
        bins[span.bin_of(day, days)].update(levels)
    highest = max(1, *(levels.total() for levels in bins))
    step = WIDTH / count
    drawn = "".join(
        part
        for number, levels in enumerate(bins)
        for part in _bar(levels, number * step, step, highest, _label(span, number, days, levels))
    )
    each = "day" if days == 1 else f"{days} days"
    title = f"Alerts of {tally.id}, a bar each {each}, at most {highest}"
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT + FOOT}" role="img" aria-label="{escape(title)}">{drawn}'
        f'<line x1="0" y1="{HEIGHT}" x2="{WIDTH}" y2="{HEIGHT}" stroke="#80868b"/>'
        f'<text x="0" y="{HEIGHT + FOOT - 3}">{span.day(0)}</text>'
        f'<text x="{WIDTH}" y="{HEIGHT + FOOT - 3}" text-anchor="end">{span.day(span.days - 1)}</text></svg>'
        f"<p>{escape(title)}</p>"
    )


def _bar(levels: Counter[SeverityLevel], x: float, step: float, highest: int, label: str) -> Iterator[str]:
    """The highest severity stands lowest, where it is compared best."""
    if not levels:
        return
    yield f"<g><title>{escape(label)}</title>"
    top, gap = float(HEIGHT), min(1.0, step / 5)
    for level in sorted(levels, key=lambda level: -level.rank):
        height = levels[level] / highest * HEIGHT
        top -= height
        place = f'x="{x:.2f}" y="{top:.2f}" width="{step - gap:.2f}" height="{height:.2f}"'
        yield f'<rect {place} fill="{COLOURS[level]}"/>'
    yield "</g>"


def _label(span: Span, number: int, days: int, levels: Counter[SeverityLevel]) -> str:
    counts = ", ".join(f"{levels[level]} {level}" for level in SeverityLevel if levels[level])
    return f"{span.day(number * days)}: {counts}"


def legend() -> str:
    """Which colour is which severity."""
    return " ".join(
        '<span><svg class="key" viewBox="0 0 10 10"><rect width="10" height="10" '
        f'fill="{colour}"/></svg> {level}</span>'
        for level, colour in COLOURS.items()
    )
