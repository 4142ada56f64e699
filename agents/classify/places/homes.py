"""Groups whose name tells a country although no place is in it: `knowledge/places/homes.toml`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from agents.classify.places.keys import key
from agents.classify.places.tables import KnowledgeError, entries
from agents.classify.text.document import Document

_MOST_WORDS = 6


@cache
def load_homes() -> dict[str, dict[tuple[str, ...], str]]:
    """Country of each name's words, filed under the first word. Raises KnowledgeError where an entry is wrong."""
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for entry in entries("homes.toml", "home", {"names": list, "country": str}):
        for name in entry["names"]:
            words = tuple(key(name).split())
            if not 0 < len(words) <= _MOST_WORDS:
                raise KnowledgeError("homes.toml", str(name), "names", name)
            found.setdefault(words[0], {})[words] = entry["country"]
    return found


def homes_named(document: Document, start: int, end: int) -> Iterator[str]:
    """The home of each group named between two characters of the buffer, in order, as often as it is named."""
    homes = load_homes()
    words = key(document.buffer[start:end]).split()
    for at, word in enumerate(words):
        named = homes.get(word)
        if named is not None:
            for name, country in named.items():
                if tuple(words[at : at + len(name)]) == name:
                    yield country
