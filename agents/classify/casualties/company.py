"""Words that tell a toll only in company: "struck" of a bullet, "taken" to hospital, "treated" for burns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from agents.classify.events.knowledge import Entry

_REACH = 8
_PASSIVE = 4
_TO = ("to", "into", "in", "at")


class Span(Protocol):
    """A sentence: tokens `first` to `last` (one past)."""

    @property
    def first(self) -> int:
        """Its first token."""

    @property
    def last(self) -> int:
        """The token after its last."""


@dataclass(frozen=True, slots=True)
class Company:
    """What makes one word tell a toll, and what keeps it from it; the knowledge file describes the fields."""

    needs: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    to: frozenset[str] = frozenset()
    ends: bool = False
    passive: bool = False
    only_passive: bool = False
    new: bool = False


def read_companies(entry: Entry, illnesses: frozenset[str]) -> Mapping[str, Company]:
    """The company that each word needs; raises KnowledgeError."""
    found: dict[str, Company] = {}
    for name in entry.values:
        part = Entry(f"{entry.where}.{name}", entry.table(name))
        company = Company(
            needs=frozenset(part.texts("needs")),
            never=frozenset(part.texts("never")) | (illnesses if part.flag("ill") else frozenset()),
            to=frozenset(part.texts("to")),
            ends=part.flag("ends"),
            passive=part.flag("passive"),
            only_passive=part.flag("only_passive"),
            new=part.flag("new"),
        )
        found |= dict.fromkeys(part.texts("words"), company)
    return found


def in_company(lower: Sequence[str], at: int, span: Span, company: Company, passive: frozenset[str]) -> bool:
    """Whether a word that needs company has it, in its sentence."""
    near = lower[max(span.first, at - _REACH) : min(span.last, at + _REACH)]
    if not company.never.isdisjoint(near):
        return False
    is_passive = not passive.isdisjoint(lower[max(span.first, at - _PASSIVE) : at])
    follows = lower[at + 1] if at + 1 < span.last else ""
    if company.only_passive and not is_passive and follows != "by":
        return False
    if not company.needs.isdisjoint(near) or (company.to and _led_to(lower, at, span.last, company.to)):
        return True
    if (company.ends and not follows[:1].isalnum()) or (company.passive and is_passive):
        return True
    return not (company.needs or company.to)


def _led_to(lower: Sequence[str], at: int, last: int, places: frozenset[str]) -> bool:
    """Whether "to hospital" follows: one of the places, after a word that leads there."""
    for step in range(at + 1, min(at + 2 * _REACH, last)):
        if lower[step] in places:
            return any(word in _TO for word in lower[max(at + 1, step - 6) : step])
        if lower[step] in (";", "but", "where", "when"):
            return False
    return False
