"""Everybody who was aboard, where it is said that none of them lived: "There were no survivors among the nine"."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from agents.classify.casualties.lists import People, people_of, total
from agents.classify.casualties.sentence import Group, text_of
from agents.classify.casualties.words import Words
from agents.classify.text.document import Document
from schemas.event import Count

_REACH = 3
"""Words between those who are counted and "aboard": "who were", "that had been"."""


class Lost(NamedTuple):
    """All who were aboard: how many, and the sentence and tokens that count them."""

    size: Count
    sentence: int
    first: int
    last: int


def lost_with_all(document: Document, words: Words, only: Collection[int] | None = None) -> Lost | None:
    """Who was aboard, where a sentence says that nobody lived; None where nothing says so, or how many they were."""
    lower, lists = document.lower, words.lists
    read = [
        (number, sentence.first, sentence.last)
        for number, sentence in enumerate(document.sentences)
        if only is None or number in only
    ]
    if not any(_none_lived(lower[first:last], words) for _, first, last in read):
        return None
    for number, first, last in read:
        within = set(lower[first:last])
        if lists.aboard.isdisjoint(within) and lists.carrying.isdisjoint(within):
            continue
        people = people_of(text_of(document.tokens, lower, first, last), words)
        for groups in _aboard(people, first, last):
            return Lost(total(groups), number, groups[0].first, groups[-1].last)
    return None


def _none_lived(lower: Sequence[str], words: Words) -> bool:
    """Whether one of the phrases stands here: "…" in one stands for up to a few other words."""
    if words.lists.doubts.intersection(lower):
        return False
    line = f" {' '.join(lower)} "
    return any(_in_order(line, phrase) for phrase in words.none_lived)


def _in_order(line: str, phrase: str) -> bool:
    """Whether the parts of a phrase, which "…" divides, come one after the other, at most a few words apart."""
    at, parts = 0, phrase.split("…")
    for number, part in enumerate(parts):
        found = line.find(f" {part.strip()} ", at)
        if found < 0 or (number and line.count(" ", at, found) > _GAP):
            return False
        at = found + len(part.strip()) + 1
    return True


_GAP = 10


def _aboard(people: People, first: int, last: int) -> Iterator[list[Group]]:
    """The lists of people who are said to be aboard, or to be carried."""
    lists = people.words.lists
    for at in range(first, last):
        word = people.word(at)
        if word in lists.carrying:
            number = people.at.get(at + 1)
            groups = [] if number is None else people.chain_from(number)
        elif word in lists.aboard and (word != "board" or people.word(at - 1) == "on"):
            nearest = [n for n in people.numbers_before(at) if at - people.groups[n].last <= _REACH][:1]
            groups = people.chain_to(nearest[0], set()) if nearest else []
        else:
            continue
        if groups and all(group.counted and group.size.best for group in groups):
            yield groups
