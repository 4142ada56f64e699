"""The text that every later step of classify reads."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import add
from typing import NamedTuple

from agents.classify.text.credit import agency_of
from agents.classify.text.furniture import strip_furniture, without_tail
from agents.classify.text.html import Page, read_page
from agents.classify.text.language import language_of
from agents.classify.text.sentences import cuts, token_ranges
from agents.classify.text.tokens import fold_all, tokenize
from schemas.article import Article
from schemas.evidence import Field, Span


class Sentence(NamedTuple):
    """Characters `start` to `end` of the buffer, tokens `first` to `last` (one past the last)."""

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True)
class Document:
    """A cleaned article: one buffer that holds the title (if there is one), a blank line, and the text.

    Everything inside classify counts characters of `buffer`; `span` turns such positions into those of the outside
    world. `tokens` are as written, `lower` the same folded for comparison; `starts` is where each begins.
    `language` is ISO 639-1, or "und" where it could not be told. `sentences` follow one another without overlap; the
    title is a sentence of its own.
    """

    buffer: str
    text_start: int
    language: str
    tokens: tuple[str, ...]
    lower: tuple[str, ...]
    starts: tuple[int, ...]
    sentences: tuple[Sentence, ...]
    credit: str | None = None

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """Where each token ends. For one or two tokens, `end` is cheaper."""
        return tuple(map(add, self.starts, map(len, self.tokens)))

    def end(self, token: int) -> int:
        """Where one token ends."""
        return self.starts[token] + len(self.tokens[token])

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
        return self.span(self.starts[first], self.end(last - 1))


def build_document(article: Article) -> Document:
    """The document of an article: cleaned, its language told, cut into tokens and sentences. Never raises; linear.

    A text without furniture is in the buffer as it came, character for character, and so is a title without a tail.
    """
    title, raw = _title_and_text(article)
    text = strip_furniture(raw)
    text_start = len(title) + 2 if title else 0
    buffer = f"{title}\n\n{text}" if title else text
    tokens, starts = tokenize(buffer)
    lower = fold_all(tokens) if "’" in buffer else tuple(map(str.lower, tokens))
    return Document(
        buffer=buffer,
        text_start=text_start,
        language=language_of(buffer, lower, article.language),
        tokens=tuple(tokens),
        lower=lower,
        starts=tuple(starts),
        sentences=_sentences(buffer, text_start, tokens, starts),
        credit=agency_of(raw, article.byline),
    )


def _title_and_text(article: Article) -> tuple[str, str]:
    page = read_page(article.text) if article.html else Page("", article.text)
    title = article.title if article.title.strip() else page.title
    if "</" in title or "/>" in title:
        title = " ".join(read_page(title).text.split())
    return without_tail(title), page.text


def _sentences(buffer: str, text_start: int, tokens: Sequence[str], starts: Sequence[int]) -> tuple[Sentence, ...]:
    """The title as one sentence, then those of the text."""
    first = bisect_left(starts, text_start)
    ranges = token_ranges(starts, cuts(buffer, text_start), first)
    if first > 0:
        ranges.insert(0, (0, first))
    return tuple(
        [Sentence(starts[begin], starts[last - 1] + len(tokens[last - 1]), begin, last) for begin, last in ranges]
    )
