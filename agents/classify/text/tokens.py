"""Words, numbers and punctuation with their positions."""

from __future__ import annotations

import re
from itertools import accumulate, chain, compress

from agents.classify.text.memo import Memo

_TOKEN = re.compile(
    r"("
    r"[a-zA-Z]{2,}+(?![^\x00-\x7f])"  # most words, by the fast road; the next line is the rule
    r"|[^\W\d_](?:\.(?:[^\W\d_]\.)+|[^\W\d_]*+)"  # U.S. and its like; else a run of letters, split at hyphens
    r"|\d+(?:[.,:]\d+)*"  # 1,200 and 3.5 and 10:30, one token
    r"|['’][^\W\d_]{1,2}\b"  # 's and 'll, after the word they hang on
    r"|\S"  # anything else, a character each
    r")"
)


def tokenize(text: str) -> tuple[list[str], list[int], list[int]]:
    """The tokens of a text as written, and where each starts and ends. Linear in the length of the text.

    No token holds a space, so what stands between two spaces is cut by itself, and only once for all texts that hold it.

    >>> tokenize("Iran's U.S.-made 1,200 jets")[0]
    ['Iran', "'s", 'U.S.', '-', 'made', '1,200', 'jets']
    """
    pieces = text.replace("\n", " ").split(" ")
    parts = list(chain.from_iterable(map(_PARTS.__getitem__, pieces)))  # token, gap, token, gap, …
    cuts = list(accumulate(map(len, parts), initial=0))
    tokens, starts, ends = parts[::2], cuts[:-1:2], cuts[1::2]
    if "" in tokens:
        return list(compress(tokens, tokens)), list(compress(starts, tokens)), list(compress(ends, tokens))
    return tokens, starts, ends


def fold(token: str) -> str:
    """A token as rules compare it: lower case, straight apostrophes."""
    return token.lower().replace("’", "'")


def _parts(piece: str) -> tuple[str, ...]:
    """The tokens of a piece, each with the gap after it; the last gap holds the space after the piece.

    A gap that no token precedes stands behind an empty one.
    """
    before, *parts = _TOKEN.split(piece)
    if before or not parts:
        parts = ["", before, *parts]
    parts[-1] += " "
    return tuple(parts)


_PARTS = Memo(_parts)
FOLDED = Memo(fold)
"""`fold`, remembered."""
