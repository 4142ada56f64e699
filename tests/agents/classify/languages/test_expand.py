"""Stems in a file stand for every key that lies under them in any file."""

from __future__ import annotations

import pytest

from agents.classify.events.knowledge import Entry, KnowledgeError
from agents.classify.languages.expand import expanded, terms_of
from agents.classify.languages.keys import Spelling

PLAIN = Spelling({ord("ó"): "o"})


def read(values: dict[str, object], *others: str) -> Entry:
    entry = Entry("file", values)
    return expanded(entry, terms_of(entry, PLAIN) | set(others), PLAIN)


def test_a_stem_takes_the_words_of_other_files() -> None:
    assert read({"words": ["bomb* fuerte"]}, "bombardeo*", "bomba").values == {
        "words": ["bomb*|bomba|bombardeo* fuerte"]
    }


def test_a_list_of_single_words_gets_a_text_for_each() -> None:
    assert read({"verbs": ["dij*"]}, "dijo").values == {"verbs": ["dij*", "dijo"]}


def test_prose_is_left_as_it_is() -> None:
    values: dict[str, object] = {"reason": "Bomb* fell.", "examples": ["Cayó una bomba*."]}
    assert read(values).values == values


def test_several_words_as_one_choice_are_each_expanded() -> None:
    assert read({"patterns": ["x alto*_el_fuego|tregua"]}, "altos").values == {
        "patterns": ["x alto*_el_fuego|altos_el_fuego|tregua"]
    }


def test_marks_of_the_notation_are_kept() -> None:
    assert read({"patterns": ["!no #  *3 mata* a?"]}, "matar").values == {"patterns": ["!no # *3 mata*|matar a?"]}


def test_the_words_of_a_table_of_numbers_are_keys() -> None:
    assert read({"numbers": {"veinti*": 20}}).values == {"numbers": {"veinti*": 20}}


def test_letters_are_folded() -> None:
    assert read({"words": ["Explosión"]}).values == {"words": ["explosion"]}


def test_a_stem_of_two_letters_is_refused() -> None:
    with pytest.raises(KnowledgeError, match=r"file: stem = 'at\*'"):
        read({"words": ["at*"]})


def test_a_word_named_bare_is_the_one_declared_with_an_article_too_but_no_number_is() -> None:
    spelling = Spelling({}, clitics=("ال", "و"), articles=("ال",))
    entry = Entry("file", {"patterns": ["جيش *2 حرب|هدنه"], "numbers": {"اثنين": 2}})
    known = terms_of(entry, spelling) | {"الجيش", "وحرب", "الاثنين"}
    assert expanded(entry, known, spelling).values == {
        "patterns": ["جيش|الجيش *2 حرب|هدنه"],
        "numbers": {"اثنين": 2},
    }
