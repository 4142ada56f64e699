"""Heads of state and government by their names, and whether a name is theirs: what they do, their state does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from agents.classify.events.knowledge import Entry, KnowledgeError, read
from agents.classify.places.gazetteer import load_gazetteer
from agents.classify.places.tables import rows
from agents.classify.text.document import Document
from agents.classify.text.tokens import fold, tokenize

_FOLDER = Path(__file__).parent / "knowledge"
_FILE = "leaders.tsv"
_COLUMNS = ("country", "given", "surname", "office", "from")
_LAST_YEAR = 9999
_AFTERWARDS = 1
"""Years after an office in which news still calls what was done then the leader's."""

_SHORT = 2
"""Letters of a name that in capitals is another word: Louis XI is not Xi."""


@dataclass(frozen=True, slots=True)
class Person:
    """A leader whose state a name stands for: words of the given names, and the first and last year of the office."""

    given: frozenset[str]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Cues:
    """`knowledge/leaders.toml`: words before a surname that leave it the leader's, those behind it that do not."""

    before: frozenset[str]
    things: frozenset[str]


def leaders(folder: Path) -> Iterator[tuple[str, tuple[str, ...], Person]]:
    """The country, the words and the bearer of each name of a leader: in full, behind an office, and what stands alone.

    Raises:
        KnowledgeError: a year that is none.
    """
    for row in rows(_FILE, _COLUMNS, folder):
        given, surnames, offices = (row[field].split("|") for field in ("given", "surname", "office"))
        own = frozenset(word for name in given for word in _words(name))
        person = Person(own, _year(row, "from", 0), _year(row, "until", _LAST_YEAR))
        names = [f"{first} {last}" for first, last in product([*given, *offices], surnames)]
        for name in dict.fromkeys([*names, *filter(None, row["bare"].split("|"))]):
            yield row["country"], _words(name), person


def is_meant(document: Document, first: int, last: int, person: Person, year: int | None) -> bool:
    """Whether tokens `first` to `last` name a leader: in office in the article's `year` or shortly before it (any where
    it is not known), and neither somebody else of that surname nor what is called after one.
    """
    if year is not None and not person.start <= year <= person.end + _AFTERWARDS:
        return False
    cues = _cues()
    if last == first + 1 and len(document.tokens[first]) <= _SHORT and document.tokens[first].isupper():
        return False
    if last < len(document.tokens):
        after = document.tokens[last]
        if after[0].isupper() and (document.lower[last] in cues.things or _is_a_name(document, last)):
            return False
    if first == 0 or last - first > 1 or not document.tokens[first - 1][0].isupper():
        return True
    before = document.lower[first - 1]
    return before in person.given or before in cues.before or not _is_a_name(document, first - 1)


def _is_a_name(document: Document, at: int) -> bool:
    """Whether a capitalised word is one of a name, and no ordinary word at the head of a sentence or in a title."""
    known, word = load_gazetteer(), document.lower[at]
    if not word.isalpha() or document.tokens[at].isupper() or word in known.common or word in known.names:
        return False
    return _plural_or_verb(word) not in known.common


def _plural_or_verb(word: str) -> str:
    """A word without the ending that most verbs and nouns of a headline have: meets, warned."""
    for ending in ("ed", "es", "s", "ing"):
        if word.endswith(ending):
            return word.removesuffix(ending)
    return word


def _words(name: str) -> tuple[str, ...]:
    return tuple(map(fold, tokenize(name)[0]))


def _year(row: Mapping[str, str], field: str, absent: int) -> int:
    text = row[field]
    if text and not text.isdigit():
        raise KnowledgeError(_FILE, field, text, "needs a year")
    return int(text) if text else absent


@cache
def _cues() -> _Cues:
    root = read(_FOLDER / "leaders.toml")

    def words(table: str) -> frozenset[str]:
        entry = Entry(f"{root.where}: {table}", root.table(table))
        entry.text("reason")
        return frozenset(entry.texts("words"))

    return _Cues(words("before"), words("things"))
