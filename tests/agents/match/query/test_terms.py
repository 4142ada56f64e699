import doctest
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.match.query import terms


def test_the_examples_in_the_documentation_hold():
    assert doctest.testmod(terms).failed == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bombing", "bombs"),
        ("cities", "city"),
        ("fired", "fires"),
        ("using", "used"),
        ("invaded", "invade"),
        ("women", "woman"),
        ("agreed", "agrees"),
        ("Bogotá", "BOGOTA"),
        ("Straße", "strasse"),
        ("İzmir", "izmir"),
        ("Kündüz", "Kündüz"),
        ("ﻛﺎﺑﻞ", "كابل"),
        ("کابل", "كابل"),
        ("Ёлка", "елка"),
        ("Trondheim’s", "Trondheim"),
        ("U.S.", "US"),
        ("1,200", "1200"),
        ("ＫＡＢＵＬ", "kabul"),
    ],
)
def test_two_spellings_of_a_word_have_one_term(one, other):
    assert terms.analyse(one) == terms.analyse(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("news", "new"), ("plane", "plan"), ("site", "sit"), ("united", "unit"), ("use", "us"), ("काबुल", "काबल")],
)
def test_two_different_words_have_different_terms(one, other):
    assert terms.analyse(one) != terms.analyse(other)


def test_scripts_without_spaces_give_a_word_a_character():
    assert terms.analyse("自爆攻击") == ["自", "爆", "攻", "击"]
    assert "카" in terms.analyse("카불에서")


def test_hyphens_part_words_and_underscores_are_no_letters():
    assert terms.analyse("ISIS-K _x_") == ["isis", "k", "x"]


@given(st.text(alphabet=st.characters()))
def test_every_text_has_words_whose_spans_are_where_they_stand(text):
    found = terms.words(text)
    assert [text[start:end] for start, end in terms.spans(text)] == found
    assert len(terms.analyse(text)) == len(found)


@given(st.text(alphabet=st.characters(), max_size=60))
def test_folding_what_is_folded_changes_nothing_that_matching_sees(text):
    folded = terms.fold(text)
    assert terms.fold(folded.upper()) == terms.fold(folded.upper().lower())


@pytest.mark.parametrize("piece", ["a", "a.", "́", "á", "1,234", "’s", "한", "\ud800", "x" * 63 + "'", "​"])
def test_analysis_takes_linear_time_for_any_repeated_piece(piece):
    text = piece * (200_000 // len(piece))
    start = time.process_time()
    terms.analyse(text)
    assert time.process_time() - start < 5
