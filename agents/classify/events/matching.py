"""Patterns matched against tokens: an index by anchor word, and the exact match around a hit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Generic, TypeVar

from agents.classify.events.pattern import Pattern, Step

Owner = TypeVar("Owner")


@dataclass(frozen=True, slots=True)
class Anchored(Generic[Owner]):
    """The patterns under one anchor word. Of `needs` a word must stand from `low` to `high` (one past) tokens from it
    for any of them to match; None where one may match without.
    """

    pairs: tuple[tuple[Pattern, Owner], ...]
    needs: frozenset[str] | None
    low: int
    high: int

    @classmethod
    def of(cls, pairs: Sequence[tuple[Pattern, Owner]]) -> Anchored[Owner]:
        """What these patterns need together."""
        patterns = [pattern for pattern, _ in pairs]
        words = {pattern.needs for pattern in patterns if pattern.needs is not None}
        needs = None
        if all(pattern.needs is not None for pattern in patterns):
            needs = next(iter(words)) if len(words) == 1 else frozenset().union(*words)
        low, high = min(pattern.low for pattern in patterns), max(pattern.high for pattern in patterns)
        return cls(tuple(pairs), needs, low, high)


@dataclass(frozen=True, slots=True)
class Index(Generic[Owner]):
    """Patterns of many owners, by the words of their anchors. Only a token that is an anchor costs anything."""

    entries: Mapping[str, Anchored[Owner]]

    @classmethod
    def of(cls, pairs: Iterable[tuple[Pattern, Owner]]) -> Index[Owner]:
        """The index of these patterns, in the order given."""
        all_pairs = tuple(pairs)
        under: dict[str, list[int]] = {}
        for number, (pattern, _) in enumerate(all_pairs):
            for word in pattern.anchor:
                under.setdefault(word, []).append(number)
        made: dict[tuple[int, ...], Anchored[Owner]] = {}  # the forms of a word mostly anchor the same patterns
        for numbers in map(tuple, under.values()):
            if numbers not in made:
                made[numbers] = Anchored.of([all_pairs[number] for number in numbers])
        return cls({word: made[tuple(numbers)] for word, numbers in under.items()})

    def hits(
        self, tokens: Sequence[str], bounds: Sequence[tuple[int, int]]
    ) -> Iterator[tuple[int, int, int, int, Owner]]:
        """Where patterns match within the spans `bounds` of tokens, which ascend: start, end (past it), anchor, span,
        owner.
        """
        which, first, last = -1, 0, 0
        for at in self._anchors(tokens, bounds):
            anchored = self.entries[tokens[at]]
            needs, low = anchored.needs, at + anchored.low
            if needs is not None and low >= 0 and needs.isdisjoint(tokens[low : at + anchored.high]):
                continue
            while at >= last:
                which += 1
                first, last = bounds[which]
            if at < first:
                continue
            for pattern, owner in anchored.pairs:
                needs, low = pattern.needs, at + pattern.low
                if needs is not None and low >= 0 and needs.isdisjoint(tokens[low : at + pattern.high]):
                    continue
                span = match_around(pattern, tokens, at, first, last)
                if span is not None:
                    yield span[0], span[1], at, which, owner

    def _anchors(self, tokens: Sequence[str], bounds: Sequence[tuple[int, int]]) -> Iterator[int]:
        """The anchors from the first span to the last."""
        if not bounds:
            return iter(())
        first, last = bounds[0][0], bounds[-1][1]
        return compress(range(first, last), map(self.entries.__contains__, tokens[first:last]))


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
