"""How the index files a subscription, and what the other ways would have cost: for people who ask why it is slow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agents.match.compiled import CompiledSubscription
from agents.match.guards import filed, guard_of
from agents.match.pivot import FactsKey, Key, Pivot, PrefixKey, SurfaceKey, TermKey, facts_pivot, words_pivot
from agents.match.query.matcher import All
from agents.match.query.nodes import And
from agents.match.query.parser import parse
from agents.match.query.patterns import Cased, Wild
from agents.match.query.printer import show
from agents.match.selectivity import share_of_pattern, share_of_term

FACTS = "facts"
"""The name of the choice that is made of event types, regions and severity."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A condition that the subscription could be filed under: its name, or its keywords as they are written.

    `pivot` is None where a text can satisfy the condition without any word of it. `guards` says that it is looked up
    before a candidate is tested, though the subscription is filed under another.
    """

    name: str
    pivot: Pivot | None
    chosen: bool
    guards: bool


def choices(compiled: CompiledSubscription) -> tuple[Choice, ...]:
    """Every condition that a subscription could be filed under, the chosen one first, then the rarer ones."""
    chosen, entry = filed(compiled)
    found = [Choice(FACTS, facts_pivot(compiled), False, False)]
    for text, pivot in _parts(compiled):
        guards = pivot is not None and guard_of(pivot) in entry.guards
        found.append(Choice(text, pivot, False, guards))
    taken = next(at for at, choice in enumerate(found) if choice.pivot == chosen)
    rest = sorted((choice for at, choice in enumerate(found) if at != taken), key=_cost)
    return (Choice(found[taken].name, chosen, True, False), *rest)


def share_of_key(key: Key, pivot: Pivot) -> float:
    """The estimated share of articles that have one key of a pivot; of facts, their part of the whole."""
    match key:
        case TermKey():
            return share_of_term(key.term)
        case SurfaceKey():
            return share_of_pattern(Cased(key.surface))
        case PrefixKey():
            return share_of_pattern(Wild(key.prefix, None))
        case FactsKey():
            return pivot.cost / len(pivot.keys)


def _parts(compiled: CompiledSubscription) -> Iterator[tuple[str, Pivot | None]]:
    """The parts of the keywords that are joined by AND."""
    if compiled.query is None:
        return
    node = parse(compiled.subscription.when.keywords or "")
    if isinstance(node, And) and isinstance(compiled.query, All):
        for child, part in zip(node.children, compiled.query.parts, strict=True):
            yield show(child), words_pivot(part)
    else:
        yield show(node), words_pivot(compiled.query)


def _cost(choice: Choice) -> float:
    return 2.0 if choice.pivot is None else choice.pivot.cost
