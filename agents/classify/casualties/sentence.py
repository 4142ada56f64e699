"""A sentence that is read for casualties, and the people in it."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from schemas.event import Count

_HEADLINE = 24
_INITIAL = itemgetter(0)
ONE = Count(1, 1, 1)


class Group(NamedTuple):
    """People named or counted by tokens `first` to `last` (one past). `head` is the noun that says who, or "".

    `counted`: with a number. `named`: by a name alone. `pronoun`: by "he" or "she", so somebody already told of.
    `definite`: "the", "his", "both". `more`: beyond others, "another", "two more". `itself`: "himself".
    """

    size: Count
    first: int
    last: int
    head: str = ""
    counted: bool = False
    named: bool = False
    pronoun: bool = False
    definite: bool = False
    more: bool = False
    itself: bool = False


class Text(NamedTuple):
    """The tokens of a sentence that is read: `tokens` as written, `lower` folded; numbers are those of the document.

    `shouted` where most words begin with a capital, so that capitals do not tell a name. `initials` are the first
    characters of its tokens. (Named tuples, since hundreds are made for an article.)
    """

    tokens: Sequence[str]
    lower: Sequence[str]
    first: int
    last: int
    shouted: bool
    initials: Sequence[str]


def text_of(tokens: Sequence[str], lower: Sequence[str], first: int, last: int) -> Text:
    """Tokens `first` to `last` (one past) of a document, to be read as one sentence."""
    initials = list(map(_INITIAL, tokens[first:last]))
    capitals = sum(map(str.isupper, initials[:_HEADLINE]))
    return Text(tokens, lower, first, last, capitals * 10 > sum(map(str.isalpha, initials[:_HEADLINE])) * 7, initials)


def lower_at(text: Text, at: int) -> str:
    """A token of the sentence in lower case; "" outside it."""
    return text.lower[at] if text.first <= at < text.last else ""
