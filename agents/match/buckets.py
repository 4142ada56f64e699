"""Subscriptions that stand under one key of the index.

Most keys are one subscription's own: it stands there itself, since a container for each would be most of the memory.
Under a name that is much in the news stand thousands. Of these most ask for something else beside it, their first
guard, so they are parted by the marks of that: which of them a text may satisfy is then one intersection of sets, not
a test of each.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from agents.match.guards import Entry, Guard

MOST_MARKS = 8
"""Marks of a guard that a subscription is parted by: one with more would stand in too many places."""
FEW = 16
"""Subscriptions that are not parted: to test the guards of so few is as quick, and takes no memory."""


class Bucket:
    """Many subscriptions: those to be tested in any case, and those that a mark of the text calls for."""

    __slots__ = ("_called", "_free", "size")

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._free: set[Entry] = set()
        self._called: dict[str, Entry | set[Entry]] = {}
        self.size = 0
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Put a subscription in, which is not there."""
        self.size += 1
        marks = _marks(entry)
        if not marks:
            self._free.add(entry)
        for mark in marks:
            there = self._called.setdefault(mark, entry)
            if isinstance(there, set):
                there.add(entry)
            elif there is not entry:
                self._called[mark] = {there, entry}

    def remove(self, entry: Entry) -> None:
        """Take a subscription out, which is there."""
        self.size -= 1
        self._free.discard(entry)
        for mark in _marks(entry):
            there = self._called[mark]
            if isinstance(there, set) and len(there) > 1:
                there.discard(entry)
            else:
                del self._called[mark]

    def take(self, found: set[Entry], marks: frozenset[str]) -> None:
        """Add those to `found` that a text with these marks may satisfy."""
        found |= self._free
        called = self._called
        # A view of keys and a frozenset would be compared by walking through the set, however few the keys are.
        common = marks.intersection(called) if len(called) < len(marks) else filter(called.__contains__, marks)
        for mark in common:
            there = called[mark]
            if isinstance(there, set):
                found |= there
            else:
                found.add(there)


Filed = Entry | tuple[Entry, ...] | Bucket
"""What stands under a key."""


def take(filed: Filed, found: set[Entry], marks: frozenset[str]) -> None:
    """Add those to `found` that a text with these marks may satisfy."""
    if isinstance(filed, Bucket):
        filed.take(found, marks)
    elif isinstance(filed, tuple):
        found.update(filed)
    else:
        found.add(filed)


def file(table: dict[Hashable, Filed], name: Hashable, entry: Entry) -> None:
    """Put a subscription under a key, where it is not yet."""
    there = table.get(name)
    if there is None:
        table[name] = entry
    elif isinstance(there, Bucket):
        there.add(entry)
    else:
        several = (*there, entry) if isinstance(there, tuple) else (there, entry)
        table[name] = several if len(several) <= FEW else Bucket(several)


def unfile(table: dict[Hashable, Filed], name: Hashable, entry: Entry) -> None:
    """Take a subscription from a key, where it is."""
    there = table[name]
    if isinstance(there, tuple):
        rest = tuple([other for other in there if other is not entry])
        table[name] = rest if len(rest) > 1 else rest[0]
    elif isinstance(there, Bucket) and there.size > 1:
        there.remove(entry)
    else:
        del table[name]


def _marks(entry: Entry) -> Guard:
    """The marks that a subscription is parted by; none where it is to be tested in any case."""
    guards = entry.guards
    return guards[0] if guards and len(guards[0]) <= MOST_MARKS else ()
