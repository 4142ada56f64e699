"""The notation of patterns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agents.classify.events.inflect import noun, verb
from agents.classify.events.matching import search
from agents.classify.events.pattern import Lexicon, PatternError, compile_all

LEXICON = Lexicon(
    {"number": frozenset({"two"}), "militant": frozenset({"rebels"})}, {"shoot": ("shot",)}, {}, frozenset({"by"})
)


def matches(pattern: str, text: str) -> bool:
    tokens = text.split()
    return any(search(one, tokens, 0, len(tokens)) for one in compile_all(pattern, LEXICON))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("bomb", "a bomb fell"),
        ("bomb|mine", "a mine"),
        ("kill.v", "they were killed"),
        ("shoot.v dead", "shot dead"),
        ("shot *3 by @militant", "shot on friday by rebels"),
        ("killed # people", "killed 14 people"),
        ("killed # people", "killed two people"),
        ("cease_fire|truce holds", "the cease fire holds"),
        ("car? bomb", "a bomb"),
        ("!film bomb", "the bomb"),
        ("~istan talks", "kazakhistan talks"),
    ],
)
def test_a_pattern_takes_what_it_says(pattern, text):
    assert matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("!film bomb", "film bomb"),
        ("strike !price", "strike price"),
        ("shot *1 by", "shot in the leg by"),
        ("bomb", "bombay"),
        ("killed # people", "killed some people"),
    ],
)
def test_a_pattern_takes_no_more_than_it_says(pattern, text):
    assert not matches(pattern, text)


def test_an_element_written_twice_is_one():
    lexicon = Lexicon({"militant": frozenset({"rebels"})}, {}, {}, frozenset())
    (first,), (second,) = (
        compile_all("@militant|gunmen bomb", lexicon),
        compile_all("mortar *2 @militant|gunmen", lexicon),
    )
    assert first.left[0].elements[0] is second.right[0].elements[0]


def test_a_lexicon_with_other_classes_reads_its_elements_anew():
    lexicon = Lexicon({"militant": frozenset({"rebels"})}, {}, {}, frozenset())
    compile_all("@militant", lexicon)
    (pattern,) = compile_all("@militant", replace(lexicon, classes={"militant": frozenset({"gunmen"})}))
    assert pattern.anchor == {"gunmen"}


@pytest.mark.parametrize("pattern", ["", "*3", "#", "a !b c", "*99 bomb", "@nobody", "bomb.q", "Bomb", "a||b", "!x"])
def test_a_pattern_that_cannot_be_read_is_refused(pattern):
    with pytest.raises(PatternError):
        compile_all(pattern, LEXICON)


def test_words_are_inflected():
    assert verb("carry", {}) == ("carry", "carries", "carried", "carrying")
    assert verb("free", {}) == ("free", "frees", "freed", "freeing")
    assert noun("attaché", {}) == ("attaché", "attachés")
