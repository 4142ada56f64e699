"""The second look at a short text of which the voice is unsure."""

from __future__ import annotations

import gzip
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify.classifier import load_classifier
from agents.classify.events.find import find_events
from agents.classify.events.learned import Label, Opinion, Voice
from agents.classify.events.second_look import SecondLook, is_installed, is_unsure, load_second_look
from agents.classify.events.wordpieces import load_wordpieces
from schemas.taxonomy import EventType

NOTHING: Label = (EventType.NONE, None)
MARCH: Label = (EventType.UNREST, "peaceful_protest")
UNSURE = Opinion({NOTHING: 0.5, MARCH: 0.5}, (1,))
installed = pytest.mark.skipif(not is_installed(), reason="the extra second-look is not installed")


class Fixed(SecondLook):
    """A second look that always says the same."""

    def shares(self, text: str) -> dict[Label, float]:
        return {NOTHING: 0.1, MARCH: 0.9}


@pytest.fixture
def fixed() -> SecondLook:
    return Fixed((NOTHING, MARCH), None, None, load_wordpieces_of("[CLS]", "[SEP]", "[UNK]"), None)


def load_wordpieces_of(*pieces: str) -> Any:
    from agents.classify.events.wordpieces import WordPieces

    return WordPieces({piece: number for number, piece in enumerate(pieces)})


def test_two_opinions_are_multiplied_and_the_evidence_stays(fixed):
    opinion = fixed.opinion("they marched", UNSURE)
    assert opinion.best_type()[0] is EventType.UNREST
    assert sum(opinion.shares.values()) == pytest.approx(1.0)
    assert opinion.evidence == UNSURE.evidence


def test_only_an_opinion_that_is_not_sure_is_asked_about():
    assert is_unsure(UNSURE, 0.8)
    assert not is_unsure(Opinion({NOTHING: 0.05, MARCH: 0.95}, ()), 0.8)


def test_an_unsure_text_is_looked_at_twice(read, rules, fixed):
    document = read("The zorb was gribbled by the ministry")
    voice = Voice((NOTHING, MARCH), (0.5, 0.0), {})
    assert find_events(document, replace(rules, voice=voice, second_look=None)) == ()
    (only,) = find_events(document, replace(rules, voice=voice, second_look=fixed))
    assert only.type is EventType.UNREST


@installed
def test_the_look_that_ships_tells_texts_without_a_trigger_apart():
    look = load_second_look()
    storm = look.shares(
        "Roofs were torn off and thousands spent the night in school halls as the wind passed over the island."
    )
    assert max(storm, key=lambda label: storm[label])[0] in (EventType.DISASTER_HEALTH, EventType.HUMANITARIAN)
    goal = look.shares("The striker scored twice before the interval as the hosts moved to the top of the table.")
    assert max(goal, key=lambda label: goal[label]) == NOTHING


@installed
def test_the_classifier_can_do_without():
    assert load_classifier(second_look=False).rules.second_look is None
    assert load_classifier().rules.second_look is not None


def test_word_pieces_are_the_longest_of_the_vocabulary():
    pieces = load_wordpieces_of("[CLS]", "[SEP]", "[UNK]", "cafe", "bomb", "##ing", "##ings", ".")
    assert pieces.encode("Café bombings. xyz", 20) == [0, 3, 4, 6, 7, 2, 1]


def test_a_text_that_is_too_long_is_cut_before_its_end_mark():
    pieces = load_wordpieces_of("[CLS]", "[SEP]", "[UNK]", "bomb")
    assert pieces.encode("bomb " * 50, 6) == [0, 3, 3, 3, 3, 1]


def test_a_vocabulary_without_its_marks_is_refused(tmp_path):
    path = tmp_path / "pieces.txt.gz"
    path.write_bytes(gzip.compress(b"[CLS]\n[SEP]\n"))
    with pytest.raises(ValueError, match=r"\[UNK\] is missing"):
        load_wordpieces(path)


@given(st.text(max_size=200))
def test_any_text_has_word_pieces(text):
    pieces = load_wordpieces_of("[CLS]", "[SEP]", "[UNK]", "a", "##a").encode(text, 32)
    assert pieces[0] == 0
    assert pieces[-1] == 1
    assert len(pieces) <= 32
