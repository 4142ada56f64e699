"""A report as keyword queries see it: title, lead, body and source, analysed once and only as far as is asked."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from agents.match.query import terms
from agents.match.query.nodes import FieldName
from agents.match.query.patterns import Cased, Exact, Pattern, Wild
from schemas.event import Report
from schemas.evidence import Field, Span

LEAD_SENTENCES = 2
_PARAGRAPH_END = re.compile(r"\n")
_TITLES = ("Mr", "Mrs", "Ms", "Dr", "St", "Lt", "Gen", "Col", "Capt", "Sgt", "Maj", "Sen", "Rep", "Gov", "Prof", "No")
_SENTENCE_END = re.compile(
    r"(?<![A-Z.])"
    + "".join(rf"(?<!\b{title})" for title in _TITLES)
    + r"[.!?。！？؟।][\"'”’)]{0,4}(?:\s|(?<=[。！？]))"
)


class Stream:
    """The words of one stretch of text. Nothing is computed before it is asked for."""

    def __init__(self, text: str, field: Field | None) -> None:
        self.text = text
        self.field = field

    @cached_property
    def words(self) -> list[str]:
        """The words as written."""
        return terms.words(self.text)

    @cached_property
    def terms(self) -> list[str]:
        """The term of each word."""
        return list(map(terms.term_of, self.words))

    @cached_property
    def chunks(self) -> frozenset[str]:
        """What stands between two spaces, which no word reaches over."""
        return frozenset(self.text.split())

    @cached_property
    def term_set(self) -> frozenset[str]:
        """The different terms."""
        return terms.different(self.chunks)

    @cached_property
    def surfaces(self) -> frozenset[str]:
        """The different words as case-sensitive clauses compare them."""
        return frozenset(map(terms.surface, set(self.words)))

    @cached_property
    def folded(self) -> list[str]:
        """The different folded words, sorted, for wildcards."""
        return sorted(set(map(terms.fold, set(self.words))))

    @cached_property
    def _folded_places(self) -> dict[str, list[int]]:
        return _positions(list(map(terms.fold, self.words)))

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        return _positions(self.terms)

    @cached_property
    def _offsets(self) -> list[tuple[int, int]]:
        return terms.spans(self.text)

    def has(self, pattern: Pattern) -> bool:
        """Whether any word fits."""
        if isinstance(pattern, Exact):
            return pattern.term in self.term_set
        if isinstance(pattern, Cased):
            return pattern.surface in self.surfaces
        return next(self._folded_that_fit(pattern), None) is not None

    def positions(self, pattern: Pattern) -> list[int]:
        """Which words fit, counted from 0, in order."""
        if isinstance(pattern, Exact):
            return self._places.get(pattern.term, [])
        if isinstance(pattern, Wild):
            return sorted(at for word in self._folded_that_fit(pattern) for at in self._folded_places[word])
        if pattern.surface not in self.surfaces:
            return []
        return [at for at, word in enumerate(self.words) if terms.surface(word) == pattern.surface]

    def _folded_that_fit(self, pattern: Wild) -> Iterator[str]:
        folded = self.folded
        for at in range(bisect_left(folded, pattern.prefix), len(folded)):
            if not folded[at].startswith(pattern.prefix):
                return
            if pattern.fits(folded[at]):
                yield folded[at]

    def span(self, first: int, last: int) -> Span | None:
        """The characters from word `first` to word `last`; None where the stream is not part of the article."""
        if self.field is None:
            return None
        start, end = self._offsets[first][0], self._offsets[last][1]
        return Span(start, end, self.text[start:end], self.field)


class AnalysedText:
    """What the keyword clauses of all subscriptions ask of one report.

    The lead is the first paragraph of the text, or its first two sentences where it has no second paragraph.
    """

    def __init__(self, report: Report) -> None:
        self.title = Stream(report.title, Field.TITLE)
        self.body = Stream(report.text, Field.TEXT)
        self.source = Stream(report.source or "", None)

    @cached_property
    def lead(self) -> Stream:
        """The beginning of the body; its positions are the body's."""
        return Stream(self.body.text[: lead_end(self.body.text)], Field.TEXT)

    def streams(self, field: FieldName | None) -> tuple[Stream, ...]:
        """Where a clause looks; without a field, in title and body."""
        match field:
            case None:
                return (self.title, self.body)
            case FieldName.TITLE:
                return (self.title,)
            case FieldName.LEAD:
                return (self.lead,)
            case FieldName.BODY:
                return (self.body,)
            case FieldName.SOURCE:
                return (self.source,)

    def terms_in(self, field: FieldName | None) -> frozenset[str]:
        """The different terms of where a clause looks."""
        return self.term_set if field is None else self.streams(field)[0].term_set

    @cached_property
    def term_set(self) -> frozenset[str]:
        """The different terms of title and body."""
        return self.title.term_set | self.body.term_set

    def chunks(self) -> frozenset[str]:
        """Those of title, body and source: what an index looks up."""
        return self.title.chunks | self.body.chunks | self.source.chunks


def lead_end(text: str) -> int:
    """How many characters of a text are its lead."""
    paragraph = _PARAGRAPH_END.search(text.lstrip())
    if paragraph is None:
        return _end_of_sentences(text)
    return len(text) - len(text.lstrip()) + paragraph.start()


def _end_of_sentences(text: str) -> int:
    ends = islice(_SENTENCE_END.finditer(text), LEAD_SENTENCES - 1, None)
    end = next(ends, None)
    return len(text) if end is None else end.end()


def _positions(words: list[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        places.setdefault(word, []).append(at)
    return places
