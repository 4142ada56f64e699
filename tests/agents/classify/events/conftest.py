"""Documents for the tests of the event finder."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agents.classify.events.candidate import Candidate
from agents.classify.events.find import find_events
from agents.classify.events.rules import Rules, load_rules
from agents.classify.text.document import Document, Sentence
from agents.classify.text.tokens import fold, tokenize


def document_of(text: str, title: str = "") -> Document:
    """A document whose sentences end at . ! ? before a space, or at an empty line."""
    buffer = f"{title}\n\n{text}" if title else text
    tokens, starts, ends = tokenize(buffer)
    sentences: list[Sentence] = []
    first = 0
    for at, word in enumerate(tokens):
        last = at + 1 == len(tokens)
        gap = "" if last else buffer[ends[at] : starts[at + 1]]
        if last or "\n\n" in gap or (word in ".!?" and gap):
            sentences.append(Sentence(starts[first], ends[at], first, at + 1))
            first = at + 1
    return Document(
        buffer=buffer,
        text_start=len(title) + 2 if title else 0,
        language="en",
        tokens=tuple(tokens),
        lower=tuple(fold(token) for token in tokens),
        starts=tuple(starts),
        ends=tuple(ends),
        sentences=tuple(sentences),
    )


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules()


@pytest.fixture(scope="session")
def read() -> Callable[..., Document]:
    return document_of


@pytest.fixture(scope="session")
def find(rules: Rules) -> Callable[..., tuple[Candidate, ...]]:
    return lambda text, title="": find_events(document_of(text, title), rules)
