"""Ages that a report gives: who was hit is told by age before any name is known, and alike in all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from agents.correlate.knowledge import AgeRules, age_pattern
from agents.correlate.words import NAME


def ages(text: str, rules: AgeRules) -> tuple[str, ...]:
    """The distinct ages in years in the first characters of a text, in order of their forms, at most as many as are
    kept; each is marked as a name is, so that an incident's record holds them among its names.

    >>> from agents.correlate.knowledge import load
    >>> ages("A 16-year-old died. Jorem Talvik, 16, was shot beside a five-year-old.", load().ages)
    ('@16', '@5')
    """
    read = text[: rules.chars]
    reading = [find for cue, find in _forms(rules) if cue in read]
    found = [NAME + _number(told, rules) for find in reading for told in find(read)]
    return tuple(dict.fromkeys(found))[: rules.most]


def of_names(names: tuple[str, ...]) -> frozenset[str]:
    """The ages among an incident's names: no proper name begins with a digit."""
    return _shared(tuple([name for name in names if name[1:2].isdigit()]))


@lru_cache(maxsize=4096)
def _shared(told: tuple[str, ...]) -> frozenset[str]:
    """The same object for equal ages: hundreds of thousands of incidents have one of a few."""
    return frozenset(told)


def _number(told: str, rules: AgeRules) -> str:
    return told if told.isdigit() else str(rules.numbers.index(told.casefold()) + 1)


@lru_cache(maxsize=1)
def _forms(rules: AgeRules) -> tuple[tuple[str, Callable[[str], list[str]]], ...]:
    return tuple((form.cue, age_pattern(form, rules).findall) for form in rules.forms)
