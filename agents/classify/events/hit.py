"""A rule that matched in a document."""

from __future__ import annotations

from typing import NamedTuple

from agents.classify.events.rule import Rule
from schemas.taxonomy import Modality


class Hit(NamedTuple):
    """A rule that matched tokens `first` to `last` (one past) of a sentence, with its weight there."""

    rule: Rule
    first: int
    last: int
    sentence: int
    weight: float
    modality: Modality
