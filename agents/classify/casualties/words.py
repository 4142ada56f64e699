"""The words of casualty reports, read from their knowledge file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from agents.classify.events.knowledge import Entry, KnowledgeError, read

_FILE = Path(__file__).parents[1] / "knowledge" / "casualties.toml"


class TollKind(StrEnum):
    """What happened to the people counted."""

    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    ABDUCTED = "abducted"
    ATTACKERS_KILLED = "attackers_killed"


class Voice(StrEnum):
    """Where the people of a verb or noun stand."""

    PAST = "past"
    ACTIVE = "active"
    INTRANSITIVE = "intransitive"
    NOUN = "noun"


@dataclass(frozen=True, slots=True)
class Words:
    """The knowledge file, checked. `anchors` gives each anchor word its kind and voices."""

    anchors: Mapping[str, tuple[TollKind, frozenset[Voice]]]
    numbers: Mapping[str, int]
    bounds: Mapping[str, int]
    no: frozenset[str]
    at_least: tuple[tuple[str, ...], ...]
    at_most: tuple[tuple[str, ...], ...]
    skip: tuple[tuple[str, ...], ...]
    people: frozenset[str]
    plurals: frozenset[str]
    attackers: frozenset[str]
    fighters: frozenset[str]
    self_words: frozenset[str]
    units: frozenset[str]
    stops: frozenset[str]
    be: frozenset[str]
    prepositions: frozenset[str]
    determiners: frozenset[str]
    cumulative: tuple[str, ...]
    including: frozenset[str]
    revised: frozenset[str]
    unreal: frozenset[str]


@cache
def casualty_words() -> Words:
    """The shipped words, read once."""
    return load_words(_FILE)


def load_words(path: Path) -> Words:
    """The words of a file; raises KnowledgeError naming file, entry, field and value."""
    root = read(path)
    verbs, numbers, nouns, stops = (_part(root, name) for name in ("verbs", "numbers", "nouns", "stops"))
    irregular = _texts_of(nouns, "irregular")
    people, attackers, fighters = (nouns.texts(name) for name in ("people", "attackers", "fighters"))
    attackers_all, fighters_all = _forms(attackers, irregular), _forms(fighters, irregular)
    everyone = _forms(people, irregular) | attackers_all | fighters_all
    singular = {*people, *attackers, *fighters} - {"people", "police", "personnel", "staff"}
    return Words(
        anchors=_anchors(verbs),
        numbers=_wholes(numbers, "words"),
        bounds=_wholes(numbers, "bounds"),
        no=frozenset(numbers.texts("no")),
        at_least=_phrases(numbers, "at_least"),
        at_most=_phrases(numbers, "at_most"),
        skip=_phrases(numbers, "skip"),
        people=everyone,
        plurals=everyone - singular,
        attackers=attackers_all,
        fighters=fighters_all,
        self_words=frozenset(nouns.texts("self")),
        units=_forms(nouns.texts("units"), {}),
        stops=frozenset(stops.texts("words")),
        be=frozenset(stops.texts("be")),
        prepositions=frozenset(stops.texts("prepositions")),
        determiners=frozenset(stops.texts("determiners")),
        cumulative=(*stops.texts("cumulative"), *stops.texts("cumulative_phrases")),
        including=frozenset(stops.texts("including")),
        revised=frozenset(stops.texts("revised")),
        unreal=frozenset(stops.texts("unreal")),
    )


def _part(root: Entry, name: str) -> Entry:
    if not root.has(name):
        raise KnowledgeError(root.where, name, None, "needs a table")
    return Entry(f"{root.where}: {name}", root.table(name))


def _anchors(verbs: Entry) -> Mapping[str, tuple[TollKind, frozenset[Voice]]]:
    found: dict[str, tuple[TollKind, frozenset[Voice]]] = {}
    for name in verbs.values:
        if name not in set(TollKind):
            raise KnowledgeError(verbs.where, name, name, f"known: {', '.join(TollKind)}")
        entry = Entry(f"{verbs.where}.{name}", verbs.table(name))
        for voice in Voice:
            for word in entry.texts(voice):
                known = found.get(word, (TollKind(name), frozenset()))
                found[word] = (known[0], known[1] | {voice})
    return found


def _forms(nouns: tuple[str, ...], irregular: Mapping[str, str]) -> frozenset[str]:
    plurals = {noun[:-1] + "ies" if noun.endswith("y") and noun[-2:-1] not in "aeo" else noun + "s" for noun in nouns}
    known = set(nouns)
    return frozenset(known | plurals | {form for form, base in irregular.items() if base in known})


def _wholes(entry: Entry, field: str) -> Mapping[str, int]:
    table = Entry(f"{entry.where}: {field}", entry.table(field))
    return {word: table.whole(word) for word in table.values}


def _texts_of(entry: Entry, field: str) -> Mapping[str, str]:
    table = Entry(f"{entry.where}: {field}", entry.table(field))
    return {word: table.text(word) for word in table.values}


def _phrases(entry: Entry, field: str) -> tuple[tuple[str, ...], ...]:
    """Lists of words, the longest first."""
    rows = entry.values.get(field, [])
    if not isinstance(rows, list) or not all(isinstance(row, list) and row for row in rows):
        raise KnowledgeError(entry.where, field, rows, "needs a list of lists of words")
    return tuple(sorted((tuple(map(str, row)) for row in rows), key=len, reverse=True))
