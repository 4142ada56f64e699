"""Groups whose name tells a country although no place is in it: `knowledge/places/homes.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import compress, count, islice

from agents.classify.places.keys import key
from agents.classify.places.tables import KnowledgeError, entries
from agents.classify.text.document import Document

_MOST_WORDS = 8
_MOST_TOKENS = 15  # eight words and the hyphens between them


@dataclass(frozen=True, slots=True)
class Home:
    """A group's words as keys, its country, and its name where it is an abbreviation, which counts only as written."""

    words: tuple[str, ...]
    country: str
    written: str = ""


@cache
def load_homes() -> dict[str, tuple[Home, ...]]:
    """The groups by their first words, the longest name first. Raises KnowledgeError where an entry is wrong."""
    found: dict[str, tuple[Home, ...]] = {}
    for entry in entries("homes.toml", "home", {"names": list, "country": str}):
        for name in entry["names"]:
            words = tuple(key(name).split())
            if not 0 < len(words) <= _MOST_WORDS:
                raise KnowledgeError("homes.toml", str(name), "names", name)
            home = Home(words, entry["country"], name if name.isupper() else "")
            found[words[0]] = (*found.get(words[0], ()), home)
    return {first: tuple(sorted(homes, key=_longest_first)) for first, homes in found.items()}


def _longest_first(home: Home) -> int:
    return -len(home.words)


def homes_named(document: Document, start: int, end: int) -> Iterator[str]:
    """The home of each group named between two characters of the buffer, in order, as often as it is named."""
    homes = load_homes()
    span = document.buffer[start:end]
    words = key(span).split()
    written = {"": True}
    for at in compress(count(), map(homes.__contains__, words)):
        for home in homes[words[at]]:
            if tuple(words[at : at + len(home.words)]) != home.words:
                continue
            if home.written not in written:
                written[home.written] = home.written in span
            if written[home.written]:
                yield home.country
                break  # a Qassam rocket is none of the Qassam brigades


def homes_among(document: Document, starts: Iterable[int]) -> frozenset[str]:
    """The homes of the groups whose names begin at these tokens."""
    found: set[str] = set()
    for at in starts:
        if not _may_go_on(document, at):
            continue
        last = min(at + _MOST_TOKENS, len(document.tokens)) - 1
        found.update(islice(homes_named(document, document.starts[at], document.end(last)), 1))
    return frozenset(found)


def _may_go_on(document: Document, at: int) -> bool:
    """Whether the token behind a group's first word can be its second: "New" is mostly York and not People's."""
    homes = load_homes().get(document.lower[at])
    if homes is None or at + 1 >= len(document.tokens):
        return True
    after = document.lower[at + 1]
    if not (after.isalpha() and after.isascii()):
        return True
    return any(len(home.words) == 1 or home.words[1].startswith(after) for home in homes)
