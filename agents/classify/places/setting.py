"""What all names of one article are read and weighed against: its capitalised words, openings, and people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import compress, count
from operator import attrgetter, itemgetter, ne

from agents.classify.places.columns import Gazetteer
from agents.classify.places.cues import Cues, load_cues
from agents.classify.places.words import Word, words_of
from agents.classify.text.document import Document

_MOST_GIVEN = 4  # first names and initials before a surname
_QUOTES = frozenset("\"“”'‘(-—–:[•*")
_LEADING = _QUOTES | {"as"}
_FIRST, _HOME, _NAMED = itemgetter(2), attrgetter("home"), attrgetter("named")


@dataclass(slots=True)
class Setting:
    """An article as the places room reads it.

    `words` has the word of each token that holds a capital, by the token's number and in order. `shouted` are the
    tokens of sentences in capitals alone, where a capital says nothing. `openings` begin a sentence or a quotation,
    where it says little. `people` are the surnames of those who are named.
    """

    document: Document
    gazetteer: Gazetteer
    cues: Cues
    words: Mapping[int, Word]
    shouted: set[int]
    openings: set[int]
    people: set[str]

    def groups(self) -> Iterator[int]:
        """The tokens that begin as the name of an armed group or its like does."""
        return compress(self.words, map(_HOME, self.words.values()))


def set_up(document: Document, gazetteer: Gazetteer) -> Setting:
    """The setting of an article. Linear in the text."""
    tokens, cues = document.tokens, load_cues()
    capital = list(map(ne, tokens, document.lower))
    known = map(words_of(gazetteer).__getitem__, compress(tokens, capital))
    words = dict(zip(compress(count(), capital), known, strict=True))
    openings = set(map(_FIRST, document.sentences))
    # One look at the word before each capital tells that most stand behind no quotation mark and no "known as".
    marks = cues.words["alias_before"] | _LEADING
    led = [at for at in words if document.lower[at - 1] in marks and at]
    openings.update([at for at in led if tokens[at - 1] in _QUOTES])
    shouted = _shouted(document)
    people = {*_surnames(document, words, openings, cues.words["locative"]), *_aliases(document, cues, words, led)}
    return Setting(document, gazetteer, cues, words, shouted, openings, people)


def _shouted(document: Document) -> set[int]:
    """The tokens of sentences without any lower-case letter."""
    tokens, found = document.tokens, set[int]()
    for start, end, first, last in document.sentences:
        # The first word tells most sentences, at less cost than all of their letters.
        if not tokens[first][-1].islower() and last - first > 1 and document.buffer[start:end].isupper():
            found.update(range(first, last))
    return found


def _surnames(document: Document, words: Mapping[int, Word], openings: set[int], locative: Set[str]) -> Iterator[str]:
    """The capitalised word after a first name (with or without an initial between) or after a title."""
    for at in compress(words, map(_NAMED, words.values())):
        word = words[at]
        if word.common and not word.title and at in openings:
            continue
        if word.stop and document.lower[at] in locative:
            continue  # In and Near are first names somewhere; in "Shooting In Miami" and "TALKS IN DOHA" they are not
        after = _behind_given(document, words, at + 1)
        if after not in words or not words[after].surname:
            continue
        if after == at + 1 or word.title or document.tokens[at + 1] != ".":
            yield document.lower[after]


def _behind_given(document: Document, words: Mapping[int, Word], at: int) -> int:
    """The token behind the first names and initials that stand here."""
    tokens = document.tokens
    last = min(at + _MOST_GIVEN - 1, len(tokens))
    while at < last:
        word = words.get(at)
        if tokens[at] != "." if word is None else not (word.given or len(tokens[at]) == 1):
            break
        at += 1
    return at


def _aliases(document: Document, cues: Cues, words: Mapping[int, Word], led: Iterable[int]) -> Iterator[str]:
    """Names behind "known as" and its like, unless a place is called so: "an area known as Little Haiti"."""
    lower, known = document.lower, cues.words["alias_before"]
    for at in led:
        before = at - 2 if at > 1 and lower[at - 1] == "as" else at - 1
        if before < 0 or lower[before] not in known or not cues.heads.isdisjoint(lower[max(0, before - 6) : before]):
            continue
        end = at + 1
        while end in words:
            end += 1
        yield " ".join(lower[at:end])
