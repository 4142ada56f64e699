"""How sure, how soon and how loud: certainty, urgency and tier."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from agents.classify.events.knowledge import KnowledgeError, read
from agents.classify.text.document import Document
from schemas.evidence import Span
from schemas.levels import Certainty, SeverityLevel, Tier, Urgency
from schemas.taxonomy import Modality

_FILE = Path(__file__).parent / "knowledge" / "certainty.toml"
_FRESH_DAYS = 3


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


Phrases = Mapping[str, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True, slots=True)
class CertaintyWords:
    """Phrases by their first word."""

    official: Phrases
    hedges: Phrases
    denials: Phrases
    ongoing: Phrases
    imminent: Phrases


@cache
def certainty_words() -> CertaintyWords:
    """The shipped phrases, read once."""
    return load_certainty(_FILE)


def load_certainty(path: Path) -> CertaintyWords:
    """The phrases of a file; raises KnowledgeError naming file, field and value."""
    root = read(path)
    parts: dict[str, Phrases] = {}
    for field in ("official", "hedges", "denials", "ongoing", "imminent"):
        texts = root.texts(field)
        if not texts:
            raise KnowledgeError(root.where, field, texts, "needs at least one phrase")
        index: dict[str, list[tuple[str, ...]]] = {}
        for text in texts:
            words = tuple(text.split())
            index.setdefault(words[0], []).append(words)
        parts[field] = {word: tuple(phrases) for word, phrases in index.items()}
    return CertaintyWords(**parts)


def certainty_of(
    document: Document, sentences: Sequence[int], modality: Modality, words: CertaintyWords | None = None
) -> tuple[Certainty, Span | None, Reason]:
    """How sure it is that it happened, with the words that say so and why."""
    known = certainty_words() if words is None else words
    if modality is Modality.NEGATED:
        return Certainty.UNLIKELY, None, Reason.NEGATED
    for phrases, level, reason in (
        (known.denials, Certainty.UNLIKELY, Reason.DENIED),
        (known.hedges, Certainty.POSSIBLE, Reason.HEDGED),
    ):
        span = _first(document, sentences[:1], phrases)
        if span is not None:
            return level, span, reason
    if modality in (Modality.THREATENED, Modality.HYPOTHETICAL):
        return Certainty.POSSIBLE, None, Reason.NOT_ACTUAL
    span = _first(document, sentences, known.official)
    if span is not None and modality is not Modality.PLANNED:
        return Certainty.OBSERVED, span, Reason.OFFICIAL
    return Certainty.LIKELY, None, Reason.ONE_ORIGIN


def urgency_of(
    document: Document,
    sentences: Sequence[int],
    modality: Modality,
    date: dt.date | None = None,
    reported: dt.date | None = None,
    words: CertaintyWords | None = None,
) -> tuple[Urgency, Span | None, Reason]:
    """How soon a reader must act. Something over three days old when reported is past."""
    known = certainty_words() if words is None else words
    if modality is Modality.HISTORICAL:
        return Urgency.PAST, None, Reason.RECALLED
    span = _first(document, sentences, known.imminent)
    if span is not None and modality is not Modality.ACTUAL:
        return Urgency.EXPECTED, span, Reason.IMMINENT
    if modality in (Modality.PLANNED, Modality.THREATENED, Modality.HYPOTHETICAL, Modality.DRILL):
        return Urgency.FUTURE, None, Reason.PLANNED
    if date is not None and reported is not None and (reported - date).days > _FRESH_DAYS:
        return Urgency.PAST, None, Reason.RECALLED
    span = _first(document, sentences, known.ongoing)
    return Urgency.IMMEDIATE, span, Reason.JUST_HAPPENED if span is None else Reason.ONGOING


def tier_of(level: SeverityLevel, certainty: Certainty, urgency: Urgency) -> Tier:
    """How loudly a desk is told."""
    possible = not certainty.at_least(Certainty.LIKELY)
    if level is SeverityLevel.EXTREME:
        return Tier.URGENT if possible else Tier.FLASH
    if level is SeverityLevel.SEVERE:
        return Tier.FLASH if urgency is Urgency.IMMEDIATE and not possible else Tier.URGENT
    return Tier.ALERT if level is SeverityLevel.MODERATE else Tier.ROUTINE


def _first(document: Document, sentences: Sequence[int], phrases: Phrases) -> Span | None:
    lower = document.lower
    for number in sentences:
        sentence = document.sentences[number]
        for at in range(sentence.first, sentence.last):
            for phrase in phrases.get(lower[at], ()):
                if lower[at : at + len(phrase)] == phrase and at + len(phrase) <= sentence.last:
                    return document.span_of_tokens(at, at + len(phrase))
    return None
