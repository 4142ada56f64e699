"""What is said of a query that the grammar cannot read: where it shows, and what to write instead."""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import NoReturn

from lark import Token
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from agents.match.query.errors import QueryError, QueryProblem
from agents.match.query.nodes import FieldName
from agents.match.query.tables import rows

_MISPLACED = {
    "WEIGHT": (QueryProblem.STRAY_WEIGHT, "a weight counts only inside min:n (…): write min:4 (bomb^3 OR blast^2)"),
    "_AND": (QueryProblem.EMPTY, "AND needs a clause on both sides"),
    "_OR": (QueryProblem.EMPTY, "OR needs a clause on both sides"),
    "$END": (QueryProblem.EMPTY, "the query ends where a clause is expected"),
    "SLOP": (QueryProblem.SYNTAX, '~n follows a phrase: write "first second"~5'),
    "NEAR": (
        QueryProblem.EMPTY,
        'NEAR stands between two words, phrases or brackets of OR; for three words write "one two three"~5',
    ),
}
_TOKEN = re.compile(r'\\.|["“](?:\\.|[^"“”\\])*["”]|[()]', re.DOTALL)
"""What may hide a bracket, and brackets."""
_OTHER_PREFIXES = ("min", "cs", "count", "sentence")


def refuse(query: str, error: UnexpectedInput) -> NoReturn:
    """Raise the error that a reader of the query understands in place of the parser's."""
    if isinstance(error, UnexpectedToken):
        _refuse_token(query, error.token)
    if isinstance(error, UnexpectedCharacters):
        at = error.pos_in_stream or 0
        quote = query[at] in '"“”'
        raise QueryError(QueryProblem.UNBALANCED if quote else QueryProblem.SYNTAX, at + 1, _stray(query, at)) from None
    at = len(query) if isinstance(error, UnexpectedEOF) else (error.pos_in_stream or 0)
    raise QueryError(QueryProblem.SYNTAX, at + 1, "the query ends too early") from None


def _refuse_token(query: str, token: Token) -> NoReturn:
    opened, closed_too_often = _unbalanced(query)
    if token.type == "$END" and opened:
        raise QueryError(QueryProblem.UNBALANCED, opened[-1] + 1, "this bracket is never closed") from None
    if token.type == "_CLOSE" and token.start_pos == closed_too_often:
        raise QueryError(QueryProblem.UNBALANCED, column(token), "this bracket closes none") from None
    if token.type == "_CLOSE":
        raise QueryError(QueryProblem.EMPTY, column(token), "a clause is missing before this bracket") from None
    at = len(query) + 1 if token.type == "$END" else column(token)
    other = (QueryProblem.SYNTAX, f"{str(token)!r} was not expected here")
    problem, message = _MISPLACED.get(token.type, other)
    raise QueryError(problem, at, message) from None


def _unbalanced(query: str) -> tuple[list[int], int | None]:
    """Where the brackets stand that are never closed, and where the first that closes none."""
    opened: list[int] = []
    for found in _TOKEN.finditer(query):
        if found.group() == "(":
            opened.append(found.start())
        elif found.group() == ")":
            if not opened:
                return [], found.start()
            opened.pop()
    return opened, None


def _stray(query: str, at: int) -> str:
    char = query[at]
    if char in '"“”':
        return "this quote has no partner"
    if char == ":":
        return "a field stands directly before its colon, and its clause directly after: title:drone"
    if char in "-+!":
        return f"{char!r} stands directly before the word that it is about; put it in quotes to look for it"
    if char in "^~":
        return f"{char!r} needs a number: ^3, ~5"
    return f"{char!r} was not expected here; put it in quotes, or a backslash before it, to look for it"


def field_named(name: Token) -> FieldName:
    """The field that a token with its colon names.

    Raises:
        QueryError: there is none of this name.
    """
    given = name[:-1]
    try:
        return FieldName(given.lower())
    except ValueError:
        raise QueryError(QueryProblem.UNKNOWN_FIELD, column(name), f"unknown field {given}: {_hint(given)}") from None


def _hint(given: str) -> str:
    if given in ("min", "count"):
        return f"it takes a number and a clause: {given}:3 (…)"
    close = difflib.get_close_matches(given.lower(), [*FieldName, *_OTHER_PREFIXES], n=1)
    if close:
        return f"did you mean {close[0]}:?"
    known = ", ".join(f"{field}:" for field in FieldName)
    return f'fields are {known}; put it in quotes to look for "{given}"'


def refuse_habit(word: Token) -> None:
    """Refuse a word that is an operator in another tool.

    Raises:
        QueryError: it is, with what to write here.
    """
    for pattern, instead in _habits():
        found = pattern.fullmatch(word)
        if found is not None:
            message = f"write {instead.format(*found.groups())}; put {str(word)!r} in quotes to look for it"
            raise QueryError(QueryProblem.OTHER_TOOL, column(word), message)


@cache
def _habits() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.ASCII), instead) for pattern, instead, _ in rows("habits.tsv"))


def column(token: Token) -> int:
    """Where a token begins, counted from 1."""
    return (token.start_pos or 0) + 1
