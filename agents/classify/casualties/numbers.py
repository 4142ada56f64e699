"""Numbers of people in digits and words."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from agents.classify.casualties.words import Bound, Words
from schemas.event import Count

MOST = 10_000_000
"""More people than any toll of one event."""
_YEARS = range(1900, 2101)
_LONGEST = 9
_ONES = ("dozen", "hundred", "thousand", "few", "couple", "score")


class Shape(StrEnum):
    """How a number is written, where that makes it doubtful."""

    PLAIN = "plain"
    BARE_YEAR = "bare_year"
    """Four digits that could as well be a year: "2008"."""


class Number(NamedTuple):
    """A count and the token after it."""

    size: Count
    end: int
    shape: Shape = Shape.PLAIN


def number_at(lower: Sequence[str], at: int, last: int, words: Words) -> Number | None:
    """The number that starts at token `at`, with what bounds it ("at least 55", "dozens of", "between 5 and 7")."""
    start, bound = _qualifiers(lower, at, last, words) if lower[at] in words.qualifiers else (at, None)
    number = _plain(lower, start, last, words)
    if number is None and start > at and lower[at] in words.bounds:
        return _plain(lower, at, last, words)
    if number is None:
        return None
    spread = _spread(lower, number, last, words, "and" if start > at and lower[start - 1] == "between" else "to")
    if spread is not None:
        return spread
    end = number.end
    if end < last and lower[end] == "of" and not (end + 1 < last and lower[end + 1] in words.lists.part_of):
        end += 1
    if end + 1 < last and lower[end] == "or" and lower[end + 1] in ("more", "fewer"):
        bound, end = Bound.LEAST if lower[end + 1] == "more" else Bound.MOST, end + 2
    return Number(_bounded(number.size, bound), end, Shape.PLAIN if bound else number.shape)


def _spread(lower: Sequence[str], number: Number, last: int, words: Words, joint: str) -> Number | None:
    """The upper end of "10 to 15", "five or six", "between 5 and 7", "10-15"."""
    low, end = number.size.best, number.end
    if low is None or end + 1 >= last or lower[end] not in (joint, "to", "or", "-", "–"):
        return None
    upper = _plain(lower, end + 1, last, words)
    if upper is None or upper.size.best is None or not low < upper.size.best:
        return None
    if upper.end < last and lower[upper.end] == "-":
        return None
    return Number(Count(low, None, upper.size.best), upper.end + (upper.end < last and lower[upper.end] == "of"))


def _bounded(count: Count, bound: Bound | None) -> Count:
    if count.best is None or bound is None:
        return count
    if bound is Bound.LEAST:
        return Count(count.best, count.best, None)
    return Count(0, count.best, count.best)


def _qualifiers(lower: Sequence[str], at: int, last: int, words: Words) -> tuple[int, Bound | None]:
    """The token after "at least", "up to", "another" and their like, and the bound that they set."""
    bound = None
    for _ in range(4):
        phrases = words.qualifiers.get(lower[at]) if at + 1 < last else None
        for phrase, kind in phrases or ():
            size = len(phrase)
            if size == 1 or (at + size < last and tuple(lower[at : at + size]) == phrase):
                at, bound = at + size, kind or bound
                break
        else:
            break
    return at, bound


def _plain(lower: Sequence[str], at: int, last: int, words: Words) -> Number | None:
    if at >= last:
        return None
    word = lower[at]
    if word[0].isdigit():
        return _in_digits(lower, at, last, words)
    if word in words.lists.no:
        return Number(Count(0, 0, 0), at + 1)
    if word in ("a", "an") and at + 1 < last and lower[at + 1] in _ONES:
        return _plain(lower, at + 1, last, words)
    if word in words.bounds:
        return _vague(lower, at, last, words)
    return _in_words(lower, at, last, words) if word in words.numbers else None


def _vague(lower: Sequence[str], at: int, last: int, words: Words) -> Number:
    """A bound in words: "dozens", "several hundred", "tens of thousands"."""
    low, end = words.bounds[lower[at]], at + 1
    step = end + (end < last and lower[end] == "of")
    if step < last and lower[step] in ("hundred", "thousand", "dozen", "hundreds", "thousands", "dozens"):
        return Number(Count(low * words.scales[lower[step]]), step + 1)
    return Number(Count(low), end)


def _in_digits(lower: Sequence[str], at: int, last: int, words: Words) -> Number | None:
    value = digits(lower[at])
    if value is None or (at > 0 and lower[at - 1] in words.lists.money):
        return None
    year = value in _YEARS and "," not in lower[at]
    if at + 1 < last and lower[at + 1] in ("dozen", "hundred", "thousand"):
        value, at, year = min(value * words.scales[lower[at + 1]], MOST), at + 1, False
    return Number(Count(value, value, value), at + 1, Shape.BARE_YEAR if year else Shape.PLAIN)


def digits(word: str) -> int | None:
    """The whole number that a token of digits writes; None for 3.5, 10:30 and what no toll could be."""
    bare = word.replace(",", "")
    if not (bare.isascii() and bare.isdigit()) or len(bare) > 8 or int(bare) > MOST:
        return None
    return int(bare)


def _in_words(lower: Sequence[str], at: int, last: int, words: Words) -> Number | None:
    """ "twenty-five", "one hundred and twelve", "two dozen"."""
    total = part = 0
    end = at
    while end < min(last, at + _LONGEST):
        word = lower[end]
        value = words.numbers.get(word)
        if value is None:
            if end == at or not _joins(lower, end, last, part, words):
                break
        elif word in words.scales:
            part = max(part, 1) * value
            if value >= 1000:
                total, part = total + part, 0
        elif part and not _fits(part, value):
            break
        else:
            part += value
        end += 1
    value = min(total + part, MOST)
    return Number(Count(value, value, value), end) if end > at else None


def _joins(lower: Sequence[str], at: int, last: int, part: int, words: Words) -> bool:
    """Whether a hyphen or "and" stands within a number, not between two."""
    if at + 1 >= last or lower[at + 1] not in words.numbers:
        return False
    return lower[at] == "-" or (lower[at] == "and" and part >= 100 and part % 100 == 0)


def _fits(part: int, value: int) -> bool:
    """Whether a word of `value` goes on with a number that has come to `part`: twenty-five, a hundred and twelve."""
    rest = part % 100
    return value < 100 and part >= 100 if rest == 0 else rest >= 20 and rest % 10 == 0 and value < 10
