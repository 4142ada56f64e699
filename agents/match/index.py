"""Prospective search: which of very many subscriptions may be satisfied by one incident.

Each subscription stands under the keys of its pivot (`pivot.py`). An incident is looked up by the keys that it has, and
what is found there is a candidate; `predicate.py` decides. Nothing is ever rebuilt: a change touches the keys of one
subscription. `NoFilter` has the same interface and takes every subscription for a candidate; both must give the same
matches.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator
from typing import Protocol

from agents.match.compiled import Case, CompiledSubscription, compile_subscription
from agents.match.guards import Guard, guards_of
from agents.match.pivot import ANY, FactsKey, Key, Pivot, PrefixKey, SurfaceKey, TermKey, marks_of, pivot_of
from agents.match.query import terms
from agents.match.query.inflection import ENGLISH, Reading
from agents.match.text import AnalysedText
from agents.match.validate import check
from schemas.subscription import Subscription

Bucket = dict[str, CompiledSubscription]
Filed = CompiledSubscription | Bucket
"""What stands under a key: most keys are one subscription's own, and a dict for each would be most of the memory."""


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
        self._all: dict[str, CompiledSubscription] = {}
        self._terms: dict[str, Filed] = {}
        self._elsewhere: dict[str, Filed] = {}
        self._surfaces: dict[str, Filed] = {}
        self._prefixes: dict[int, dict[str, Filed]] = {}
        self._facts: dict[str, dict[tuple[str, int], Filed]] = {}
        self._known: dict[str, _Known] = {}
        self._guards: dict[str, tuple[Guard, ...]] = {}
        for subscription in subscriptions:
            self.put(subscription)

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[CompiledSubscription]:
        return iter(self._all.values())

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
        compiled = check(subscription)
        pivot = pivot_of(compiled)
        keys, guards = pivot.keys, guards_of(compiled.query, pivot)
        self.delete(subscription.id)
        self._all[compiled.id] = compiled
        if guards:
            self._guards[compiled.id] = guards
        self._forget_chunks()
        for key in keys:
            table, name = self._place(key)
            _file(table, name, compiled)

    def delete(self, subscription: str) -> bool:
        """Take a subscription out; whether it was there."""
        known = self._all.pop(subscription, None)
        if known is None:
            return False
        self._guards.pop(subscription, None)
        self._forget_chunks()
        for key in pivot_of(known).keys:  # the same as when it was put: to keep them would be a fifth of the memory
            table, name = self._place(key)
            _unfile(table, name, subscription)
        return True

    def get(self, subscription: str) -> CompiledSubscription | None:
        """The subscription of this id, None where there is none."""
        return self._all.get(subscription)

    def plan(self, subscription: str) -> Pivot | None:
        """The pivot that a subscription stands under, None where there is none of this id."""
        known = self._all.get(subscription)
        return None if known is None else pivot_of(known)

    def candidates(self, case: Case) -> Collection[CompiledSubscription]:
        """Every subscription that the incident satisfies, and few others; each once."""
        found: Bucket = {}
        self._by_facts(case, found)
        if self._terms or self._surfaces or any(self._prefixes.values()):
            reading = case.text.reading
            known = self._known.get(reading.language) or self._known.setdefault(reading.language, _Known())
            for chunk in case.text.chunks() - known.idle:
                for filed in known.asked.get(chunk) or self._filed_under(chunk, reading, known):
                    _take(found, filed)
        return [found[name] for name in found if self._is_let_through(name, case.text)]

    def _is_let_through(self, name: str, text: AnalysedText) -> bool:
        guards = self._guards.get(name)
        return guards is None or all(guard.lets_through(text) for guard in guards)

    def _by_facts(self, case: Case, found: Bucket) -> None:
        marks = marks_of(case)
        for event in (ANY, *case.names):
            table = self._facts.get(event)
            if not table:
                continue
            for mark in marks:
                for level in range(case.severity + 1):
                    filed = table.get((mark, level))
                    if filed is not None:
                        _take(found, filed)

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


def _file(table: dict[Hashable, Filed], name: Hashable, compiled: CompiledSubscription) -> None:
    there = table.get(name)
    if there is None:
        table[name] = compiled
    elif isinstance(there, dict):
        there[compiled.id] = compiled
    else:
        table[name] = {there.id: there, compiled.id: compiled}


def _unfile(table: dict[Hashable, Filed], name: Hashable, subscription: str) -> None:
    there = table[name]
    if isinstance(there, dict) and len(there) > 1:
        del there[subscription]
    else:
        del table[name]


def _take(found: Bucket, filed: Filed) -> None:
    if isinstance(filed, dict):
        found.update(filed)
    else:
        found[filed.id] = filed


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
