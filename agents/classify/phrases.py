"""Finding fixed phrases among tokens: indexed by their first word, so that the cost is per word of the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from agents.classify.text.document import Document, Sentence
from schemas.evidence import Span

Phrases = Mapping[str, tuple[tuple[str, ...], ...]]
"""Phrases as tuples of lower-case tokens, by their first token; the longest first."""


def phrase_index(texts: Iterable[str]) -> Phrases:
    """The index of phrases written with spaces between tokens."""
    index: dict[str, list[tuple[str, ...]]] = {}
    for text in texts:
        words = tuple(text.split())
        index.setdefault(words[0], []).append(words)
    return {word: tuple(sorted(found, key=len, reverse=True)) for word, found in index.items()}


def first_phrase(document: Document, sentences: Sequence[int], phrases: Phrases) -> Span | None:
    """Where the first of the phrases stands in these sentences, looked through in their order."""
    for number in sentences:
        found = _in_sentence(document.lower, document.sentences[number], phrases)
        if found is not None:
            return document.span_of_tokens(*found)
    return None


def _in_sentence(lower: Sequence[str], sentence: Sentence, phrases: Phrases) -> tuple[int, int] | None:
    for at in range(sentence.first, sentence.last):
        for words in phrases.get(lower[at], ()):
            end = at + len(words)
            if end <= sentence.last and lower[at:end] == words:
                return at, end
    return None
