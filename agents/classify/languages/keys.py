"""A word of a language as its knowledge names it: the longest declared stem that it begins with, or the word itself.

Knowledge writes `bombard*` for every form that begins so, since most languages inflect more than rules could list. A
token is told once by its key; two declarations never compete, because a stem stands for every key that lies under it
(`expand.py`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from agents.classify.text.memo import Memo

STEM = "*"
SHORTEST_STEM = 3
"""Letters that a stem needs: shorter ones begin too many words."""
_SHORTEST_REST = 3
_SHORTEST_HEAD = 5
_SHORTEST_FIRST = 3
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a language writes words: letters that are read as others, what hangs on a word's front, what its beginning or
    its end may be read as (a verb's person, "their", a plural), and whether words are joined to longer ones whose last
    part says what they are ("Bombenanschlag").
    """

    fold: dict[int, str]
    clitics: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    """Clitics that leave a word the same word: one that a file declares with them stands wherever it is named bare."""
    beginnings: tuple[tuple[str, str], ...] = ()
    endings: tuple[tuple[str, str], ...] = ()
    compounds: bool = False

    def folded(self, word: str) -> str:
        """The word in lower case with straight apostrophes, its letters as knowledge compares them."""
        return word.lower().replace("’", "'").replace("ʼ", "'").translate(self.fold)


def terms_under(begin: str, known: Sequence[str]) -> tuple[str, ...]:
    """The terms of a sorted vocabulary that begin so."""
    first = bisect_left(known, begin)
    last = first
    while last < len(known) and known[last].startswith(begin):
        last += 1
    return tuple(known[first:last])


def keys_of(vocabulary: Collection[str], spelling: Spelling) -> Memo[str]:
    """The key of each token; a token that knowledge does not name is its own."""
    stems = frozenset(term.removesuffix(STEM) for term in vocabulary if term.endswith(STEM))
    words = frozenset(term for term in vocabulary if not term.endswith(STEM))
    return Memo(partial(_key, words, stems, spelling))


def _key(words: frozenset[str], stems: frozenset[str], spelling: Spelling, token: str) -> str:
    word = spelling.folded(token)
    if len(word) > _LONGEST:
        return word
    bare = [word]
    bare += [
        word[len(one) :] for one in spelling.clitics if word.startswith(one) and len(word) - len(one) >= _SHORTEST_REST
    ]
    for form in bare:  # a word without what hangs on it, before the stem of another that it happens to begin as
        if form in words:
            return form
    for form in _readings(bare, spelling):
        found = _known(form, words, stems)
        if found is not None:
            return found
    return (spelling.compounds and _head(word, words, stems)) or word


def _readings(bare: Sequence[str], spelling: Spelling) -> Iterator[str]:
    """A word as it stands, without an ending, with another beginning, and both."""
    yield from bare
    for word in bare:
        yield from _other_ending(word, spelling)
    for word in bare:
        for beginning, instead in spelling.beginnings:
            if word.startswith(beginning) and len(word) - len(beginning) >= _SHORTEST_REST:
                begun = instead + word[len(beginning) :]
                yield begun
                yield from _other_ending(begun, spelling)


def _other_ending(word: str, spelling: Spelling) -> Iterator[str]:
    for ending, instead in spelling.endings:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= _SHORTEST_REST:
            yield word[: -len(ending)] + instead


def _known(word: str, words: frozenset[str], stems: frozenset[str]) -> str | None:
    if word in words:
        return word
    for length in range(len(word), SHORTEST_STEM - 1, -1):
        if word[:length] in stems:
            return word[:length] + STEM
    return None


def _head(word: str, words: frozenset[str], stems: frozenset[str]) -> str | None:
    """The key of the longest last part of a compound that knowledge names."""
    for at in range(_SHORTEST_FIRST, len(word) - _SHORTEST_HEAD + 1):
        found = _known(word[at:], words, stems)
        if found is not None and len(found) >= _SHORTEST_HEAD:
            return found
    return None
