"""Boolean queries of Meltwater: one a file, or several parted by blank lines. Operators are read in any case."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from agents.match.importing.boolean import Reader, Token
from agents.match.importing.drafts import draft_of
from agents.match.importing.fields import Target, fields_of
from agents.match.importing.parts import Inside, Part
from agents.match.importing.result import At, Draft

SERVICE = "meltwater"
MOST_PARAGRAPHS = 50
"""Of one query whose brackets reach over blank lines."""
_QUOTED = re.compile(r'["“”][^"“”]*["“”]')


def drafts(text: str) -> Iterator[Draft]:
    """What can be said of each query."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    for start, end in _queries(text):
        yield draft_of(_Reader, SERVICE, text[start:end], _Places(starts, start).at)


class _Places:
    """Lines and columns of a query that begins at `start` of a file."""

    def __init__(self, starts: list[int], start: int) -> None:
        self._starts = starts
        self._start = start

    def at(self, offset: int) -> At:
        """The place of a character of the query."""
        place = self._start + offset
        line = bisect_right(self._starts, place)
        return At(f"line {line}", place - self._starts[line - 1] + 1)


def _queries(text: str) -> Iterator[tuple[int, int]]:
    """Where each query starts and ends: a paragraph, and those after it as long as its brackets are open.

    A bracket that none of them closes is a mistake of its own paragraph and of no other.
    """
    found = list(_paragraphs(text))
    open_brackets = [_open_brackets(text[start:end]) for start, end in found]
    at = 0
    while at < len(found):
        depths = accumulate(open_brackets[at : at + MOST_PARAGRAPHS])
        closed = next((number for number, depth in enumerate(depths) if depth <= 0), 0)
        yield found[at][0], found[at + closed][1]
        at += closed + 1


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where each run of lines that are not blank starts, without its indent, and ends."""
    start: int | None = None
    place = end = 0
    for line in text.split("\n"):
        if line.strip():
            start = place + len(line) - len(line.lstrip()) if start is None else start
            end = place + len(line.rstrip())
        elif start is not None:
            yield start, end
            start = None
        place += len(line) + 1
    if start is not None:
        yield start, end


def _open_brackets(text: str) -> int:
    bare = _QUOTED.sub("", text)
    return bare.count("(") - bare.count(")")


class _Reader(Reader):
    TOKENS = re.compile(
        r"""(?P<space>\s+)|(?P<open>\()|(?P<close>\))
        |(?P<or>or(?=[\s()"“]|$))|(?P<and>and(?=[\s()"“]|$))|(?P<not>not(?=[\s()"“]|$))
        |(?P<near>o?near/[0-9]+(?=[\s()"“]|$))
        |(?P<field>[a-z_.]+:(?!//)\s*(?=\S))|(?P<phrase>["“”][^"“”]*["“”])|(?P<word>[^\s()"“”]+)""",
        re.VERBOSE | re.IGNORECASE,
    )

    def implied(self, token: Token) -> None:
        """Said, since a phrase may have been meant."""
        why = "no operator before it: read as AND; a phrase needs quotes"
        self.findings.note(self.at(token.start), token.text, why)

    def inside(self, token: Token) -> Part:
        """A field; of a country, what it is asked of here."""
        part = super().inside(token)
        if isinstance(part, Inside) and fields_of(SERVICE).target(part.field) is Target.REGION:
            self.findings.note(part.at, token.text.strip(), "asked of where an event is, not of where its publisher is")
        return part

    def word(self, token: Token) -> Part:
        """A word; a sign before it that other services know has no meaning here."""
        if token.text[0] in "-+~!":
            return self.strange(token, f"{token.text[0]} is no operator; write NOT, AND or OR")
        return super().word(token)
