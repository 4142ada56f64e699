"""The names of states, armed groups, organisations and roles: `knowledge/actors/`, and where an article holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import compress
from pathlib import Path

from agents.classify.events.knowledge import Entry as Row
from agents.classify.events.knowledge import KnowledgeError, read
from agents.classify.leaders import Person, is_meant, leaders
from agents.classify.text.document import Document
from agents.classify.text.tokens import fold, tokenize
from schemas.event import ActorKind

_FOLDER = Path(__file__).parent / "knowledge" / "actors"
_ROLE = "role:"


@dataclass(frozen=True, slots=True)
class Entry:
    """An actor of the files. `countries` are those where it acts, its home first; `parent` is the id of what it is a
    branch of. `of_state`: with the name of a state before it, it is that state that acts ("Israeli troops").
    """

    id: str
    name: str
    kind: ActorKind
    country: str | None
    countries: tuple[str, ...] = ()
    parent: str | None = None
    of_state: bool = False

    @property
    def is_role(self) -> bool:
        """Whether it is a role without a name, such as gunmen."""
        return self.id.startswith(_ROLE)


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an entry: lower-case tokens, the tokens as written where case matters, and how it can stand.

    `needs` are words of which the article must hold one, empty where the name is beyond doubt.
    """

    words: tuple[str, ...]
    written: tuple[str, ...] | None
    entry: Entry
    name: bool
    adjective: bool
    metonym: bool
    needs: frozenset[str] = frozenset()
    small: bool = False
    """Whether it can stand without a capital: an adjective of most languages, any name of a script without capitals."""
    person: Person | None = None
    """The leader whose name it is; the entry is the leader's state."""


@dataclass(frozen=True, slots=True)
class ActorFile:
    """Names by their first token, the longest first, and entries by id."""

    index: Mapping[str, tuple[Name, ...]]
    entries: Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class FoundActor:
    """A name of an actor: tokens `first` to `last` (one past) of sentence number `sentence`."""

    name: Name
    first: int
    last: int
    sentence: int

    @property
    def entry(self) -> Entry:
        """Whose name it is."""
        return self.name.entry


@cache
def actor_file() -> ActorFile:
    """The shipped files with the leaders of states, read once."""
    shipped = load_actors(_FOLDER)
    names = [name for found in shipped.index.values() for name in found]
    for country, words, person in leaders(_FOLDER):
        state = shipped.entries[f"state:{country}"]
        names.append(Name(words, None, state, name=True, adjective=False, metonym=False, person=person))
    return ActorFile(index_names(names), shipped.entries)


def load_actors(folder: Path) -> ActorFile:
    """All actors of a folder's files.

    Raises:
        KnowledgeError: naming file, entry, field and value.
    """
    entries: dict[str, Entry] = {}
    names: list[Name] = []
    parents: list[tuple[Row, str]] = []
    for row in (row for path in sorted(folder.glob("*.toml")) for row in read(path).rows("actor")):
        entry = _entry(row)
        if entry.id in entries:
            raise KnowledgeError(row.where, "id", entry.id, "stands twice")
        entries[entry.id] = entry
        names += _names(row, entry)
        if entry.parent is not None:
            parents.append((row, entry.parent))
    for row, parent in parents:
        if parent not in entries:
            raise KnowledgeError(row.where, "parent", parent, "is no id of an actor")
    return ActorFile(index_names(names), entries)


def _entry(row: Row) -> Entry:
    country = row.text("country") if row.has("country") else None
    also = row.texts("also")
    for code in (*also, *([] if country is None else [country])):
        if len(code) != 2 or not code.isupper():
            raise KnowledgeError(row.where, "country", code, "needs ISO 3166-1 alpha-2 codes")
    return Entry(
        id=row.text("id"),
        name=row.text("name"),
        kind=row.member("kind", ActorKind),
        country=country,
        countries=(*([] if country is None else [country]), *also),
        parent=row.text("parent") if row.has("parent") else None,
        of_state=row.flag("of_state"),
    )


def _names(row: Row, entry: Entry) -> list[Name]:
    """The names of an entry, one each: a word that is both name and adjective can stand as both."""
    lists = {field: row.texts(field) for field in ("names", "adjectives", "metonyms", "weak")}
    needs = frozenset(row.texts("needs"))
    if not any(lists.values()):
        raise KnowledgeError(row.where, "names", lists["names"], "needs at least one name")
    if lists["weak"] and not needs:
        raise KnowledgeError(row.where, "needs", list(needs), "weak names need words that make them sure")
    state = entry.kind is ActorKind.STATE
    return [
        Name(
            words=tuple(map(fold, tokenize(text)[0])),
            written=tuple(tokenize(text)[0]) if text != text.lower() else None,
            entry=entry,
            name=text not in lists["adjectives"] or text in lists["names"],
            adjective=not state or text in lists["adjectives"],
            metonym=text in lists["metonyms"],
            needs=needs if text in lists["weak"] else frozenset(),
        )
        for text in dict.fromkeys(text for texts in lists.values() for text in texts)
    ]


def index_names(names: Iterable[Name]) -> dict[str, tuple[Name, ...]]:
    """Names by their first token, the longest first."""
    index: dict[str, list[Name]] = {}
    for name in names:
        index.setdefault(name.words[0], []).append(name)
    return {word: tuple(sorted(found, key=lambda name: -len(name.words))) for word, found in index.items()}


def find_actors(document: Document, actors: ActorFile, year: int | None = None) -> tuple[FoundActor, ...]:
    """Every name of an actor, the longest at each place. Linear in the length of the document.

    `year` is that of the article, where it is known: who left office long before speaks for no state.
    """
    index = actors.index
    starts = list(compress(range(len(document.lower)), map(index.__contains__, document.lower)))
    return tuple(_found(document, starts, index, year)) if starts else ()


def _found(
    document: Document, starts: Sequence[int], index: Mapping[str, tuple[Name, ...]], year: int | None
) -> Iterator[FoundActor]:
    words: frozenset[str] | None = None
    free = number = 0
    sentences = document.sentences
    for at in starts:
        while number < len(sentences) and sentences[number].last <= at:
            number += 1
        if number == len(sentences):
            return
        if at < free or at < sentences[number].first:
            continue
        for name in index[document.lower[at]]:
            end = at + len(name.words)
            if end > sentences[number].last or not _stands(document, at, end, name):
                continue
            if name.person is not None and not is_meant(document, at, end, name.person, year):
                continue
            if name.needs:
                words = frozenset(document.lower) if words is None else words
                if words.isdisjoint(name.needs):
                    continue
            yield FoundActor(name, at, end, number)
            free = end
            break


def _stands(document: Document, first: int, last: int, name: Name) -> bool:
    """Whether the name stands there, in its own case; names without a case of their own need a capital somewhere."""
    if document.lower[first:last] != name.words:
        return False
    written = document.tokens[first:last]
    if name.written is not None:
        return written == name.written
    return name.small or name.entry.is_role or bool(name.needs) or any(token[0].isupper() for token in written)
