"""Numbers that count no people: ages, and the measures of things."""

from __future__ import annotations

from collections.abc import Sequence

from agents.classify.casualties.numbers import digits
from agents.classify.casualties.words import Words

OLDEST = 115
_LONGEST_LIST = 12
_OLD = ("-", "year", "years", "month", "months")
_AGES = ("age", "aged", "ages")
_BETWEEN = (",", "and", "&", "or", "to", "-", "–")


def is_measure(lower: Sequence[str], end: int, last: int, words: Words) -> bool:
    """Whether the number before token `end` counts years, miles, cars and their like."""
    word = lower[end]
    if (word in words.units and word not in words.anchors) or word in ("-", "–", "%", "°", "/", "'s"):
        return not (end + 1 < last and lower[end + 1] in words.people)
    return False


def is_age(number: int | None) -> bool:
    """Whether a number between commas can be an age: "Rosa Diaz, 65, was killed"."""
    return number is not None and number <= OLDEST


def old_end(lower: Sequence[str], at: int, last: int) -> int | None:
    """The token after "16-year-old" or "16 year old" that begins at `at`."""
    for end in range(at + 1, min(at + 6, last)):
        if lower[end] == "old":
            return end + 1
    return None


def two_old_end(lower: Sequence[str], at: int, last: int) -> int | None:
    """The token after "12 and 14 year old", which are two people."""
    if at + 4 >= last or lower[at + 1] != "and" or not (lower[at][0].isdigit() and lower[at + 2][0].isdigit()):
        return None
    return old_end(lower, at + 2, last) if lower[at + 3] in _OLD else None


def in_list_of_ages(lower: Sequence[str], at: int, first: int) -> bool:
    """Whether a number is a later one of "ages 14 and 16" and "aged 5, 8 and 11"."""
    step = at - 1
    while step > max(first, at - _LONGEST_LIST) and (lower[step] in _BETWEEN or lower[step][0].isdigit()):
        step -= 1
    return step < at - 1 and step >= first and lower[step] in _AGES


def age_end(lower: Sequence[str], at: int, last: int, most: int, words: Words) -> int | None:
    """The token after the ages, at most as many as there are people, that follow them: ", 7," and "(34)".

    None where no age follows, as in "his cousin, 19-year-old Tom".
    """
    if at + 1 >= last or lower[at] not in (",", "(", "—", "–"):
        return None
    for _ in range(min(most, 6)):
        at += 1 + (at + 1 < last and lower[at + 1] in _AGES)
        age = digits(lower[at]) if at < last and lower[at][0].isdigit() else None
        at += 1
        if age is None or age > OLDEST or _begins_old(lower, at, last):
            return None
        if at >= last or lower[at] in words.lists.after_age:
            if at + 1 < last and lower[at + 1][0].isdigit() and most > 1:
                continue
            return at + (at < last and lower[at] == ")")
    return None


def _begins_old(lower: Sequence[str], at: int, last: int) -> bool:
    return at + 1 < last and lower[at] == "-" and lower[at + 1] in ("year", "month", "week", "day")
