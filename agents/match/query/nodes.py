"""What a keyword query says, as a tree of values. The words are kept as they were written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class FieldName(StrEnum):
    """The part of a report that a clause asks about; without one, title and body."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Word:
    """One word, with `*` for any characters and `?` for one; `cased` compares it as written (`cs:IS`)."""

    text: str
    cased: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order and next to one another; with `slop`, in any order with at most so many others between."""

    text: str
    slop: int = 0
    cased: bool = False


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not this."""

    child: Node


@dataclass(frozen=True, slots=True)
class In:
    """This, in one field."""

    field: FieldName
    child: Node


@dataclass(frozen=True, slots=True)
class Weighted:
    """One clause of a `Min` with its weight."""

    child: Node
    weight: int


@dataclass(frozen=True, slots=True)
class Min:
    """Clauses whose weights, of those that hold, sum to at least `least`."""

    least: int
    clauses: tuple[Weighted, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Two places apart by at most `slop` other words; `ordered`, the first before the second.

    Each side is a word, a phrase or an OR of such. Where both sides are one word each and the order is free, the parser
    makes a `Phrase` with that slop, which means the same.
    """

    first: Node
    second: Node
    slop: int
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """A word, a phrase or an OR of such, at `least` so many times in all of the field's text, without overlap."""

    least: int
    child: Node


@dataclass(frozen=True, slots=True)
class Sentence:
    """All of this within one sentence."""

    child: Node


Node = Word | Phrase | And | Or | Not | In | Weighted | Min | Near | Count | Sentence


def children(node: Node) -> tuple[Node, ...]:
    """What a node is made of, in order."""
    match node:
        case And() | Or():
            return node.children
        case Not() | In() | Weighted() | Count() | Sentence():
            return (node.child,)
        case Near():
            return (node.first, node.second)
        case Min():
            return node.clauses
        case _:
            return ()


def walk(node: Node) -> Iterator[tuple[Node, int]]:
    """A node and all below it, each with its depth from 0, without recursion."""
    waiting = [(node, 0)]
    while waiting:
        at, depth = waiting.pop()
        yield at, depth
        waiting.extend((child, depth + 1) for child in reversed(children(at)))


def join(kind: type[And] | type[Or], parts: list[Node]) -> Node:
    """Parts under one operator, those of the same operator taken in: `(a AND b) AND c` is `a AND b AND c`."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.children if isinstance(part, kind) else (part,))
    return flat[0] if len(flat) == 1 else kind(tuple(flat))
