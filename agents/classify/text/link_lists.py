"""Lists of links to other stories in the text of a page: headlines one below the other, with or without a heading."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

HEADINGS = frozenset({"navigation", "read_more"})
"""The rules that match the heading of such a list: "Most read", "Related stories"."""
_FEWEST = 3
"""Headlines that are a list without a heading: a story has one or two lines without a full stop, its subheadings."""
_PROSE = 40
"""Characters of a line with a full stop from which the story has begun, so that its own headline is none of a list."""
_HEADLINE = re.compile(r"[\"'“‘«]?[^\W\d_][^\n]{14,118}[^\s.!?:;,…»”\"'’)]|[\"'“‘«]?[^\W\d_][^\n]{14,118}['’\"”»]")
_ENDS = (".", "!", "?", '."', ".”", '?"', "?”", ".'", ".’", ".»")
_FEWEST_WORDS = 4


def link_lists(lines: Sequence[str], found: Mapping[int, str]) -> Iterator[int]:
    """The lines of such lists behind the beginning of the story; `found` are the lines known to be furniture.

    Three headlines are a list, and of those below a heading each one. Lines that a colon or a sentence before them
    introduces belong to the story, and so do bullets. Linear.
    """
    told, run, headed, introduced = False, list[int](), False, False
    for index, line in enumerate(lines):
        bare = line.strip()
        if not bare:
            continue
        if index in found:
            yield from _listed(run, headed)
            run, headed, introduced = [], told and found[index] in HEADINGS, False
        elif told and not introduced and _is_headline(bare):
            run.append(index)
        else:
            yield from _listed(run, headed)
            run, headed, introduced = [], False, not bare.endswith(_ENDS)
            told |= len(bare) >= _PROSE and not introduced
    yield from _listed(run, headed)


def _listed(run: Collection[int], headed: bool) -> Collection[int]:
    return run if headed or len(run) >= _FEWEST else ()


def _is_headline(line: str) -> bool:
    """Whether a line is a sentence's length, begins with a capital, ends in no stop, and has small letters in it."""
    if not _HEADLINE.fullmatch(line) or line.isupper() or len(line.split()) < _FEWEST_WORDS:
        return False
    first = next(letter for letter in line if letter.isalpha())
    return not first.islower() and not line.endswith(_ENDS)
