"""Numbers of people in digits and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.classify.casualties.words import Words
from schemas.event import Count

_MOST = 10_000_000
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Number:
    """A count and the token after it. `bare_year` where it could as well be a year ("2008")."""

    count: Count
    end: int
    bare_year: bool = False


def number_at(lower: Sequence[str], at: int, last: int, words: Words) -> Number | None:
    """The number that starts at token `at`, with what bounds it ("at least 55", "dozens of", "between 5 and 7")."""
    start, bound = at, ""
    while start < last:
        step, kind = _qualifier(lower, start, last, words)
        if not step:
            break
        start, bound = start + step, kind or bound
    plain = _plain(lower, start, last, words)
    if plain is None:
        return None
    count, end, year = plain
    if end + 1 < last and lower[end] in ("to", "or") and count.best is not None:
        upper = _plain(lower, end + 1, last, words)
        if upper is not None and upper[0].best is not None and upper[0].best > count.best:
            return Number(Count(count.best, None, upper[0].best), upper[1])
    if lower[end : end + 1] == ["of"] or (end < last and lower[end] == "of"):
        end += 1
    return Number(_bounded(count, bound), end, year and not bound)


def _bounded(count: Count, bound: str) -> Count:
    if count.best is None or not bound:
        return count
    if bound == "least":
        return Count(count.best, count.best, None)
    return Count(0, count.best, count.best)


def _qualifier(lower: Sequence[str], at: int, last: int, words: Words) -> tuple[int, str]:
    for phrases, kind in ((words.at_least, "least"), (words.at_most, "most"), (words.skip, "")):
        for phrase in phrases:
            size = len(phrase)
            if lower[at] == phrase[0] and at + size < last and tuple(lower[at : at + size]) == phrase:
                return size, kind
    return 0, ""


def _plain(lower: Sequence[str], at: int, last: int, words: Words) -> tuple[Count, int, bool] | None:
    if at >= last:
        return None
    word = lower[at]
    if word[0].isdigit():
        value = digits(word)
        if value is None or lower[at - 1 : at] in (["$"], ("$",)):
            return None
        return Count(value, value, value), at + 1, value in _YEARS and "," not in word
    if word in words.no:
        return Count(0, 0, 0), at + 1, False
    if word in ("a", "an") and at + 1 < last and lower[at + 1] in ("dozen", "hundred", "thousand", "few", "couple"):
        return _plain(lower, at + 1, last, words)
    if word in words.bounds:
        return Count(words.bounds[word]), at + 1, False
    return _in_words(lower, at, last, words)


def digits(word: str) -> int | None:
    """The whole number that a token of digits writes; None for 3.5, 10:30 and what no toll could be."""
    bare = word.replace(",", "")
    if not (bare.isascii() and bare.isdigit()) or len(bare) > 8 or int(bare) > _MOST:
        return None
    return int(bare)


def _in_words(lower: Sequence[str], at: int, last: int, words: Words) -> tuple[Count, int, bool] | None:
    total = part = 0
    end = at
    while end < last:
        word = lower[end]
        value = words.numbers.get(word)
        if value is None:
            joined = word in ("-", "and") and end + 1 < last and lower[end + 1] in words.numbers
            if joined and end > at and (word == "-" or (part >= 100 and part % 100 == 0)):
                end += 1
                continue
            break
        if value in (12, 100) and word in ("dozen", "hundred"):
            part = max(part, 1) * value
        elif value == 1000:
            total, part = total + max(part, 1) * value, 0
        elif part and (part % 10 or value >= 10) and part % 100:
            break
        else:
            part += value
        end += 1
        if end - at > 8:
            break
    if end == at:
        return None
    value = min(total + part, _MOST)
    return Count(value, value, value), end, False
