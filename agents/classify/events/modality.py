"""Whether what a trigger names happened, will happen, or did not: cues near it decide."""

from __future__ import annotations

from collections.abc import Sequence

from agents.classify.events.rules import Rule, Rules
from schemas.taxonomy import Modality

_WINDOW = 14


def modality_of(
    rule: Rule, first: int, last: int, tokens: Sequence[str], bounds: tuple[int, int], rules: Rules
) -> Modality:
    """The modality of a match of tokens `first` to `last`: that of the nearest cue whose reach covers it, else actual.

    A cue before the trigger reaches `within` tokens forward, one after it as many back; neither beyond the sentence. A
    cue that shares its words with the trigger counts as before it.
    """
    if rule.modality is not None:
        return rule.modality
    low, high = max(bounds[0], first - _WINDOW), min(bounds[1], last + _WINDOW)
    best: tuple[int, Modality] | None = None
    for start, end, _, _, cue in rules.cue_index.hits(tokens, ((low, high),)):
        if cue.types and rule.type not in cue.types:
            continue
        distance = _distance(start, end, first, last, before=cue.before, after=cue.after)
        if distance is None or distance > cue.within:
            continue
        if best is None or distance < best[0]:
            best = (distance, cue.modality)
    return Modality.ACTUAL if best is None else best[1]


def _distance(start: int, end: int, first: int, last: int, *, before: bool, after: bool) -> int | None:
    """Tokens between a cue and a trigger, None where the cue stands on the wrong side."""
    if before and start < last and end <= max(first, start + 1) + (last - first):
        return max(first - end, 0)
    if after and start >= last:
        return start - last
    return None
