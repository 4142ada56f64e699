"""When it happened, from the words of the article and its own date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agents.classify.events.knowledge import Entry, KnowledgeError, read
from agents.classify.text.document import Document
from schemas.taxonomy import Modality

_FILE = Path(__file__).parent / "knowledge" / "dates.toml"


@dataclass(frozen=True, slots=True)
class DateWords:
    """The knowledge file, checked: weekdays from 0 (Monday), months from 1, days from today. `capitals`: a month has
    one, in small letters its name is another word.
    """

    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    relative: Mapping[str, int]
    vague: frozenset[str]
    ordinals: frozenset[str]
    words: frozenset[str]
    capitals: bool


@cache
def date_words() -> DateWords:
    """The shipped words, read once."""
    return load_dates(_FILE)


def load_dates(path: Path) -> DateWords:
    """The words of a file; raises KnowledgeError naming file, field and value."""
    return read_dates(read(path))


def read_dates(root: Entry) -> DateWords:
    """The words of a file that was read; raises KnowledgeError."""
    weekdays, months = _numbers(root, "weekdays", 0, 6), _numbers(root, "months", 1, 12)
    relative = _numbers(root, "relative", -7, 7)
    return DateWords(
        weekdays=weekdays,
        months=months,
        relative=relative,
        vague=frozenset(root.texts("vague")),
        ordinals=frozenset(root.texts("ordinals")),
        words=frozenset((*weekdays, *months, *relative)),
        capitals=root.flag("capital_months"),
    )


def _numbers(root: Entry, field: str, least: int, most: int) -> Mapping[str, int]:
    table = root.table(field)
    if not table or not all(type(value) is int and least <= value <= most for value in table.values()):
        raise KnowledgeError(root.where, field, table, f"needs words with numbers from {least} to {most}")
    return table


def event_date(
    document: Document,
    sentences: Sequence[int],
    published: dt.datetime | None,
    modality: Modality = Modality.ACTUAL,
    words: DateWords | None = None,
) -> dt.date | None:
    """The date that the first of the sentences to give one gives; None where none is exact. Never raises.

    A weekday is the last one up to publication, for something planned the next. Without a date of publication only
    dates with a year count.
    """
    known = date_words() if words is None else words
    today = None if published is None else published.date()
    lower = document.lower
    for number in sentences:
        sentence = document.sentences[number]
        if known.words.isdisjoint(lower[sentence.first : sentence.last]):
            continue
        for at in range(sentence.first, sentence.last):
            if lower[at] not in known.words:
                continue
            if known.capitals and lower[at] in known.months and document.tokens[at].islower():
                continue
            found = _date_at(lower, at, sentence.last, today, modality is Modality.PLANNED, known)
            if found is not None:
                return found
    return None


def _date_at(
    lower: Sequence[str], at: int, last: int, today: dt.date | None, ahead: bool, words: DateWords
) -> dt.date | None:
    word = lower[at]
    if word in words.months:
        return _in_month(lower, at, last, today, ahead, words)
    if today is None:
        return None
    if word in words.relative:
        return _shift(today, words.relative[word])
    if at > 0 and lower[at - 1] in words.vague:
        return None
    gap = (today.weekday() - words.weekdays[word]) % 7
    return _shift(today, (7 - gap) % 7 if ahead else -gap)


def _in_month(
    lower: Sequence[str], at: int, last: int, today: dt.date | None, ahead: bool, words: DateWords
) -> dt.date | None:
    """ "October 8", "October 8, 2021", "8 October 2021", "8th October"."""
    month = words.months[lower[at]]
    after = at + 1 + (at + 1 < last and lower[at + 1] == ".")
    day, end = _small(lower, after, last), after + 1
    if day is None and at > 0:
        before = at - 1 - (lower[at - 1] in words.ordinals)
        day, end = _small(lower, before, last), after
    if day is None:
        return None
    end += end < last and lower[end] in words.ordinals
    end += end < last and lower[end] == ","
    year = _year(lower, end, last)
    if year is not None:
        return _real(year, month, day)
    return None if today is None else _nearest(today, month, day, ahead)


def _year(lower: Sequence[str], at: int, last: int) -> int | None:
    if at >= last or len(lower[at]) != 4 or not (lower[at].isascii() and lower[at].isdigit()):
        return None
    return int(lower[at])


def _nearest(today: dt.date, month: int, day: int, ahead: bool) -> dt.date | None:
    """The day of this year, unless that lies on the wrong side of the report: one day ahead is a matter of zones."""
    found = _real(today.year, month, day)
    if found is None:
        return None
    gap = (found - today).days
    if ahead and gap < 0:
        return _real(today.year + 1, month, day)
    return found if ahead or gap <= 1 else _real(today.year - 1, month, day)


def _small(lower: Sequence[str], at: int, last: int) -> int | None:
    if not 0 <= at < last or len(lower[at]) > 2 or not (lower[at].isascii() and lower[at].isdigit()):
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
