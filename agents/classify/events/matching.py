"""Patterns matched against tokens: an index by anchor word, and the exact match around a hit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from agents.classify.events.pattern import Pattern, Step

Owner = TypeVar("Owner")


@dataclass(frozen=True, slots=True)
class Index(Generic[Owner]):
    """Patterns of many owners, by the words of their anchors. Only a token that is an anchor costs anything."""

    entries: Mapping[str, tuple[tuple[Pattern, Owner], ...]]

    @classmethod
    def of(cls, pairs: Iterable[tuple[Pattern, Owner]]) -> Index[Owner]:
        """The index of these patterns, in the order given."""
        entries: dict[str, list[tuple[Pattern, Owner]]] = {}
        for pattern, owner in pairs:
            for word in pattern.anchor:
                entries.setdefault(word, []).append((pattern, owner))
        return cls({word: tuple(found) for word, found in entries.items()})

    def hits(
        self, tokens: Sequence[str], bounds: Sequence[tuple[int, int]]
    ) -> Iterator[tuple[int, int, int, int, Owner]]:
        """Where patterns match within the spans `bounds` of tokens: start, end (past it), anchor, span, owner."""
        entries = self.entries
        for which, (first, last) in enumerate(bounds):
            span_tokens = tokens[first:last]
            if entries.keys().isdisjoint(span_tokens):
                continue
            words = frozenset(span_tokens)
            for at, token in enumerate(span_tokens, first):
                if token not in entries:
                    continue
                for pattern, owner in entries[token]:
                    if pattern.needs is not None and pattern.needs.isdisjoint(words):
                        continue
                    span = match_around(pattern, tokens, at, first, last)
                    if span is not None:
                        yield span[0], span[1], at, which, owner


def match_around(pattern: Pattern, tokens: Sequence[str], at: int, first: int, last: int) -> tuple[int, int] | None:
    """The tokens that the pattern takes with token `at` as its anchor, within `first` to `last`; None for no match."""
    end = at + 1
    if pattern.right:
        end = _forward(pattern.right, 0, tokens, end, last)
        if end < 0:
            return None
    start = at
    if pattern.left:
        start = _backward(pattern.left, 0, tokens, at - 1, first) + 1
        if start < first:
            return None
    if pattern.not_before is not None and start > first and pattern.not_before.takes(tokens[start - 1]):
        return None
    if pattern.not_after is not None and end < last and pattern.not_after.takes(tokens[end]):
        return None
    return start, end


def search(pattern: Pattern, tokens: Sequence[str], first: int, last: int) -> bool:
    """Whether the pattern matches anywhere in tokens `first` to `last`: for the few tokens around a hit."""
    anchor = pattern.anchor
    return any(
        tokens[at] in anchor and match_around(pattern, tokens, at, first, last) is not None for at in range(first, last)
    )


def _forward(steps: tuple[Step, ...], index: int, tokens: Sequence[str], at: int, last: int) -> int:
    """One past the last token taken, or -1. Each step skips up to its gap and then takes its elements in a row."""
    step = steps[index]
    length = len(step.elements)
    latest = min(at + step.gap, last - length)
    if latest < at or (step.plain and step.elements[0].words.isdisjoint(tokens[at : latest + 1])):
        return -1
    for begin in range(at, latest + 1):
        for element, token in zip(step.elements, tokens[begin : begin + length], strict=True):
            if token not in element.words and (element.plain or not element.takes(token)):
                break
        else:
            end = begin + length
            if index + 1 < len(steps):
                end = _forward(steps, index + 1, tokens, end, last)
            if end >= 0:
                return end
    return -1


def _backward(steps: tuple[Step, ...], index: int, tokens: Sequence[str], at: int, first: int) -> int:
    """One before the first token taken, or first - 2 where it does not match; the elements stand nearest first."""
    step = steps[index]
    length = len(step.elements)
    none = first - 2
    earliest = max(at - step.gap, first + length - 1)
    if earliest > at or (step.plain and step.elements[0].words.isdisjoint(tokens[earliest : at + 1])):
        return none
    for begin in range(at, earliest - 1, -1):
        for offset, element in enumerate(step.elements):
            token = tokens[begin - offset]
            if token not in element.words and (element.plain or not element.takes(token)):
                break
        else:
            start = begin - length
            if index + 1 < len(steps):
                start = _backward(steps, index + 1, tokens, start, first)
            if start != none:
                return start
    return none
