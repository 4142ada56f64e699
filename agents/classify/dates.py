"""When it happened, from the words of the article and its own date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from agents.classify.text.document import Document
from schemas.taxonomy import Modality

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SHORT = {month[:3]: number for number, month in enumerate(_MONTHS, 1)} | {"sept": 9}
_MONTH = {month: number for number, month in enumerate(_MONTHS, 1)} | _SHORT
_DAY = dt.timedelta(days=1)
_RELATIVE = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}


def event_date(
    document: Document,
    sentences: Sequence[int],
    published: dt.datetime | None,
    modality: Modality = Modality.ACTUAL,
) -> dt.date | None:
    """The date that the first of the sentences to give one gives; None where none is exact. Never raises.

    A weekday is the last one up to publication, for something planned the next. Without a date of publication only
    dates with a year count.
    """
    today = None if published is None else published.date()
    for number in sentences:
        sentence = document.sentences[number]
        for at in range(sentence.first, sentence.last):
            found = _date_at(document.lower, at, sentence.last, today, modality is Modality.PLANNED)
            if found is not None:
                return found
    return None


def _date_at(lower: Sequence[str], at: int, last: int, today: dt.date | None, ahead: bool) -> dt.date | None:
    word = lower[at]
    if word in _MONTH:
        return _in_month(lower, at, last, today, ahead)
    if today is None:
        return None
    if word in _RELATIVE:
        return _shift(today, _RELATIVE[word])
    if word in _WEEKDAYS and (
        at == 0 or lower[at - 1] not in ("last", "next", "every", "each", "black", "good", "bloody")
    ):
        gap = (today.weekday() - _WEEKDAYS.index(word)) % 7
        return _shift(today, (7 - gap) % 7 if ahead else -gap)
    return None


def _in_month(lower: Sequence[str], at: int, last: int, today: dt.date | None, ahead: bool) -> dt.date | None:
    """ "October 8", "October 8, 2021", "8 October 2021"."""
    month = _MONTH[lower[at]]
    after = at + 1 + (at + 1 < last and lower[at + 1] == ".")
    day, end = _small(lower, after, last), after + 1
    if day is None and at > 0:
        day, end = _small(lower, at - 1, last), after
    if day is None:
        return None
    end += end < last and lower[end] in ("st", "nd", "rd", "th")
    end += end < last and lower[end] == ","
    year = (
        int(lower[end])
        if end < last and len(lower[end]) == 4 and lower[end].isascii() and lower[end].isdigit()
        else None
    )
    if year is not None:
        return _real(year, month, day)
    if today is None:
        return None
    found = _real(today.year, month, day)
    if found is None or ahead or found <= today + _DAY:
        return found
    return _real(today.year - 1, month, day)


def _small(lower: Sequence[str], at: int, last: int) -> int | None:
    if at >= last or len(lower[at]) > 2 or not (lower[at].isascii() and lower[at].isdigit()):
        return None
    return int(lower[at])


def _real(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _shift(day: dt.date, days: int) -> dt.date | None:
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return None
