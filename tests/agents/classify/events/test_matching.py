"""The index refuses early what cannot match: it must find what trying every pattern at every token finds."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agents.classify.events.matching import Index, match_around
from agents.classify.events.pattern import Lexicon, compile_all

LEXICON = Lexicon({"number": frozenset({"two"}), "few": frozenset({"c", "d"})}, {}, {}, frozenset({"a"}))
SOURCES = (
    "b", "b c", "c *2 b", "a *1 b *3 c", "@few # d", "!a d", "e !b", "a|c *4 d e?", "f *2 a *2 @few", "~ing b *1 f", "a_b *2 c|e",
)  # fmt: skip
PATTERNS = [(pattern, source) for source in SOURCES for pattern in compile_all(source, LEXICON)]
INDEX = Index.of(PATTERNS)
WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f", "two", "7", "landing", "x"]), max_size=40)


@given(WORDS, st.sets(st.integers(0, 40), max_size=6))
def test_the_index_finds_what_trying_everything_finds(tokens, cuts):
    bounds = list(pairwise(sorted(cut for cut in cuts if cut <= len(tokens))))
    tried = [
        (*span, at, which, source)
        for which, (first, last) in enumerate(bounds)
        for at in range(first, last)
        for pattern, source in PATTERNS
        if tokens[at] in pattern.anchor and (span := match_around(pattern, tokens, at, first, last)) is not None
    ]
    assert list(INDEX.hits(tokens, bounds)) == tried


@given(WORDS, st.sets(st.integers(0, 40), min_size=3, max_size=6))
def test_spans_may_leave_tokens_out(tokens, cuts):
    bounds = list(pairwise(sorted(cut for cut in cuts if cut <= len(tokens))))
    whole = list(INDEX.hits(tokens, bounds))
    left = [(start, end, at, which // 2, source) for start, end, at, which, source in whole if which % 2 == 0]
    assert list(INDEX.hits(tokens, bounds[::2])) == left


def test_words_that_anchor_the_same_patterns_share_an_entry():
    sources = ("tank|tanks|shell", "shell *2 @few")
    entries = Index.of((pattern, source) for source in sources for pattern in compile_all(source, LEXICON)).entries
    assert entries["tank"] is entries["tanks"]
    assert [source for _, source in entries["tank"].pairs] == ["tank|tanks|shell"]
    assert [source for _, source in entries["shell"].pairs] == list(sources)
