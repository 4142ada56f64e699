"""What else a query requires of a text's words beside its pivot: cheap to look up, so that few candidates are tested.

A guard is a set of terms and beginnings of words (`AnalysedText.marks`) of which every text that satisfies the query
has at least one, like a pivot. A query of several parts that are all necessary is filed under the rarest of them; the
others guard it.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from agents.match.compiled import CompiledSubscription
from agents.match.pivot import Pivot, PrefixKey, TermKey, WordKey, cost, necessary, rarest
from agents.match.query.terms import beginning

Guard = tuple[str, ...]
"""Marks of a text, of which one is necessary."""
MOST_GUARDS = 2
"""Of one subscription: a third lets hardly fewer through, and takes memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A subscription as the index holds it: what it is, and what is looked up before it is tested."""

    compiled: CompiledSubscription
    guards: tuple[Guard, ...]

    def may_hold_of(self, marks: Set[str]) -> bool:
        """Whether a text with these marks has one of every guard."""
        return not any(map(marks.isdisjoint, self.guards))


def filed(compiled: CompiledSubscription) -> tuple[Pivot, Entry]:
    """What a subscription is filed under, and how it is held there: guarded by the rarest of what else it requires."""
    words = [] if compiled.query is None else sorted(necessary(compiled.query), key=cost)
    pivot = rarest(compiled, words[0] if words else None)
    guards = [guard_of(other) for other in words if other.keys != pivot.keys]
    return pivot, Entry(compiled, tuple([guard for guard in guards if guard is not None][:MOST_GUARDS]))


def guard_of(pivot: Pivot) -> Guard | None:
    """The guard of these keys; None where words have to be written just so, which is not looked up here."""
    marks = [_mark(key) for key in pivot.keys if isinstance(key, WordKey)]
    known = tuple([mark for mark in marks if mark is not None])
    return known if len(known) == len(pivot.keys) else None


def _mark(key: WordKey) -> str | None:
    match key:
        case TermKey():
            return key.term
        case PrefixKey():
            return beginning(key.prefix)
        case _:
            return None
