"""Whether what a trigger names happened, will happen, or did not: cues near it decide."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from operator import itemgetter

from agents.classify.events.rule import Cue, Rule
from agents.classify.events.rules import Rules
from schemas.taxonomy import EventType, Modality

_FARTHEST = 40
"""Tokens: more than the longest reach of a cue and the longest cue together."""
FoundCue = tuple[int, int, Cue]
"""Where a cue starts and ends, and the cue."""


def cues_of(tokens: Sequence[str], bounds: tuple[int, int], rules: Rules) -> tuple[FoundCue, ...]:
    """The cues in one sentence, by where they start."""
    found = ((start, end, cue) for start, end, _, _, cue in rules.cue_index.hits(tokens, (bounds,)))
    return tuple(sorted(found, key=itemgetter(0)))


def modality_of(
    rule: Rule,
    first: int,
    last: int,
    cues: Sequence[FoundCue],
    frames: Mapping[EventType, Modality],
) -> Modality:
    """The modality of a match of tokens `first` to `last`: that of the nearest cue of its sentence whose reach covers
    it, else that of the article's frame, else actual.

    A cue before the trigger reaches `within` tokens forward, one after it as many back; neither beyond the sentence. A
    cue that shares its words with the trigger counts as before it.
    """
    if rule.modality is not None:
        return rule.modality
    best: tuple[int, Modality] | None = None
    nearest = bisect_left(cues, first - _FARTHEST, key=itemgetter(0))
    farthest = bisect_right(cues, last + _FARTHEST, key=itemgetter(0))
    for start, end, cue in cues[nearest:farthest]:
        if cue.types and rule.type not in cue.types:
            continue
        distance = _distance(start, end, first, last, before=cue.before, after=cue.after)
        if distance is None or distance > cue.within:
            continue
        if best is None or distance < best[0]:
            best = (distance, cue.modality)
    return frames.get(rule.type, Modality.ACTUAL) if best is None else best[1]


def frames_of(tokens: Sequence[str], bounds: Sequence[tuple[int, int]], rules: Rules) -> Mapping[EventType, Modality]:
    """What the cues of title and lead (`bounds`) say of the whole article, by the type of event that they hold for."""
    frames: dict[EventType, Modality] = {}
    for _, _, _, _, cue in rules.frame_index.hits(tokens, bounds):
        for kind in cue.types:
            frames.setdefault(kind, cue.modality)
    return frames


def _distance(start: int, end: int, first: int, last: int, *, before: bool, after: bool) -> int | None:
    """Tokens between a cue and a trigger, None where the cue stands on the wrong side."""
    if before and start < last and end <= max(first, start + 1) + (last - first):
        return max(first - end, 0)
    if after and start >= last:
        return start - last
    return None
