"""The words of a subscription: each reader takes one as people write it and gives it as the record has it.

All raise ValueError with what was expected. Words of scales are read without regard to case.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import TypeVar

from schemas.formats.casualties import parse_comparison
from schemas.formats.dates import read_date
from schemas.formats.mistakes import suggestion
from schemas.formats.regions import Country, Division, parse_region
from schemas.formats.urls import is_address
from schemas.subscription import LARGEST_BUDGET, LONGEST_DIGEST, LONGEST_EXAMPLE, SHORTEST_DIGEST, zones
from schemas.taxonomy import SUBTYPES, EventType
from schemas.values import LONGEST_NAME

UNITS = {"s": 1, "m": 60, "h": 60 * 60, "d": 24 * 60 * 60}
"""Seconds of each."""

_NAME = re.compile(rf"[A-Za-z0-9._-]{{1,{LONGEST_NAME}}}")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_DURATION = re.compile(r"([0-9]{1,6})\s*([smhd])", re.ASCII)
_BUDGET = re.compile(r"([0-9]{1,6})\s*(?:/|per|a)\s*day", re.ASCII)
_INCIDENT = re.compile(r"inc-[0-9a-f]{20}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}", re.ASCII)

Member = TypeVar("Member", bound=StrEnum)


def name(text: str) -> str:
    """An id or a subscriber, which becomes part of a topic's name."""
    if not _NAME.fullmatch(text):
        raise ValueError(f"expected 1 to {LONGEST_NAME} letters a–z, digits, hyphens, underscores and dots")
    return text


def title(text: str) -> str:
    """What a desk calls a subscription."""
    return _clean(text, 500)


def keywords(text: str) -> str:
    """A query, as text: what it means is not known here."""
    if not text:
        raise ValueError("expected a query; leave keywords out to ask nothing of the words")
    return _clean(text, 20_000)


def example(text: str) -> str:
    """The title or the text of an example."""
    return _clean(text, LONGEST_EXAMPLE)


def date(text: str) -> datetime:
    """When an example was published."""
    found = read_date(text)
    if found is None:
        raise ValueError("expected a date such as 2024-03-05T09:00:00Z")
    return found


def address(text: str) -> str:
    """Where an example stands."""
    if not text.startswith(("http://", "https://")) or not is_address(text):
        raise ValueError("expected an address that begins with http:// or https://")
    return _clean(text, 2000)


def source(text: str) -> str:
    """The name of a source."""
    if not text:
        raise ValueError("expected the name of a source")
    return _clean(text, 200)


def _clean(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueError(f"expected at most {longest:,} characters")
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("expected text without NUL and halves of surrogate pairs")
    return text


def event(text: str) -> str:
    """An event type, or type.subtype."""
    kind = text.lower()
    if kind not in _event_names():
        raise ValueError(f"expected an event type or type.subtype{suggestion(kind, _event_names())}")
    return kind


@cache
def _event_names() -> frozenset[str]:
    types = [kind for kind in EventType if kind is not EventType.NONE]
    return frozenset([*types, *(f"{kind}.{subtype}" for kind in types for subtype in SUBTYPES[kind])])


def region(text: str) -> str:
    """A region as it is written in records."""
    found = parse_region(text)
    if isinstance(found, Country):
        return found.code
    if isinstance(found, Division):
        return f"admin1:{found.country}/{found.name}"
    kind, _, rest = text.partition(":")
    return f"{kind.lower()}:{rest.strip()}"


def casualties(text: str) -> str:
    """A comparison of a number of people, as it is written in records."""
    return str(parse_comparison(text))


def language(text: str) -> str:
    """A BCP 47 tag in small letters."""
    tag = text.lower().replace("_", "-")
    if not _LANGUAGE.fullmatch(tag):
        raise ValueError("expected an ISO 639 code such as en or fa")
    return tag


def zone(text: str) -> str:
    """An IANA time zone."""
    if text not in zones():
        raise ValueError(f"expected an IANA time zone such as Asia/Kabul{suggestion(text, zones())}")
    return text


def clock(text: str) -> str:
    """A time of day as HH:MM."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError("expected a time of day such as 22:00")
    return f"{int(found.group(1)):02}:{found.group(2)}"


def span(text: str) -> int | None:
    """Seconds of a time such as 48h, None where it is none."""
    found = _DURATION.fullmatch(text.lower())
    return int(found.group(1)) * UNITS[found.group(2)] if found else None


def duration(text: str) -> int | None:
    """Seconds of a digest, None for none."""
    if text.lower() == "none":
        return None
    seconds = span(text) or 0
    if not SHORTEST_DIGEST <= seconds <= LONGEST_DIGEST:
        raise ValueError("expected none, or 1m to 7d such as 15m or 2h")
    return seconds


def budget(text: str) -> int | None:
    """Alerts a day, None for as many as come."""
    if text.lower() == "none":
        return None
    found = _BUDGET.fullmatch(text.lower())
    if found is None and not re.fullmatch("[0-9]{1,6}", text):
        raise ValueError("expected none, or alerts a day such as 20/day")
    number = int(found.group(1) if found else text)
    if not 1 <= number <= LARGEST_BUDGET:
        raise ValueError("expected 1/day to 100000/day")
    return number


def incident(text: str) -> str:
    """The id of an incident."""
    if not _INCIDENT.fullmatch(text):
        raise ValueError("expected the id of an incident, inc- and 20 of the digits 0-9 and a-f, as its alerts have it")
    return text


@cache
def member_of(kind: type[Member]) -> Callable[[str], Member]:
    """A reader of one word of an enumeration."""
    members = {member.value.lower(): member for member in kind}

    def read(text: str) -> Member:
        member = members.get(text.lower())
        if member is None:
            raise ValueError(f"expected one of {', '.join(members)}{suggestion(text.lower(), members)}")
        return member

    return read
