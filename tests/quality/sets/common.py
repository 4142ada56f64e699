"""What several sets need: their files, articles of their texts, and how numbers of people are compared."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agents.classify.classifier import Classifier
from agents.classify.classify import Classified, classify
from schemas.article import Article
from schemas.event import Count, Event
from tests.quality.measures import Wrong

ARRIVAL = datetime(2026, 1, 1, tzinfo=UTC)
"""When an article without a date of its own arrived."""


def files(folder: Path, pattern: str) -> list[Path]:
    """The files of a set, in the order of their names; none where it is absent."""
    return sorted(folder.glob(pattern))


def json_lines(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """The objects of JSON Lines files.

    Raises:
        ValueError: a line is no JSON object; the message names file and line.
    """
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise ValueError(f"{path.name}, line {number}: {error}") from error
            if not isinstance(row, dict):
                raise ValueError(f"{path.name}, line {number}: expected an object")
            yield row


def table(paths: Iterable[Path], delimiter: str = ",") -> Iterator[dict[str, str]]:
    """The rows of tables with a header, which may be quoted as CSV is."""
    csv.field_size_limit(1 << 30)
    for path in paths:
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines, delimiter=delimiter)


def tell(
    classifier: Classifier, name: str, text: str, title: str = "", published: datetime | None = None
) -> Classified:
    """What classify says of a text."""
    article = Article(id=name, title=title, text=text, published=published)
    return classify(article, published or ARRIVAL, classifier)


def moment(date: str) -> datetime:
    """The start of a day in ISO 8601, in UTC."""
    return datetime.fromisoformat(date).replace(tzinfo=UTC)


def best(count: Count | None) -> int:
    """The best number of a count; 0 where none is told or only a bound is."""
    return 0 if count is None or count.best is None else count.best


def most(events: Iterable[Event], number: Callable[[Event], int]) -> int:
    """The largest number that an event has: two events of one short account tell mostly of the same people."""
    return max(map(number, events), default=0)


def off(document: str, what: str, gold: int, found: int) -> tuple[Wrong, ...]:
    """The mistake in a number of people, as bad as it is far off; none where it is right."""
    return () if gold == found else (Wrong(document, f"{what} {gold}", f"{what} {found}", abs(gold - found)),)
