"""Nodes → the text of a query, in one stable form: parsing what is printed gives the same nodes."""

from __future__ import annotations

from agents.match.query.nodes import And, Count, In, Min, Near, Node, Not, Or, Phrase, Sentence, Weighted, Word


def show(node: Node) -> str:
    """The query in its normal form: operators written out, brackets wherever AND and OR meet.

    >>> from agents.match.query.parser import parse
    >>> show(parse('title:(bomb* ||blast)  -film'))
    'title:(bomb* OR blast) AND NOT film'
    """
    match node:
        case Word():
            return _cased(node.cased) + node.text
        case Phrase():
            return f'{_cased(node.cased)}"{node.text}"' + (f"~{node.slop}" if node.slop else "")
        case And():
            return " AND ".join(_bracketed(child, Or) for child in node.children)
        case Or():
            return " OR ".join(_bracketed(child, And) for child in node.children)
        case Not():
            return f"NOT {_bracketed(node.child, And, Or)}"
        case In():
            return f"{node.field}:{_bracketed(node.child, And, Or, Not, Near)}"
        case Near():
            operator = f"{'ONEAR' if node.ordered else 'NEAR'}/{node.slop}"
            return f"{_bracketed(node.first, Or)} {operator} {_bracketed(node.second, Or)}"
        case Count():
            return f"count:{node.least} {_bracketed(node.child, Or)}"
        case Sentence():
            return f"sentence:{_bracketed(node.child, And, Or, Not, Near)}"
        case Weighted():
            return _bracketed(node.child, And, Or, Not) + (f"^{node.weight}" if node.weight != 1 else "")
        case Min():
            return f"min:{node.least} ({' OR '.join(map(show, node.clauses))})"


def _cased(cased: bool) -> str:
    return "cs:" if cased else ""


def _bracketed(node: Node, *kinds: type) -> str:
    return f"({show(node)})" if isinstance(node, kinds) else show(node)
