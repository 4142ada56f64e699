"""Lists of people: "two soldiers, a civilian and three others"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.classify.casualties.numbers import number_at
from agents.classify.casualties.words import Words
from schemas.event import Count

_LONGEST_PHRASE = 9
_MOST_ITEMS = 8


@dataclass(frozen=True, slots=True)
class Group:
    """People named or counted by tokens `first` to `last` (one past). `head` is the noun that says who, or ""."""

    count: Count
    first: int
    last: int
    head: str
    attackers: bool = False
    fighters: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """The tokens that are read, as written and folded. `shouted` where capitals say nothing about names."""

    tokens: Sequence[str]
    lower: Sequence[str]
    shouted: bool


def chain_at(text: Text, at: int, last: int, words: Words) -> list[Group]:
    """The groups of a list that starts at token `at`, at most eight."""
    groups: list[Group] = []
    while at < last and len(groups) < _MOST_ITEMS:
        group = group_at(text, at, last, words)
        if group is None:
            break
        if not (groups and groups[-1].named and not group.named and _in_apposition(text, at, group)):
            groups.append(group)
        joined = _joint(text.lower, group.last, last)
        if joined is None:
            break
        at = joined
    return groups


def _in_apposition(text: Text, at: int, group: Group) -> bool:
    """Whether ", an editor for" tells who the named person before it is."""
    return text.lower[at - 1] == "," and text.lower[at] in ("a", "an", "the") and group.count.best == 1


def _joint(lower: Sequence[str], at: int, last: int) -> int | None:
    """Where the next item of a list starts: after "and", a comma, or both, or "as well as"."""
    end = at
    if end < last and lower[end] == ",":
        end += 1
    if end < last and lower[end] in ("and", "&", "plus"):
        end += 1
    return end if at < end < last else None


def group_at(text: Text, at: int, last: int, words: Words) -> Group | None:
    """The people that tokens from `at` on count or name; None where they do neither."""
    lower = text.lower
    if lower[at] in words.self_words:
        return Group(Count(1, 1, 1), at, at + 1, lower[at], attackers=True)
    if lower[at] in ("nobody", "none") or (lower[at] == "no" and lower[at + 1 : at + 2] == ("one",)):
        return Group(Count(0, 0, 0), at, min(at + 2, last), lower[at])
    if lower[at] == "him" or (lower[at] == "her" and (at + 1 == last or lower[at + 1] not in words.people)):
        return Group(Count(1, 1, 1), at, at + 1, lower[at])
    number = number_at(lower, at, last, words)
    if number is not None:
        end = number.end
        if number.bare_year or (end < last and _is_age_or_unit(lower, end, last, words)):
            aged = _after_age(lower, at, last)
            return None if aged is None else _headed(text, Count(1, 1, 1), at, aged, last, words)
        found = _headed(text, number.count, at, end, last, words)
        return found if found is not None else _bare(text, number.count, at, end, last, words)
    start = at + 1 if lower[at] in words.determiners else at
    if start < last and lower[start] == "others":
        return Group(Count(2), at, start + 1, "others")
    found = _headed(text, Count(1, 1, 1), at, start, last, words)
    if found is not None:
        return found
    return None if start > at else _name(text, at, last, words)


def _is_age_or_unit(lower: Sequence[str], end: int, last: int, words: Words) -> bool:
    word = lower[end]
    if end + 1 < last and lower[end + 1] in words.people:
        return False
    return word in words.units or (word == "-" and end + 1 < last and lower[end + 1] in words.units)


def _after_age(lower: Sequence[str], at: int, last: int) -> int | None:
    """The token after "16-year-old" or "16 year old"."""
    for end in range(at, min(at + 6, last)):
        if lower[end] in ("old", "olds"):
            return end + 1 if lower[end] == "old" else None
    return None


def _headed(text: Text, count: Count, at: int, start: int, last: int, words: Words) -> Group | None:
    """A noun phrase with a head that is people. The last such noun before the phrase stops is the head."""
    lower = text.lower
    head = -1
    for index in range(start, min(start + _LONGEST_PHRASE, last)):
        word = lower[index]
        if word in words.people:
            head = index
        elif (
            (not word[0].isalnum() and word not in ("-", "'s", "'", '"'))
            or word in words.stops
            or word == "and"
            or (word in words.units and index > start)
            or (word in words.anchors and word not in words.people)
            or (index > start and head == index - 1 and not text.tokens[index][0].isupper())
        ):
            break
    if head < 0:
        return None
    noun = lower[head]
    if (
        at == start
        and noun not in words.plurals
        and noun not in ("police", "people")
        and not text.tokens[at][0].isupper()
        and head > at + 1
    ):
        return None
    plural = noun in words.plurals or noun in ("police", "people", "personnel", "staff")
    counted = Count(1) if plural and count == Count(1, 1, 1) and lower[at] not in ("one", "1") else count
    return Group(counted, at, head + 1, noun, noun in words.attackers, noun in words.fighters)


def _bare(text: Text, count: Count, at: int, end: int, last: int, words: Words) -> Group | None:
    """A number alone: "killing 12", "two and a", "12 were"; what follows must not be a thing that is counted."""
    if end >= last:
        return Group(count, at, end, "")
    word = text.lower[end]
    alone = not word[0].isalnum() or word in words.stops or word in words.anchors or word in ("and", "more", "others")
    if alone and word not in ("-", "%", "°", "/", "'s"):
        return Group(count, at, end + (word in ("more", "others")), word if word == "others" else "")
    if count.best is not None and (count.best < 1 or text.tokens[end][0].isupper()):
        return Group(count, at, end, "")
    return None


def _name(text: Text, at: int, last: int, words: Words) -> Group | None:
    """One person's name: capitalised words in a text that is not all capitals."""
    if text.shouted:
        return None
    end = at
    while end < min(at + 6, last) and (
        text.tokens[end][0].isupper() or (end > at and text.tokens[end] in ("-", "al", "bin", "de", "el"))
    ):
        end += 1
    if end == at or text.lower[at] in words.stops or text.lower[at] in words.determiners:
        return None
    return Group(Count(1, 1, 1), at, end, "", named=True)
