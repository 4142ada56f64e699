"""Which news agency a text credits, so that reports that share an agency count as one origin."""

from __future__ import annotations

import re
from functools import cache

from agents.classify.text.furniture_rules import furniture_rules

_HEAD = 600
_TAIL = 400
"""Characters of a text's start and end where agencies are credited. In between, an agency's name is a source quoted."""


def agency_of(text: str, byline: str | None = None) -> str | None:
    """The agency that text or byline credits, by the name of knowledge/furniture.toml; None where there is none.

    A credit is an agency in brackets, before or after the dash of a dateline, or alone on a line or after `Source:`.
    """
    by_line = _credited(byline[:_HEAD], alone=False) if byline is not None else None
    return by_line or _credited(text[:_HEAD]) or _credited(text[_HEAD:][-_TAIL:])


_BEFORE = re.compile(
    r"(?:\(|\[|/|[–—-] ?|(?:^|\n)[^\S\n]*|(?:[Ss]ource|SOURCE|[Vv]ia|(?:[Ii]nputs|[Ii]nformation) from)\s?:?\s)\Z"
)
_AFTER = re.compile(r"[)\]/]|\s{0,3}[–—]|\s{1,3}-+\s|[^\S\n]*+(?:\n|\Z)")
_LOOK_BACK = 24


def _credited(text: str, *, alone: bool = True) -> str | None:
    """The first agency named here; with `alone`, only where what stands around it makes it a credit."""
    for found in _agency().finditer(text):
        start, end = found.span()
        if alone:
            before = text[max(0, start - _LOOK_BACK) : start]
            is_credit = _BEFORE.search(before) is not None and _AFTER.match(text, end) is not None
        else:
            is_credit = not text[max(0, start - 1) : start].isalnum() and not text[end : end + 1].isalnum()
        if is_credit:
            return furniture_rules().agencies[found.group()]
    return None


@cache
def _agency() -> re.Pattern[str]:
    return re.compile(furniture_rules().agency_pattern)
