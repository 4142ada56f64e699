"""What is allowed in a subscription and is probably not meant: noise, and what can never match."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from agents.match import selectivity
from agents.match.compiled import CompiledSubscription, compile_subscription
from agents.match.contradictions import never_true
from agents.match.pivot import pivot_of
from agents.match.query.nodes import And, Node, Or, Word, walk
from agents.match.query.parser import parse
from agents.match.query.patterns import Exact, patterns
from agents.match.query.printer import show
from schemas.formats.casualties import Comparison
from schemas.levels import Urgency
from schemas.subscription import Subscription
from schemas.taxonomy import EventType, Modality

NOISY_SHARE = 0.15
"""Share of all articles; what may match so many or more is noise."""
MANY_WORDS = 100
"""Alternatives of one OR beyond which common ones among them are likely."""


_NOT_YET = frozenset({Modality.PLANNED, Modality.THREATENED, Modality.HYPOTHETICAL, Modality.DRILL})


class Fault(StrEnum):
    """What is probably not meant."""

    NO_CONDITION = "no_condition"
    """It asks for nothing and matches every recognised event."""
    COMMON_WORDS = "common_words"
    """The keywords are met by a large share of all articles, and nothing else narrows them."""
    COMMON_IN_LONG_OR = "common_in_long_or"
    SHORT_WORD = "short_word"
    """One word of three letters or fewer alone: an acronym, also found where it is none; `cs:` helps."""
    LOWER_CASE_OPERATOR = "lower_case_operator"
    MIXED_OPERATORS = "mixed_operators"
    CONTRADICTION = "contradiction"
    """A word is both required and excluded: it can never match."""
    MODALITY_NEVER = "modality_never"
    """The modalities asked for leave nothing of the events asked for."""
    CASUALTIES_NEVER = "casualties_never"
    """The comparisons of one count exclude one another."""
    SOURCE_NEVER = "source_never"
    """All sources that are included are excluded too."""


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the word that desks know, and no exception is meant
    """One fault: which field, and what to do."""

    fault: Fault
    field: str
    message: str


def lint(subscription: Subscription) -> tuple[Warning, ...]:
    """Every warning about a valid subscription; errors as for `compile_subscription`."""
    compiled = compile_subscription(subscription)
    keywords = subscription.when.keywords
    found = () if keywords is None else _keywords(parse(keywords))
    return (*_conditions(compiled), *_never(compiled), *found)


def _conditions(compiled: CompiledSubscription) -> Iterator[Warning]:
    cost = pivot_of(compiled).cost
    narrowed = compiled.events or compiled.regions or compiled.severity or compiled.casualties or compiled.include
    if compiled.query is None and not narrowed:
        yield Warning(Fault.NO_CONDITION, "when", "matches every recognised event; name events, regions or keywords")
    elif compiled.query is not None and cost >= NOISY_SHARE:
        message = f"may match some {cost:.0%} of all articles; add a rarer word with AND, or name events or regions"
        yield Warning(Fault.COMMON_WORDS, "when.keywords", message)


def _never(compiled: CompiledSubscription) -> Iterator[Warning]:
    if compiled.include and compiled.include <= compiled.exclude:
        yield Warning(Fault.SOURCE_NEVER, "when.sources", "every included source is excluded too: can never match")
    talks = any(name.partition(".")[0] == EventType.DIPLOMATIC_TALKS for name in compiled.events)
    never_planned = compiled.modalities and compiled.modalities <= {Modality.NEGATED, Modality.DRILL}
    if talks and never_planned:
        yield Warning(Fault.MODALITY_NEVER, "when.modality", "talks are hardly ever reported as negated or as a drill")
    if compiled.modalities and compiled.modalities <= _NOT_YET and compiled.urgency == Urgency.IMMEDIATE.rank:
        message = "what has not happened is never immediate; urgency: expected is what is announced as imminent"
        yield Warning(Fault.MODALITY_NEVER, "when.urgency", message)
    for name in sorted({asked.count for asked in compiled.casualties}):
        asked = [comparison for comparison in compiled.casualties if comparison.count == name]
        if not _can_hold(asked):
            message = f"{' and '.join(map(str, asked))} exclude one another: can never match"
            yield Warning(Fault.CASUALTIES_NEVER, "when.casualties", message)


def _can_hold(asked: list[Comparison]) -> bool:
    """Whether some number satisfies all comparisons: if any does, then one next to a number that they name."""
    near = {comparison.number + step for comparison in asked for step in (-1, 0, 1)}
    return any(number >= 0 and all(comparison.holds(number) for comparison in asked) for number in near)


def _keywords(root: Node) -> Iterator[Warning]:
    yield from _short_word(root)
    for node, _ in walk(root):
        match node:
            case Or():
                yield from _long_or(node)
                if any(isinstance(child, And) for child in node.children):
                    message = f"AND binds tighter than OR: this is read as {show(root)[:200]}; write the brackets"
                    yield Warning(Fault.MIXED_OPERATORS, "when.keywords", message)
            case And():
                yield from _contradictions(node)
            case Word() if node.text in ("and", "or", "not"):
                message = f"{node.text!r} in small letters is a word: write {node.text.upper()}"
                yield Warning(Fault.LOWER_CASE_OPERATOR, "when.keywords", message)


def _short_word(root: Node) -> Iterator[Warning]:
    if not isinstance(root, Word) or root.cased:
        return
    asked = patterns(root.text, root.cased)
    if len(asked) == 1 and isinstance(asked[0], Exact) and asked[0].term.isascii() and len(asked[0].term) <= 3:
        message = f"{root.text!r} alone is short; cs:{root.text} finds it only as written"
        yield Warning(Fault.SHORT_WORD, "when.keywords", message)


def _long_or(node: Or) -> Iterator[Warning]:
    if len(node.children) <= MANY_WORDS:
        return
    common = [child.text for child in node.children if isinstance(child, Word) and _is_common(child)]
    if common:
        message = f"one OR of {len(node.children)} holds common words: {', '.join(common[:10])}"
        yield Warning(Fault.COMMON_IN_LONG_OR, "when.keywords", message)


def _is_common(word: Word) -> bool:
    asked = patterns(word.text, word.cased)
    return all(isinstance(item, Exact) and item.term in selectivity.common_terms() for item in asked)


def _contradictions(node: And) -> Iterator[Warning]:
    for excluded in never_true(node):
        message = f"{show(excluded)} is both required and excluded: can never match"
        yield Warning(Fault.CONTRADICTION, "when.keywords", message)
