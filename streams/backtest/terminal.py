"""A backtest for a terminal: rows of a table, bars of Unicode blocks, and what an edit changes, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas.alert import AlertKind
from streams.backtest.difference import Difference, Only, Side
from streams.backtest.report import Report, a_day
from streams.backtest.tally import MOST_LISTED, Span, Tally

BLOCKS = " ▁▂▃▄▅▆▇█"
LEAST_WIDTH = 10
ALWAYS = (AlertKind.NEW, AlertKind.UPDATE, AlertKind.CORRECTION, AlertKind.CANCEL)


def header(report: Report) -> tuple[str, ...]:
    """Names of the columns. Digests and notices have one only where a subscription is sent some."""
    return ("subscription", *_kinds(report), "total", "a day", "most", "articles", "incidents")


def rows(report: Report) -> Iterator[tuple[str, ...]]:
    """One row a subscription, under those names."""
    for tally in report.tallies:
        most = tally.busiest_day()
        yield (
            tally.id,
            *(str(tally.kinds[kind]) for kind in _kinds(report)),
            str(tally.total),
            f"{a_day(tally, report.span):.2f}",
            "" if most is None else f"{most.count} on {most.at}",
            str(len(tally.articles)),
            str(len(tally.incidents)),
        )


def _kinds(report: Report) -> list[AlertKind]:
    return [kind for kind in AlertKind if kind in ALWAYS or any(tally.kinds[kind] for tally in report.tallies)]


def plot(tallies: Sequence[Tally], span: Span, width: int) -> Iterator[str]:
    """Alerts a day in one row of bars a subscription, all to one scale, in so many columns.

    A bar stands for as many days as it must so that all have room, and shows the day with the most of them.
    """
    names = max((len(tally.id) for tally in tallies), default=0)
    days, count = span.bins(max(LEAST_WIDTH, width - names - len("  most 1000")))
    each = [_binned(tally, span, days, count) for tally in tallies]
    highest = max((max(bins) for bins in each), default=0)
    scale = "day" if days == 1 else f"{days} days"
    yield f"alerts a day, {span.day(0)} to {span.day(span.days - 1)}, a bar each {scale}"
    for tally, bins in zip(tallies, each, strict=True):
        yield f"{tally.id.ljust(names)} {''.join(_block(value, highest) for value in bins)} most {max(bins)}"


def _binned(tally: Tally, span: Span, days: int, count: int) -> list[int]:
    bins = [0] * count
    for day, alerts in tally.a_day().items():
        number = span.bin_of(day, days)
        bins[number] = max(bins[number], alerts)
    return bins


def _block(value: int, highest: int) -> str:
    """The block of a value; what is not nothing is seen."""
    return BLOCKS[0 if not value else max(1, round(value / highest * (len(BLOCKS) - 1)))]


def changes(difference: Difference) -> Iterator[str]:
    """What an edit changes: counts by subscription, then what only one side is told."""
    if not difference.edited:
        yield "the edit changes no subscription"
        return
    counts = {side: difference.count(side) for side in Side}
    for name, how in difference.edited.items():
        moved = f", {difference.moved[name]} of them at another time" if difference.moved[name] else ""
        told = f"{counts[Side.NEW][name]} only now, {counts[Side.OLD][name]} only before"
        yield f"{name} ({how}): {told}, {difference.same[name]} as before{moved}"
    for side, sign in ((Side.NEW, "+"), (Side.OLD, "-")):
        listed = difference.listed(side)
        for only in listed:
            yield from _only(only, side, sign)
        rest = counts[side].total() - len(listed)
        if rest:
            yield f"{sign} and {rest} more: {MOST_LISTED} of a subscription are listed"


def _only(only: Only, side: Side, sign: str) -> Iterator[str]:
    row = only.row
    yield f"{sign} {row.time:%Y-%m-%d %H:%M} {row.subscription} {row.kind}: {row.title or row.headline}"
    if row.why:
        yield f"    {'now' if side is Side.NEW else 'before'}: {'; '.join(row.why)}"
    yield f"    {'before' if side is Side.NEW else 'now'}: {only.other}"
