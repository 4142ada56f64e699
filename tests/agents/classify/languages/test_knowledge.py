"""Every language folder does what it says of itself."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cache

import pytest

from agents.classify.classifier import Classifier, load_classifier
from agents.classify.classify import classify
from agents.classify.events.rule import Rule
from agents.classify.languages.language import Example, language, languages
from schemas.article import Article
from schemas.event import Event
from schemas.taxonomy import EventType

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
LEAST_EXAMPLES, LEAST_COUNTER_EXAMPLES = 60, 30
CODES = sorted(languages())
EXAMPLES = [(code, example) for code in CODES for example in language(code).examples]
RULES = [(code, rule) for code in CODES for rule in language(code).rules.rules if rule.examples]


@cache
def classifier() -> Classifier:
    return load_classifier()


def events_of(text: str, code: str) -> tuple[Event, ...]:
    return classify(Article(id="example", text=text, language=code), NOW, classifier()).events


@pytest.mark.parametrize("code", CODES)
def test_a_language_has_examples_enough(code: str) -> None:
    counts = Counter(example.type is EventType.NONE for example in language(code).examples)
    assert counts[False] >= LEAST_EXAMPLES
    assert counts[True] >= LEAST_COUNTER_EXAMPLES


@pytest.mark.parametrize(("code", "example"), EXAMPLES, ids=lambda value: getattr(value, "text", value)[:60])
def test_a_text_reports_what_its_label_says(code: str, example: Example) -> None:
    first = events_of(example.text, code)[0]
    assert (first.type, first.subtype) == (example.type, example.subtype or first.subtype)


@pytest.mark.parametrize(("code", "rule"), RULES, ids=lambda value: getattr(value, "id", value))
def test_a_rule_finds_its_own_examples(code: str, rule: Rule) -> None:
    for text in rule.examples:
        assert rule.type in {event.type for event in events_of(text, code)}, text


@pytest.mark.parametrize("code", CODES)
def test_an_example_is_in_the_language_that_it_is_for(code: str) -> None:
    texts = [example.text for own, example in EXAMPLES if own == code]
    told = Counter(classify(Article(id="x", text=text), NOW, classifier()).report.language for text in texts)
    assert told[code] >= 0.9 * len(texts), told
