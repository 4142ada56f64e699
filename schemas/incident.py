"""One incident in the world, as all reports of it so far tell it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from schemas.event import Actor, Codes, Count, Report, Severity, Thing
from schemas.evidence import Span
from schemas.levels import Certainty, Tier, Urgency
from schemas.place import Place
from schemas.taxonomy import EventType, Modality
from schemas.values import Moment, Number, Word


class Change(StrEnum):
    """What a report did to an incident."""

    NEW = "new"
    """It opened it."""
    REVISED = "revised"
    """It changed a fact: the revision went up by one."""
    REPEATED = "repeated"
    """It told nothing new: the revision stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """A fact that this revision changed, in words that a reader sees: `killed` "3" → "12"; None where it had none."""

    fact: str
    before: str | None
    after: str | None


class Source(NamedTuple):
    """One report that an incident rests on, as a list: enough to count independent origins and to recognise a reprint.

    `event` and `article` are ids. `origin` names who first wrote it: an agency that the text credits, or the site
    itself. `signature` is base64 of numbers of four bytes, the highest first: the smallest hashes of the text's
    shingles, rising, by which near-duplicates are known, and last a hash of the article's state. With `N~` before it,
    it is written as what differs from that of source N (from 0, one of those that are never dropped): two bytes whose
    bits, from the lowest, say which of N's hashes it has too, then its own hashes, and its state. `aftermath` says that
    it told what followed from the incident, as who claims it: the same article may tell of the incident too.

    `at` is when it was reported. `told` holds the facts that it told otherwise than the incident's first report, by
    their names in `Facts`, null where it told none; `corrects` that it says that it corrects an earlier report;
    `withdrawn` that its source took it back, so that nothing rests on it any more.
    """

    event: str
    article: str
    origin: str
    signature: str
    at: Moment
    told: dict[str, Any]
    url: str | None = None
    aftermath: bool = False
    corrects: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is held to be true of an incident. A revision is a change in one of these, never in wording."""

    type: EventType
    subtype: str | None = None
    modality: Modality = Modality.ACTUAL
    country: str | None = None
    region: str | None = None
    regions: tuple[str, ...] = ()
    place: Place | None = None
    date: dt.date | None = None
    actors: tuple[Actor, ...] = ()
    target: Thing | None = None
    weapon: Thing | None = None
    killed: Count | None = None
    injured: Count | None = None
    missing: Count | None = None
    abducted: Count | None = None
    attackers_killed: Count | None = None
    severity: Severity
    certainty: Certainty = Certainty.UNKNOWN
    urgency: Urgency = Urgency.UNKNOWN
    tier: Tier = Tier.ROUTINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An incident after one more report: `facts` as they stand, and the report that was just added.

    `id` is a hash of the first event's id, `zone` the correlation zone that it lives in. `revision` counts from 1 and
    goes up by one exactly when a fact changes. `change` says what the latest report did and `reason` why it was put
    here (a named reason of the correlate room, with `scores` by feature). `words` are the rarer words of titles and
    leads, and the proper names (marked @), by which later reports are recognised. `first` is what its first report
    told, None where the facts are still that: with `told` of each source it says who told what, and when.
    """

    id: str
    zone: str
    revision: Number
    change: Change
    facts: Facts
    report: Report
    opened: Moment
    updated: Moment
    reason: str
    codes: Codes = Codes()
    confidence: float = 0.0
    context: tuple[str, ...] = ()
    evidence: tuple[Span, ...] = ()
    changes: tuple[FactChange, ...] = ()
    scores: tuple[tuple[str, float], ...] = ()
    words: tuple[Word, ...] = ()
    sources: tuple[Source, ...] = ()
    first: Facts | None = None
    reports: Number = 1
