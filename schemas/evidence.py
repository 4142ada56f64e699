"""Where in an article something was read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from schemas.values import Number


class Field(StrEnum):
    """The part of an article that a span counts in."""

    TEXT = "text"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` (first) to `end` (one past the last) of an article's cleaned text, or of its title."""

    start: Number
    end: Number
    text: str
    field: Field = Field.TEXT
