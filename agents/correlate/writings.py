"""What is compared of an incident's sources: made once a source, and carried from report to report."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

from agents.correlate.accounts import told_by
from agents.correlate.knowledge import Knowledge
from agents.correlate.probe import traces
from agents.correlate.signatures import Signature, read
from agents.correlate.words import canonical_url
from schemas.incident import Facts, Source


class Writing(NamedTuple):
    """A source with what is compared of it: its canonical address, its signature, and the keys of both."""

    source: Source
    url: str | None
    signature: Signature
    traces: tuple[int, ...]


Writings = tuple[Writing, ...]
One = TypeVar("One")


def writings_of(sources: tuple[Source, ...], first: Facts, known: Writings, knowledge: Knowledge) -> Writings:
    """Of these sources; `known` are those of the incident before its last report, which mostly adds one source.

    Raises:
        RecordError: a signature, or what a source told otherwise than the `first`, cannot be read.
    """
    kept = with_room(known, knowledge) if len(sources) == len(known) and sources[-1:] != _sources(known[-1:]) else known
    if sources[: len(kept)] != _sources(kept):
        kept = ()
    for source in sources[len(kept) :]:
        told_by(source.told, first)
    return kept + tuple([_writing(source, sources, knowledge) for source in sources[len(kept) :]])


def with_room(sources: tuple[One, ...], knowledge: Knowledge) -> tuple[One, ...]:
    """The same, without the one that makes room for a further report where there are as many as may be."""
    first, latest = knowledge.sources.first, knowledge.sources.latest
    return sources if len(sources) < first + latest else sources[:first] + sources[first + 1 :]


def _sources(writings: Writings) -> tuple[Source, ...]:
    return tuple([writing.source for writing in writings])


def _writing(source: Source, sources: tuple[Source, ...], knowledge: Knowledge) -> Writing:
    signature, url = read(source, sources), canonical_url(source.url)
    return Writing(source, url, signature, traces(source.article, url, signature, knowledge))
