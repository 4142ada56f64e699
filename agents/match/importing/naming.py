"""Ids and titles of subscriptions that are made from queries."""

from __future__ import annotations

import re
from collections import Counter

from agents.match.importing.result import Draft, Findings
from agents.match.query.terms import fold, words
from schemas.values import LONGEST_NAME

LONGEST_TITLE = 100
"""Characters of a title that is made from a query."""
MOST_WORDS = 6
"""Of an id that is made from a query."""
LONGEST_SLUG = 60
"""Characters, so that a prefix and a number still fit."""
LONGEST_PREFIX = 30
_ROOM = 8
"""Characters for a number."""
_ID = re.compile(r"[A-Za-z0-9._-]+\Z")
_OPERATORS = frozenset({"and", "or", "not"})


def title_of(text: str) -> str:
    """A title: the text in one line, without signs that break one, shortened."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text[:1000]).split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"


def slug(text: str) -> str:
    """The first words of a text as an id, in a–z and digits; empty where it has none in these letters.

    >>> slug("(Kunduz OR Bogotá) AND mosque")
    'kunduz-bogota-mosque'
    """
    folded = [fold(word) for word in words(text[:1000])]
    plain = [word for word in folded if word.isascii() and word.isalnum() and word not in _OPERATORS]
    return "-".join(plain[:MOST_WORDS])[:LONGEST_SLUG].strip("-")


class Names:
    """Gives each draft an id that no other has."""

    def __init__(self, prefix: str) -> None:
        self._prefix = f"{prefix}-" if prefix else ""
        self._used: set[str] = set()
        self._counts: Counter[str] = Counter()

    def name(self, draft: Draft, findings: Findings) -> str:
        """The id that the file gives, else one made of the title or the query; a number follows where it is taken.

        That a given one is changed is noted.
        """
        given = draft.id
        if given is not None and _ID.match(given) and len(self._prefix + given) <= LONGEST_NAME - _ROOM:
            wanted = given
        else:
            wanted = slug(given or "") or slug(draft.title or "") or slug(draft.text) or "query"
        name = self._unused(self._prefix + wanted)
        if given is not None and name != self._prefix + given:
            findings.note(draft.at, given, f"its id is {name}: an id is unique and of a–z, digits, hyphens and dots")
        return name

    def _unused(self, name: str) -> str:
        found = name
        while found in self._used:
            self._counts[name] += 1
            found = f"{name}-{self._counts[name] + 1}"
        self._used.add(found)
        return found
