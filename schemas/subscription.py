"""What a desk looks for, and how it wants to be told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from schemas.levels import Certainty, SeverityLevel
from schemas.taxonomy import Modality

LONGEST_NAME = 100
"""Characters of an id or a subscriber."""
Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]+(?!\n)$", max_length=LONGEST_NAME)]
"""An id or a subscriber. A subscriber becomes part of a topic's name, and no other could be written to."""


class Updates(StrEnum):
    """Which later revisions of an incident that a desk knows are worth telling it."""

    NEVER = "never"
    ESCALATION = "escalation"
    """When it has become worse: a higher severity level or tier, or a higher toll."""
    FACTS = "facts"
    """When any fact has changed."""
    EVERY = "every"
    """With every further report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFilter:
    """Names of sources: only these, or all but these. Compared without regard to case, `www.` dropped."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The conditions, all of which must hold; an empty one asks nothing.

    `events` are types or `type.subtype`. `regions` are ISO 3166-1 alpha-2 countries, `m49:034` areas,
    `near:LAT,LON,KMkm` circles and `place:name`. An event without a known country never satisfies `regions`.
    """

    events: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    severity: SeverityLevel = SeverityLevel.UNKNOWN
    certainty: Certainty = Certainty.UNKNOWN
    modality: tuple[Modality, ...] = ()
    """Empty means the default: actual, and for diplomatic talks planned too."""
    languages: tuple[str, ...] = ()
    sources: SourceFilter = SourceFilter()
    keywords: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours in which alerts are held, by the wall clock of an IANA zone; `start` after `end` runs over midnight.

    Alerts of severity `bypass` or more come through; None holds all.
    """

    zone: str
    start: str
    end: str
    bypass: SeverityLevel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver:
    """How to be told. `digest` is in seconds, None for at once; `budget` is alerts a day, None for no limit."""

    updates: Updates = Updates.ESCALATION
    quiet: Quiet | None = None
    digest: int | None = None
    budget: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One standing question of one subscriber, whose alerts go to `alerts.<subscriber>`."""

    id: str
    subscriber: str
    title: str = ""
    when: When = When()
    deliver: Deliver = Deliver()
