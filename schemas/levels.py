"""Ordered scales: the axes of the Common Alerting Protocol 1.2, and the tier that a desk sees."""

from __future__ import annotations

from enum import StrEnum


class Scale(StrEnum):
    """A string enumeration declared from the lowest member to the highest."""

    rank: int
    """Position from the lowest member, counted from 0."""

    def __init__(self, *_: str) -> None:
        self.rank = len(type(self).__members__)  # the members before it: made once, since it is asked very often

    def at_least(self, floor: Scale) -> bool:
        """Whether this member is the given one or a higher one."""
        return self.rank >= floor.rank


class SeverityLevel(Scale):
    """How bad it is, whether or not it is certain (CAP 1.2 `severity`)."""

    UNKNOWN = "Unknown"
    MINOR = "Minor"
    MODERATE = "Moderate"
    SEVERE = "Severe"
    EXTREME = "Extreme"


class Certainty(Scale):
    """How sure it is that it happened (CAP 1.2 `certainty`)."""

    UNKNOWN = "Unknown"
    UNLIKELY = "Unlikely"
    POSSIBLE = "Possible"
    LIKELY = "Likely"
    OBSERVED = "Observed"


class Urgency(Scale):
    """How soon a reader must act (CAP 1.2 `urgency`)."""

    UNKNOWN = "Unknown"
    PAST = "Past"
    FUTURE = "Future"
    EXPECTED = "Expected"
    IMMEDIATE = "Immediate"


class Tier(Scale):
    """How loudly a desk is told."""

    ROUTINE = "routine"
    ALERT = "alert"
    URGENT = "urgent"
    FLASH = "flash"


def tier_of(level: SeverityLevel, certainty: Certainty, urgency: Urgency) -> Tier:
    """How loudly a desk is told: flash is Extreme, or Severe, Immediate and at least Likely.

    What is Extreme but only Possible is urgent, not flash.
    """
    if level is SeverityLevel.EXTREME:
        return Tier.URGENT if certainty in (Certainty.POSSIBLE, Certainty.UNLIKELY) else Tier.FLASH
    if level is SeverityLevel.SEVERE:
        flash = urgency is Urgency.IMMEDIATE and certainty.at_least(Certainty.LIKELY)
        return Tier.FLASH if flash else Tier.URGENT
    return Tier.ALERT if level is SeverityLevel.MODERATE else Tier.ROUTINE
