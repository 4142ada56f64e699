"""Words, numbers and punctuation with their positions."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S. and other dotted initials, one token
    r"|\d+(?:[.,:]\d+)*"  # 1,200 and 3.5 and 10:30, one token
    r"|[^\W\d_]+"  # a run of letters; hyphens split, so "ISIS-K" is three tokens
    r"|['’][^\W\d_]{1,2}\b"  # 's and 'll, after the word they hang on
    r"|\S"  # anything else, a character each
)


def tokenize(text: str) -> tuple[list[str], list[int], list[int]]:
    """The tokens of a text as written, and where each starts and ends. Linear in the length of the text.

    >>> tokenize("Iran's U.S.-made 1,200 jets")[0]
    ['Iran', "'s", 'U.S.', '-', 'made', '1,200', 'jets']
    """
    tokens: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _TOKEN.finditer(text):
        tokens.append(found.group())
        starts.append(found.start())
        ends.append(found.end())
    return tokens, starts, ends


def fold(token: str) -> str:
    """A token as rules compare it: lower case, straight apostrophes."""
    return token.lower().replace("’", "'")
