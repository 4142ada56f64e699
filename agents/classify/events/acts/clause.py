"""Which tokens of a sentence stand in a clause of less weight than the main one."""

from __future__ import annotations

from collections.abc import Sequence

from agents.classify.events.acts.frame import Signs

_OPENING = frozenset("“«(")
_COMMA = ","
_QUOTE = '"'
_CLOSING = frozenset("”»)")
_LEAST_AFTER = 4
"""Tokens that must follow a comma for it to end the clause that a sentence began with."""
_UNCLOSED = -1
"""The auxiliaries that are left before a clause ends, where none ends it."""


def subordinate(tokens: Sequence[str], first: int, last: int, signs: Signs) -> list[int]:
    """For each token of a sentence, how deep it stands: in a subordinate clause, and in a quotation or brackets.

    A clause that a conjunction, a relative or a leading participle opens is taken to end at the next comma; one that a
    relative opens without a comma also at its second auxiliary: "those who were hurt have sued".
    """
    below: list[int] = []
    clause = aside = quoted = False
    verbs = _UNCLOSED
    for at in range(first, last):
        token = tokens[at]
        if token == _QUOTE:
            quoted = not quoted
        elif token in _OPENING:
            aside = True
        elif token in _CLOSING:
            aside = clause = False
        elif token == _COMMA:
            clause, verbs = clause and last - at <= _LEAST_AFTER, _UNCLOSED
        elif _opens(tokens, at, first, signs):
            clause, verbs = True, 2 if token in signs.relative and tokens[at - 1] != _COMMA else _UNCLOSED
        elif clause and token in signs.auxiliary:
            verbs -= 1
            clause = verbs != 0
        below.append(clause + (aside or quoted))
    return below


def _opens(tokens: Sequence[str], at: int, first: int, signs: Signs) -> bool:
    token = tokens[at]
    if token in signs.subordinate or token in signs.relative:
        return True
    return at == first and len(token) > 5 and token.endswith("ing")
