"""Subscriptions that stand under one key of the index.

Most keys are one subscription's own: it stands there itself, since a container for each would be most of the memory.
Under a name that is much in the news stand thousands. Of these most ask for something else beside it, their first
guard, so they are parted by the marks of that: which of them a text may satisfy is then one intersection of sets, not
a test of each.
"""

from __future__ import annotations

from collections.abc import Hashable

from agents.match.guards import Entry, Guard

MOST_MARKS = 8
"""Marks of a guard that a subscription is parted by: one with more would stand in too many places."""


class Bucket:
    """Two or more subscriptions: those to be tested in any case, and those that a mark of the text calls for."""

    __slots__ = ("called", "free", "size")

    def __init__(self) -> None:
        self.free: set[Entry] = set()
        self.called: dict[str, set[Entry]] = {}
        self.size = 0

    def add(self, entry: Entry) -> None:
        """Put a subscription in, which is not there."""
        self.size += 1
        marks = _parting(entry.guards)
        if marks is None:
            self.free.add(entry)
        for mark in marks or ():
            self.called.setdefault(mark, set()).add(entry)

    def remove(self, entry: Entry) -> None:
        """Take a subscription out, which is there."""
        self.size -= 1
        self.free.discard(entry)
        for mark in _parting(entry.guards) or ():
            there = self.called[mark]
            there.discard(entry)
            if not there:
                del self.called[mark]

    def take(self, found: set[Entry], marks: frozenset[str]) -> None:
        """Add those to `found` that a text with these marks may satisfy."""
        found |= self.free
        called = self.called
        # A view of keys and a frozenset would be compared by walking through the set, however few the keys are.
        common = marks.intersection(called) if len(called) < len(marks) else filter(called.__contains__, marks)
        for mark in common:
            found |= called[mark]


Filed = Entry | Bucket
"""What stands under a key."""


def file(table: dict[Hashable, Filed], name: Hashable, entry: Entry) -> None:
    """Put a subscription under a key, where it is not yet."""
    there = table.get(name)
    if there is None:
        table[name] = entry
        return
    if not isinstance(there, Bucket):
        only, there = there, Bucket()
        there.add(only)
        table[name] = there
    there.add(entry)


def unfile(table: dict[Hashable, Filed], name: Hashable, entry: Entry) -> None:
    """Take a subscription from a key, where it is."""
    there = table[name]
    if isinstance(there, Bucket) and there.size > 1:
        there.remove(entry)
    else:
        del table[name]


def _parting(guards: tuple[Guard, ...]) -> Guard | None:
    """The marks that a subscription is parted by, None where it is not."""
    return guards[0] if guards and len(guards[0]) <= MOST_MARKS else None
