"""Why a keyword query is refused."""

from __future__ import annotations

from enum import StrEnum


class QueryProblem(StrEnum):
    """What is wrong with a query."""

    EMPTY = "empty"
    """No clause where one has to be: nothing at all, empty brackets or quotes, an operator without its operand."""
    SYNTAX = "syntax"
    UNKNOWN_FIELD = "unknown_field"
    FIELD_IN_FIELD = "field_in_field"
    BAD_PLACE = "bad_place"
    """What NEAR or count: is asked of stands at no one place of a text, or has a field of its own."""
    BAD_NUMBER = "bad_number"
    OTHER_TOOL = "other_tool"
    """The spelling of an operator in another tool."""
    UNBALANCED = "unbalanced"
    """A bracket or a quote without its partner."""
    NO_WORD = "no_word"
    """A clause of punctuation only, which no text could be asked for."""
    SHORT_WILDCARD = "short_wildcard"
    BAD_WILDCARD = "bad_wildcard"
    BAD_MINIMUM = "bad_minimum"
    STRAY_WEIGHT = "stray_weight"
    MATCHES_EVERYTHING = "matches_everything"
    TOO_LARGE = "too_large"


class QueryError(ValueError):
    """A query that is refused: the named problem, the character (from 1) where it shows, and what to do."""

    def __init__(self, problem: QueryProblem, column: int, message: str) -> None:
        super().__init__(f"column {column}: {message}")
        self.problem = problem
        self.column = column
