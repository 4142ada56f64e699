"""The nodes of a query → the matcher that is held against texts."""

from __future__ import annotations

import sys

from agents.match.query.matcher import All, Leaf, Matcher, Sequence, Some, Without, any_of
from agents.match.query.nodes import (
    And,
    Count,
    FieldName,
    In,
    Min,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Sentence,
    Weighted,
    Word,
)
from agents.match.query.patterns import patterns
from agents.match.query.printer import show
from agents.match.query.together import Nearness, Placed, Repeated, SameSentence


def ready(node: Node, field: FieldName | None = None) -> Matcher:
    """The matcher of a query; `field` is the one that its clauses ask where they name none."""
    match node:
        case Word() | Phrase() | Or():
            return _placed(node, field)
        case And():
            return All(tuple(ready(child, field) for child in node.children))
        case Not():
            return Without(ready(node.child, field))
        case In():
            return ready(node.child, node.field)
        case Weighted():
            return ready(node.child, field)
        case Min():
            return Some(node.least, tuple((clause.weight, ready(clause.child, field)) for clause in node.clauses))
        case Sentence():
            return SameSentence(field, ready(node.child, field))
        case Near() | Count():
            return _together(node, field)


def _together(node: Near | Count, field: FieldName | None) -> Matcher:
    shown = _shown(node, field)
    if isinstance(node, Count):
        return Repeated(field, node.least, _placed(node.child, field), shown)
    return Nearness(field, _placed(node.first, field), _placed(node.second, field), node.slop, node.ordered, shown)


def _placed(node: Node, field: FieldName | None) -> Placed:
    """The matcher of a word, a phrase or an OR; the parser lets nothing else be near or counted."""
    if isinstance(node, Or):
        return any_of(tuple(ready(child, field) for child in node.children))
    if not isinstance(node, Word | Phrase):
        raise TypeError(f"{type(node).__name__} stands at no one place")
    asked = patterns(node.text, node.cased)
    shown = _shown(node, field)
    if len(asked) == 1:
        return Leaf(field, asked[0], shown)
    return Sequence(field, asked, node.slop if isinstance(node, Phrase) else 0, shown)


def _shown(node: Node, field: FieldName | None) -> str:
    return sys.intern(show(In(field, node)) if field else show(node))  # most often the same string as the term
