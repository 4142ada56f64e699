"""What was measured, as Markdown for people and as JSON for programs. Labels and ids, never texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.quality.bootstrap import Interval
from tests.quality.measures import Figure, Result, Wrong

NOT_MEASURED = "not measured: no data"
HEADER = "| date | commit | set | measure | value | 95 % interval | counts | target |\n| --- | --- | --- | --- | --- | --- | --- | --- |"
CONFUSIONS = 12
"""Pairs of types that are told of each set, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Run:
    """When and on what the figures were measured: an ISO date, a short commit with "+" where files differed from it."""

    date: str
    commit: str


def markdown(run: Run, results: Sequence[Result], worst: int = 0, reveal: bool = False) -> str:
    """The tables of a run: figures, those of a blind set apart, groups, confusions and, so many a set, the worst mistakes."""
    seen, blind = [one for one in results if not one.blind], [one for one in results if one.blind]
    parts = [_table(run, seen)] if seen else []
    parts += [f"### {result.title}\n\n{_table(run, [result])}" for result in blind]
    parts += [_groups(result) for result in results if result.groups]
    parts += [_confusion(result) for result in results if _confused(result)]
    if worst:
        parts += [_worst(result, worst, reveal) for result in results if result.wrong]
    return "\n\n".join(parts) + "\n"


def document(run: Run, results: Sequence[Result], worst: int = 0, reveal: bool = False) -> dict[str, Any]:
    """The same as an object for JSON."""
    return {"date": run.date, "commit": run.commit, "sets": [_object(result, worst, reveal) for result in results]}


def _table(run: Run, results: Iterable[Result]) -> str:
    return "\n".join([HEADER, *[line for result in results for line in _rows(run, result)]])


def _rows(run: Run, result: Result) -> Iterator[str]:
    if not result.documents:
        yield f"| {run.date} | {run.commit} | {result.set} | {NOT_MEASURED} | – | – | – | – |"
    for figure in result.figures:
        cells = (run.date, run.commit, result.set, figure.measure, *_cells(figure))
        yield f"| {' | '.join(cells)} |"


def _cells(figure: Figure) -> tuple[str, str, str, str]:
    target = "–"
    if figure.target is not None:
        target = f"{figure.target}{'' if figure.target.met(figure.score.value) else ' (missed)'}"
    score = figure.score
    return number(score.value, score.whole), _interval(figure.interval, score.whole), score.counts, target


def number(value: float | None, whole: bool) -> str:
    """A value as it is shown: a number of things without places, a share with three."""
    if value is None:
        return "–"
    return f"{value:.0f}" if whole else f"{value:.3f}"


def _interval(ends: Interval | None, whole: bool) -> str:
    return "–" if ends is None else " to ".join(number(end, whole) for end in ends)


def _groups(result: Result) -> str:
    lines = [f"| {group} | {number(score.value, score.whole)} | {score.counts} |" for group, score in result.groups]
    head = f"### {result.title}: by group\n\n| group | value | counts |\n| --- | --- | --- |"
    return "\n".join([head, *lines])


def _confused(result: Result) -> list[tuple[tuple[str, str], int]]:
    """Pairs of types (expected, found) that differ, the most frequent first."""
    differing = Counter({pair: often for pair, often in result.confusion.items() if pair[0] != pair[1]})
    return sorted(differing.items(), key=lambda item: (-item[1], item[0]))


def _confusion(result: Result) -> str:
    wanted = Counter[str]()
    for (gold, _), often in result.confusion.items():
        wanted[gold] += often
    lines = [
        f"| {gold} | {found} | {often} of {wanted[gold]} |" for (gold, found), often in _confused(result)[:CONFUSIONS]
    ]
    head = f"### {result.title}: taken for one another\n\n| expected | found | documents |\n| --- | --- | --- |"
    return "\n".join([head, *lines])


def _worst(result: Result, most: int, reveal: bool) -> str:
    if result.blind and not reveal:
        head = f"### {result.title}: mistakes, in counts\n\n| expected | found | times |\n| --- | --- | --- |"
        return "\n".join(
            [head, *[f"| {one} | {other} | {often} |" for one, other, often in counted(result.wrong)[:most]]]
        )
    head = f"### {result.title}: the worst of {len(result.wrong)} mistakes\n\n| document | expected | found |\n| --- | --- | --- |"
    return "\n".join([head, *[f"| {one.document} | {one.expected} | {one.found} |" for one in result.wrong[:most]]])


def counted(wrong: Iterable[Wrong]) -> list[tuple[str, str, int]]:
    """Mistakes without their documents, the most frequent first."""
    often = Counter((one.expected, one.found) for one in wrong)
    return [(*pair, times) for pair, times in sorted(often.items(), key=lambda item: (-item[1], item[0]))]


def _object(result: Result, worst: int, reveal: bool) -> dict[str, Any]:
    secret = result.blind and not reveal
    mistakes = counted(result.wrong) if secret else [(one.document, one.expected, one.found) for one in result.wrong]
    return {
        "set": result.set,
        "documents": result.documents,
        "figures": [_figure(figure) for figure in result.figures],
        "groups": [{"group": group, "value": score.value, "counts": score.counts} for group, score in result.groups],
        "confusion": [{"expected": gold, "found": found, "documents": n} for (gold, found), n in _confused(result)],
        "mistakes": [list(mistake) for mistake in mistakes[:worst]],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    target = figure.target
    return {
        "measure": figure.measure,
        "value": figure.score.value,
        "interval": figure.interval,
        "counts": figure.score.counts,
        "target": None if target is None else str(target),
        "met": None if target is None else target.met(figure.score.value),
    }
