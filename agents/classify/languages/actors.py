"""The actors that a language names: states by its places, others by `actors.toml`, groups also by their Latin names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path

from agents.classify.actor_names import ActorFile, Entry, Name, actor_file, index_names
from agents.classify.events.knowledge import Entry as Row
from agents.classify.events.knowledge import KnowledgeError
from agents.classify.languages.keys import STEM, Spelling, terms_under
from agents.classify.places.tables import rows
from agents.classify.text.tokens import tokenize
from schemas.event import ActorKind


def state_names(folder: Path, spelling: Spelling) -> list[tuple[str, tuple[str, ...], bool]]:
    """Id of a state, the terms of a name of it, and whether the name is an adjective: from places.tsv."""
    found: list[tuple[str, tuple[str, ...], bool]] = []
    for row in rows("places.tsv", ("place",), folder):
        if len(row["place"]) == 2:
            for field in ("names", "people"):
                names = (name.strip() for name in row[field].split("|") if name.strip())
                found += [(f"state:{row['place']}", name_terms(name, spelling), field == "people") for name in names]
    return found


def name_terms(name: str, spelling: Spelling) -> tuple[str, ...]:
    """A name's tokens as terms; a star belongs to the token before it."""
    terms: list[str] = []
    for word in tokenize(spelling.folded(name))[0]:
        if word == STEM and terms:
            terms[-1] += word
        else:
            terms.append(word)
    return tuple(terms)


def language_actors(
    root: Row,
    states: Iterable[tuple[str, tuple[str, ...], bool]],
    vocabulary: frozenset[str],
    spelling: Spelling,
    *,
    cased: bool,
) -> ActorFile:
    """The names of a language's files; raises KnowledgeError where one is of no actor that is known."""
    english, known = actor_file(), sorted(vocabulary)
    names = [name for found in english.index.values() for name in found if _is_proper(name)]
    for state, terms, adjective in states:
        entry = english.entries.get(state)
        if entry is not None:
            names += _named(entry, terms, known, adjective=adjective, small=adjective or not cased)
    for row in root.rows("actor"):
        entry = english.entries.get(row.text("id"))
        if entry is None:
            raise KnowledgeError(row.where, "id", row.text("id"), "is no actor of knowledge/actors")
        for text in row.texts("names"):
            terms = name_terms(text, spelling)
            names += _named(entry, terms, known, adjective=False, small=text == text.lower() or not cased)
    return ActorFile(index_names(names), english.entries)


def _is_proper(name: Name) -> bool:
    """Whether an English name is one in other languages that write Latin letters: a group's or an organisation's."""
    return name.written is not None and not name.needs and name.entry.kind is not ActorKind.STATE


def _named(
    entry: Entry, terms: tuple[str, ...], known: Sequence[str], *, adjective: bool, small: bool
) -> Iterator[Name]:
    for words in product(*(_under(term, known) for term in terms)):
        yield Name(words, None, entry, not adjective, adjective, metonym=False, small=small)


def _under(term: str, known: Sequence[str]) -> tuple[str, ...]:
    return terms_under(term[:-1], known) if term.endswith(STEM) else (term,)
