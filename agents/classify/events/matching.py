"""Patterns matched against tokens: an index by anchor word, and the exact match around a hit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from agents.classify.events.pattern import Element, Kind, Pattern

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
            for at in range(first, last):
                if tokens[at] not in entries:
                    continue
                for pattern, owner in entries[tokens[at]]:
                    if pattern.next and (at + 1 >= last or tokens[at + 1] not in pattern.next):
                        continue
                    if pattern.previous and (at <= first or tokens[at - 1] not in pattern.previous):
                        continue
                    span = match_around(pattern, tokens, at, first, last)
                    if span is not None:
                        yield span[0], span[1], at, which, owner


def match_around(pattern: Pattern, tokens: Sequence[str], at: int, first: int, last: int) -> tuple[int, int] | None:
    """The tokens that the pattern takes with token `at` as its anchor, within `first` to `last`; None for no match."""
    end = at + 1
    if pattern.right:
        end = _forward(pattern.right, 0, tokens, at + 1, last)
        if end < 0:
            return None
    start = at
    if pattern.left:
        start = _backward(pattern.left, 0, tokens, at - 1, first) + 1
        if start <= first - 1:
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


def _forward(elements: tuple[Element, ...], index: int, tokens: Sequence[str], at: int, last: int) -> int:
    """One past the last token taken, or -1."""
    while index < len(elements):
        element = elements[index]
        if element.kind is Kind.WORD:
            if at >= last or not element.takes(tokens[at]):
                return -1
            at += 1
        elif element.kind is Kind.OPTIONAL:
            if at < last and element.takes(tokens[at]):
                end = _forward(elements, index + 1, tokens, at + 1, last)
                if end >= 0:
                    return end
        else:
            for skip in range(min(element.most, last - at) + 1):
                end = _forward(elements, index + 1, tokens, at + skip, last)
                if end >= 0:
                    return end
            return -1
        index += 1
    return at


def _backward(elements: tuple[Element, ...], index: int, tokens: Sequence[str], at: int, first: int) -> int:
    """One before the first token taken, or first - 2 where it does not match."""
    none = first - 2
    while index < len(elements):
        element = elements[index]
        if element.kind is Kind.WORD:
            if at < first or not element.takes(tokens[at]):
                return none
            at -= 1
        elif element.kind is Kind.OPTIONAL:
            if at >= first and element.takes(tokens[at]):
                start = _backward(elements, index + 1, tokens, at - 1, first)
                if start != none:
                    return start
        else:
            for skip in range(min(element.most, at - first + 1) + 1):
                start = _backward(elements, index + 1, tokens, at - skip, first)
                if start != none:
                    return start
            return none
        index += 1
    return at
