"""The rules of knowledge/furniture.toml, read and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LONGEST = 160

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_DAYS = "(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_NO_NAME = f"(?!(?:{_DAYS}|{_MONTHS}|early|late|mid|then|the|noon|dawn|midnight)\\b)"
_WORD = r"(?-i:[^\W\d_a-zß-ÿ][\w.'’-]*)"
_SHORTHANDS = {
    "{name}": rf"(?:{_NO_NAME}{_WORD}(?:\s+(?:(?:de|da|del|van|von|der|al|bin|el|la)\s+)?{_WORD}){{1,3}})",
    "{place}": rf"(?:{_WORD}(?:\s+{_WORD}){{0,2}})",
    "{date}": rf"(?=.*\d)(?=.*(?:{_MONTHS}|\d[-/.]\d))(?:(?:{_DAYS}|{_MONTHS}|\d{{1,4}}(?:st|nd|rd|th)?"
    r"|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-][\d:]+)?|\d\d:?\d\d|at|on|[ap]\.?m\.?|hrs?|(?-i:[A-Z]{2,4})|\(|\)|[+-]\d+)(?:[\s,:./|–—-]+|$))+",
    "{network}": "(?:twitter|facebook|instagram|whatsapp|telegram|linkedin|youtube|tiktok|reddit|pinterest|x|threads"
    "|google\\s+news|flipboard|messenger|viber)",
}
_FIRST_WORDS: dict[str, frozenset[str]] = {
    "{network}": frozenset(
        ("twitter", "facebook", "instagram", "whatsapp", "telegram", "linkedin", "youtube", "tiktok", "reddit",
         "pinterest", "x", "threads", "google", "flipboard", "messenger", "viber")
    ),
    "{date}": frozenset(
        ("0", "at", "on", "mon", "monday", "tue", "tues", "tuesday", "wed", "wednesday", "thu", "thurs",
         "thursday", "fri", "friday", "sat", "saturday", "sun", "sunday", "jan", "january", "feb", "february",
         "mar", "march", "apr", "april", "may", "jun", "june", "jul", "july", "aug", "august", "sep", "sept",
         "september", "oct", "october", "nov", "november", "dec", "december")
    ),
}  # fmt: skip
"""What a line may begin with where a rule's `first` names a shorthand."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of furniture. `pattern` matches the whole line without the spaces at its ends."""

    id: str
    first: frozenset[str]
    within: tuple[str, ...]
    pattern: re.Pattern[str]
    max_length: int
    joins: re.Pattern[str] | None
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]

    def matches(self, line: str) -> bool:
        """Whether this whole line is such furniture."""
        bare = line.strip()
        return len(bare) <= self.max_length and self.pattern.fullmatch(bare) is not None


@dataclass(frozen=True, slots=True)
class TitleTail:
    """What a page puts after its headline, behind one of the marks `within`."""

    id: str
    within: tuple[str, ...]
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FurnitureRules:
    """The knowledge file.

    `by_first` and `by_text` find the rules to try on a line by its first word and by a text in it; `agencies` maps each
    form to its agency.
    """

    rules: tuple[Rule, ...]
    by_first: Mapping[str, tuple[Rule, ...]]
    by_text: Mapping[str, tuple[Rule, ...]]
    longest: int
    title_tails: tuple[TitleTail, ...]
    agencies: Mapping[str, str]
    agency_pattern: str


@cache
def furniture_rules() -> FurnitureRules:
    """The rules, read once.

    Raises:
        ValueError: an entry lacks a field, has too few examples or a pattern that is no regular expression.
    """
    path = files("agents.classify") / "knowledge" / "furniture.toml"
    return parse_rules(path.read_text(encoding="utf-8"))


def parse_rules(source: str) -> FurnitureRules:
    """The rules in the text of such a file; raises as `furniture_rules` does."""
    data = tomllib.loads(source)
    agencies = {form: entry["name"] for entry in data["agency"] for form in entry["forms"]}
    agency_pattern = "|".join(re.escape(form) for form in sorted(agencies, key=len, reverse=True))
    shorthands = {**_SHORTHANDS, "{agency}": f"(?-i:{agency_pattern})"}
    words = {**_FIRST_WORDS, "{agency}": {form.lower().split()[0].split("-")[0].split(".")[0] for form in agencies}}
    rules = tuple(_rule(entry, shorthands, words) for entry in data["rule"])
    return FurnitureRules(
        rules=rules,
        by_first=_index((word, rule) for rule in rules for word in rule.first),
        by_text=_index((cue, rule) for rule in rules for cue in rule.within),
        longest=max(rule.max_length for rule in rules),
        title_tails=tuple(_tail(entry) for entry in data["title_tail"]),
        agencies=agencies,
        agency_pattern=agency_pattern,
    )


def _index(pairs: Iterable[tuple[str, Rule]]) -> Mapping[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for key, rule in pairs:
        found[key] = (*found.get(key, ()), rule)
    return found


def _rule(entry: Mapping[str, Any], shorthands: Mapping[str, str], words: Mapping[str, AbstractSet[str]]) -> Rule:
    _check(entry)
    if not entry.get("first") and not entry.get("within"):
        raise ValueError(f"furniture.toml: {entry['id']!r}: expected first words or texts within, got neither")
    joins = entry.get("joins")
    return Rule(
        id=entry["id"],
        first=frozenset().union(*(words.get(word, {word}) for word in entry.get("first", ()))),
        within=tuple(entry.get("within", ())),
        pattern=_compiled(entry, "pattern", shorthands),
        max_length=entry.get("max_length", LONGEST),
        joins=None if joins is None else _compiled(entry, "joins", shorthands),
        examples=tuple(entry["examples"]),
        counter_examples=tuple(entry["counter_examples"]),
    )


def _tail(entry: Mapping[str, Any]) -> TitleTail:
    _check(entry)
    pattern = re.compile(f"(?:{entry['pattern']})+\\Z", re.IGNORECASE)
    if not entry.get("within"):
        raise ValueError(f"furniture.toml: {entry['id']!r}: within: expected the marks before the tail, got none")
    return TitleTail(
        id=entry["id"],
        within=tuple(entry["within"]),
        pattern=pattern,
        examples=tuple(entry["examples"]),
        counter_examples=tuple(entry["counter_examples"]),
    )


def _check(entry: Mapping[str, Any]) -> None:
    for field in ("id", "reason", "pattern", "examples", "counter_examples"):
        if not entry.get(field):
            raise ValueError(
                f"furniture.toml: {entry.get('id')!r}: {field}: expected a value, got {entry.get(field)!r}"
            )
    for field in ("examples", "counter_examples"):
        if len(entry[field]) < 3:
            raise ValueError(f"furniture.toml: {entry['id']!r}: {field}: expected three or more, got {entry[field]!r}")


def _compiled(entry: Mapping[str, Any], field: str, shorthands: Mapping[str, str]) -> re.Pattern[str]:
    pattern = entry[field]
    for shorthand, expansion in shorthands.items():
        pattern = pattern.replace(shorthand, expansion)
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ValueError(
            f"furniture.toml: {entry['id']!r}: {field}: {entry[field]!r} is no pattern: {error}"
        ) from error
