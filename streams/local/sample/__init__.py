"""The sample: articles with the outcome that an editor expects of each, and the subscriptions of three desks.

`make run` replays the articles through the pipeline, and the golden test compares what comes out with the
expectations. README.md beside this file has the format.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from streams.local.sample.expectation import Expectation, ExpectedAlert, ExpectedEvent, read_expectation

__all__ = [
    "Expectation",
    "ExpectedAlert",
    "ExpectedEvent",
    "SampleArticle",
    "load_stories",
    "subscription_documents",
]

_HERE = Path(__file__).parent
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class SampleArticle:
    """One article as a feed would send it, the file (`story`) that it stands in, and what is expected of it."""

    article: dict[str, Any]
    expect: Expectation
    story: str

    @property
    def published(self) -> dt.datetime:
        """When the article was published, in UTC."""
        return dt.datetime.fromisoformat(self.article["published"])


@cache
def load_stories() -> tuple[SampleArticle, ...]:
    """All sample articles in the order of their dates.

    Raises:
        ValueError: an entry of a story file is wrong; the message names file, article, field and value.
    """
    found = [entry for path in sorted((_HERE / "stories").glob("*.yaml")) for entry in _story(path)]
    return tuple(sorted(found, key=lambda entry: (entry.published, entry.article["id"])))


@cache
def subscription_documents() -> tuple[dict[str, Any], ...]:
    """The subscriptions of the sample as they are written, by file name."""
    return tuple(_read(path) for path in sorted((_HERE / "subscriptions").glob("*.yaml")))


def _story(path: Path) -> Iterator[SampleArticle]:
    for number, entry in enumerate(_read(path), 1):
        try:
            yield SampleArticle(entry["article"], read_expectation(entry["expect"]), path.stem)
        except (KeyError, TypeError, ValueError) as error:
            name = entry.get("article", {}).get("id", f"entry {number}") if isinstance(entry, dict) else number
            raise ValueError(f"{path.name}: {name}: {error}") from error


def _read(path: Path) -> Any:  # noqa: ANN401 - whatever YAML holds; the callers check it
    return yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 - a safe loader, in C where there is one
