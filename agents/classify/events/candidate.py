"""An event as the event finder hands it on, before its place, people and severity are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from schemas.event import Codes
from schemas.taxonomy import EventType, Modality


class Trigger(NamedTuple):
    """Words that say that an event of a type is reported: tokens `first` to `last` (one past), and the rule's id."""

    rule: str
    first: int
    last: int
    sentence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One event of a document. `sentences` are the indexes of those that tell of it, its main one first.

    `context` holds words independent of the type that a rule set, such as "election" or "pandemic". `codes` are those
    of the type and subtype. `confidence` is 0–1.
    """

    type: EventType
    subtype: str | None
    modality: Modality
    confidence: float
    triggers: tuple[Trigger, ...]
    sentences: tuple[int, ...]
    codes: Codes = Codes()
    context: tuple[str, ...] = ()
