"""What else a query requires of a text's words beside its pivot: cheap to look up, so that few candidates are tested.

A guard is a set of words of which every text that satisfies the query has at least one, like a pivot. A query of
several parts joined by AND is filed under the rarest of them; the others guard it.
"""

from __future__ import annotations

from dataclasses import dataclass

from agents.match.pivot import Pivot, PrefixKey, TermKey, words_pivot
from agents.match.query.matcher import All, Matcher
from agents.match.text import AnalysedText


@dataclass(frozen=True, slots=True)
class Guard:
    """One of these terms or beginnings of words occurs in title, body or source."""

    terms: tuple[str, ...]
    prefixes: tuple[str, ...]

    def lets_through(self, text: AnalysedText) -> bool:
        """Whether the text has any of them."""
        if not text.all_terms.isdisjoint(self.terms):
            return True
        return any(map(text.has_word_that_begins, self.prefixes)) if self.prefixes else False


def guards_of(query: Matcher | None, pivot: Pivot) -> tuple[Guard, ...]:
    """The guards of a query that is filed under this pivot, the rarest first."""
    if query is None:
        return ()
    parts = query.parts if isinstance(query, All) else (query,)
    found = [other for other in map(words_pivot, parts) if other is not None and other.keys != pivot.keys]
    found.sort(key=lambda other: other.cost)
    return tuple(guard for guard in map(guard_of, found) if guard is not None)


def guard_of(pivot: Pivot) -> Guard | None:
    """The guard of these keys; None where words have to be written just so, which is not looked up here."""
    terms = tuple([key.term for key in pivot.keys if isinstance(key, TermKey)])
    prefixes = tuple([key.prefix for key in pivot.keys if isinstance(key, PrefixKey)])
    return Guard(terms, prefixes) if len(terms) + len(prefixes) == len(pivot.keys) else None
