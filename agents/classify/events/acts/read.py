"""Which act a sentence tells: the first verb of its main clause that is known decides, and the longest frame of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from agents.classify.events.acts.clause import subordinate
from agents.classify.events.acts.frame import Acts, Frame, Signs

_BEFORE = 4
"""Tokens before a verb in which "will" and "not" are taken to be its own."""
_AROUND = 8
"""Tokens after a frame in which a word of its `unless` counts."""


class Act(NamedTuple):
    """An act told by tokens `first` to `last` (one past): its root code, the frame that says it, and whether that is a
    verb of the main clause.
    """

    root: str
    frame: Frame
    first: int
    last: int
    main: bool


def act_in(tokens: Sequence[str], first: int, last: int, acts: Acts) -> Act | None:
    """The act that the sentence of tokens `first` to `last` tells; None where no frame matches.

    A verb of the main clause goes before a noun or an infinitive, both before a subordinate clause; then what stands
    earlier; then the frame that names more words, and that whose words are nearer.
    """
    best: Act | None = None
    best_rank: tuple[int, int, int, int] | None = None
    below: list[int] | None = None
    for start, end, _, _, (frame, words) in acts.index.hits(tokens, ((first, last),)):
        if frame.unless and not frame.unless.isdisjoint(tokens[start : min(end + _AROUND, last)]):
            continue
        if below is None:
            below = subordinate(tokens, first, last, acts.signs)
        weight = 2 * max(below[start - first], frame.hint) + (frame.weak or _is_no_verb(tokens, start, first, acts))
        rank = (weight, start, -words, end)
        if best_rank is not None and rank >= best_rank:
            continue
        root = _root(tokens, start, end, first, frame, acts)
        if root is not None:
            best, best_rank = Act(root, frame, start, end, weight == 0), rank
    return best


def _is_no_verb(tokens: Sequence[str], start: int, first: int, acts: Acts) -> bool:
    """Whether what may be a verb is a noun, an adjective or an infinitive by the word before it: "the", "of", "to".

    "Kenya to host talks" is a headline's future. A participle that begins a sentence is an adjective.
    """
    if start == first:
        return tokens[start].endswith("ed")
    before = tokens[start - 1]
    if before == "to":
        return start - first < 2 or tokens[start - 2] not in acts.signs.actor
    signs = acts.signs
    return before in signs.determiner or before in signs.preposition or _is_noun(tokens, start, first, signs)


def _is_noun(tokens: Sequence[str], start: int, first: int, signs: Signs) -> bool:
    """Whether a word that is noun and verb is the noun: "a sudden move", but not "the rebels move"."""
    if tokens[start] not in signs.noun or start - first < 2 or tokens[start - 2] not in signs.determiner:
        return False
    return not tokens[start - 1].endswith("s")


def _root(tokens: Sequence[str], start: int, end: int, first: int, frame: Frame, acts: Acts) -> str | None:
    """The root of a frame, or that of its being intended or denied, by the words before it and in it."""
    root = acts.roots[frame.root]
    before = tokens[max(first, start - _BEFORE) : start]
    around = tokens[max(first, start - _BEFORE) : end]
    if not acts.signs.denial.isdisjoint(around):
        return root.denied
    if not acts.signs.intent.isdisjoint(around) or _is_headline_plan(before, acts):
        return root.intended
    return root.code


def _is_headline_plan(before: Sequence[str], acts: Acts) -> bool:
    """Whether "to" follows an actor that no preposition governs: "Kenya to host", but not "in Kenya to meet"."""
    if len(before) < 2 or before[-1] != "to" or before[-2] not in acts.signs.actor:
        return False
    return len(before) == 2 or before[-3] not in acts.signs.preposition
