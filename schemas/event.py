"""One thing that one article reports."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from schemas.evidence import Span
from schemas.levels import Certainty, SeverityLevel, Tier, Urgency
from schemas.place import Place
from schemas.taxonomy import EventType, Modality
from schemas.values import Moment, Number, Points

FARTHEST_AHEAD = dt.timedelta(days=1)
"""How far after its arrival an article's date may lie: a wrong zone or clock. A later one is no date."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people with its uncertainty: `best` is None where the text gives only a bound, as in "several".

    "At least 55" is low 55, best 55, high None (open). A plain "55" is 55, 55, 55.
    """

    low: Number
    best: Number | None = None
    high: Number | None = None

    @property
    def number(self) -> int:
        """The number to compare it by: its best estimate, else its lower bound."""
        return self.low if self.best is None else self.best


class Role(StrEnum):
    """What an actor does in an event."""

    SOURCE = "source"
    """Who acts: the attacker, the accuser, the host."""
    TARGET = "target"
    """Whom it is done to."""
    PARTY = "party"
    """One of several sides with the same part: who talks, who signs, who fights."""
    CLAIMED = "claimed"
    """Who says that they did it."""
    ATTRIBUTED = "attributed"
    """Whom others say did it."""


class ActorKind(StrEnum):
    """What an actor is."""

    STATE = "state"
    STATE_FORCES = "state_forces"
    ARMED_GROUP = "armed_group"
    ORGANISATION = "organisation"
    PERSON = "person"
    CIVILIANS = "civilians"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who takes part. `id` is the entry of the actor file ("taliban", "state:US"), None for a name it does not hold."""

    name: str
    role: Role
    kind: ActorKind = ActorKind.UNKNOWN
    id: str | None = None
    country: str | None = None
    evidence: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A target or a weapon: `kind` is an entry of its knowledge file ("worship", "explosive"), `text` what was read."""

    kind: str
    text: str
    evidence: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """The same event in other schemes; None where the scheme has no code for it."""

    plover: str | None = None
    cameo: str | None = None
    acled: str | None = None
    iptc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """One reason for a severity: what counted, with its points, the rule that says so and where it was read."""

    name: str
    value: str
    points: Points
    rule: str
    evidence: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """The level, a score by which events are ranked (lives first), the drivers, and the floor that raised it."""

    level: SeverityLevel
    score: Points
    drivers: tuple[Driver, ...] = ()
    floor: str | None = None

    @property
    def points(self) -> int:
        """The sum of the drivers' points, by whose band the level is found; never below 0."""
        return max(sum(driver.points for driver in self.drivers), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The article that reports an event, cleaned: what later stages need of it, keywords and explanations included.

    `published` is the article's own date, `received` when it reached the topic; `reported` is the one to reckon with.
    `credit` is the agency that the text credits, e.g. "Reuters". `unread` names the fields that could not be read.
    `withdrawn` says that its source takes the article back: then it reports nothing, whatever its text.
    """

    article: str
    title: str
    text: str
    received: Moment
    language: str | None = None
    url: str | None = None
    source: str | None = None
    published: Moment | None = None
    credit: str | None = None
    unread: tuple[str, ...] = ()
    withdrawn: bool = False

    def __post_init__(self) -> None:
        if self.published is not None and self.published - self.received > FARTHEST_AHEAD:
            raise ValueError(f"published: expected at most a day after received, got {self.published.isoformat()}")

    @property
    def reported(self) -> dt.datetime:
        """When it was reported: the article's own date, or its arrival where it gives none."""
        return self.published or self.received


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event that one article reports, as the article tells it.

    `id` is a hash of the article's id and the event's content; `regions` is the UN M49 path from the world ("001")
    down to the sub-region of `country`, and `region` its last and finest step; `place` is the event's own, not the
    article's most frequent one. A count is None where the text gives none (which is not the same as nobody).
    """

    id: str
    type: EventType
    report: Report
    subtype: str | None = None
    codes: Codes = Codes()
    modality: Modality = Modality.ACTUAL
    context: tuple[str, ...] = ()
    confidence: float = 0.0
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
    severity: Severity = Severity(level=SeverityLevel.UNKNOWN, score=0)
    certainty: Certainty = Certainty.UNKNOWN
    urgency: Urgency = Urgency.UNKNOWN
    tier: Tier = Tier.ROUTINE
    evidence: tuple[Span, ...] = ()
