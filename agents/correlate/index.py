"""From words and keys to the open incidents of one zone that have them.

Each incident has a handle, a small number that is used again once it is free. A posting list of a word is an array of
handles in rising order; a list of one is the bare handle, since most words have one incident only. Nothing here depends
on the order in which incidents came, so that an index built anew from the incidents answers as the one that grew.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agents.correlate.knowledge import IndexLimits

KEY_BITS = 40
"""Width of a key: that two of a million keys are equal by chance is less likely than one in a million a look-up."""

_HANDLE_BITS = 24
_HANDLES = (1 << _HANDLE_BITS) - 1
_BUCKETS = (1 << 14) - 1
_GONE = -1

Weighed = tuple[int, str | int, float, Sequence[int]]
"""Of a word or key: how many incidents have it, the word or key itself, its weight, and the incidents."""


@dataclass(slots=True)
class Words:
    """The words of a zone's incidents. Each has a number while an incident has it, and its posting list."""

    ids: dict[str, int] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    lists: list[int | array[int]] = field(default_factory=list)
    free: list[int] = field(default_factory=list)

    def add(self, handle: int, words: Iterable[str]) -> array[int]:
        """Enter an incident under these words, and give their numbers; one that is there stays there once."""
        ids, lists = self.ids, self.lists
        numbers = []
        for word in words:
            number = ids.get(word)
            if number is None:
                number = self._new(word, handle)
            else:
                found = lists[number]
                if not isinstance(found, int):
                    _insert(found, handle)
                elif found != handle:
                    lists[number] = array("I", sorted((found, handle)))
            numbers.append(number)
        return array("I", numbers)

    def remove(self, handle: int, numbers: Iterable[int]) -> None:
        """Take an incident from under these words, which it must have; a word without an incident is forgotten."""
        for number in numbers:
            found = self.lists[number]
            if isinstance(found, int):
                self._forget(number)
                continue
            del found[bisect_left(found, handle)]
            if len(found) == 1:
                self.lists[number] = found[0]

    def read(self, number: int) -> Sequence[int]:
        """The incidents that have the word of this number."""
        found = self.lists[number]
        return (found,) if isinstance(found, int) else found

    def spell(self, numbers: Iterable[int]) -> tuple[str, ...]:
        """The words of these numbers."""
        return tuple([self.words[number] for number in numbers])

    def _new(self, word: str, handle: int) -> int:
        if self.free:
            number = self.free.pop()
            self.words[number], self.lists[number] = word, handle
        else:
            number = len(self.words)
            self.words.append(word)
            self.lists.append(handle)
        self.ids[word] = number
        return number

    def _forget(self, number: int) -> None:
        del self.ids[self.words[number]]
        self.words[number], self.lists[number] = "", _GONE
        self.free.append(number)


@dataclass(slots=True)
class Keys:
    """The keys of a zone's incidents: nearly all have one incident, so each is eight bytes of a sorted bucket."""

    buckets: dict[int, array[int]] = field(default_factory=dict)

    def add(self, handle: int, keys: Iterable[int]) -> None:
        """Enter an incident under these keys; one that is there stays there once."""
        for key in keys:
            bucket = self.buckets.get(key & _BUCKETS)
            entry = key << _HANDLE_BITS | handle
            if bucket is None:
                self.buckets[key & _BUCKETS] = array("Q", (entry,))
                continue
            at = bisect_left(bucket, entry)
            if at == len(bucket) or bucket[at] != entry:
                bucket.insert(at, entry)

    def remove(self, handle: int, keys: Iterable[int]) -> None:
        """Take an incident from under these keys; one that is not there is passed over."""
        for key in keys:
            bucket = self.buckets.get(key & _BUCKETS)
            if bucket is None:
                continue
            entry = key << _HANDLE_BITS | handle
            at = bisect_left(bucket, entry)
            if at < len(bucket) and bucket[at] == entry:
                del bucket[at]
                if not bucket:
                    del self.buckets[key & _BUCKETS]

    def read(self, key: int) -> Sequence[int]:
        """The incidents that have this key."""
        bucket = self.buckets.get(key & _BUCKETS)
        if bucket is None:
            return ()
        start = bisect_left(bucket, key << _HANDLE_BITS)
        end = bisect_left(bucket, (key + 1) << _HANDLE_BITS, start)
        return [entry & _HANDLES for entry in bucket[start:end]]


def vote(weighed: Iterable[Weighed], limits: IndexLimits, votes: defaultdict[int, float]) -> None:
    """Add to `votes`, by handle, the weights of the words or keys that each incident has: the rarest first.

    A list that is longer than the limit is passed over whole, and so is one that would exceed the entries to be read:
    to cut it short would make the answer depend on the order of arrival.
    """
    read = 0
    for count, _, weight, handles in sorted(weighed):
        read += count
        if count > limits.longest_list or read > limits.reads:
            break
        for handle in handles:
            votes[handle] += weight


def _insert(handles: array[int], handle: int) -> None:
    if handle > handles[-1]:
        handles.append(handle)
        return
    at = bisect_left(handles, handle)
    if handles[at] != handle:
        insort(handles, handle, at)
