"""Dates as feeds and crawlers write them, to UTC.

Forms read, in this order: epoch seconds or milliseconds (a number, or a string of digits), ISO 8601, RFC 2822, and
written English dates that name the month ("October 8, 2021, 10:30 PM"). Nothing is guessed: a form that leaves the
order of day and month open ("03/04/2021"), an unknown zone name, or a missing year gives None.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from dateutil import parser as written

FIRST_YEAR = 1900
LAST_YEAR = 2200
_LONGEST = 100

_SMALLEST_EPOCH = 1e8
"""Seconds. Numbers nearer to zero (before March 1973) are years, counts or empty fields far more often than times."""
_SMALLEST_MILLISECONDS = 1e11

_EPOCH = re.compile(r"-?\d{9,11}(?:\.\d+)?|-?\d{12,13}", re.ASCII)
_COMPACT = re.compile(r"\d{14}Z?", re.ASCII)
_ISO_ZONE = re.compile(r"[ ](?=(?:[+-]\d\d:?\d\d|Z)$)", re.ASCII)
_MONTH_NAMED = re.compile(
    r"(?=.*\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\b)(?=.*\b\d{4}\b)(?=.*\b\d{1,2}(?:st|nd|rd|th)?\b)",
    re.IGNORECASE | re.ASCII,
)
_ZONE_NAME = re.compile(r"(?<![A-Za-z])([A-Z]{1,5})$")

_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0,
    "WEST": 60, "BST": 60, "CET": 60, "WAT": 60, "CEST": 120, "EET": 120, "SAST": 120, "CAT": 120,
    "EEST": 180, "MSK": 180, "EAT": 180, "PKT": 300, "IST": 330, "WIB": 420, "HKT": 480, "SGT": 480, "JST": 540,
    "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
}  # fmt: skip
"""Minutes east of UTC. RFC 2822 fixes the American names; the rest are those that feeds use, IST as in India."""


def read_date(value: object) -> datetime | None:
    """The moment that a field holds, in UTC; None where it cannot be read or lies outside 1900 to 2200. Never raises.

    A date without a zone is taken as UTC, a date without a time as midnight.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _compact(str(value)) or _of_epoch(value)
    if isinstance(value, str) and len(value) <= _LONGEST:
        return _of_text(value.strip())
    return None


def _of_text(text: str) -> datetime | None:
    if _EPOCH.fullmatch(text) is not None:
        return _of_epoch(float(text))
    return _compact(text) or _of_iso(text) or _of_rfc2822(text) or _of_written(text)


def _of_epoch(value: float) -> datetime | None:
    if not abs(value) >= _SMALLEST_EPOCH:  # written so that NaN is refused as well
        return None
    seconds = value / 1000 if abs(value) >= _SMALLEST_MILLISECONDS else value
    try:
        return _in_range(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
    except OverflowError:
        return None


def _compact(text: str) -> datetime | None:
    """`20211008103000`, as some archives write the time."""
    if _COMPACT.fullmatch(text) is None:
        return None
    return _of_iso(f"{text[:8]}T{text[8:14]}")


def _of_iso(text: str) -> datetime | None:
    try:
        return _in_range(datetime.fromisoformat(_ISO_ZONE.sub("", text)))
    except ValueError:
        return None


def _of_rfc2822(text: str) -> datetime | None:
    named, zone = _zone(text)
    if zone is None:
        return None
    try:
        moment = parsedate_to_datetime(named)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _in_range(moment if moment.tzinfo is not None else moment.replace(tzinfo=zone))


def _of_written(text: str) -> datetime | None:
    """A date that names its month. Two defaults that share nothing show whether the text says day, month and year."""
    named, zone = _zone(text)
    if zone is None or _MONTH_NAMED.match(text) is None:
        return None
    try:
        one, other = (written.parse(named, default=datetime(y, y - 2000, y - 2000)) for y in (2003, 2004))  # noqa: DTZ001 - zone follows
    except (ValueError, OverflowError, TypeError, AttributeError, IndexError):
        return None
    if one != other:
        return None
    return _in_range(one if one.tzinfo is not None else one.replace(tzinfo=zone))


def _zone(text: str) -> tuple[str, timezone | None]:
    """The text without its zone name, and that zone: UTC where none is named, None where the name is not known."""
    found = _ZONE_NAME.search(text)
    if found is None or found.group(1) in {"AM", "PM"}:
        return text, UTC
    minutes = _ZONES.get(found.group(1))
    if minutes is None:
        return text, None
    return text[: found.start()].rstrip(), timezone(timedelta(minutes=minutes))


def _in_range(moment: datetime) -> datetime | None:
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    try:
        utc = aware.astimezone(UTC)
    except OverflowError:
        return None
    return utc if FIRST_YEAR <= utc.year <= LAST_YEAR else None
