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

    `breaks` are the tokens with which clauses end: ", and", ";". `ongoing`: of an outbreak that goes on. `revised`: the
    sentence corrects what was said before. `grown`: after this token a total is the
    incident's, since one of its hurt died.
    """

    cues: Mapping[str, Sequence[int]] = field(default_factory=dict)
    breaks: Sequence[int] = ()
    ongoing: bool = False
    revised: bool = False
    grown: int | None = None

    def cumulative(self, first: int, last: int, *, perfect: bool) -> bool:
        """Whether the toll at some tokens is over a longer time; "since" says so only with "have been killed"."""
        return bool(self.cues) and (
            self._within("long", first - _NEAR, last + _NEAR)
            or (not self.ongoing and self._onward(first))
            or (not self.ongoing and self._within("begun", first - _REACH, last + _REACH))
            or (
                perfect
                and not self.ongoing
                and self._within("perfect", first - _REACH, self._clause(last + _REACH, last))
            )
        )

    def _onward(self, first: int) -> bool:
        """Whether a total before a toll adds up more than the incident, unlike that after one of its hurt has died."""
        since = first - _REACH
        return self._within("onward", since, first if self.grown is None else min(first, self.grown))

    def _clause(self, end: int, start: int) -> int:
        """An end that is not past the clause in which a token stands."""
        return next((at for at in self.breaks if start <= at < end), end)

    def natural(self, first: int, last: int) -> bool:
        """Whether a death is said to be nobody's deed."""
        return bool(self.cues) and self._within("natural", first, last + _NEAR)

    def past(self, first: int, last: int) -> bool:
        """Whether the words after a toll set it in another time, or those before it make it a cause."""
        return bool(self.cues) and (
            self._within("past", last, self._clause(last + _REACH, last))
            or self._within("before", first - _REACH, first)
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
            whole = len(phrase) == 1 or (
                start >= text.first and tuple(text.lower[start : start + len(phrase)]) == phrase
            )
            if whole and (phrase != _SINCE or not _recent(text, at + 1, words)):
                found[name].append(start)
    for at in years:
        _set_in(text, at, found, words)
    found["before"].sort()
    breaks = _breaks(text) if found["perfect"] or found["past"] else ()
    revised = not words.lists.revised.isdisjoint(tokens)
    return Times(found, breaks, _ongoing(tokens, words), revised, _grown(text, tokens, words))


def _grown(text: Text, tokens: Sequence[str], words: Words) -> int | None:
    """The token of the hurt or of the bodies who add to a toll: "one of the injured died, bringing it to 16"."""
    if words.lists.spans.isdisjoint(tokens):
        return next((at for at, word in enumerate(tokens, text.first) if word in words.lists.grown), None)
    return None


def _breaks(text: Text) -> Sequence[int]:
    """The tokens with which clauses of a sentence end."""
    return [
        at
        for at in range(text.first, text.last - 1)
        if text.lower[at] == ";" or (text.lower[at] == "," and text.lower[at + 1] in _BUT)
    ]


_BUT = frozenset(("and", "but", "while"))
_SINCE = ("since",)


def _ongoing(tokens: Sequence[str], words: Words) -> bool:
    return not (words.lists.ongoing.isdisjoint(tokens) and words.lists.illnesses.isdisjoint(tokens))


def _recent(text: Text, at: int, words: Words) -> bool:
    """Whether "since" is of a day or an hour of this week, so that the toll is the incident's: "since Friday"."""
    return not words.lists.recent.isdisjoint(text.lower[at : min(at + 3, text.last)])


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
