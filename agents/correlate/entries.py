"""What is compared of the open incidents, and the index of a zone."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field

import msgspec

from agents.correlate.index import Keys, Words
from agents.correlate.probe import Features


class Entry(msgspec.Struct, frozen=True):
    """What is compared of one open incident, and where it is entered. Times are seconds since 1970."""

    id: str
    zone: str
    features: Features
    words: array[int]
    names: array[int]
    mass: float
    keys: array[int]
    opened: float
    updated: float


class Candidate(msgspec.Struct, frozen=True):
    """An incident that may be meant.

    `likeness` is that of the words, 0 to 1; `breadth` how much they tell, in squared bits of the side that tells less;
    `names` what the names in common tell, in squared bits; `copy` whether it may rest on the same writing; `rivals` how
    many incidents of its family the zone has about that day, with itself.
    """

    handle: int
    entry: Entry
    likeness: float
    breadth: float
    names: float
    copy: bool
    rivals: int


@dataclass(slots=True)
class Zone:
    """The open incidents of one zone, indexed."""

    handles: set[int] = field(default_factory=set)
    words: Words = field(default_factory=Words)
    keys: Keys = field(default_factory=Keys)
    days: Counter[tuple[str, int]] = field(default_factory=Counter)
    """How many incidents of a family fall on a day."""
