"""Places under a language's own names: `places.tsv` of its knowledge folder, and where an article holds them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path

from agents.classify.events.knowledge import KnowledgeError
from agents.classify.languages.actors import name_terms
from agents.classify.languages.keys import Spelling, keys_of, terms_under
from agents.classify.places.columns import Gazetteer, facts
from agents.classify.places.tables import rows
from agents.classify.places.toponym import Toponym
from agents.classify.text.document import Document
from agents.classify.text.memo import Memo
from schemas.place import PlaceKind

_SURE = 0.85
_FIELDS = ("place", "names", "people")


@dataclass(frozen=True, slots=True)
class Name:
    """The keys of a name, the gazetteer's row that it means, and whether it needs a capital letter."""

    keys: tuple[frozenset[str], ...]
    row: int
    capital: bool


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """Names by each key that can be their first, the longest first, and the key of each token.

    `ordinary` are words in lower case that the gazetteer has as names and the language as words: "Landes", "Zug".
    """

    names: Mapping[str, tuple[Name, ...]]
    keys: Memo[str]
    ordinary: frozenset[str] = frozenset()


def load_names(
    folder: Path, gazetteer: Gazetteer, spelling: Spelling, *, cased: bool, ordinary: Iterable[str] = ()
) -> PlaceNames:
    """The names of a folder's places.tsv; `cased` where the script has capitals.

    Raises:
        KnowledgeError: a row names no place of the gazetteer, or its columns are wrong.
    """
    read: list[tuple[tuple[str, ...], int, bool]] = []
    people = {codes[0]: row for row, codes in gazetteer.people.items()}
    for row in rows("places.tsv", ("place",), folder):
        if set(row) != set(_FIELDS):
            raise KnowledgeError(f"{folder.name}/places.tsv", "columns", list(row), f"needs {', '.join(_FIELDS)}")
        place = _row(row["place"], gazetteer, folder)
        read += [(name_terms(name, spelling), place, cased) for name in _split(row["names"])]
        if row["people"]:
            code = row["place"]
            read += [(name_terms(name, spelling), people.get(code, place), False) for name in _split(row["people"])]
    vocabulary = frozenset(term for terms, _, _ in read for term in terms)
    # A name is not read into a longer word: Arabic for "arena" is Aleppo with an ending, "Metropolen" is not in Poland.
    keys = keys_of(vocabulary, replace(spelling, compounds=False, beginnings=(), endings=()))
    return PlaceNames(_indexed(read, vocabulary), keys, frozenset(map(str.lower, ordinary)))


def _split(names: str) -> Iterator[str]:
    return (name.strip() for name in names.split("|") if name.strip())


def _row(place: str, gazetteer: Gazetteer, folder: Path) -> int:
    """The row of "AF" (a country), "Kunduz, AF" (the largest of that name there), or "Kunduz, AF, admin1"."""
    name, _, rest = (part.strip() for part in place.partition(","))
    code, _, kind = (part.strip() for part in rest.partition(","))
    if not code:
        if name in gazetteer.country_rows:
            return gazetteer.country_rows[name]
        named = [row for row, _ in gazetteer.rows_of(name) if gazetteer.country_of(row) is None]
        if named:
            return named[0]
        raise KnowledgeError(f"{folder.name}/places.tsv", "place", place, "is no ISO 3166-1 code and no area")
    found = [row for row, _ in gazetteer.rows_of(name) if gazetteer.country_of(row) == code
             and (not kind or gazetteer.kind_of(row) is PlaceKind(kind)) and row not in gazetteer.people]  # fmt: skip
    if not found:
        raise KnowledgeError(f"{folder.name}/places.tsv", "place", place, "is not in the gazetteer")
    return found[0]


def _indexed(
    read: Iterable[tuple[tuple[str, ...], int, bool]], vocabulary: frozenset[str]
) -> dict[str, tuple[Name, ...]]:
    index: dict[str, list[Name]] = {}
    known = sorted(vocabulary)
    for terms, row, capital in read:
        name = Name(tuple(_under(term, known) for term in terms), row, capital)
        for key in name.keys[0]:
            index.setdefault(key, []).append(name)
    return {key: tuple(sorted(found, key=lambda name: -len(name.keys))) for key, found in index.items()}


def _under(term: str, known: Sequence[str]) -> frozenset[str]:
    """The keys under a term: itself, and what begins as a stem does."""
    return frozenset(terms_under(term[:-1], known) if term.endswith("*") else (term,))


def find_names(document: Document, names: PlaceNames, gazetteer: Gazetteer) -> list[Toponym]:
    """Every place that an article names in its own language, the longest name at each token. Linear."""
    keys = list(map(names.keys.__getitem__, document.lower))
    found: list[Toponym] = []
    free = 0
    for at, key in enumerate(keys):
        if at < free or key not in names.names:
            continue
        for name in names.names[key]:
            end = at + len(name.keys)
            if end > len(keys) or (name.capital and not document.tokens[at][0].isupper()):
                continue
            if all(key in under for key, under in zip(keys[at:end], name.keys, strict=True)):
                about = facts(gazetteer, name.row)
                found.append(Toponym(document.starts[at], document.end(end - 1), about, _SURE, about.mention))
                free = end
                break
    return found


def with_others(
    own: Sequence[Toponym], others: Iterable[Toponym], buffer: str, ordinary: frozenset[str]
) -> tuple[Toponym, ...]:
    """A language's own names, and of the names that the gazetteer found those that none of them covers and that are no
    ordinary words of the language.
    """
    starts, ends = [one.start for one in own], [one.end for one in own]
    kept = [
        one
        for one in others
        if bisect_left(starts, one.end) == bisect_right(ends, one.start)
        and buffer[one.start : one.end].lower() not in ordinary
    ]
    return tuple(sorted((*own, *kept), key=attrgetter("start")))
