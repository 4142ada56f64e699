import doctest
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.match import sentences
from agents.match.query import terms


def split(text):
    return [text[start:end].strip() for start, end in sentences.spans(text)]


def test_the_examples_in_the_documentation_hold():
    assert doctest.testmod(sentences).failed == 0


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One here. Two there! Three? Four", ["One here.", "Two there!", "Three?", "Four"]),
        ("He said “Run.” Then all ran.", ["He said “Run.”", "Then all ran."]),
        ("一。二！三？", ["一。", "二！", "三？"]),
        ("هل وقع هجوم؟ نعم. انتهى", ["هل وقع هجوم؟", "نعم.", "انتهى"]),
        ("पहला। दूसरा", ["पहला।", "दूसरा"]),
        ("First line\nsecond line", ["First line", "second line"]),
        ("It ended.\nthen went on", ["It ended.", "then went on"]),
        ("They left NATO. Then they came back.", ["They left NATO.", "Then they came back."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_a_text_has_these_sentences(text, parts):
    assert split(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "J. Smith and A. B. Roe met",
        "In the U.S. Senate",
        "Gen. Ali and Lt. Col. Roe",
        "А. Иванов приехал",
        "Оборот вырос на 5 млрд. Рублей",
        "Fire in No. 5 and on Jan. 3",
        "Am 3. März in Berlin",
        "El Sr. Roe visitó EE. UU. ayer",
        "It rose by 3.5 percent, approx. Five said",
        "“Run!” he said",
        "Arms, food etc. were found",
    ],
)
def test_these_stops_end_no_sentence(text):
    assert split(text) == [text]


def test_a_number_at_the_end_and_a_plain_no_do_end_it():
    assert split("It is 2026. March came.") == ["It is 2026.", "March came."]
    assert split("He said no. Five left.") == ["He said no.", "Five left."]


@given(st.text(alphabet=st.sampled_from(" .!?\n。؟”'abAB1UЯ́")) | st.text(alphabet=st.characters()))
def test_no_word_of_any_text_reaches_over_the_end_of_a_sentence(text):
    found = list(sentences.spans(text))
    assert [word for start, end in found for word in terms.words(text[start:end])] == terms.words(text)
    assert all(one[1] <= two[0] for one, two in pairwise(found))


@pytest.mark.parametrize("piece", ["a. ", "...", ". ", "\n", "A.", "?”", " ", "。", "1. "])
def test_splitting_takes_linear_time_for_any_repeated_piece(piece):
    text = piece * (100_000 // len(piece))
    start = time.process_time()
    assert len(list(sentences.spans(text))) <= len(text)
    assert time.process_time() - start < 5
