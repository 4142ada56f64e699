"""Slips of one letter in long trigger words: "atack", "explosoin".

A slip is one letter left out, added, changed, or two neighbours swapped. Words are found through their deletions, as in
symmetric-delete spelling correction (Garbe 2012): two words within one slip share a form with at most one letter
deleted from each. A changed letter is read only in words of nine letters and more, since "smelling" is not "shelling".
The first letter must be right, and a token that is an ordinary word is never taken for a slip.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from agents.classify.text.memo import Memo

_SHORTEST = 6
_LONGEST = 20
_LEAST_TO_CHANGE = 9
_LONGEST_PARTICLE = 3
"""In a headline with capitals, words up to this length ("of", "and") are often left small."""
_SENTENCE_ENDS = frozenset(".!?:—–\"“'")


@dataclass(frozen=True, slots=True)
class Typos:
    """The deletion neighbourhood of the trigger words, and the words that are no slips."""

    neighbours: Mapping[str, tuple[str, ...]]
    ordinary: frozenset[str]
    meant: Mapping[str, str | None]
    """The trigger word that a word which is not ordinary is a slip of, None for no slip; fills itself."""

    @classmethod
    def of(cls, triggers: Collection[str], known: Collection[str], ordinary: Collection[str]) -> Typos:
        """The index over the trigger words of six letters and more; `known` and `ordinary` are never corrected."""
        neighbours: dict[str, list[str]] = {}
        for word in sorted(triggers):
            if len(word) < _SHORTEST or not word.isalpha():
                continue
            for form in {word, *_deletions(word)}:
                neighbours.setdefault(form, []).append(word)
        kept = {form: tuple(words) for form, words in neighbours.items()}
        meant = Memo(lambda word: _nearest(word, kept))
        return cls(kept, frozenset(ordinary) | frozenset(known) | frozenset(triggers), meant)

    def correct(self, written: Sequence[str], folded: Sequence[str]) -> Sequence[str]:
        """The folded tokens with slips put right; the same object where there are none.

        A capitalised token is a name and is left alone, unless its neighbours are capitalised too, as in a headline, or
        it begins the text or a sentence and no surname follows.
        """
        unknown = {word for word in folded if len(word) >= _SHORTEST - 1}.difference(self.ordinary)
        slips = {word: found for word in unknown if (found := self.meant[word]) is not None}
        if not slips:
            return folded
        fixed = list(folded)
        for at, word in enumerate(folded):
            if word in slips and not _is_name(written, at):
                fixed[at] = slips[word]
        return fixed


def _nearest(word: str, neighbours: Mapping[str, Sequence[str]]) -> str | None:
    """The trigger word that a word of five letters and more is a slip of."""
    if len(word) > _LONGEST or not word.isalpha():
        return None
    for form in (word, *_deletions(word)):
        for trigger in neighbours.get(form, ()):
            if trigger[0] == word[0] and _one_slip(word, trigger):
                return trigger
    return None


def _is_name(written: Sequence[str], at: int) -> bool:
    word = written[at]
    if not word[0].isupper() or word.isupper():
        return False
    begins = at == 0 or written[at - 1] in _SENTENCE_ENDS
    if begins and not (at + 1 < len(written) and written[at + 1][0].isupper()):
        return False
    around = [near for near in (*written[max(at - 3, 0) : at], *written[at + 1 : at + 4]) if near.isalpha()]
    return not around or any(near[0].islower() and len(near) > _LONGEST_PARTICLE for near in around)


def _deletions(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(1, len(word))]


def _one_slip(left: str, right: str) -> bool:
    """Whether one letter added, left out, changed, or two neighbours swapped make the one word of the other."""
    if abs(len(left) - len(right)) > 1:
        return False
    same = 0
    while same < min(len(left), len(right)) and left[same] == right[same]:
        same += 1
    rest_left, rest_right = left[same:], right[same:]
    if len(left) != len(right):
        return rest_left[1:] == rest_right or rest_right[1:] == rest_left
    if rest_left[1:] == rest_right[1:]:
        return len(left) >= _LEAST_TO_CHANGE
    return rest_left[:2] == rest_right[1::-1] and rest_left[2:] == rest_right[2:]
