"""Lists of people: which of a sentence's groups belong together, and how many they are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from agents.classify.casualties.people import groups_of
from agents.classify.casualties.sentence import Group, Text
from agents.classify.casualties.words import Words
from schemas.event import Count

_MOST_ITEMS = 8
_LONGEST_ASIDE = 9
_RULING = frozenset(("and", "was", "were", "is", "are"))


class People(NamedTuple):
    """The people of one sentence, from left to right. `at` gives the first token of each group its number."""

    text: Text
    groups: Sequence[Group]
    firsts: Sequence[int]
    at: dict[int, int]
    words: Words

    def chain_from(self, number: int) -> list[Group]:
        """The list that begins with a group."""
        groups = [self.groups[number]]
        for group in self.groups[number + 1 : number + _MOST_ITEMS]:
            if self._joined(groups[-1], group) or self._joined_over(groups[-1], group):
                groups.append(group)
            elif not group.named:
                break
        return groups

    def chain_to(self, number: int, taken: set[int]) -> list[Group]:
        """The list that ends with a group, without those that are taken and names of places before it."""
        groups = [self.groups[number]]
        for group in reversed(self.groups[max(number - _MOST_ITEMS, 0) : number]):
            joined = self._joined(group, groups[0]) or self._joined_over(group, groups[0])
            if group.first in taken or not joined:
                break
            bare_comma = self.word(group.last) == "," and group.last + 1 == groups[0].first
            if group.named and (bare_comma or self.before(group) in self.words.lists.prepositions):
                break
            groups.insert(0, group)
        while len(groups) > 1 and self._of_another(groups[0]):
            groups.pop(0)
        return groups

    def _of_another(self, group: Group) -> bool:
        """Whether a group ruled by a preposition or "were" is parted by a comma from those after it: another clause's.

        So is what tells who some of them are: "four of them women, and 18".
        """
        before, lists = self.before(group), self.words.lists
        ruled = before in lists.prepositions or before in lists.including or before in _RULING
        return ruled and self.word(group.last) == ","

    def numbers_before(self, at: int) -> range:
        """The groups that end at or before a token, the nearest first."""
        number = bisect_right(self.firsts, at - 1) - 1
        if number >= 0 and self.groups[number].last > at:
            number -= 1
        return range(number, max(number - _MOST_ITEMS, -1), -1)

    def before(self, group: Group) -> str:
        """The word before a group, or ""."""
        return self.text.lower[group.first - 1] if group.first > self.text.first else ""

    def word(self, at: int) -> str:
        """A word of the sentence; "" outside it."""
        return self.text.lower[at] if self.text.first <= at < self.text.last else ""

    def holding(self, at: int) -> Group | None:
        """The group in which a token stands."""
        number = bisect_right(self.firsts, at) - 1
        return self.groups[number] if number >= 0 and self.groups[number].last > at else None

    def _joined(self, one: Group, other: Group) -> bool:
        gap = other.first - one.last
        if not 0 < gap <= 4 or tuple(self.text.lower[one.last : other.first]) not in self.words.joints:
            return False
        return self.word(one.last) != "," or gap > 1 or self._goes_on(other)

    def _joined_over(self, one: Group, other: Group) -> bool:
        """Whether "a member of the council and his driver" are two: only what belongs to the first stands between."""
        between = self.text.lower[one.last : other.first]
        if not 2 < len(between) <= _LONGEST_ASIDE or between[0] not in ("of", "from", "for") or between[-1] != "and":
            return False
        return not other.named and not other.pronoun and self.words.clause_words.isdisjoint(between)

    def _goes_on(self, other: Group) -> bool:
        """Whether a group after a bare comma is one more: not who says so, nor "two of them"."""
        if not other.counted and other.size.best is None:
            return False
        return not (self.word(other.last) in ("of", "them", "whom", "among") or self.word(other.last - 1) == "of")


def people_of(text: Text, words: Words) -> People:
    """The people of a sentence, ready to be asked for."""
    groups = list(groups_of(text, words))
    firsts = [group.first for group in groups]
    return People(text, groups, firsts, {first: number for number, first in enumerate(firsts)}, words)


def without_apposition(people: People, chain: Sequence[Group]) -> list[Group]:
    """A list without what only tells again who somebody is: "Ana Ruiz, a judge", "two men, a cook and a guard"."""
    kept: list[Group] = []
    rest = list(chain)
    while rest:
        group = rest.pop(0)
        kept.append(group)
        if not rest or people.text.lower[rest[0].first - 1] != ",":
            continue
        if _spelt_out(group, rest, people) or _two_posts(group, rest):
            return kept
        if _tells_again(group, rest[0], people, alone=len(chain) == 2):
            rest.pop(0)
    return kept


def _spelt_out(group: Group, rest: Sequence[Group], people: People) -> bool:
    """Whether the groups after a comma are the very people that the first one counts.

    Where a noun says who they are, that could be a list ("two guards, a cook and a singer were killed"): there it takes
    "two of the guards", or a comma after the last.
    """
    told, lists = group.size.best, people.words.lists
    if told is None or told < 2 or sum(other.size.best or 0 for other in rest) != told:
        return False
    if group.head in lists.generic or all(other.named for other in rest):
        return True
    inside = people.text.lower[group.first : group.last]
    return people.word(rest[-1].last) == "," or ("of" in inside and inside[0] in people.words.counts)


def _two_posts(group: Group, rest: Sequence[Group]) -> bool:
    """Whether a name has two descriptions with what belongs to them: "Ana Ruiz, a clerk of the port and a poet"."""
    if not group.named or len(rest) != 2:
        return False
    apart = rest[1].first - rest[0].last > 2
    return apart and all(post.head and not post.counted and not post.definite and post.size.best == 1 for post in rest)


def _tells_again(group: Group, other: Group, people: People, *, alone: bool) -> bool:
    """Whether a second group after a comma says who the first one is. A list of two would have "and"."""
    if other.head and other.head == group.head and other.definite:
        return True
    if not group.size.best == other.size.best == 1:
        return False
    if alone and people.word(group.first) == group.head and people.word(other.first) == other.head:
        return False
    bond = other.head in people.words.lists.kin
    return alone or group.named != other.named or (group.definite and other.definite and not bond)


def total(groups: Sequence[Group]) -> Count:
    """The people of separate groups together: open where one of them is open."""
    if len(groups) == 1:
        return groups[0].size
    best = [group.size.best for group in groups]
    high = [group.size.high for group in groups]
    return Count(
        sum(group.size.low for group in groups),
        None if None in best else sum(value for value in best if value is not None),
        None if None in high else sum(value for value in high if value is not None),
    )
