"""Finding fixed phrases among tokens: indexed by their first word, so that the cost is per word of the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import TypeVar

from agents.classify.text.document import Document, Sentence
from schemas.evidence import Span

Phrases = Mapping[str, tuple[tuple[str, ...], ...]]
"""Phrases as tuples of lower-case tokens, by their first token; the longest first."""
Owner = TypeVar("Owner")
OwnedPhrases = Mapping[str, tuple[tuple[tuple[str, ...], Owner], ...]]
"""Phrases with whom they belong to, by their first token; the longest first."""


def spelled_out(text: str) -> Iterator[tuple[str, ...]]:
    """Every phrase that a text stands for: tokens with spaces between, "a|b" for either.

    >>> list(spelled_out("said|says it"))
    [('said', 'it'), ('says', 'it')]
    """
    yield from product(*(token.split("|") for token in text.split()))


def phrase_index(texts: Iterable[str]) -> Phrases:
    """The index of phrases written with spaces between tokens and "|" between choices."""
    owned = owned_index((words, None) for text in texts for words in spelled_out(text))
    return {word: tuple(words for words, _ in found) for word, found in owned.items()}


def owned_index(pairs: Iterable[tuple[tuple[str, ...], Owner]], *, by_last: bool = False) -> OwnedPhrases[Owner]:
    """The index of phrases and their owners by first token, or by last; the longest first, then as they come."""
    index: dict[str, list[tuple[tuple[str, ...], Owner]]] = {}
    for words, owner in pairs:
        index.setdefault(words[-1 if by_last else 0], []).append((words, owner))
    return {word: tuple(sorted(found, key=lambda pair: -len(pair[0]))) for word, found in index.items()}


def first_phrase(document: Document, sentences: Sequence[int], phrases: Phrases) -> Span | None:
    """Where the first of the phrases stands in these sentences, looked through in their order."""
    for number in sentences:
        found = phrase_in(document.lower, document.sentences[number], phrases)
        if found is not None:
            return document.span_of_tokens(*found)
    return None


def phrase_in(lower: Sequence[str], sentence: Sentence, phrases: Phrases) -> tuple[int, int] | None:
    """The tokens of the first phrase in a sentence; None where it holds none."""
    return next(phrases_in(lower, sentence.first, sentence.last, phrases), None)


def phrases_in(lower: Sequence[str], first: int, last: int, phrases: Phrases) -> Iterator[tuple[int, int]]:
    """The tokens of each phrase within tokens `first` to `last`, in order; the longest at each place."""
    if phrases.keys().isdisjoint(lower[first:last]):
        return
    for at in range(first, last):
        if lower[at] not in phrases:
            continue
        for words in phrases[lower[at]]:
            end = at + len(words)
            if end <= last and lower[at:end] == words:
                yield at, end
                break
