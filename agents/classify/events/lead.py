"""Which sentences of a document say what is new: its title and the first two sentences of its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.classify.text.document import Document

_LEAST_TOKENS = 8
"""A shorter one before the text begins is a byline, a rubric or a caption."""


@dataclass(frozen=True, slots=True)
class Lead:
    """The indexes of the title's sentence and of the first two sentences; None where there is none."""

    title: int | None
    first: int | None
    second: int | None

    def holds(self, sentence: int) -> bool:
        """Whether the sentence belongs to the title or the lead."""
        return sentence in (self.title, self.first, self.second)

    def bounds(self, bounds: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The token spans of these sentences."""
        return [bounds[at] for at in (self.title, self.first, self.second) if at is not None]


def lead_of(document: Document) -> Lead:
    """The lead of a document; short lines before the first whole sentence are passed over."""
    sentences = document.sentences
    has_title = document.text_start > 0 and bool(sentences)
    begin = 1 if has_title else 0
    whole = (at for at in range(begin, len(sentences)) if sentences[at].last - sentences[at].first >= _LEAST_TOKENS)
    first = next(whole, None)
    if first is None and len(sentences) > begin:
        first = begin
    second = None if first is None or first + 1 >= len(sentences) else first + 1
    return Lead(0 if has_title else None, first, second)
