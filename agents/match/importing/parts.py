"""A query of another service as a tree, before it is known how much of it our language can say.

Unlike the nodes of our own queries, a part knows where it stands, and its fields have the names that the service gives
them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from agents.match.importing.result import At


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or several next to one another. `*` and `?` are wildcards where `wild`; `slop` is as in our phrases."""

    at: At
    text: str
    wild: bool = False
    slop: int = 0


@dataclass(frozen=True, slots=True)
class All:
    """Every one of them."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of them."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many of them."""

    at: At
    least: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Not this."""

    at: At
    part: Part


@dataclass(frozen=True, slots=True)
class Inside:
    """This in a field of the service, by its name there."""

    at: At
    field: str
    part: Part


@dataclass(frozen=True, slots=True)
class Near:
    """Two parts with at most `within` words between; `ordered`, the left one first."""

    at: At
    text: str
    left: Part
    right: Part
    within: int
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Strange:
    """What is not understood, and why."""

    at: At
    text: str
    why: str


Part = Term | All | AnyOf | AtLeast | Without | Inside | Near | Strange


def in_fields(part: Part, at: At, names: list[str]) -> Part:
    """A part of which each word is asked of any of these fields, unless it names its own."""
    match part:
        case Term() | Near():
            return either([Inside(at, name, part) for name in names]) if names else part
        case All() | AnyOf() | AtLeast():
            return replace(part, parts=tuple(in_fields(one, at, names) for one in part.parts))
        case Without():
            return replace(part, part=in_fields(part.part, at, names))
        case _:
            return part


def every(parts: list[Part]) -> Part:
    """All of them; one alone is itself."""
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def either(parts: list[Part]) -> Part:
    """Any of them; one alone is itself."""
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))
