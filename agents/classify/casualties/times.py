"""Whether a toll is of this incident, of a longer time, or of another time, by the words around it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from agents.classify.casualties.sentence import Text
from agents.classify.casualties.words import CUES, Words

_NEAR = 9
_REACH = 18
_FAR = 40


@dataclass(frozen=True, slots=True)
class Times:
    """Where a sentence speaks of a longer or another time: the tokens of each list of cues, in their order.

    `ongoing`: of an outbreak that goes on. `revised`: the sentence corrects what was said before.
    """

    cues: Mapping[str, Sequence[int]] = field(default_factory=dict)
    ongoing: bool = False
    revised: bool = False

    def cumulative(self, first: int, last: int, *, perfect: bool) -> bool:
        """Whether the toll at some tokens is over a longer time; "since" says so only with "have been killed"."""
        return bool(self.cues) and (
            self._within("long", first - _NEAR, last + _NEAR)
            or self._within("onward", first - _REACH, first)
            or (perfect and not self.ongoing and self._within("perfect", first - _REACH, last + _REACH))
        )

    def past(self, first: int, last: int) -> bool:
        """Whether the words after a toll set it in another time, or those before it make it a cause."""
        return bool(self.cues) and (
            self._within("past", last, last + _REACH) or self._within("before", first - _REACH, first)
        )

    def claimed(self, first: int) -> bool:
        """Whether one side of a fight says so."""
        return bool(self.cues) and self._within("claim", first - _FAR, first)

    def _within(self, name: str, first: int, last: int) -> bool:
        positions = self.cues.get(name, ())
        at = bisect_left(positions, first)
        return at < len(positions) and positions[at] < last


def times_of(text: Text, words: Words) -> Times:
    """The words of time of a sentence."""
    tokens = text.lower[text.first : text.last]
    years = [
        at for at, initial in enumerate(text.initials, text.first) if initial in _CENTURIES and _year(text.lower[at])
    ]
    if not years and words.time_words.isdisjoint(tokens):
        return _NONE
    found: dict[str, list[int]] = {name: [] for name in CUES}
    for at, word in enumerate(tokens, text.first):
        for name, phrase in words.cues.get(word, ()):
            start = at - phrase.index(word)
            if len(phrase) == 1 or (start >= text.first and tuple(text.lower[start : start + len(phrase)]) == phrase):
                found[name].append(start)
    for at in years:
        _set_in(text, at, found, words)
    found["before"].sort()
    return Times(found, not words.lists.ongoing.isdisjoint(tokens), not words.lists.revised.isdisjoint(tokens))


def _set_in(text: Text, year: int, found: dict[str, list[int]], words: Words) -> None:
    """Marks what "in October 2003", after a toll or at the start, and "since 2004, when" set in another year."""
    start = year - 1
    while start > max(text.first, year - 5) and _of_date(text.lower[start], words):
        start -= 1
    if text.lower[start] == "in" and start >= text.first:
        found["before" if start == text.first else "past"].append(start)
    if "when" in text.lower[year + 1 : min(year + 3, text.last)]:
        found["before"].append(year)


def _of_date(word: str, words: Words) -> bool:
    return word in words.lists.months or word in words.lists.seasons


def _year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word[:2] in ("19", "20")


_CENTURIES = frozenset("12")
_NONE = Times()
