"""A report as keyword queries see it: title, lead, body and source, analysed once and only as far as is asked."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate, islice
from typing import Protocol

from agents.match import sentences
from agents.match.query import terms
from agents.match.query.inflection import ENGLISH, Reading, reading
from agents.match.query.nodes import FieldName
from agents.match.query.patterns import Cased, Exact, Pattern, Wild
from schemas.event import Report
from schemas.evidence import Field, Span

LEAD_SENTENCES = 2
_PARAGRAPH_END = re.compile(r"\n")


class Readable(Protocol):
    """What a query can be held against: a whole report, or one sentence of it."""

    reading: Reading
    in_english: bool
    """Whether the words are read as English, which most texts are and which is decided fastest."""

    def streams(self, field: FieldName | None) -> tuple[Stream, ...]:
        """Where a clause looks."""
        ...

    def terms_in(self, field: FieldName | None) -> frozenset[str]:
        """The different terms of where a clause looks."""
        ...


class Stream:
    """The words of a stretch of text, which begins at `begins` of its field. Nothing is computed before it is asked."""

    def __init__(self, text: str, field: Field | None, reading: Reading, begins: int = 0) -> None:
        self.text = text
        self.reading = reading
        self.field = field
        self.begins = begins
        self._within: dict[int, list[tuple[int, int]]] = {}

    @cached_property
    def sentences(self) -> tuple[OneSentence, ...]:
        """Its sentences, each as a stream of its own."""
        return tuple(
            OneSentence(Stream(self.text[start:end], self.field, self.reading, self.begins + start))
            for start, end in sentences.spans(self.text)
        )

    @cached_property
    def _chunks(self) -> list[str]:
        """What stands between spaces, which no word reaches over."""
        return self.text.split()

    @cached_property
    def chunks(self) -> frozenset[str]:
        """The different ones."""
        return frozenset(self._chunks)

    @cached_property
    def terms(self) -> list[str]:
        """The term of each word."""
        return list(self.reading.terms.of(self._chunks))

    @cached_property
    def term_set(self) -> frozenset[str]:
        """The different terms."""
        return frozenset(self.reading.terms.of(self.chunks))

    @cached_property
    def surfaces(self) -> frozenset[str]:
        """The different words as case-sensitive clauses compare them."""
        return frozenset(terms.SURFACES.of(self.chunks))

    @cached_property
    def folded(self) -> list[str]:
        """The different folded words, sorted, for wildcards."""
        return sorted(frozenset(terms.FOLDED.of(self.chunks)))

    @cached_property
    def _folded_in_order(self) -> list[str]:
        return list(terms.FOLDED.of(self._chunks))

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: defaultdict[str, list[int]] = defaultdict(list)
        for at, term in enumerate(self.terms):
            places[term].append(at)
        return places

    @cached_property
    def _starts(self) -> list[int]:
        """Where in the text each chunk starts."""
        starts: list[int] = []
        end = 0
        for chunk in self._chunks:
            start = self.text.index(chunk, end)
            starts.append(start)
            end = start + len(chunk)
        return starts

    @cached_property
    def _counts(self) -> list[int]:
        """How many words there are to the end of each chunk."""
        return list(accumulate(map(len, map(self.reading.terms.__getitem__, self._chunks))))

    def offsets(self, word: int) -> tuple[int, int]:
        """The characters of the text from the start to the end of a word, which is counted from 0."""
        chunk = bisect_right(self._counts, word)
        within = self._within.get(chunk)
        if within is None:
            within = self._within[chunk] = terms.spans(self._chunks[chunk])
        start, end = within[word - self._counts[chunk]]
        return self._starts[chunk] + start, self._starts[chunk] + end

    def has(self, pattern: Pattern) -> bool:
        """Whether any word fits."""
        if isinstance(pattern, Exact):
            return pattern.term_in(self.reading.language) in self.term_set
        if isinstance(pattern, Cased):
            return pattern.surface in self.surfaces
        return next(self._folded_that_fit(pattern), None) is not None

    def positions(self, pattern: Pattern) -> list[int]:
        """Which words fit, counted from 0, in order."""
        if isinstance(pattern, Exact):
            term = pattern.term_in(self.reading.language)
            return self._places.get(term, [])
        if isinstance(pattern, Wild):
            fitting = self._folded_that_fit(pattern)
            return sorted(at for word in fitting for at in _positions(self._folded_in_order, word))
        if pattern.surface not in self.surfaces:
            return []
        return _positions(list(terms.SURFACES.of(self._chunks)), pattern.surface)

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
        start, end = self.offsets(first)[0], self.offsets(last)[1]
        return Span(self.begins + start, self.begins + end, self.text[start:end], self.field)


class OneSentence:
    """One sentence as a query sees it: whatever field a clause asks for, the sentence was taken from it."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.reading = stream.reading
        self.in_english = stream.reading.language == ENGLISH

    def streams(self, field: FieldName | None) -> tuple[Stream, ...]:
        """The sentence."""
        return (self.stream,)

    def terms_in(self, field: FieldName | None) -> frozenset[str]:
        """Its different terms."""
        return self.stream.term_set


class AnalysedText:
    """What the keyword clauses of all subscriptions ask of one report.

    The lead is the first paragraph of the text, or its first two sentences where it has no second paragraph.
    """

    def __init__(self, report: Report) -> None:
        self.reading = reading(report.language)
        self.in_english = self.reading.language == ENGLISH
        self.title = Stream(report.title, Field.TITLE, self.reading)
        self.body = Stream(report.text, Field.TEXT, self.reading)
        self.source = Stream(report.source or "", None, self.reading)

    @cached_property
    def lead(self) -> Stream:
        """The beginning of the body; its positions are the body's."""
        return Stream(self.body.text[: lead_end(self.body.text)], Field.TEXT, self.reading)

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

    @cached_property
    def all_terms(self) -> frozenset[str]:
        """The different terms of title, body and source."""
        return self.term_set | self.source.term_set

    @cached_property
    def marks(self) -> frozenset[str]:
        """Every term and beginning of title, body and source."""
        return self.all_terms.union(terms.BEGINNINGS.of(self.chunks()))

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
    last = next(islice(sentences.spans(text), LEAD_SENTENCES - 1, None), None)
    return len(text) if last is None else last[1]


def _positions(words: list[str], wanted: str) -> list[int]:
    """Where a word is, found by the list's own search, which is some ten times as fast as a loop."""
    places: list[int] = []
    at = -1
    for _ in range(words.count(wanted)):
        at = words.index(wanted, at + 1)
        places.append(at)
    return places
