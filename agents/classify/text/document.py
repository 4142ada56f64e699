"""The text that every later step of classify reads."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.evidence import Field, Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters `start` to `end` of the buffer, tokens `first` to `last` (one past the last)."""

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Document:
    """A cleaned article: one buffer that holds the title (if there is one), a blank line, and the text.

    Everything inside classify counts characters of `buffer`; `span` turns such positions into those of the outside
    world. `tokens` are as written, `lower` the same folded for comparison; `starts` and `ends` are their positions.
    `language` is ISO 639-1, or "und" where it could not be told. `sentences` follow one another without overlap; the
    title is a sentence of its own.
    """

    buffer: str
    text_start: int
    language: str
    tokens: tuple[str, ...]
    lower: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentences: tuple[Sentence, ...]
    credit: str | None = None

    @property
    def title(self) -> str:
        """The title, or "" where there is none."""
        return self.buffer[: max(self.text_start - 2, 0)]

    @property
    def text(self) -> str:
        """The cleaned text without the title: what spans of field `text` count in."""
        return self.buffer[self.text_start :]

    def field(self, start: int) -> Field:
        """Whether a position of the buffer lies in the text or in the title."""
        return Field.TEXT if start >= self.text_start else Field.TITLE

    def span(self, start: int, end: int) -> Span:
        """The evidence span for characters `start` to `end` of the buffer, as the outside world counts."""
        shift = self.text_start if start >= self.text_start else 0
        return Span(start - shift, end - shift, self.buffer[start:end], self.field(start))

    def span_of_tokens(self, first: int, last: int) -> Span:
        """The evidence span for tokens `first` to `last` (one past the last)."""
        return self.span(self.starts[first], self.ends[last - 1])
