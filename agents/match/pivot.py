"""The rarest necessary condition of a subscription: what the index files it under.

A pivot is a set of keys with this law: every incident that satisfies the subscription has at least one of them. Its
cost is the share of articles that have any, roughly. Keys are words (of title, body or source) or facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from agents.match import selectivity
from agents.match.compiled import Case, CompiledSubscription
from agents.match.query import terms
from agents.match.query.matcher import All, AnyOf, Leaf, Matcher, Sequence, Some
from agents.match.query.nodes import FieldName
from agents.match.query.patterns import Cased, Exact, Pattern, Wild
from agents.match.query.together import Nearness, Repeated, SameSentence
from agents.match.regions import keys_at, keys_of

ANY = "*"
_ALL: tuple[tuple[str, ...], float] = ((ANY,), 1.0)
"""What asks nothing of a place or a count."""
MOST_KEYS = 500
"""Facts that one subscription is filed under at most; beyond it, it is filed by fewer conditions."""


@dataclass(frozen=True, slots=True)
class TermKey:
    """A term occurs: in a text of any language, or `elsewhere`, in one whose words are read by rules of their own."""

    term: str
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class SurfaceKey:
    """A word occurs, written just so."""

    surface: str


@dataclass(frozen=True, slots=True)
class PrefixKey:
    """A word occurs whose folded form begins so."""

    prefix: str


@dataclass(frozen=True, slots=True)
class FactsKey:
    """An event of this type or subtype, with this key of its place or its counts, at least so severe; `*` is any."""

    event: str
    mark: str
    severity: int


WordKey = TermKey | SurfaceKey | PrefixKey
Key = WordKey | FactsKey


@dataclass(frozen=True, slots=True)
class Pivot:
    """Keys of which one is necessary, and the share of articles that have one."""

    keys: tuple[Key, ...]
    cost: float


def pivot_of(compiled: CompiledSubscription) -> Pivot:
    """The cheaper of what the words and what the facts require."""
    return rarest(compiled, None if compiled.query is None else words_pivot(compiled.query))


def rarest(compiled: CompiledSubscription, words: Pivot | None) -> Pivot:
    """The cheaper of `words`, the rarest that the query requires, and what the facts require."""
    if words is not None and words.cost < _facts(compiled)[2]:
        return words
    return facts_pivot(compiled)


def facts_pivot(compiled: CompiledSubscription) -> Pivot:
    """What the facts require: one of these events, with one of these marks, at least so severe."""
    events, marks, cost = _facts(compiled)
    return Pivot(tuple(FactsKey(event, mark, compiled.severity) for event, mark in product(events, marks)), cost)


def marks_of(case: Case) -> tuple[str, ...]:
    """Every `mark` of a key of facts that an incident has."""
    return (ANY, *keys_at(case.at), *map(_count_key, case.counts))


def _facts(compiled: CompiledSubscription) -> tuple[tuple[str, ...], tuple[str, ...], float]:
    """Events and marks that the facts are filed under, and the share of records that have one of each."""
    events = tuple(sorted(compiled.events)) or (ANY,)
    event_share = min(1.0, sum(map(selectivity.share_of_event, events))) if compiled.events else 1.0
    regions, counts = _region_keys(compiled), _count_keys(compiled)
    if len(events) * len(regions[0]) > MOST_KEYS:
        regions = _ALL
    marks, mark_share = min(regions, counts, key=lambda found: found[1])
    severity = selectivity.share_of_severity(compiled.subscription.when.severity)
    return events, marks, event_share * mark_share * severity


def _region_keys(compiled: CompiledSubscription) -> tuple[tuple[str, ...], float]:
    if not compiled.regions:
        return _ALL
    filed = [(region, keys_of(region)) for region in compiled.regions]
    keys = tuple(dict.fromkeys(key for _, found in filed for key in found))
    return keys, min(1.0, sum(selectivity.share_of_region(region, found) for region, found in filed))


def _count_keys(compiled: CompiledSubscription) -> tuple[tuple[str, ...], float]:
    """All comparisons must hold, and none holds of a count that is not known: the rarest is necessary."""
    names = {asked.count for asked in compiled.casualties}
    if not names:
        return _ALL
    rarest = min(sorted(names), key=selectivity.share_of_count)
    return (_count_key(rarest),), selectivity.share_of_count(rarest)


def _count_key(name: str) -> str:
    return f"count:{name}"


def words_pivot(query: Matcher) -> Pivot | None:
    """What the words of a query require; None where it holds of some text without any of them."""
    return min(necessary(query), key=cost, default=None)


def necessary(query: Matcher) -> Iterator[Pivot]:
    """Everything of which a text needs a word to satisfy the query: nothing where it may hold without any."""
    match query:
        case Leaf():
            yield _leaf_pivot(query.pattern, query.field)
        case Sequence():
            for pattern in query.patterns:
                yield _leaf_pivot(pattern, query.field)
        case All():
            for part in query.parts:
                yield from necessary(part)
        case Nearness():
            yield from necessary(query.first)
            yield from necessary(query.second)
        case Repeated() | SameSentence():
            yield from necessary(query.part)
        case AnyOf():
            yield from _some_pivot(1, [(1, part) for part in query.parts])
        case Some():
            yield from _some_pivot(query.least, query.parts)
        case _:
            return


def _some_pivot(least: int, parts: Iterable[tuple[int, Matcher]]) -> Iterator[Pivot]:
    """The parts that cannot all be missing. The dearest are left out while what is left out cannot reach `least`."""
    pivots = [(words_pivot(part), weight) for weight, part in parts]
    pivots.sort(key=lambda item: 2.0 if item[0] is None else item[0].cost, reverse=True)
    left_out = 0
    kept: list[Pivot] = []
    for pivot, weight in pivots:
        if not kept and left_out + weight < least:
            left_out += weight
        elif pivot is None:
            return
        else:
            kept.append(pivot)
    keys = tuple(dict.fromkeys([key for pivot in kept for key in pivot.keys]))
    yield Pivot(keys, min(1.0, sum([pivot.cost for pivot in kept])))


def _leaf_pivot(pattern: Pattern, field: FieldName | None) -> Pivot:
    share = selectivity.share_of_pattern(pattern)
    if field is FieldName.SOURCE:
        share = max(share, selectivity.shares().words["source"])
    match pattern:
        case Exact():
            return Pivot(_term_keys(pattern), share)
        case Cased():
            return Pivot((SurfaceKey(pattern.surface),), share)
        case Wild():
            return Pivot((PrefixKey(pattern.prefix[: terms.LONGEST_BEGINNING]),), share)


def _term_keys(pattern: Exact) -> tuple[TermKey, ...]:
    """The keys of a word. English texts, by far the most, are not asked for what it is in other languages."""
    others = () if pattern.elsewhere is None else dict.fromkeys(pattern.elsewhere.values())
    return (TermKey(pattern.term), *(TermKey(term, elsewhere=True) for term in others))


def cost(pivot: Pivot) -> float:
    """The share of articles that have one of its keys."""
    return pivot.cost
