"""A query made ready to be held against texts: the truth of each clause, and where it was found.

Every test has two sides: `holds` is what decides, quickly; `found` is what explains, and is asked only of a query that
holds. A query also knows its *pivot*: a set of things of which at least one occurs in every text that satisfies it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from agents.match.query.inflection import ENGLISH
from agents.match.query.nodes import FieldName
from agents.match.query.patterns import Exact, Pattern
from agents.match.query.windows import Window, adjacent, within
from agents.match.text import Readable, Stream
from schemas.evidence import Span

MOST_SPANS = 5
"""Places told of one clause in one field; a word that stands there thirty times is proved by five."""


Found = tuple[str, tuple[Span, ...]]
"""A clause as it is written, and where it stands."""


class Matcher(Protocol):
    """One clause of a query, ready to be tested."""

    def holds(self, text: Readable) -> bool:
        """Whether the clause is true of the text."""
        ...

    def found(self, text: Readable) -> Iterator[Found]:
        """The positive leaves that are true of the text, each as written with where it stands."""
        ...


@dataclass(frozen=True, slots=True)
class Leaf:
    """A word."""

    field: FieldName | None
    pattern: Pattern
    shown: str

    def holds(self, text: Readable) -> bool:
        """Whether any word of the field fits."""
        if isinstance(self.pattern, Exact):
            term = self.pattern.term if text.in_english else self.pattern.term_in(text.reading.language)
            return term in text.terms_in(self.field)
        return any(stream.has(self.pattern) for stream in text.streams(self.field))

    def found(self, text: Readable) -> Iterator[Found]:
        """The word, where it stands."""
        for stream in text.streams(self.field):
            places = stream.positions(self.pattern)
            if places:
                yield self.shown, spans_of(stream, [(at, at) for at in places])


@dataclass(frozen=True, slots=True)
class Sequence:
    """Words next to one another in this order, or with `slop` within a window in any order."""

    field: FieldName | None
    patterns: tuple[Pattern, ...]
    slop: int
    shown: str

    def holds(self, text: Readable) -> bool:
        """Whether the words stand so anywhere in the field."""
        english, language = text.in_english, text.reading.language
        here = text.terms_in(self.field)
        for pattern in self.patterns:  # most texts lack one of the words, which is quickly seen
            if isinstance(pattern, Exact) and (pattern.term if english else pattern.term_in(language)) not in here:
                return False
        return any(self.windows(stream, 1) for stream in text.streams(self.field))

    def found(self, text: Readable) -> Iterator[Found]:
        """The phrase, where it stands."""
        for stream in text.streams(self.field):
            windows = self.windows(stream, MOST_SPANS)
            if windows:
                yield self.shown, spans_of(stream, windows)

    def windows(self, stream: Stream, most: int | None) -> list[Window]:
        """Where it stands in one stream; of words in any order at most five."""
        if not all(map(stream.has, self.patterns)):
            return []
        places = [stream.positions(pattern) for pattern in self.patterns]
        if self.slop == 0:
            return adjacent(places, most)
        language = stream.reading.language
        asked = [item.term_in(language) if isinstance(item, Exact) else item for item in self.patterns]
        return within(places, asked, len(self.patterns) + self.slop, most or MOST_SPANS)


@dataclass(frozen=True, slots=True)
class All:
    """Every one of them."""

    parts: tuple[Matcher, ...]

    def holds(self, text: Readable) -> bool:
        """Whether all are true."""
        for part in self.parts:  # noqa: SIM110 - a generator takes a third longer, and this is asked most
            if not part.holds(text):
                return False
        return True

    def found(self, text: Readable) -> Iterator[Found]:
        """What each part found."""
        for part in self.parts:
            yield from part.found(text)


@dataclass(frozen=True, slots=True)
class Some:
    """Parts whose weights, of those that are true, reach `least`."""

    least: int
    parts: tuple[tuple[int, Matcher], ...]

    def holds(self, text: Readable) -> bool:
        """Whether enough are true."""
        missing = self.least
        for weight, part in self.parts:
            if part.holds(text):
                missing -= weight
                if missing <= 0:
                    return True
        return False

    def found(self, text: Readable) -> Iterator[Found]:
        """What each true part found."""
        for _, part in self.parts:
            if part.holds(text):
                yield from part.found(text)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """An OR: at least one of them. Its plain words are tested all at once, as sets of terms by field."""

    parts: tuple[Matcher, ...]
    plain: tuple[Plain, ...]
    rest: tuple[Matcher, ...]

    def holds(self, text: Readable) -> bool:
        """Whether any is true."""
        for plain in self.plain:
            if not plain.leaves_in(text).keys().isdisjoint(text.terms_in(plain.field)):
                return True
        return any(part.holds(text) for part in self.rest)

    def found(self, text: Readable) -> Iterator[Found]:
        """What each true part found, plain words first; of words that are one term, the first as it is written."""
        for plain in self.plain:
            leaves = plain.leaves_in(text)
            met = text.terms_in(plain.field).intersection(leaves)
            for leaf in (leaf for term, leaf in leaves.items() if term in met) if met else ():
                yield from leaf.found(text)
        for part in self.rest:
            if part.holds(text):
                yield from part.found(text)


class Plain:
    """Plain words of an OR that ask the same field, by their terms in each language that was asked for."""

    __slots__ = ("_by_language", "_english", "_leaves", "field")

    def __init__(self, field: FieldName | None, leaves: tuple[Leaf, ...]) -> None:
        self.field = field
        self._leaves = leaves
        self._english = self._by_term(ENGLISH)
        self._by_language: dict[str, dict[str, Leaf]] | None = None

    def leaves_in(self, text: Readable) -> dict[str, Leaf]:
        """The words by their terms in a text's language, those of one term by the first."""
        return self._english if text.in_english else self._leaves_in(text.reading.language)

    def _leaves_in(self, language: str) -> dict[str, Leaf]:
        if self._by_language is None:
            self._by_language = {}
        known = self._by_language.get(language)
        if known is None:
            known = self._by_language[language] = self._by_term(language)
        return known

    def _by_term(self, language: str) -> dict[str, Leaf]:
        found: dict[str, Leaf] = {}
        for leaf in self._leaves:
            if isinstance(leaf.pattern, Exact):
                found.setdefault(leaf.pattern.term_in(language), leaf)
        return found


def any_of(parts: tuple[Matcher, ...]) -> AnyOf:
    """The OR of these parts."""
    plain: dict[FieldName | None, list[Leaf]] = {}
    rest: list[Matcher] = []
    for part in parts:
        if isinstance(part, Leaf) and isinstance(part.pattern, Exact):
            plain.setdefault(part.field, []).append(part)
        else:
            rest.append(part)
    return AnyOf(parts, tuple(Plain(field, tuple(asked)) for field, asked in plain.items()), tuple(rest))


@dataclass(frozen=True, slots=True)
class Without:
    """Not this."""

    part: Matcher

    def holds(self, text: Readable) -> bool:
        """Whether it is false."""
        return not self.part.holds(text)

    def found(self, text: Readable) -> Iterator[Found]:
        """Nothing: what is absent stands nowhere."""
        return iter(())


def spans_of(stream: Stream, windows: list[Window]) -> tuple[Span, ...]:
    """The characters of the first few of these windows."""
    spans = (stream.span(first, last) for first, last in windows[:MOST_SPANS])
    return tuple(span for span in spans if span is not None)
