"""Whether an AND asks for words that it also excludes.

What is required is every word that stands in each text of which the AND holds; what is excluded, every clause under a
NOT of which the text may hold nothing. A clause that is met by a required word alone can never be missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agents.match.query import terms
from agents.match.query.nodes import And, Count, FieldName, In, Near, Node, Not, Or, Phrase, Sentence, Word
from agents.match.query.patterns import Cased, Exact, Pattern, Wild, patterns

_INSIDE = {
    FieldName.TITLE: (FieldName.TITLE, None),
    FieldName.LEAD: (FieldName.LEAD, FieldName.BODY, None),
    FieldName.BODY: (FieldName.BODY, None),
    FieldName.SOURCE: (FieldName.SOURCE,),
    None: (None,),
}
"""Of each field, those that hold whatever stands in it; None is title and body."""


class Asked(NamedTuple):
    """A word or phrase that stands in a field."""

    field: FieldName | None
    node: Word | Phrase
    patterns: tuple[Pattern, ...]


def never_true(node: And) -> Iterator[Node]:
    """The excluded clauses that are met whenever what the AND requires is."""
    required = [asked for child in node.children for asked in _required(child, None)]
    for child in node.children:
        for excluded in _excluded(child, None):
            if any(_implies(asked, excluded) for asked in required):
                yield excluded.node


def _required(node: Node, field: FieldName | None) -> Iterator[Asked]:
    match node:
        case Word() | Phrase():
            yield from _each(node, field)
        case And():
            for child in node.children:
                yield from _required(child, field)
        case In():
            yield from _required(node.child, node.field)
        case Count() | Sentence():
            yield from _required(node.child, field)
        case Near():
            yield from _required(node.first, field)
            yield from _required(node.second, field)


def _each(node: Word | Phrase, field: FieldName | None) -> Iterator[Asked]:
    """A phrase as a whole, and each of its words."""
    whole = _asked(node, field)
    yield whole
    if len(whole.patterns) > 1:
        yield from (Asked(field, node, (pattern,)) for pattern in whole.patterns)


def _excluded(node: Node, field: FieldName | None) -> Iterator[Asked]:
    match node:
        case In():
            yield from _excluded(node.child, node.field)
        case And():
            for child in node.children:
                yield from _excluded(child, field)
        case Not():
            yield from _any_of(node.child, field)


def _any_of(node: Node, field: FieldName | None) -> Iterator[Asked]:
    """The words and phrases of which one alone makes it true."""
    match node:
        case Word() | Phrase():
            yield _asked(node, field)
        case Or():
            for child in node.children:
                yield from _any_of(child, field)
        case In():
            yield from _any_of(node.child, node.field)


def _asked(node: Word | Phrase, field: FieldName | None) -> Asked:
    return Asked(field, node, patterns(node.text, node.cased))


def _implies(required: Asked, excluded: Asked) -> bool:
    if excluded.field not in _INSIDE[required.field]:
        return False
    if len(excluded.patterns) == len(required.patterns) == 1:
        return _fits(required.patterns[0], excluded.patterns[0])
    # Words that stand in order and side by side, or with few others between, stand so with more others between too.
    one, other = (item.node.slop if isinstance(item.node, Phrase) else 0 for item in (required, excluded))
    alike = len(excluded.patterns) == len(required.patterns) and all(map(_fits, required.patterns, excluded.patterns))
    return alike and one <= other


def _fits(required: Pattern, excluded: Pattern) -> bool:
    """Whether each word that fits the one fits the other."""
    match required, excluded:
        case Exact(), Exact():
            return required.term == excluded.term
        case Cased(), Cased():
            return required == excluded
        case Cased(), Exact():
            return terms.term_of(required.surface) == excluded.term
        case Cased(), Wild():
            return excluded.fits(terms.fold(required.surface))
        case Exact(), Wild():
            return excluded.rest is None and _all_begin(required.term, excluded.prefix)
        case Wild(), Wild():
            return required == excluded or (excluded.rest is None and required.prefix.startswith(excluded.prefix))
    return False


def _all_begin(term: str, prefix: str) -> bool:
    """Whether the forms of a term begin so; its final -i and -e are not in all of them: city, firing."""
    return term.startswith(prefix) and (len(prefix) < len(term) or term[-1] not in "ie")
