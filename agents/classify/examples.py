"""The examples and counter-examples that stand beside the knowledge, and whether classify does what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agents.classify.classifier import Classifier
from agents.classify.classify import classify
from agents.classify.events.rules import Rules
from agents.classify.languages.language import language
from schemas.article import Article
from schemas.taxonomy import EventType

_ARRIVAL = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
"""When an example reaches us; none has a date of its own."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text in a language that is of a type and subtype or, where it counts against one, not of the type."""

    id: str
    language: str
    text: str
    type: EventType
    subtype: str | None
    counter: bool


@dataclass(frozen=True, slots=True)
class Mistake:
    """An example of which something else was found: both as type and subtype."""

    example: Example
    expected: str
    found: str


def english_examples(rules: Rules) -> list[Example]:
    """Those of the types and rules of English, each known by its type and number."""
    listed: list[tuple[EventType, str | None, str, bool]] = [
        (known.type, subtype, text, False)
        for known in rules.types.values()
        for subtype, texts in known.examples.items()
        for text in texts
    ]
    listed += [(known.type, None, text, True) for known in rules.types.values() for text in known.counter_examples]
    listed += [(rule.type, rule.subtype, text, False) for rule in rules.rules for text in rule.examples]
    listed += [(rule.type, None, text, True) for rule in rules.rules for text in rule.counter_examples]
    return list(_numbered("en", listed))


def language_examples(code: str) -> list[Example]:
    """Those of a language's folder; a counter-example is one of type none.

    Raises:
        KnowledgeError: a file of the folder is wrong.
    """
    known = language(code)
    listed: list[tuple[EventType, str | None, str, bool]] = [
        (one.type, one.subtype, one.text, False) for one in known.examples
    ]
    listed += [(rule.type, None, text, False) for rule in known.rules.rules for text in rule.examples]
    return list(_numbered(code, listed))


def _numbered(code: str, listed: Iterable[tuple[EventType, str | None, str, bool]]) -> Iterator[Example]:
    for number, (kind, subtype, text, counter) in enumerate(listed, 1):
        yield Example(f"{kind} example {number}", code, text, kind, subtype, counter)


def mistake_in(example: Example, classifier: Classifier) -> Mistake | None:
    """What was found instead; None where an event of its type is found, of its subtype where it gives one."""
    events = classify(Article(id=example.id, text=example.text, language=example.language), _ARRIVAL, classifier).events
    if example.counter:
        found = any(event.type is example.type for event in events)
        return Mistake(example, f"not {example.type}", example.type) if found else None
    first = next((event for event in events if event.type is example.type), events[0])
    if first.type is example.type and example.subtype in (None, first.subtype):
        return None
    return Mistake(example, _said(example.type, example.subtype), _said(first.type, first.subtype))


def _said(kind: EventType, subtype: str | None) -> str:
    return kind.value if subtype is None else f"{kind}.{subtype}"
