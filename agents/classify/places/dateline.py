"""Where an agency's dateline stands in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.classify.text.document import Document, Sentence

# KABUL, Oct 9 (Reuters) — or MOSUL, Iraq (AP) -: capitals, then at most a country and a date, then a dash.
_DATELINE = re.compile(
    r"[^\W\d_a-z][^a-z\n,—–(]{2,40}(?:,[^—–\n(]{1,40})?\s?(?:\([^)\n]{1,40}\))?\s{0,2}(?:—|–|--|-|:)\s"
)
_DATELINE_LENGTH = 160


def dateline_of(document: Document, known: Sequence[Sentence]) -> tuple[int, int]:
    """Where the dateline stands: at the text's start or, below a page's menu, at that of a line; (0, 0) without one."""
    buffer = document.buffer
    lines = (told.start for told in known if told.start > document.text_start and buffer[told.start - 1] == "\n")
    for start in (document.text_start, *lines):
        found = _DATELINE.match(buffer[start : start + _DATELINE_LENGTH])
        if found is not None:
            return start, start + found.end()
    return 0, 0
