"""Where sentences end.

A paragraph ends a sentence, and so does a headline's line without a full stop. Within a paragraph `.`, `!`, `?` and
their kin do, save where the full stop belongs to an abbreviation, an initial or a number, or a small letter follows in
a text that has capitals. Line breaks of old newswire, wrapped at some 75 columns, end nothing.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise, repeat

from agents.classify.text.memo import Memo

_BOUNDARY = re.compile(  # begins with one set of characters: the search for it is then a fast loop
    r"[.!?…。！？؟۔।\n\r\u2028\u2029](?:"
    # A run of stops from its first on, before a space; then what opens the next sentence, and its first word.
    r"(?<=[.!?…])(?<![.!?…]{2})[.!?…]*+[\"'”’»)\]]*+(?=\s++([\"'“‘«(\[]*+)(\w*+))"
    r"|(?<=[。！？؟۔।])[。！？؟۔।]*+[\"”’」』）)]*+"
    r"|(?<=\n)[ \t\r]*+\n?"
    r"|(?<=[\r\u2028\u2029]))"
)
_LINES = frozenset(("\r", "\u2028", "\u2029"))
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_OPENING = "\"'“‘«([—–-/"
_CLOSED = frozenset('.!?…:;"”’)]')

_SHORTEST_WRAPPED = 45
_LONGEST_WRAPPED = 100
_LOOK_BACK = 24
"""Characters of a word before a full stop that matter; longer words are no abbreviations."""
_LONGEST_ORDINAL = 2


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """Words whose full stop need not end a sentence, by what decides it. Source: knowledge/abbreviations.toml."""

    titles: frozenset[str]
    before_numbers: frozenset[str]
    after_names: frozenset[str]
    starters: frozenset[str]
    after_ordinals: frozenset[str]


@cache
def abbreviations() -> Abbreviations:
    """The abbreviations of the knowledge file, read once.

    Raises:
        ValueError: a list is missing or holds something that is not a lower-case word.
    """
    path = files("agents.classify") / "knowledge" / "abbreviations.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    lists: dict[str, frozenset[str]] = {}
    for name in ("titles", "before_numbers", "after_names", "starters", "after_ordinals"):
        words = data.get(name, ())
        wrong = [word for word in words if not isinstance(word, str) or word != word.lower() or word.endswith(".")]
        if not words or wrong:
            raise ValueError(f"abbreviations.toml: {name}: expected lower-case words without full stop, got {wrong}")
        lists[name] = frozenset(words)
    return Abbreviations(**lists)


def cuts(text: str, start: int = 0) -> list[int]:
    """Positions after `start` where one sentence ends and the next may begin, ascending. Linear; never raises."""
    positions: list[int] = []
    wrapped: bool | None = None
    caseless = text.islower()
    for found in _BOUNDARY.finditer(text, start):
        mark, opening, word = found.group(0, 1, 2)
        if word is not None:
            if not opening and word[:1].islower() and not (caseless and _follows_word(text, found.start())):
                continue
            if mark == "." and not _ends(text, found.start(), word):
                continue
        elif mark[0] in _LINES or (mark[0] == "\n" and "\n" not in mark[1:]):
            if wrapped is None:
                wrapped = is_hard_wrapped(text, start)
            if wrapped and _goes_on(text, found.start()):
                continue
        positions.append(found.end())
    return positions


def token_ranges(starts: Sequence[int], positions: Iterable[int], first: int = 0) -> list[tuple[int, int]]:
    """The tokens of each sentence, from `first` on. A cut inside a token moves behind it; no sentence is empty."""
    lasts = dict.fromkeys([first, *map(bisect_left, repeat(starts), positions, repeat(first)), len(starts)])
    return list(pairwise(lasts))


def is_hard_wrapped(text: str, start: int = 0) -> bool:
    """Whether lines were broken to fit a page: none is longer than one, and most full ones stop inside a sentence."""
    full = within = 0
    lines = text[start:].split("\n")
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if len(line) > _LONGEST_WRAPPED:
            return False
        if len(line) >= _SHORTEST_WRAPPED and after.strip():
            full += 1
            within += line.rstrip()[-1:] not in _CLOSED
    return full >= 2 and within * 2 >= full


def _follows_word(text: str, position: int) -> bool:
    """Whether more than an initial stands before a full stop: all that tells in a text without a single capital."""
    return text[max(0, position - 2) : position].isalnum()


def _goes_on(text: str, position: int) -> bool:
    """Whether the sentence goes on over this line break of a wrapped text: a full line, and the next not indented."""
    begin = text.rfind("\n", max(0, position - _LONGEST_WRAPPED - 1), position) + 1
    return position - begin >= _SHORTEST_WRAPPED and not text[position + 1 : position + 2].isspace()


def _ends(text: str, position: int, word: str) -> bool:
    """Whether a sentence ends at the full stop at this position, when that word comes next."""
    before = text[position - _LOOK_BACK if position > _LOOK_BACK else 0 : position].rpartition(" ")[2]
    return _ORDINARY[before] or _ends_after(before, word, text, position)


def _is_ordinary(before: str) -> bool:
    """Whether a full stop after these characters ends a sentence, whatever comes next."""
    if not before or before[-1].isspace():
        return True
    bare, known = _last_word(before), abbreviations()
    folded = bare.lower()
    if folded in known.titles or folded in known.before_numbers or folded in known.after_names:
        return False
    return _DOTTED.fullmatch(bare) is None and not (len(bare) == 1 and bare.isupper()) and not bare.isdigit()


_ORDINARY = Memo(_is_ordinary)


def _last_word(before: str) -> str:
    return before.split()[-1].lstrip(_OPENING)


def _ends_after(before: str, word: str, text: str, position: int) -> bool:
    """Whether a sentence ends at a full stop after what may be an abbreviation, when that word comes next."""
    abbreviation, known = _last_word(before), abbreviations()
    folded = abbreviation.lower()
    if folded in known.titles:
        return False
    if word[:1].isdigit() and folded in known.before_numbers:
        return False
    if folded in known.after_names or _DOTTED.fullmatch(abbreviation) is not None:
        return word.lower() in known.starters
    if len(abbreviation) == 1 and abbreviation.isupper():
        return word.lower() in known.starters
    if abbreviation.isdigit() and len(abbreviation) <= _LONGEST_ORDINAL and word.lower() in known.after_ordinals:
        return False
    return not (abbreviation.isdigit() and _starts_line(text, position - len(abbreviation)))


def _starts_line(text: str, position: int) -> bool:
    """A number that begins a line counts a list's items."""
    return position == 0 or text[position - 1] == "\n"
