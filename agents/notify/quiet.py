"""Quiet hours, by the wall clock of the desk's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from schemas.levels import SeverityLevel
from schemas.subscription import Quiet

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def quiet_until(quiet: Quiet | None, level: SeverityLevel, now: datetime) -> datetime | None:
    """When the quiet hours that `now` falls in end, in UTC; None where an alert of this level may go out.

    Both ends are wall-clock times, so that a night in which clocks change is an hour shorter or longer, as it is for
    the people who sleep through it. A time that the clock skips is reached when the clock jumps over it; one that
    comes twice is meant at its first coming. Equal ends are no hours at all.
    """
    if quiet is None or quiet.start == quiet.end or (quiet.bypass is not None and level.at_least(quiet.bypass)):
        return None
    zone = ZoneInfo(quiet.zone)
    start, end = time.fromisoformat(quiet.start), time.fromisoformat(quiet.end)
    today = now.astimezone(zone).date()
    for day in (today - DAY, today):
        stop = _instant(day if start < end else day + DAY, end, zone)
        if _instant(day, start, zone) <= now < stop:
            return stop
    return None


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When the clock of a zone first shows this time or a later one on this day, in UTC."""
    local = datetime.combine(day, clock, tzinfo=zone)
    late = local.astimezone(UTC)
    if late.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return late
    early = local.replace(fold=1).astimezone(UTC)  # the clock skips this time: it jumps between the two readings
    before = early.astimezone(zone).utcoffset()
    while late - early > SECOND:
        middle = early + (late - early) / 2
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return (early + SECOND).replace(microsecond=0)
