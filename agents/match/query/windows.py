"""Where in a text words stand together, by the numbers of the words. Windows are (first word, last word), in order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence

Window = tuple[int, int]


def adjacent(places: Sequence[list[int]], most: int | None = None) -> list[Window]:
    """Where word after word stands, starting from the rarest of them; at most so many."""
    rarest = min(range(len(places)), key=lambda index: len(places[index]))
    others = [(index - rarest, set(at)) for index, at in enumerate(places) if index != rarest]
    windows: list[Window] = []
    for at in places[rarest]:
        if all(at + shift in where for shift, where in others):
            windows.append((at - rarest, at - rarest + len(places) - 1))
            if len(windows) == most:
                break
    return windows


def within(places: Sequence[list[int]], asked: Sequence[Hashable], width: int, most: int) -> list[Window]:
    """Windows of at most `width` words that hold each of what is asked as often as it is asked, by one sweep."""
    needed = {item: asked.count(item) for item in asked}
    events = sorted((at, which) for which, item in enumerate(needed) for at in places[asked.index(item)])
    counts = list(needed.values())
    missing = sum(counts)
    windows: list[Window] = []
    left = 0
    for at, index in events:
        counts[index] -= 1
        missing -= counts[index] >= 0
        while events[left][0] < at - width + 1:
            counts[events[left][1]] += 1
            missing += counts[events[left][1]] > 0
            left += 1
        if missing == 0:
            windows.append((events[left][0], at))
            if len(windows) == most:
                break
    return windows


def followed(first: Sequence[Window], second: Sequence[Window], slop: int) -> list[Window]:
    """For each of the first, up to the nearest of the second that begins after it, at most `slop` words between."""
    starts = [start for start, _ in second]
    windows: list[Window] = []
    for start, end in first:
        at = bisect_right(starts, end)
        if at < len(starts) and starts[at] - end - 1 <= slop:
            windows.append((start, second[at][1]))
    return windows


def apart(windows: Sequence[Window]) -> list[Window]:
    """As many of them as there can be without overlap."""
    chosen: list[Window] = []
    for window in sorted(windows, key=lambda window: window[1]):
        if not chosen or window[0] > chosen[-1][1]:
            chosen.append(window)
    return chosen
