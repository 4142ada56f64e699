"""A query made ready to be held against texts: the truth of each clause, and where it was found.

Every test has two sides: `holds` is what decides, quickly; `found` is what explains, and is asked only of a query that
holds. A query also knows its *pivot*: a set of things of which at least one occurs in every text that satisfies it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from agents.match.query.nodes import And, FieldName, In, Min, Node, Not, Or, Phrase, Weighted, Word
from agents.match.query.patterns import Exact, Pattern, patterns
from agents.match.query.printer import show
from agents.match.text import AnalysedText, Stream
from schemas.evidence import Span

MOST_SPANS = 5
"""Places told of one clause in one field; a word that stands there thirty times is proved by five."""


class Matcher(Protocol):
    """One clause of a query, ready to be tested."""

    def holds(self, text: AnalysedText) -> bool:
        """Whether the clause is true of the text."""
        ...

    def found(self, text: AnalysedText) -> Iterator[tuple[str, tuple[Span, ...]]]:
        """The positive leaves that are true of the text, each as written with where it stands."""
        ...


@dataclass(frozen=True, slots=True)
class Leaf:
    """A word."""

    field: FieldName | None
    pattern: Pattern
    shown: str

    def holds(self, text: AnalysedText) -> bool:
        """Whether any word of the field fits."""
        if isinstance(self.pattern, Exact):
            return self.pattern.term in text.terms_in(self.field)
        return any(stream.has(self.pattern) for stream in text.streams(self.field))

    def found(self, text: AnalysedText) -> Iterator[tuple[str, tuple[Span, ...]]]:
        """The word, where it stands."""
        for stream in text.streams(self.field):
            places = stream.positions(self.pattern)
            if places:
                yield self.shown, _spans(stream, [(at, at) for at in places])


@dataclass(frozen=True, slots=True)
class Sequence:
    """Words next to one another in this order, or with `slop` within a window in any order."""

    field: FieldName | None
    patterns: tuple[Pattern, ...]
    slop: int
    shown: str

    def holds(self, text: AnalysedText) -> bool:
        """Whether the words stand so anywhere in the field."""
        return any(self._windows(stream, 1) for stream in text.streams(self.field))

    def found(self, text: AnalysedText) -> Iterator[tuple[str, tuple[Span, ...]]]:
        """The phrase, where it stands."""
        for stream in text.streams(self.field):
            windows = self._windows(stream, MOST_SPANS)
            if windows:
                yield self.shown, _spans(stream, windows)

    def _windows(self, stream: Stream, most: int) -> list[tuple[int, int]]:
        if not all(map(stream.has, self.patterns)):
            return []
        places = [stream.positions(pattern) for pattern in self.patterns]
        if self.slop == 0:
            return _adjacent(places, most)
        return _near(places, self.patterns, len(self.patterns) + self.slop, most)


@dataclass(frozen=True, slots=True)
class All:
    """Every one of them."""

    parts: tuple[Matcher, ...]

    def holds(self, text: AnalysedText) -> bool:
        """Whether all are true."""
        return all(part.holds(text) for part in self.parts)

    def found(self, text: AnalysedText) -> Iterator[tuple[str, tuple[Span, ...]]]:
        """What each part found."""
        for part in self.parts:
            yield from part.found(text)


@dataclass(frozen=True, slots=True)
class Some:
    """Parts whose weights, of those that are true, reach `least`."""

    least: int
    parts: tuple[tuple[int, Matcher], ...]

    def holds(self, text: AnalysedText) -> bool:
        """Whether enough are true."""
        missing = self.least
        for weight, part in self.parts:
            if part.holds(text):
                missing -= weight
                if missing <= 0:
                    return True
        return False

    def found(self, text: AnalysedText) -> Iterator[tuple[str, tuple[Span, ...]]]:
        """What each true part found."""
        for _, part in self.parts:
            if part.holds(text):
                yield from part.found(text)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """An OR: at least one of them. Its plain words are tested all at once, as sets of terms by field."""

    parts: tuple[Matcher, ...]
    plain: tuple[tuple[FieldName | None, frozenset[str]], ...]
    rest: tuple[Matcher, ...]

    def holds(self, text: AnalysedText) -> bool:
        """Whether any is true."""
        for field, plain in self.plain:
            if not plain.isdisjoint(text.terms_in(field)):
                return True
        return any(part.holds(text) for part in self.rest)

    def found(self, text: AnalysedText) -> Iterator[tuple[str, tuple[Span, ...]]]:
        """What each true part found."""
        for part in self.parts:
            if part.holds(text):
                yield from part.found(text)


def any_of(parts: tuple[Matcher, ...]) -> AnyOf:
    """The OR of these parts."""
    plain: dict[FieldName | None, set[str]] = {}
    rest: list[Matcher] = []
    for part in parts:
        if isinstance(part, Leaf) and isinstance(part.pattern, Exact):
            plain.setdefault(part.field, set()).add(part.pattern.term)
        else:
            rest.append(part)
    return AnyOf(parts, tuple((field, frozenset(terms)) for field, terms in plain.items()), tuple(rest))


@dataclass(frozen=True, slots=True)
class Without:
    """Not this."""

    part: Matcher

    def holds(self, text: AnalysedText) -> bool:
        """Whether it is false."""
        return not self.part.holds(text)

    def found(self, text: AnalysedText) -> Iterator[tuple[str, tuple[Span, ...]]]:
        """Nothing: what is absent stands nowhere."""
        return iter(())


def ready(node: Node, field: FieldName | None = None) -> Matcher:
    """The matcher of a query; `field` is the one that its clauses ask where they name none."""
    match node:
        case Word() | Phrase():
            return _leaf(node, field)
        case And():
            return All(tuple(ready(child, field) for child in node.children))
        case Or():
            return any_of(tuple(ready(child, field) for child in node.children))
        case Not():
            return Without(ready(node.child, field))
        case In():
            return ready(node.child, node.field)
        case Weighted():
            return ready(node.child, field)
        case Min():
            return Some(node.least, tuple((clause.weight, ready(clause.child, field)) for clause in node.clauses))


def _leaf(node: Word | Phrase, field: FieldName | None) -> Matcher:
    asked = patterns(node.text, node.cased)
    shown = f"{field}:{show(node)}" if field else show(node)
    if len(asked) == 1:
        return Leaf(field, asked[0], shown)
    return Sequence(field, asked, node.slop if isinstance(node, Phrase) else 0, shown)


def _spans(stream: Stream, windows: list[tuple[int, int]]) -> tuple[Span, ...]:
    spans = (stream.span(first, last) for first, last in windows[:MOST_SPANS])
    return tuple(span for span in spans if span is not None)


def _adjacent(places: list[list[int]], most: int) -> list[tuple[int, int]]:
    """Where word after word stands, starting from the rarest of them."""
    rarest = min(range(len(places)), key=lambda index: len(places[index]))
    others = [(index - rarest, set(at)) for index, at in enumerate(places) if index != rarest]
    windows: list[tuple[int, int]] = []
    for at in places[rarest]:
        if all(at + shift in where for shift, where in others):
            windows.append((at - rarest, at - rarest + len(places) - 1))
            if len(windows) == most:
                break
    return windows


def _near(places: list[list[int]], asked: tuple[Pattern, ...], width: int, most: int) -> list[tuple[int, int]]:
    """Windows of at most `width` words that hold each pattern as often as it is asked, by one sweep from the left."""
    needed = {pattern: asked.count(pattern) for pattern in asked}
    events = sorted((at, which) for which, pattern in enumerate(needed) for at in places[asked.index(pattern)])
    counts = list(needed.values())
    missing = sum(counts)
    windows: list[tuple[int, int]] = []
    left = 0
    for at, index in events:
        counts[index] -= 1
        missing -= counts[index] >= 0
        while events[left][0] < at - width + 1:
            counts[events[left][1]] += 1
            missing += counts[events[left][1]] > 0
            left += 1
        if missing == 0:
            windows.append((events[left][0], at))
            if len(windows) == most:
                break
    return windows
