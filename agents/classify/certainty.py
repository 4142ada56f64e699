"""How sure and how soon: certainty and urgency, from `knowledge/certainty.toml`."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from agents.classify.events.candidate import Trigger
from agents.classify.events.knowledge import Entry, KnowledgeError, read
from agents.classify.phrases import Phrases, first_phrase, phrase_index, phrases_in
from agents.classify.text.document import Document
from schemas.evidence import Span
from schemas.levels import Certainty, Urgency
from schemas.taxonomy import Modality

_FILE = Path(__file__).parent / "knowledge" / "certainty.toml"
_MAIN = 2
_NOT_YET = (Modality.PLANNED, Modality.THREATENED, Modality.HYPOTHETICAL, Modality.DRILL)


class Reason(StrEnum):
    """Why a certainty or an urgency was given."""

    DENIED = "denied"
    HEDGED = "hedged"
    OFFICIAL = "official"
    ONE_ORIGIN = "one_origin"
    NOT_ACTUAL = "not_actual"
    NEGATED = "negated"
    ONGOING = "ongoing"
    IMMINENT = "imminent"
    JUST_HAPPENED = "just_happened"
    PLANNED = "planned"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class CertaintyWords:
    """The knowledge file, checked. `reach` gives the most tokens between words and what they speak of."""

    words: Mapping[str, Phrases]
    sources: frozenset[str]
    verbs: frozenset[str]
    reach: Mapping[str, int]
    fresh_days: int


@cache
def certainty_words() -> CertaintyWords:
    """The shipped phrases, read once."""
    return load_certainty(_FILE)


def load_certainty(path: Path) -> CertaintyWords:
    """The phrases of a file; raises KnowledgeError naming file, field and value."""
    return read_certainty(read(path))


def read_certainty(root: Entry) -> CertaintyWords:
    """The phrases of a file that was read; raises KnowledgeError."""
    tables = {name: Entry(f"{root.where}: {name}", root.table(name)) for name in
              ("official", "hedges", "denials", "ongoing", "imminent", "recalled")}  # fmt: skip
    words = {"alone": _phrases(tables["official"], "alone")}
    words |= {name: _phrases(entry, "words") for name, entry in tables.items() if name != "official"}
    reach = {name: tables[name].whole("within") for name in ("official", "hedges", "denials")}
    single = {name: frozenset(_phrases(tables["official"], name)) for name in ("sources", "verbs")}
    return CertaintyWords(words=words, reach=reach, fresh_days=tables["recalled"].whole("fresh_days"), **single)


def _phrases(entry: Entry, field: str) -> Phrases:
    texts = entry.texts(field)
    if not texts or not all(text.split() for text in texts):
        raise KnowledgeError(entry.where, field, texts, "needs at least one phrase")
    return phrase_index(texts)


def certainty_of(
    document: Document,
    sentences: Sequence[int],
    modality: Modality,
    triggers: Sequence[Trigger] = (),
    words: CertaintyWords | None = None,
) -> tuple[Certainty, Span | None, Reason]:
    """How sure it is that it happened, with the words that say so and why.

    Denials and hedges count near a trigger, an official's word in the first two sentences that tell of the event.
    """
    known = certainty_words() if words is None else words
    if modality is Modality.NEGATED:
        return Certainty.UNLIKELY, None, Reason.NEGATED
    main = sentences[:_MAIN]
    for name, level, reason in (
        ("denials", Certainty.UNLIKELY, Reason.DENIED),
        ("hedges", Certainty.POSSIBLE, Reason.HEDGED),
    ):
        doubt = _near_trigger(document, main, triggers, known.words[name], known.reach[name])
        if doubt is not None:
            return level, doubt, reason
    if modality in (Modality.THREATENED, Modality.HYPOTHETICAL):
        return Certainty.POSSIBLE, None, Reason.NOT_ACTUAL
    if modality is not Modality.PLANNED:
        official = _official(document, main, known)
        if official is not None:
            return Certainty.OBSERVED, official, Reason.OFFICIAL
    return Certainty.LIKELY, None, Reason.ONE_ORIGIN


def _near_trigger(
    document: Document, sentences: Sequence[int], triggers: Sequence[Trigger], phrases: Phrases, reach: int
) -> Span | None:
    """The first of the phrases that stands near a trigger; anywhere in sentences of which no trigger is known."""
    for number in sentences:
        sentence = document.sentences[number]
        spans = sorted((trigger.first, trigger.last) for trigger in triggers if trigger.sentence == number)
        for first, last in phrases_in(document.lower, sentence.first, sentence.last, phrases):
            at = bisect_left(spans, (first, first))
            around = spans[max(at - 1, 0) : at + 1]
            if not spans or any(max(first - end, start - last) <= reach for start, end in around):
                return document.span_of_tokens(first, last)
    return None


def _official(document: Document, sentences: Sequence[int], known: CertaintyWords) -> Span | None:
    """Where an official speaks, or where the text says that it is confirmed."""
    alone = first_phrase(document, sentences, known.words["alone"])
    if alone is not None:
        return alone
    lower, reach = document.lower, known.reach["official"]
    for number in sentences:
        sentence = document.sentences[number]
        if known.verbs.isdisjoint(lower[sentence.first : sentence.last]):
            continue
        for at in range(sentence.first, sentence.last):
            if lower[at] not in known.sources:
                continue
            for verb in range(max(at - 1, sentence.first), min(at + 1 + reach, sentence.last)):
                if lower[verb] in known.verbs:
                    return document.span_of_tokens(min(at, verb), max(at, verb) + 1)
    return None


def urgency_of(
    document: Document,
    sentences: Sequence[int],
    modality: Modality,
    date: dt.date | None = None,
    reported: dt.date | None = None,
    words: CertaintyWords | None = None,
) -> tuple[Urgency, Span | None, Reason]:
    """How soon a reader must act. What is recalled, or was over three days ago when reported, is past."""
    known = certainty_words() if words is None else words
    if modality is Modality.HISTORICAL:
        return Urgency.PAST, None, Reason.RECALLED
    if modality is not Modality.ACTUAL:
        span = first_phrase(document, sentences, known.words["imminent"])
        if span is not None:
            return Urgency.EXPECTED, span, Reason.IMMINENT
    if modality in _NOT_YET:
        return Urgency.FUTURE, None, Reason.PLANNED
    if date is not None and reported is not None and (reported - date).days > known.fresh_days:
        return Urgency.PAST, None, Reason.RECALLED
    recalled = first_phrase(document, sentences[:1], known.words["recalled"])
    if recalled is not None:
        return Urgency.PAST, recalled, Reason.RECALLED
    span = first_phrase(document, sentences, known.words["ongoing"])
    return Urgency.IMMEDIATE, span, Reason.JUST_HAPPENED if span is None else Reason.ONGOING
