"""Prospective search: which of very many subscriptions may be satisfied by one incident.

Each subscription stands under the keys of its pivot (`pivot.py`). An incident is looked up by the keys that it has, and
what is found there is a candidate; `predicate.py` decides. Nothing is ever rebuilt: a change touches the keys of one
subscription. `NoFilter` has the same interface and takes every subscription for a candidate; both must give the same
matches.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator
from typing import Protocol

from agents.match.buckets import Filed, file, take, unfile
from agents.match.compiled import Case, CompiledSubscription, compile_subscription
from agents.match.guards import Entry, filed
from agents.match.pivot import ANY, FactsKey, Key, Pivot, PrefixKey, SurfaceKey, TermKey, marks_of, pivot_of
from agents.match.query import terms
from agents.match.query.inflection import ENGLISH, Reading
from agents.match.validate import check
from schemas.subscription import Subscription

MOST_CHUNKS = 1 << 16
"""Of what stands between two spaces, how much is remembered, a language."""


class Candidates(Protocol):
    """Subscriptions that an incident can be held against."""

    def get(self, subscription: str) -> CompiledSubscription | None:
        """The subscription of this id, None where there is none."""
        ...

    def candidates(self, case: Case) -> Collection[CompiledSubscription]:
        """Every subscription that the incident satisfies, and others; each once."""
        ...


class SubscriptionIndex:
    """All subscriptions, by their pivots."""

    def __init__(self, subscriptions: Iterable[Subscription] = ()) -> None:
        self._all: dict[str, Entry] = {}
        self._terms: dict[str, Filed] = {}
        self._elsewhere: dict[str, Filed] = {}
        self._surfaces: dict[str, Filed] = {}
        self._prefixes: dict[int, dict[str, Filed]] = {}
        self._facts: dict[str, dict[tuple[str, int], Filed]] = {}
        self._known: dict[str, _Known] = {}
        for subscription in subscriptions:
            self.put(subscription)

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[CompiledSubscription]:
        return (entry.compiled for entry in self._all.values())

    def is_empty(self) -> bool:
        """Whether nothing is filed anywhere: neither a subscription nor a key that one left behind."""
        tables = (
            self._all,
            self._terms,
            self._elsewhere,
            self._surfaces,
            *self._facts.values(),
            *self._prefixes.values(),
        )
        return not any(tables)

    def put(self, subscription: Subscription) -> None:
        """Add a subscription, or put it in the place of the one with its id; one that is refused changes nothing.

        Raises:
            SubscriptionError: it is not valid.
        """
        pivot, entry = filed(check(subscription))
        self.delete(subscription.id)
        self._all[subscription.id] = entry
        self._forget_chunks()
        for key in pivot.keys:
            table, name = self._place(key)
            file(table, name, entry)

    def delete(self, subscription: str) -> bool:
        """Take a subscription out; whether it was there."""
        known = self._all.pop(subscription, None)
        if known is None:
            return False
        self._forget_chunks()
        for key in pivot_of(
            known.compiled
        ).keys:  # the same as when it was put: to keep them would be a fifth of the memory
            table, name = self._place(key)
            unfile(table, name, known)
        return True

    def get(self, subscription: str) -> CompiledSubscription | None:
        """The subscription of this id, None where there is none."""
        known = self._all.get(subscription)
        return None if known is None else known.compiled

    def plan(self, subscription: str) -> Pivot | None:
        """The pivot that a subscription stands under, None where there is none of this id."""
        known = self._all.get(subscription)
        return None if known is None else pivot_of(known.compiled)

    def candidates(self, case: Case) -> Collection[CompiledSubscription]:
        """Every subscription that the incident satisfies, and few others; each once."""
        found: set[Entry] = set()
        marks = case.text.marks
        for there in (*self._by_facts(case), *self._by_words(case)):
            take(there, found, marks)
        return [entry.compiled for entry in found if not entry.guards or entry.may_hold_of(marks)]

    def _by_words(self, case: Case) -> Iterator[Filed]:
        if not (self._terms or self._surfaces or any(self._prefixes.values())):
            return
        reading = case.text.reading
        known = self._known.get(reading.language) or self._known.setdefault(reading.language, _Known())
        for chunk in case.text.chunks() - known.idle:
            yield from known.asked.get(chunk) or self._filed_under(chunk, reading, known)

    def _by_facts(self, case: Case) -> Iterator[Filed]:
        marks = marks_of(case)
        for event in (ANY, *case.names):
            table = self._facts.get(event)
            if not table:
                continue
            for mark in marks:
                for level in range(case.severity + 1):
                    there = table.get((mark, level))
                    if there is not None:
                        yield there

    def _filed_under(self, chunk: str, reading: Reading, known: _Known) -> tuple[Filed, ...]:
        """What stands under the words of what is written between two spaces; known from then on.

        Nearly all of a text is asked for by nobody: to know that of a chunk is a look-up less for each of its words.
        """
        words = terms.words(chunk)
        read = list(map(reading.read_once, words))
        found = [self._terms.get(term) for term in read]
        if reading.language != ENGLISH:
            found += [self._elsewhere.get(term) for term in read]
        if self._surfaces:
            found += [self._surfaces.get(terms.surface(word)) for word in words]
        for length, table in self._prefixes.items():
            if table:
                found += [table.get(terms.fold(word)[:length]) for word in words]
        asked = tuple([filed for filed in found if filed is not None])
        if len(known.idle) + len(known.asked) >= MOST_CHUNKS:
            known.clear()
        if asked:
            known.asked[chunk] = asked
        elif len(chunk) <= terms.LONGEST:
            known.idle.add(chunk)
        return asked

    def _forget_chunks(self) -> None:
        for known in self._known.values():
            known.clear()

    def _place(self, key: Key) -> tuple[dict[Hashable, Filed], Hashable]:
        """The table that a key belongs to, and its name there."""
        table: dict[Hashable, Filed]
        match key:
            case TermKey():
                return (self._elsewhere if key.elsewhere else self._terms), key.term  # type: ignore[return-value]  # narrower keys, never mixed
            case SurfaceKey():
                return self._surfaces, key.surface  # type: ignore[return-value]  # as above
            case PrefixKey():
                table = self._prefixes.setdefault(len(key.prefix), {})  # type: ignore[assignment]  # as above
                return table, key.prefix
            case FactsKey():
                facts = self._facts.setdefault(key.event, {})
                return facts, (key.mark, key.severity)  # type: ignore[return-value]  # as above


class _Known:
    """What stands between two spaces of texts in one language: what nobody asks for, and who asks for the rest."""

    __slots__ = ("asked", "idle")

    def __init__(self) -> None:
        self.idle: set[str] = set()
        self.asked: dict[str, tuple[Filed, ...]] = {}

    def clear(self) -> None:
        """Forget it."""
        self.idle.clear()
        self.asked.clear()


class NoFilter:
    """The same without an index: every subscription is a candidate. For tests, which hold the index against it."""

    def __init__(self, subscriptions: Iterable[Subscription] = ()) -> None:
        self._all = {item.id: compile_subscription(item) for item in subscriptions}

    def put(self, subscription: Subscription) -> None:
        """Add or replace; errors as for the index."""
        self._all[subscription.id] = check(subscription)

    def delete(self, subscription: str) -> bool:
        """Take a subscription out; whether it was there."""
        return self._all.pop(subscription, None) is not None

    def get(self, subscription: str) -> CompiledSubscription | None:
        """The subscription of this id, None where there is none."""
        return self._all.get(subscription)

    def candidates(self, case: Case) -> Collection[CompiledSubscription]:
        """All of them."""
        return self._all.values()
