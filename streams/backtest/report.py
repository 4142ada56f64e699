"""A finished backtest as one value, which terminal, page and JSON all show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from streams.backtest.archive import Survey
from streams.backtest.difference import Difference, Only, Side
from streams.backtest.tally import Busiest, Span, Tally, warnings


@dataclass(frozen=True, slots=True)
class Report:
    """What was read, the time that it tells of (None for no article), and what came of it."""

    survey: Survey
    span: Span | None
    tallies: tuple[Tally, ...]
    difference: Difference | None = None

    def warnings(self) -> list[str]:
        """What is noisy, in one line each."""
        if self.span is None:
            return []
        return [line for tally in self.tallies for line in warnings(tally, self.span)]

    def summary(self) -> str:
        """What was read, in one line."""
        left = [(self.survey.undated, "without a date"), (self.survey.unreadable, "unreadable"),
                (self.survey.outside, "outside the dates asked for")]  # fmt: skip
        out = ", ".join(f"{count:,} {why}" for count, why in left if count)
        when = "" if self.span is None else f", {self.span.first:%Y-%m-%d} to {self.span.last:%Y-%m-%d}"
        days = "" if self.span is None else f" ({_counted(self.span.days, 'day')})"
        return _counted(self.survey.articles, "article") + when + days + (f"; left out: {out}" if out else "")


def a_day(tally: Tally, span: Span | None) -> float:
    """Alerts of a subscription a day, over all days."""
    return 0.0 if span is None else tally.total / span.days


def as_json(report: Report) -> dict[str, Any]:
    """All of it as plain values."""
    survey, span = asdict(report.survey), report.span
    return {
        "archive": survey | {"days": 0 if span is None else span.days},
        "subscriptions": [_tally(tally, span) for tally in report.tallies],
        "warnings": report.warnings(),
        "against": None if report.difference is None else _difference(report.difference),
    }


def _tally(tally: Tally, span: Span | None) -> dict[str, Any]:
    return {
        "id": tally.id,
        "subscriber": tally.subscriber,
        "total": tally.total,
        "kinds": tally.kinds,
        "per_day": a_day(tally, span),
        "busiest_day": _busiest(tally.busiest_day()),
        "busiest_hour": _busiest(tally.busiest_hour()),
        "hours_above_one": tally.noisy_hours(),
        "articles": len(tally.articles),
        "incidents": len(tally.incidents),
        "days": {day.isoformat(): count for day, count in tally.a_day().items()},
        "told": tally.told,
        "alerts": [asdict(row) for row in tally.rows],
    }


def _busiest(found: Busiest | None) -> dict[str, Any] | None:
    return None if found is None else asdict(found)


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "edited": difference.edited,
        "same": difference.same,
        "moved": difference.moved,
        "only_new": _only(difference.listed(Side.NEW)),
        "only_old": _only(difference.listed(Side.OLD)),
        "only_new_count": difference.count(Side.NEW),
        "only_old_count": difference.count(Side.OLD),
    }


def _only(entries: Iterable[Only]) -> list[dict[str, Any]]:
    return [asdict(entry.row) | {"other": entry.other} for entry in entries]


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
