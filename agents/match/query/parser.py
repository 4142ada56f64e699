"""Text of a keyword query → nodes, or an error that says where and what to do."""

from __future__ import annotations

import difflib
from functools import cache
from importlib.resources import files
from typing import NoReturn

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from agents.match.query.errors import QueryError, QueryProblem
from agents.match.query.nodes import (
    And,
    FieldName,
    In,
    Min,
    Node,
    Not,
    Or,
    Phrase,
    Weighted,
    Word,
    children,
    join,
    walk,
)
from agents.match.query.patterns import check_phrase, check_word

LONGEST_QUERY = 20_000
"""Characters; media-monitoring queries of 300 terms have some 5,000."""
DEEPEST = 50


def parse(query: str) -> Node:
    """The nodes that a query stands for.

    Raises:
        QueryError: it is not well formed, could match everything, or asks for what no text can be asked.
    """
    if not query.strip():
        raise QueryError(QueryProblem.EMPTY, 1, "the query is empty; leave keywords out to ask nothing of the words")
    if len(query) > LONGEST_QUERY:
        raise QueryError(QueryProblem.TOO_LARGE, LONGEST_QUERY, f"a query has at most {LONGEST_QUERY:,} characters")
    try:
        root: Node = _parser().parse(query)  # type: ignore[assignment]  # the embedded transformer makes nodes
    except UnexpectedInput as error:
        _refuse(query, error)
    _check_tree(root)
    return root


def always_needs_a_word(node: Node) -> bool:
    """Whether a text with none of the query's words surely fails it."""
    match node:
        case Not():
            return False
        case And():
            return any(map(always_needs_a_word, node.children))
        case Min():
            given = sum(clause.weight for clause in node.clauses if not always_needs_a_word(clause.child))
            return given < node.least
        case Word() | Phrase():
            return True
        case _:
            return all(map(always_needs_a_word, children(node)))


@cache
def _parser() -> Lark:
    grammar = files("agents.match.query").joinpath("grammar.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", lexer="basic", transformer=_Build(), maybe_placeholders=False)


@v_args(inline=True)
class _Build(Transformer[Token, Node]):
    """Grammar rules to nodes; each method is a rule of grammar.lark."""

    def start(self, node: Node) -> Node:
        return node

    def any_of(self, *parts: Node) -> Node:
        return join(Or, list(parts))

    def all_of(self, *parts: Node) -> Node:
        return join(And, list(parts))

    def negated(self, _sign: Token, node: Node) -> Node:
        return Not(node)

    def inside(self, name: Token, node: Node) -> Node:
        field = _field(name)
        if any(isinstance(at, In) for at, _ in walk(node)):
            raise QueryError(QueryProblem.FIELD_IN_FIELD, _column(name), f"a field inside {name} has another field")
        return In(field, node)

    def least(self, name: Token, *clauses: Weighted) -> Node:
        least = int(name.strip()[len("min:") :])
        reach = sum(clause.weight for clause in clauses)
        if not 1 <= least <= reach:
            message = f"min:{least} of weights that sum to {reach}; expected 1 to {reach}"
            raise QueryError(QueryProblem.BAD_MINIMUM, _column(name), message)
        return Min(least, clauses)

    def weighted(self, node: Node, weight: Token | None = None) -> Node:
        value = 1 if weight is None else int(weight[1:])
        if weight is not None and not 1 <= value <= 1000:
            raise QueryError(QueryProblem.BAD_MINIMUM, _column(weight), f"weight {weight}: expected ^1 to ^1000")
        return Weighted(node, value)

    def word(self, *tokens: Token) -> Node:
        text = tokens[-1]
        cased = len(tokens) == 2
        check_word(str(text), _column(text), cased)
        return Word(str(text), cased)

    def phrase(self, *tokens: Token) -> Node:
        cased = tokens[0].type == "CASED"
        text = tokens[1] if cased else tokens[0]
        slop = int(tokens[-1][1:]) if tokens[-1].type == "NEAR" else 0
        if slop > 1000:
            raise QueryError(QueryProblem.SYNTAX, _column(tokens[-1]), f"{tokens[-1]}: expected at most ~1000")
        inner = str(text)[1:-1]
        check_phrase(inner, _column(text), cased)
        return Phrase(inner, slop, cased)


def _field(name: Token) -> FieldName:
    given = name[:-1]
    try:
        return FieldName(given.lower())
    except ValueError:
        known = ", ".join(f"{field}:" for field in FieldName)
        close = difflib.get_close_matches(given.lower(), [*FieldName, "min", "cs"], n=1)
        hint = f"did you mean {close[0]}:?" if close else f'fields are {known}; put it in quotes to look for "{given}"'
        raise QueryError(QueryProblem.UNKNOWN_FIELD, _column(name), f"unknown field {given}: {hint}") from None


def _column(token: Token) -> int:
    return (token.start_pos or 0) + 1


def _check_tree(root: Node) -> None:
    if any(depth > DEEPEST for _, depth in walk(root)):
        raise QueryError(QueryProblem.TOO_LARGE, 1, f"brackets and NOTs nest more than {DEEPEST} deep")
    if not always_needs_a_word(root):
        message = "without any of its words a text would still match; add a word that must occur, joined by AND"
        raise QueryError(QueryProblem.MATCHES_EVERYTHING, 1, message)


_MISPLACED = {
    "WEIGHT": (QueryProblem.STRAY_WEIGHT, "a weight counts only inside min:n (…): write min:4 (bomb^3 OR blast^2)"),
    "_CLOSE": (QueryProblem.EMPTY, "a clause is missing before this bracket, or it closes none"),
    "_AND": (QueryProblem.EMPTY, "AND needs a clause on both sides"),
    "_OR": (QueryProblem.EMPTY, "OR needs a clause on both sides"),
    "$END": (QueryProblem.EMPTY, "the query ends where a clause or a closing bracket is expected"),
    "NEAR": (QueryProblem.SYNTAX, '~n follows a phrase: write "first second"~5'),
}


def _refuse(query: str, error: UnexpectedInput) -> NoReturn:
    if isinstance(error, UnexpectedToken):
        ended = error.token.type == "$END"
        column = len(query) + 1 if ended else _column(error.token)
        other = (QueryProblem.SYNTAX, f"{str(error.token)!r} was not expected here")
        problem, message = _MISPLACED.get(error.token.type, other)
        raise QueryError(problem, column, message) from None
    if isinstance(error, UnexpectedCharacters):
        at = error.pos_in_stream or 0
        raise QueryError(QueryProblem.SYNTAX, at + 1, _stray(query[at])) from None
    at = len(query) if isinstance(error, UnexpectedEOF) else (error.pos_in_stream or 0)
    raise QueryError(QueryProblem.SYNTAX, at + 1, "the query ends too early") from None


def _stray(char: str) -> str:
    if char in '"“”':
        return "this quote has no partner"
    if char in "-+!":
        return f"{char!r} stands directly before the word that it is about; put it in quotes to look for it"
    if char in "^~":
        return f"{char!r} needs a number: ^3, ~5"
    return f"{char!r} was not expected here; put it in quotes, or a backslash before it, to look for it"
