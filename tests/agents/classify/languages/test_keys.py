"""A token's key is the longest stem or word that knowledge names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agents.classify.languages.keys import Spelling, keys_of, terms_under

PLAIN = Spelling({ord("ó"): "o"})
WORDS = st.text("abcdeó", min_size=1, max_size=8)


def test_the_longest_stem_is_the_key() -> None:
    keys = keys_of(["atac*", "atacad*", "ataca"], PLAIN)
    assert [keys[word] for word in ("atacaron", "atacados", "ataca")] == ["atac*", "atacad*", "ataca"]


def test_letters_are_read_as_others() -> None:
    assert keys_of(["explosion*"], PLAIN)["explosión"] == "explosion*"


def test_what_hangs_on_the_front_is_taken_off_where_the_rest_is_known() -> None:
    keys = keys_of(["هجوم*"], Spelling({}, clitics=("وال", "ال", "و")))
    assert [keys[word] for word in ("والهجوم", "الهجمات")] == ["هجوم*", "الهجمات"]


def test_an_ending_is_read_as_another_where_the_word_is_not_named() -> None:
    keys = keys_of(["دبابه", "قريه", "قريتها"], Spelling({}, clitics=("و",), endings=(("اتها", "ه"), ("تها", "ه"))))
    assert [keys[word] for word in ("ودباباتها", "قريتها", "قريتهم")] == ["دبابه", "قريتها", "قريتهم"]


def test_a_beginning_is_read_as_each_of_its_others() -> None:
    keys = keys_of(["قتل", "اقتحم"], Spelling({}, beginnings=(("ي", ""), ("ي", "ا")), endings=(("ون", ""),)))
    assert [keys[word] for word in ("يقتل", "يقتحمون", "ينام")] == ["قتل", "اقتحم", "ينام"]


def test_a_compound_is_what_its_last_part_is() -> None:
    keys = keys_of(["anschlag*", "bombe*"], Spelling({}, compounds=True))
    assert keys["selbstmordanschlags"] == "anschlag*"


def test_a_compound_needs_a_language_that_has_them() -> None:
    assert keys_of(["anschlag*"], Spelling({}))["selbstmordanschlag"] == "selbstmordanschlag"


@given(st.lists(WORDS), WORDS)
def test_a_word_that_is_named_is_its_own_key(words: list[str], word: str) -> None:
    folded = PLAIN.folded(word)
    assert keys_of([*map(PLAIN.folded, words), folded], PLAIN)[word] == folded


@given(st.sets(WORDS), WORDS)
def test_the_terms_under_a_stem_are_those_that_begin_so(words: set[str], begin: str) -> None:
    assert set(terms_under(begin, sorted(words))) == {word for word in words if word.startswith(begin)}


def test_a_word_under_its_clitic_goes_before_a_stem_that_the_whole_begins_as() -> None:
    keys = keys_of(["رياسه", "بري*"], Spelling({}, clitics=("ب",)))
    assert keys["برياسه"] == "رياسه"
    assert keys["بريطاني"] == "بري*"
