"""Documents for the tests of the event finder."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agents.classify.events.candidate import Candidate
from agents.classify.events.find import find_events
from agents.classify.events.rules import Rules, load_rules
from agents.classify.text.document import Document, build_document
from schemas.article import Article


def document_of(text: str, title: str = "") -> Document:
    """The document that the pipeline would read."""
    return build_document(Article(id="test", title=title, text=text))


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules()


@pytest.fixture(scope="session")
def read() -> Callable[..., Document]:
    return document_of


@pytest.fixture(scope="session")
def find(rules: Rules) -> Callable[..., tuple[Candidate, ...]]:
    return lambda text, title="": find_events(document_of(text, title), rules)
