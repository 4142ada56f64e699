"""Quiet hours, by the wall clock of the desk's zone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from schemas.levels import SeverityLevel
from schemas.subscription import Quiet


def quiet_until(quiet: Quiet | None, level: SeverityLevel, now: datetime) -> datetime | None:
    """When the quiet hours that `now` falls in end, in UTC; None where an alert of this level may go out.

    Both ends are wall-clock times, so that a night in which clocks change is an hour shorter or longer, as it is for
    the people who sleep through it. An end that the clock skips is reached when the clock jumps over it.
    """
    if quiet is None or (quiet.bypass is not None and level.at_least(quiet.bypass)):
        return None
    zone = ZoneInfo(quiet.zone)
    local = now.astimezone(zone)
    start, end = time.fromisoformat(quiet.start), time.fromisoformat(quiet.end)
    clock = local.time().replace(tzinfo=None)
    inside = start <= clock < end if start <= end else clock >= start or clock < end
    if not inside:
        return None
    day = local.date() if clock < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, tzinfo=zone).astimezone(UTC)
