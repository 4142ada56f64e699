from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.correlate.words import background, canonical_url, names, synonyms, telling, tokens


def test_case_accents_possessives_and_plurals_do_not_tell_words_apart():
    assert tokens("Bogotá’s mosques burned") == tokens("bogota mosque burned")


def test_scripts_without_spaces_are_read_in_pairs():
    assert tokens("東京地震") == ["東京", "京地", "地震"]


def test_words_that_every_report_holds_are_not_kept():
    assert telling("The bombing of the mosque", "It was in Kunduz", 800, 72) == ("blast", "mosque", "kunduz")


@given(st.text())
def test_any_text_has_words(text: str):
    assert all(tokens(text))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.news.example/a/b/?utm_source=x#top", "news.example/a/b"),
        ("http://m.news.example/a/b/amp", "news.example/a/b"),
        ("https://news.example/?p=12", "news.example?p=12"),
        ("https://news.example/story.php?id=7", "news.example/story.php?id=7"),
        ("https://news.example/", None),
        ("not a url", None),
        ("http://[broken", None),
        (None, None),
    ],
)
def test_an_address_is_known_by_host_and_path(url: str | None, expected: str | None):
    assert canonical_url(url) == expected


def test_proper_names_are_read_and_words_that_begin_a_sentence_are_not():
    text = "Villagers fled. Neighbours of Nadia Rahimi, 34, and the driver Yusuf Adeyemi waited by the Tolo clinic."
    assert names(text, 800, 9) == ("@nadia", "@rahimi", "@yusuf", "@adeyemi", "@tolo")
    assert names(text, 800, 2) == ("@nadia", "@rahimi")


def test_names_in_other_alphabets_with_capitals_are_read():
    assert names("Он видел, как Петров ушёл, а Čapek и Ångström остались", 800, 9) == ("@петров", "@capek", "@angstrom")


@given(st.text())
def test_any_text_has_names(text: str):
    assert all(name.startswith("@") and len(name) > 1 for name in names(text, 3000, 24))


def test_a_giant_word_takes_no_longer_than_its_length():
    began = time.process_time()
    names("A" * 3000, 3000, 24)
    assert time.process_time() - began < 0.5


def test_synonyms_are_one_word_and_as_common_as_all_of_them_together():
    told = telling("Earthquake hits coast", "A tremor shook the coast; the quake was felt inland.", 800, 9)
    assert told.count("quake") == 1
    assert not {"earthquake", "tremor"} & set(told)
    assert background()["blast"] >= background()["bomb"]


def test_every_class_of_synonyms_is_of_words_as_they_are_read_and_none_is_in_two():
    for word, first in synonyms().items():
        assert tokens(word) == [word]
        assert synonyms()[first] == first
