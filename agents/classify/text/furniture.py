"""Page furniture stripped: whole lines that a page prints around a story.

A text without furniture comes back as the same object, so that positions in it are positions in the input. Lines go
whole and the gap they leave is closed; no other character changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.classify.text.furniture_rules import FurnitureRules, Rule, furniture_rules
from agents.classify.text.link_lists import link_lists

REPEAT = "repeated_headline"
"""The reason for a line that says again what the headline said."""
LINKS = "list_of_links"
"""The reason for a headline among others that lead to other stories; every other reason is a rule's id."""

_HEAD_LINES = 14
"""Lines with text at the top of a page among which a headline is repeated."""
_SHORTEST_HEADLINE = 15
_LONGEST_HEADLINE = 250
_WRAPPED = range(50, 101)
_FIRST_WORD = re.compile(r"[\s(\[–—-]{0,20}(\w{1,40}|\S)")
_MARGIN = 40
"""Spaces at the ends of a line that do not count."""


def strip_furniture(text: str) -> str:
    """The text without its furniture; the same object where there is none. Linear; never raises."""
    lines = text.splitlines(keepends=True)
    dropped = furniture_lines(lines)
    return _without(lines, dropped) if dropped else text


def furniture_lines(lines: Sequence[str]) -> dict[int, str]:
    """The indices of the lines that are furniture, each with the reason: a rule's id or `REPEAT`."""
    rules = furniture_rules()
    whole = "".join(lines).lower()
    cues = [cue for cue in rules.by_text if cue in whole]
    longest = rules.longest + _MARGIN
    found: dict[int, str] = {}
    for index, line in enumerate(lines):
        if len(line) > longest or line.isspace():
            continue
        if (reason := _reason(lines, index, cues, rules)) is not None:
            found[index] = reason
    for index in [index for index, reason in found.items() if _joins(reason, rules)]:
        _spread(lines, index, found, rules)
    for index in _repeats(lines, found, rules):
        found[index] = REPEAT
    for index in tuple(link_lists(lines, found)):
        found[index] = LINKS
    return found


def rule_of(line: str) -> str | None:
    """The id of the first rule that calls this line furniture."""
    rules = furniture_rules()
    return next((rule.id for rule in _rules_for(line, tuple(rules.by_text), rules) if rule.matches(line)), None)


def without_tail(title: str) -> str:
    """A headline without the name of site or section that its page puts after it."""
    if len(title) > _LONGEST_HEADLINE * 2:
        return title
    for tail in furniture_rules().title_tails:
        found = tail.pattern.search(title) if any(mark in title for mark in tail.within) else None
        if found is not None and found.start() >= _SHORTEST_HEADLINE:
            title = title[: found.start()]
    return title


def _rules_for(line: str, cues: Sequence[str], rules: FurnitureRules) -> tuple[Rule, ...]:
    """The rules worth trying on a line."""
    found = _FIRST_WORD.match(line)
    word = found.group(1).lower() if found is not None else ""
    candidates = rules.by_first.get("0" if word[:1].isdigit() else word, ())
    if cues:
        lowered = line.lower()
        for cue in cues:
            if cue in lowered:
                candidates += rules.by_text[cue]
    return candidates


def _reason(lines: Sequence[str], index: int, cues: Sequence[str], rules: FurnitureRules) -> str | None:
    line = lines[index]
    for rule in _rules_for(line, cues, rules):
        if rule.matches(line):
            return None if _goes_on(lines, index) else rule.id
    return None


def _goes_on(lines: Sequence[str], index: int) -> bool:
    """Whether this line is the middle of a sentence that a page's width broke: it then is no furniture."""
    before = lines[index - 1].strip() if index else ""
    return len(before) in _WRAPPED and before[-1] not in '.!?:"”' and lines[index].lstrip()[:1].islower()


def _joins(reason: str, rules: FurnitureRules) -> bool:
    return any(rule.id == reason and rule.joins is not None for rule in rules.rules)


def _spread(lines: Sequence[str], index: int, found: dict[int, str], rules: FurnitureRules) -> None:
    """The neighbours of a line, up and down, that belong to the same run."""
    rule = next(rule for rule in rules.rules if rule.id == found[index])
    for step in (-1, 1):
        at = index + step
        while 0 <= at < len(lines) and at not in found and rule.joins is not None:
            if len(lines[at]) > rules.longest or rule.joins.fullmatch(lines[at].strip()) is None:
                break
            found[at] = rule.id
            at += step


def _repeats(lines: Sequence[str], found: dict[int, str], rules: FurnitureRules) -> list[int]:
    """Lines at the top of the page that say what an earlier one says, perhaps with the site's name behind it."""
    seen: set[str] = set()
    repeats: list[int] = []
    read = 0
    for index, line in enumerate(lines):
        bare = line.strip() if len(line) <= _LONGEST_HEADLINE else ""
        read += bool(bare) or len(line) > _LONGEST_HEADLINE
        if read > _HEAD_LINES:
            break
        if index in found or len(bare) < _SHORTEST_HEADLINE or bare[-1] in ".:;,":
            continue
        key = " ".join(without_tail(bare).lower().split())
        if key in seen:
            repeats.append(index)
        seen.add(key)
    return repeats


def _without(lines: Sequence[str], dropped: dict[int, str]) -> str:
    """The other lines. Blank lines after a dropped line go too if what is above ends in one or is empty."""
    kept: list[str] = []
    closing = False
    for index, line in enumerate(lines):
        if index in dropped:
            closing = not kept or not kept[-1].strip()
            continue
        if closing and not line.strip():
            continue
        closing = False
        kept.append(line)
    return "".join(kept)
