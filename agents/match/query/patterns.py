"""A word or phrase as written in a query → the patterns that words of a text are held against."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from agents.match.query import terms
from agents.match.query.errors import QueryError, QueryProblem
from agents.match.query.inflection import elsewhere

SHORTEST_PREFIX = 3
"""Literal characters before the first wildcard; fewer would fit too many words."""


@dataclass(frozen=True, slots=True)
class Exact:
    """A word of this term; in texts of some languages of another one (see `inflection.py`)."""

    term: str
    elsewhere: Mapping[str, str] | None = None

    def term_in(self, language: str) -> str:
        """The term in texts of a language."""
        return self.term if self.elsewhere is None else self.elsewhere.get(language, self.term)

    def __hash__(self) -> int:
        """By the term alone, on which the others mostly depend."""
        return hash(self.term)


@dataclass(frozen=True, slots=True)
class Cased:
    """A word written just so."""

    surface: str


@dataclass(frozen=True, slots=True)
class Wild:
    """A word that begins so, folded, and fits the expression; None where the beginning is all that is asked."""

    prefix: str
    rest: re.Pattern[str] | None

    def fits(self, folded: str) -> bool:
        """Whether a folded word is one of those meant."""
        return folded.startswith(self.prefix) and (self.rest is None or self.rest.fullmatch(folded) is not None)


Pattern = Exact | Cased | Wild

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PIECE = re.compile(r"(?:\\.|[^\s\\])+", re.DOTALL)
_WILDCARD = re.compile(r"\\.|([*?])", re.DOTALL)


@lru_cache(maxsize=1 << 14)
def patterns(text: str, cased: bool) -> tuple[Pattern, ...]:
    """What a word or the inside of a phrase asks for, word by word; the text has passed its check."""
    found: list[Pattern] = []
    for piece in _PIECE.findall(text):
        if not cased and _has_wildcard(piece):
            found.append(_wild(piece))
            continue
        plain = terms.words(_ESCAPED.sub(r"\1", piece) if "\\" in piece else piece)
        found.extend(Cased(terms.surface(word)) if cased else exact(word) for word in plain)
    return tuple(found)


def exact(word: str) -> Exact:
    """What a word without wildcards asks for."""
    return Exact(terms.term_of(word), elsewhere(word))


def check_word(text: str, column: int, cased: bool) -> None:
    """Refuse a word that no text can be asked for.

    Raises:
        QueryError: no letter or digit in it, or a wildcard that is too short or not inside one word.
    """
    check_phrase(text, column, cased)


def check_phrase(text: str, column: int, cased: bool) -> None:
    """Refuse the inside of a phrase that no text can be asked for; errors as for a word."""
    if _has_wildcard(text):
        for piece in filter(_has_wildcard, _PIECE.findall(text)):
            _check_wildcard(piece, column, cased)
    if not any(map(_something, patterns(text, cased))):
        problem = QueryProblem.NO_WORD if text.strip() else QueryProblem.EMPTY
        raise QueryError(problem, column, f"{text!r} has no letter or digit to look for")


def _something(pattern: Pattern) -> bool:
    match pattern:
        case Exact():
            return pattern.term != ""
        case Cased():
            return pattern.surface != ""
        case Wild():
            return True


def _has_wildcard(piece: str) -> bool:
    if "*" not in piece and "?" not in piece:
        return False
    return any(found.group(1) for found in _WILDCARD.finditer(piece))


def _check_wildcard(piece: str, column: int, cased: bool) -> None:
    if cased:
        message = f"{piece!r}: a case-sensitive word has no wildcards; put a backslash before the sign to look for it"
        raise QueryError(QueryProblem.BAD_WILDCARD, column, message)
    parts = _parts(piece)
    literal = "".join(part for part in parts if part not in ("*", "?"))
    inner = terms.words(literal)
    if len(inner) != 1 or inner[0] != literal or terms.is_unspaced(literal):
        message = f"{piece!r}: a wildcard works inside one word of letters and digits, in a script that parts words"
        raise QueryError(QueryProblem.BAD_WILDCARD, column, message)
    if parts[0] in ("*", "?"):
        ending = literal if len(literal) >= SHORTEST_PREFIX else "bomb"
        message = f"{piece!r}: a wildcard cannot begin a word; write out the words meant: ({ending} OR car{ending})"
        raise QueryError(QueryProblem.SHORT_WILDCARD, column, message)
    if len(terms.fold(parts[0])) < SHORTEST_PREFIX:
        message = f"{piece!r}: at least {SHORTEST_PREFIX} letters come before a wildcard; fewer fit too many words"
        raise QueryError(QueryProblem.SHORT_WILDCARD, column, message)


def _parts(piece: str) -> list[str]:
    """A piece cut at its wildcards, which stay as parts of their own."""
    parts: list[str] = []
    last = 0
    for found in _WILDCARD.finditer(piece):
        if found.group(1):
            parts += [_ESCAPED.sub(r"\1", piece[last : found.start()]), found.group(1)]
            last = found.end()
    return [part for part in [*parts, _ESCAPED.sub(r"\1", piece[last:])] if part]


def _wild(piece: str) -> Wild:
    parts = _parts(piece)
    prefix = terms.fold(parts[0])
    if set(parts[1:]) == {"*"}:
        return Wild(prefix, None)
    return Wild(prefix, re.compile(_expression(parts), re.DOTALL))


def _expression(parts: list[str]) -> str:
    """The whole word as a regular expression. What lies between two * is taken at its first place and never given
    back, which is as good as any other place and keeps the search from taking exponential time."""
    runs = [""]
    for part in parts:
        if part == "*":
            runs.append("")
        else:
            runs[-1] += "." if part == "?" else re.escape(terms.fold(part))
    if len(runs) == 1:
        return runs[0]
    inner = "".join(f"(?>.*?{run})" for run in runs[1:-1] if run)
    return f"{runs[0]}{inner}.*{runs[-1]}"
