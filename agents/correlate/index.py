"""From words and keys to the open incidents of one zone that have them.

A posting list is an array of handles in rising order: four bytes an entry, adding at the end, removal by bisection. A
list of one is the bare handle, since most words and nearly all keys have one incident only. Nothing here depends on the
order in which incidents came, so that an index built anew from the incidents answers as the one that grew.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from agents.correlate.knowledge import IndexLimits

_NONE: tuple[int, ...] = ()

Key = TypeVar("Key", str, int)


@dataclass(slots=True)
class Postings:
    """Handles by key. A key is a word (str) or the number of another kind of key (int)."""

    lists: dict[Hashable, int | array[int]] = field(default_factory=dict)

    def add(self, handle: int, keys: Iterable[Hashable]) -> None:
        """Enter a handle under these keys; one that is there stays there once."""
        for key in keys:
            found = self.lists.get(key)
            if found is None:
                self.lists[key] = handle
            elif isinstance(found, int):
                if found != handle:
                    self.lists[key] = array("I", sorted((found, handle)))
            else:
                _insert(found, handle)

    def remove(self, handle: int, keys: Iterable[Hashable]) -> None:
        """Take a handle from under these keys; one that is not there is passed over."""
        for key in keys:
            found = self.lists.get(key)
            if found is None:
                continue
            if isinstance(found, int):
                if found == handle:
                    del self.lists[key]
                continue
            at = bisect_left(found, handle)
            if at < len(found) and found[at] == handle:
                del found[at]
            if len(found) == 1:
                self.lists[key] = found[0]

    def count(self, key: Hashable) -> int:
        """How many open incidents have this key: its document frequency in the zone."""
        found = self.lists.get(key)
        if found is None:
            return 0
        return 1 if isinstance(found, int) else len(found)

    def read(self, key: Hashable) -> Iterable[int]:
        """The handles under a key."""
        found = self.lists.get(key)
        if found is None:
            return _NONE
        return (found,) if isinstance(found, int) else found

    def counts(self, keys: Iterable[Hashable]) -> list[int]:
        """`count` of each of these keys."""
        get = self.lists.get
        found = [get(key, _NONE) for key in keys]
        return [1 if isinstance(handles, int) else len(handles) for handles in found]

    def vote(self, weighed: Iterable[tuple[int, float, Key]], limits: IndexLimits) -> dict[int, float]:
        """Handles with the summed weights of the keys that they share: of (count, weight, key), rarest keys first.

        A list that is longer than the limit is passed over whole, and so is one that would exceed the entries to be
        read: to cut it short would make the answer depend on the order of arrival.
        """
        short = sorted([(count, -weight, key) for count, weight, key in weighed if 0 < count <= limits.longest_list])
        votes: dict[int, float] = {}
        read = 0
        for count, weight, key in short:
            read += count
            if read > limits.reads:
                break
            for handle in self.read(key):
                votes[handle] = votes.get(handle, 0.0) - weight
        return votes


def _insert(handles: array[int], handle: int) -> None:
    if handle > handles[-1]:
        handles.append(handle)
        return
    at = bisect_left(handles, handle)
    if handles[at] != handle:
        handles.insert(at, handle)
