"""Measures sets in as many processes as there are cores: parts of all sets at once, results set by set."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from agents.classify.classifier import Classifier, load_classifier
from tests.quality.measures import Outcome, QualitySet, Result, result_of
from tests.quality.report import NOT_MEASURED, number
from tests.quality.sets import SETS

PART = 64
"""Documents that a process takes at a time."""

Progress = Callable[[str], None]


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def load(names: Iterable[str], folder: Path) -> dict[str, Sequence[Any]]:
    """The documents of these sets; those outside the repository are read from a folder.

    Raises:
        ValueError: a set cannot be read; the message names file and line.
    """
    return {name: SETS[name].load(folder) for name in names}


def measure(documents: Mapping[str, Sequence[Any]], processes: int, progress: Progress) -> Iterator[Result]:
    """The results of these sets, in their order; each is told to `progress` when it is there."""
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=_classifier) as pool:
        under_way = _handed_out(pool, documents)
        for name in documents:
            outcomes = [outcome for part in under_way[name] for outcome in part.result()]
            result = result_of(SETS[name], len(documents[name]), outcomes)
            progress(_line(SETS[name], result))
            yield result


def _handed_out(
    pool: ProcessPoolExecutor, documents: Mapping[str, Sequence[Any]]
) -> dict[str, list[Future[list[Outcome]]]]:
    """All parts of all sets, handed to the processes; first those of one part, which take longest."""
    order = sorted(documents, key=lambda name: not SETS[name].together)
    return {name: [pool.submit(_judge, name, part) for part in _parts(SETS[name], documents[name])] for name in order}


def _parts(found: QualitySet, documents: Sequence[Any]) -> list[Sequence[Any]]:
    size = max(len(documents), 1) if found.together else PART
    return [documents[start : start + size] for start in range(0, len(documents), size)]


@cache
def _classifier() -> Classifier:
    return load_classifier()


def _judge(name: str, documents: Sequence[Any]) -> list[Outcome]:
    judged: list[Outcome] = SETS[name].judge(documents, _classifier())
    return judged


def _line(found: QualitySet, result: Result) -> str:
    if not result.documents:
        return f"{found.name}: {NOT_MEASURED}"
    first = result.figures[0]
    value = number(first.score.value, first.score.whole)
    return f"{found.name}: {result.documents} documents, {first.measure} {value}"
