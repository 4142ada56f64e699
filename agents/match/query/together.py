"""Clauses about where in a text words stand: near one another, so many times, in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agents.match.query.matcher import AnyOf, Found, Leaf, Matcher, Sequence, spans_of
from agents.match.query.nodes import FieldName
from agents.match.query.windows import Window, apart, followed
from agents.match.text import Readable, Stream

Placed = Leaf | Sequence | AnyOf
"""What stands at places of a text; the parts of an AnyOf are such too."""


def windows_of(part: Matcher, stream: Stream) -> list[Window]:
    """Everywhere that a word, a phrase or an OR of such stands, in order."""
    match part:
        case Leaf():
            return [(at, at) for at in stream.positions(part.pattern)]
        case Sequence():
            return part.windows(stream, None)
        case AnyOf():
            return sorted({window for inner in part.parts for window in windows_of(inner, stream)})
        case _:
            raise TypeError(f"{type(part).__name__} stands at no one place")


@dataclass(frozen=True, slots=True)
class Nearness:
    """Two places with at most `slop` other words between, in this order or in any."""

    field: FieldName | None
    first: Placed
    second: Placed
    slop: int
    ordered: bool
    shown: str

    def holds(self, text: Readable) -> bool:
        """Whether both stand so anywhere in the field."""
        if not (self.first.holds(text) and self.second.holds(text)):
            return False
        return any(self._windows(stream) for stream in text.streams(self.field))

    def found(self, text: Readable) -> Iterator[Found]:
        """From the one to the other."""
        for stream in text.streams(self.field):
            windows = self._windows(stream)
            if windows:
                yield self.shown, spans_of(stream, windows)

    def _windows(self, stream: Stream) -> list[Window]:
        first, second = windows_of(self.first, stream), windows_of(self.second, stream)
        windows = followed(first, second, self.slop)
        return windows if self.ordered else sorted({*windows, *followed(second, first, self.slop)})


@dataclass(frozen=True, slots=True)
class Repeated:
    """So many times in all streams of the field together, without overlap."""

    field: FieldName | None
    least: int
    part: Placed
    shown: str

    def holds(self, text: Readable) -> bool:
        """Whether it stands there often enough."""
        if not self.part.holds(text):
            return False
        return sum(len(self._windows(stream)) for stream in text.streams(self.field)) >= self.least

    def found(self, text: Readable) -> Iterator[Found]:
        """Where it stands."""
        for stream in text.streams(self.field):
            windows = self._windows(stream)
            if windows:
                yield self.shown, spans_of(stream, windows)

    def _windows(self, stream: Stream) -> list[Window]:
        return apart(windows_of(self.part, stream))


@dataclass(frozen=True, slots=True)
class SameSentence:
    """All of it true of one sentence alone."""

    field: FieldName | None
    part: Matcher

    def holds(self, text: Readable) -> bool:
        """Whether there is such a sentence."""
        return any(self._sentence(stream) is not None for stream in text.streams(self.field))

    def found(self, text: Readable) -> Iterator[Found]:
        """What the first such sentence of each stream holds."""
        for stream in text.streams(self.field):
            sentence = self._sentence(stream)
            if sentence is not None:
                yield from self.part.found(sentence)

    def _sentence(self, stream: Stream) -> Readable | None:
        return next((sentence for sentence in stream.sentences if self.part.holds(sentence)), None)
