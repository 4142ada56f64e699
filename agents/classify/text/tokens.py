"""Words, numbers and punctuation with their positions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, repeat

_MARKS = "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
"""Accents written apart, and the vowel signs of Hebrew and Arabic: letters to a reader, none to `re`."""
_TOKEN = re.compile(
    r"(?:"
    r"[a-zA-Z]{2,}+(?![^\x00-\x7f])"  # most words, by the fast road; the next line is the rule
    # U.S. and its like; else a run of letters with the marks above and below them, split at hyphens; an apostrophe
    # between Cyrillic letters is one of them
    rf"|[^\W\d_](?:\.(?:[^\W\d_]\.)+"
    rf"|[^\W\d_]*+(?:(?:[{_MARKS}]++|(?<=[\u0400-\u04ff])['’](?=[\u0400-\u04ff]))[^\W\d_]*+)*+)"
    r"|\d+(?:[.,:٫٬]\d+)*"  # 1,200 and 3.5 and 10:30, one token
    r"|['’][^\W\d_]{1,2}\b"  # 's and 'll, after the word they hang on
    r"|\S"  # anything else, a character each
    r")\s*+"  # with the space after it, so that the lengths of the pieces are the way from one token to the next
)


def tokenize(text: str) -> tuple[list[str], list[int]]:
    """The tokens of a text as written, and where each starts. Linear in the length of the text.

    >>> tokenize("Iran's U.S.-made 1,200 jets")
    (['Iran', "'s", 'U.S.', '-', 'made', '1,200', 'jets'], [0, 4, 7, 11, 12, 17, 23])
    """
    pieces = _TOKEN.findall(text)
    starts = list(accumulate(map(len, pieces), initial=len(text) - len(text.lstrip())))
    starts.pop()
    return list(map(str.rstrip, pieces)), starts


def fold(token: str) -> str:
    """A token as rules compare it: lower case, straight apostrophes."""
    return token.lower().replace("’", "'")


def fold_all(tokens: Sequence[str]) -> tuple[str, ...]:
    """Many tokens folded, which stays in C."""
    return tuple(map(str.replace, map(str.lower, tokens), repeat("’"), repeat("'")))
