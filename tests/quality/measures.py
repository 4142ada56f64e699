"""What a set is, and what comes out of it: measures, outcomes of documents, figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agents.classify.classifier import Classifier
from tests.quality.bootstrap import Interval, interval
from tests.quality.metrics import Score


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should reach: at least this, or at most."""

    bound: float
    at_most: bool = False

    def met(self, value: float | None) -> bool:
        """Whether a value is on the right side; no value never is."""
        return value is not None and (value <= self.bound if self.at_most else value >= self.bound)

    def __str__(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {self.bound:g}"


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a set: its name there, how it is made of the documents' rows, and what it should reach."""

    name: str
    score: Callable[[Any], Score]
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """What went wrong with a document: labels only, never its text. `weight` is how bad it is among others."""

    document: str
    expected: str
    found: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one document contributes: a row to each measure that it is judged in, the type that was expected and the
    one that was found, the groups that it belongs to, and what went wrong.
    """

    rows: Mapping[str, Hashable]
    types: tuple[str, str] | None = None
    groups: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QualitySet:
    """A labelled set: how it is read, and how its documents and what classify says of them are compared.

    `load` takes the folder of sets and returns the documents, none where the set is absent. `judge` runs in a process
    of its own over a part of them, or over all in order where they are judged `together`. `grouped` is the measure that
    is also shown by group. Of a `blind` set only counts are told.
    """

    name: str
    title: str
    load: Callable[[Path], Sequence[Any]]
    judge: Callable[[Sequence[Any], Classifier], list[Outcome]]
    measures: tuple[Measure, ...]
    together: bool = False
    grouped: str | None = None
    blind: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure."""

    measure: str
    score: Score
    interval: Interval | None
    target: Target | None


@dataclass(frozen=True, slots=True)
class Result:
    """All that was measured on one set; no figures where it is absent."""

    set: str
    title: str
    documents: int
    figures: tuple[Figure, ...] = ()
    groups: tuple[tuple[str, Score], ...] = ()
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: tuple[Wrong, ...] = ()
    blind: bool = False


def result_of(found: QualitySet, documents: int, outcomes: Sequence[Outcome]) -> Result:
    """The figures of a set of so many documents, from what became of them."""
    return Result(
        found.name,
        found.title,
        documents,
        tuple(figure_of(measure, outcomes) for measure in found.measures) if outcomes else (),
        tuple(_groups(found, outcomes)),
        Counter(outcome.types for outcome in outcomes if outcome.types is not None),
        tuple(sorted((wrong for outcome in outcomes for wrong in outcome.wrong), key=lambda one: -one.weight)),
        found.blind,
    )


def figure_of(measure: Measure, outcomes: Sequence[Outcome]) -> Figure:
    """One figure over the documents that are judged in it."""
    rows = [outcome.rows[measure.name] for outcome in outcomes if measure.name in outcome.rows]
    return Figure(measure.name, measure.score(Counter(rows)), interval(rows, measure.score), measure.target)


def _groups(found: QualitySet, outcomes: Sequence[Outcome]) -> list[tuple[str, Score]]:
    if found.grouped is None:
        return []
    measure = next(one for one in found.measures if one.name == found.grouped)
    members: dict[str, Counter[Hashable]] = {}
    for outcome in outcomes:
        for group in outcome.groups if measure.name in outcome.rows else ():
            members.setdefault(group, Counter())[outcome.rows[measure.name]] += 1
    return [(group, measure.score(members[group])) for group in sorted(members)]
