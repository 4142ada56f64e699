"""Parts of a query that ask for a source, a language or a region: conditions of a subscription and not keywords."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agents.match.importing.fields import CONDITIONS, Fields, Target
from agents.match.importing.parts import AnyOf, Inside, Part, Term, Without
from agents.match.importing.result import At
from schemas.formats import subscription_words as words
from schemas.formats.regions import countries

_ADDRESS = re.compile(r"(?:https?://)?([^/\s]+\.[^/\s]+)(/.+)?/?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One condition: any of these values, or, `excluded`, none of them."""

    at: At
    target: Target
    terms: tuple[Term, ...]
    excluded: bool = False


def asked_by(part: Part, fields: Fields) -> Asked | None:
    """The condition that a part is, such as `(country:af OR country:pk)` or NOT one; None where it is about words."""
    match part:
        case Inside():
            target = fields.target(part.field)
            terms = _terms(part.part)
            return Asked(part.at, target, terms) if target in CONDITIONS and target is not None and terms else None
        case AnyOf():
            return _any_of(part, fields)
        case Without():
            inner = asked_by(part.part, fields)
            return None if inner is None or inner.excluded else Asked(part.at, inner.target, inner.terms, True)
        case _:
            return None


def _any_of(part: AnyOf, fields: Fields) -> Asked | None:
    """Several conditions as one, where they are of one kind."""
    terms: list[Term] = []
    first: Asked | None = None
    for one in part.parts:
        asked = asked_by(one, fields)
        if asked is None or asked.excluded or (first is not None and asked.target is not first.target):
            return None
        first = first or asked
        terms.extend(asked.terms)
    return None if first is None else Asked(first.at, first.target, tuple(terms))


def _terms(part: Part) -> tuple[Term, ...]:
    """The values of a field, none where it is not a value or an OR of values."""
    parts = part.parts if isinstance(part, AnyOf) else (part,)
    terms = tuple(one for one in parts if isinstance(one, Term))
    return terms if len(terms) == len(parts) else ()


def value_of(target: Target, text: str) -> str:
    """A value as a subscription has it.

    Raises:
        ValueError: it is none, and what was expected.
    """
    match target:
        case Target.LANGUAGE:
            return words.language(text)
        case Target.REGION:
            return words.region(_code(text))
        case _:
            return _source(text)


def _code(text: str) -> str:
    """The code of a country by its name; any other text is itself."""
    wanted = text.casefold()
    return next((code for code, name in countries().items() if name.casefold() == wanted), text)


def _source(text: str) -> str:
    if "*" in text:
        raise ValueError("names of sources are compared whole, without wildcards")
    address = _ADDRESS.match(text)
    if address is not None and address.group(2):
        raise ValueError(f"a part of a site cannot be asked; the whole is {address.group(1)}")
    return words.source(address.group(1) if address is not None else text)
