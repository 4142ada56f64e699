"""Words of other services → words and phrases of our queries, such that what is printed is read as what is meant."""

from __future__ import annotations

import re

from agents.match.importing.result import Unsayable
from agents.match.query.errors import QueryError, QueryProblem
from agents.match.query.nodes import Phrase, Word
from agents.match.query.patterns import SHORTEST_PREFIX, check_phrase

MOST_SLOP = 1000
_WHY = {
    QueryProblem.NO_WORD: "there is no letter or digit in it",
    QueryProblem.EMPTY: "there is no word in it",
    QueryProblem.SHORT_WILDCARD: f"at least {SHORTEST_PREFIX} letters come before a wildcard; fewer fit too many words",
    QueryProblem.BAD_WILDCARD: "a wildcard works inside one word of letters and digits, in a script that parts words",
}
_PLAIN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*\Z")
_PLAIN_WILD = re.compile(r"[^\W_]+(?:[^\W_]|[*?])*\Z")
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_SPECIAL = re.compile(r'[\\"“”]')
_SPECIAL_OR_WILD = re.compile(r'[\\"“”*?]')
_SIGNS = re.compile(r"[^\w\s'’.,*?\"“”-]")


def leaf(text: str, *, wild: bool = False, slop: int = 0) -> Word | Phrase:
    """The word or phrase that a text stands for; where not `wild`, `*` and `?` are signs like others.

    Raises:
        Unsayable: there is no letter or digit in it, or its wildcards are not as ours must be.
    """
    plain = (_PLAIN_WILD.match(text) if wild else None) or _PLAIN.match(text)
    if plain and text not in _OPERATORS:
        return _checked(Word(text))
    if slop > MOST_SLOP:
        raise Unsayable(f"at most {MOST_SLOP} words can stand between")
    special = _SPECIAL if wild else _SPECIAL_OR_WILD
    inner = special.sub(lambda found: "\\" + found.group(), " ".join(text.split()))
    return _checked(Phrase(inner, slop))


def signs(text: str) -> str:
    """The signs in a text that no search looks for, such as `#` and `&`."""
    return "".join(dict.fromkeys(_SIGNS.findall(text)))


def _checked(node: Word | Phrase) -> Word | Phrase:
    if "\x00" in node.text:
        raise Unsayable("there is a NUL in it")
    try:
        check_phrase(node.text, 1, node.cased)
    except QueryError as error:
        raise Unsayable(_WHY.get(error.problem, error.problem)) from error
    return node
