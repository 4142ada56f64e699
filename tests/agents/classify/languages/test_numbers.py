"""Numbers of people in a language of patterns, and that any text of it can be read."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify.classifier import Classifier, load_classifier
from agents.classify.classify import classify
from agents.classify.languages.language import language, languages
from agents.classify.languages.numbers import numbers_in
from schemas.article import Article
from schemas.event import Count

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
CODES = sorted(languages())
WORDS = {code: sorted(language(code).rules.index.entries)[::7] for code in CODES}


def counts(text: str, code: str = "es") -> list[Count]:
    known = language(code)
    keys = [known.keys[word] for word in text.split()]
    return [one.size for one in numbers_in(keys, 0, len(keys), known.tolls.numbers)]


@pytest.mark.parametrize(("text", "sizes"), [
    ("treinta y dos personas", [Count(32, 32, 32)]),
    ("al menos 12 personas", [Count(12, 12, None)]),
    ("1.200 soldados", [Count(1200, 1200, 1200)]),
    ("1 200 soldados", [Count(1200, 1200, 1200)]),
    ("en 2019 hubo calma", []),
    ("12 años de cárcel", []),
    ("nadie", []),
])  # fmt: skip
def test_the_people_that_a_phrase_counts(text: str, sizes: list[Count]) -> None:
    assert counts(text) == sizes


@given(
    st.lists(st.one_of(st.text(min_size=1, max_size=6), st.from_regex(r"[0-9.,]{1,12}", fullmatch=True)), max_size=12)
)
def test_numbers_end_one_after_another_and_never_raise(tokens: list[str]) -> None:
    found = numbers_in(tokens, 0, len(tokens), language("de").tolls.numbers)
    ends = [one.last for one in found]
    assert ends == sorted(set(ends))
    assert all(0 <= one.first < one.last <= len(tokens) for one in found)


@cache
def classifier() -> Classifier:
    return load_classifier(second_look=False)


@given(st.sampled_from(CODES), st.data())
def test_any_text_of_a_language_can_be_classified(code: str, data: st.DataObject) -> None:
    words = data.draw(st.lists(st.one_of(st.sampled_from(WORDS[code]), st.text(max_size=8)), max_size=30))
    article = Article(id="any", text=" ".join(words), language=code)
    assert classify(article, NOW, classifier()).events
