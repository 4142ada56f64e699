"""A budget of alerts a day: past it the threshold rises, and the subscriber is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from agents.notify.told import Desk
from schemas.levels import SeverityLevel

SECOND_FLOOR = 2
"""Times the budget after which only Extreme comes at once."""


def floor_of(desk: Desk, budget: int | None) -> SeverityLevel:
    """The least level that goes out at once now: Unknown within the budget, then Severe, past twice it Extreme.

    Extreme always comes through.
    """
    if budget is None or desk.sent < budget:
        return SeverityLevel.UNKNOWN
    return SeverityLevel.SEVERE if desk.sent < SECOND_FLOOR * budget else SeverityLevel.EXTREME


def end_of_day(now: datetime) -> datetime:
    """The next midnight in UTC, when a budget begins anew and what it held is summarised."""
    return datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), datetime.min.time(), tzinfo=UTC)
