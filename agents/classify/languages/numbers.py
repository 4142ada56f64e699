"""Numbers of a sentence: digits, and number words that add up or multiply ("treinta y dos", "drei Dutzend")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from agents.classify.events.knowledge import Entry, KnowledgeError
from agents.classify.phrases import Phrases, phrase_index
from schemas.event import Count

_MOST = 10_000_000
"""People: what is larger counts something else."""
_YEARS = range(1900, 2100)
_GROUP = 3
_BEFORE = 4
"""Tokens before a number in which "at least" may begin."""


class Number(NamedTuple):
    """A number of people: tokens `first` to `last` (one past), with the words that open a side of it."""

    first: int
    last: int
    size: Count


@dataclass(frozen=True, slots=True)
class NumberWords:
    """A language's number words. `vague` gives what "dozens" counts as at least; `least` and `most` open a side.
    `joined` are those of `numbers` and `vague` that are several words ("quatre - vingt"), by their first.

    A number before one of `units` counts no people: years, money, kilometres; nor one after `unless_before`.
    """

    numbers: Mapping[str, int]
    multipliers: Mapping[str, int]
    vague: Mapping[str, int]
    joined: Mapping[str, tuple[tuple[str, ...], ...]]
    joints: frozenset[str]
    least: Phrases
    most: Phrases
    units: frozenset[str]
    unless_before: frozenset[str]


def number_words(root: Entry) -> NumberWords:
    """The number words of a casualty file; raises KnowledgeError."""
    tables = {name: root.table(name) for name in ("numbers", "multipliers", "vague_numbers")}
    for name, table in tables.items():
        if not table or not all(type(value) is int and 0 <= value <= _MOST for value in table.values()):
            raise KnowledgeError(root.where, name, table, f"needs words with numbers from 0 to {_MOST}")
    return NumberWords(
        numbers=tables["numbers"],
        multipliers=tables["multipliers"],
        vague=tables["vague_numbers"],
        joined=_joined((*tables["numbers"], *tables["vague_numbers"])),
        joints=frozenset(root.texts("joints")),
        least=phrase_index(root.texts("least")),
        most=phrase_index(root.texts("most")),
        units=frozenset(root.texts("units")),
        unless_before=frozenset(root.texts("unless_before")),
    )


def _joined(names: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for words in (tuple(name.split()) for name in names if " " in name):
        found.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(phrases, key=len, reverse=True)) for first, phrases in found.items()}


def numbers_in(keys: Sequence[str], first: int, last: int, words: NumberWords) -> list[Number]:
    """The numbers of people in tokens `first` to `last`, in order, none overlapping another."""
    found: list[Number] = []
    at = first
    while at < last:
        end, value, vague = _number(keys, at, last, words)
        if end == at:
            at += 1
            continue
        if value is not None and _of_people(keys, at, end, first, last, words):
            found.append(_bounded(keys, at, end, first, value, vague, words))
        at = end
    return found


def _number(keys: Sequence[str], at: int, last: int, words: NumberWords) -> tuple[int, int | None, bool]:
    """Where the number that begins at a token ends, its value (None: no number of people), and whether it is vague."""
    digits = _digits(keys[at])
    if digits is not None:
        end, value = at + 1, digits
        while end < last and len(keys[end]) == _GROUP and keys[end].isdecimal() and keys[end - 1].isdecimal():
            value, end = value * 1000 + int(keys[end]), end + 1  # 1 200, written with a space
        if end < last and keys[end] in words.multipliers:
            return end + 1, _people(value * words.multipliers[keys[end]]), False
        return end, (None if value in _YEARS and end == at + 1 and keys[at].isdecimal() else _people(value)), False
    total, part, end, vague = 0, 0, at, False
    while end < last:
        word, size = _word(keys, end, last, words)
        if word in words.numbers:
            part += words.numbers[word]
        elif word in words.multipliers and (end > at or words.multipliers[word] < _MOST):
            total, part = total + max(part, 1) * words.multipliers[word], 0
        elif word in words.vague:
            part, vague = max(part, 1) * words.vague[word], True
        elif not (end > at and word in words.joints and end + 1 < last and _goes_on(keys[end + 1], words)):
            break
        end += size
    return end, (_people(total + part) if end > at else None), vague


def _word(keys: Sequence[str], at: int, last: int, words: NumberWords) -> tuple[str, int]:
    """The number word that begins at a token, and of how many tokens it is."""
    for phrase in words.joined.get(keys[at], ()):
        if at + len(phrase) <= last and tuple(keys[at : at + len(phrase)]) == phrase:
            return " ".join(phrase), len(phrase)
    return keys[at], 1


def _goes_on(word: str, words: NumberWords) -> bool:
    return word in words.numbers or word in words.multipliers


def _people(value: int) -> int | None:
    return value if value <= _MOST else None


def _digits(token: str) -> int | None:
    """A whole number in digits, its groups of three parted by points or commas."""
    if not token[0].isdecimal():
        return None
    parts = token.replace(",", ".").split(".")
    if not all(part.isdecimal() for part in parts) or any(len(part) != _GROUP for part in parts[1:]):
        return None
    return int("".join(parts)) if len(token) <= len(str(_MOST)) + 2 else None


def _of_people(keys: Sequence[str], at: int, end: int, first: int, last: int, words: NumberWords) -> bool:
    if end < last and keys[end] in words.units:
        return False
    return not (at > first and keys[at - 1] in words.unless_before)


def _bounded(keys: Sequence[str], at: int, end: int, first: int, value: int, vague: bool, words: NumberWords) -> Number:
    """The number with the side that words before it open: "at least 12" is 12 or more."""
    least, most = _opens(keys, at, first, words.least), _opens(keys, at, first, words.most)
    start = min(at if least is None else least, at if most is None else most)
    if most is not None:
        return Number(start, end, Count(0, value, value))
    open_above = vague or least is not None
    return Number(start, end, Count(value, value, None if open_above else value))


def _opens(keys: Sequence[str], at: int, first: int, phrases: Phrases) -> int | None:
    """Where a phrase begins that ends right before the number."""
    for start in range(max(first, at - _BEFORE), at):
        if any(tuple(keys[start:at]) == words for words in phrases.get(keys[start], ())):
            return start
    return None
