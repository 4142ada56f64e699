"""Where the sentences of a text begin and end.

A sentence ends at a full stop, an exclamation or a question mark of any script that news is written in, with the quotes
and brackets that close after it, and at the end of a line. A full stop ends none after initials ("J. Smith", "U.S."),
after the abbreviations of `abbreviations.tsv`, nor where the text goes on in small letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

_END = re.compile(r"\n|[。！？]+[\"'”’)」』»]{0,4}|(?<![.!?؟۔।…])[.!?؟۔।…]++[\"'”’)»]{0,4}(?=\s)\s?")
"""What may end a sentence, the following blank included, which parts words in any case."""
_LONGEST = 24
"""Characters before a full stop that are looked at."""
_BEFORE = re.compile(r"[^\s(\[\"'“‘«]*\Z")
_AFTER = re.compile(r"\s*(\w*)")
_INITIALS = re.compile(r"[^\W\d_](?:[.-][^\W\d_])*")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence starts and ends, in order; one without a letter or a sign is left out.

    >>> text = "Gen. Ali met J. Roe in the U.S. today. Why? No. 5 was shut."
    >>> [text[start:end] for start, end in spans(text)]
    ['Gen. Ali met J. Roe in the U.S. today. ', 'Why? ', 'No. 5 was shut.']
    """
    start = 0
    for end in _ends(text):
        if not text[start:end].isspace():
            yield start, end
        start = end
    if text[start:].strip():
        yield start, len(text)


def _ends(text: str) -> Iterator[int]:
    for found in _END.finditer(text):
        if "\n" in found.group() or found.group()[0] not in ".!?…" or _is_end(text, found):
            yield found.end()


def _is_end(text: str, found: re.Match[str]) -> bool:
    following = _AFTER.match(text[found.end() : found.end() + _LONGEST])
    after = following.group(1) if following else ""
    if after[:1].islower():
        return False
    if found.group().rstrip() != ".":
        return True
    preceding = _BEFORE.search(text[max(0, found.start() - _LONGEST) : found.start()])
    before = preceding.group() if preceding else ""
    if _INITIALS.fullmatch(before) or before in _abbreviations("name"):
        return False
    if after[:1].isdigit() and before in _abbreviations("number"):
        return False
    return not (before.isdigit() and len(before) <= 2 and after in _abbreviations("ordinal"))


@cache
def _abbreviations(kind: str) -> frozenset[str]:
    lines = files("agents.match").joinpath("abbreviations.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return frozenset(word for row in rows if row[0] == kind for word in row[1].split())
