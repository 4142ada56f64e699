"""What becomes of one query of another service: what could be said, and what could not."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from schemas.errors import shown
from schemas.subscription import Subscription, When

LONGEST_SHOWN = 200
"""Characters of a part that a problem keeps."""


class Kind(StrEnum):
    """What a problem means for the subscription."""

    LEFT_OUT = "left_out"
    """A part that was asked for is not in it: it finds more, or less, than it did."""
    NOTE = "note"
    """All of it is there; what was read a little differently is said."""


class Status(StrEnum):
    """How much of a query was taken."""

    TAKEN = "taken"
    IN_PART = "in part"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class At:
    """A place in a file: its line, row or path in words, and there the character from 1 where that is known."""

    where: str
    column: int | None = None

    def __str__(self) -> str:
        return self.where if self.column is None else f"{self.where}, column {self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it was: where, the text, and why."""

    kind: Kind
    at: At
    text: str
    why: str

    def __str__(self) -> str:
        text = f"{shown(self.text)}: " if self.text else ""
        return f"{self.at}: {text}{self.why}"


class Findings:
    """The problems of one query, gathered while it is read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def left_out(self, at: At, text: str, why: str) -> None:
        """A part cannot be said, and is missing from what is made."""
        self.problems.append(Problem(Kind.LEFT_OUT, at, text[:LONGEST_SHOWN], why))

    def note(self, at: At, text: str, why: str) -> None:
        """A part is said a little differently."""
        self.problems.append(Problem(Kind.NOTE, at, text[:LONGEST_SHOWN], why))


class Unsayable(ValueError):  # noqa: N818 - reads as what happened
    """A part that our language cannot say; the message is why."""


class Unreadable(ValueError):  # noqa: N818 - reads as what happened
    """A query, or a file, that cannot be read at all; the message is why."""

    def __init__(self, at: At, text: str, why: str) -> None:
        super().__init__(why)
        self.at = at
        self.text = text


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A query as it was read. `when` is what of it can be said, None where nothing can.

    `id`, `title` and `subscriber` are as the file gives them, or None.
    """

    at: At
    text: str
    when: When | None
    problems: list[Problem] = field(default_factory=list)
    id: str | None = None
    title: str | None = None
    subscriber: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What has become of one query. `subscription` is valid; None where nothing of the query can be taken."""

    at: At
    text: str
    subscription: Subscription | None
    problems: tuple[Problem, ...]

    @property
    def status(self) -> Status:
        """How much was taken."""
        if self.subscription is None:
            return Status.NOT
        left_out = any(problem.kind is Kind.LEFT_OUT for problem in self.problems)
        return Status.IN_PART if left_out else Status.TAKEN


def refused(error: Unreadable, text: str = "") -> Draft:
    """The draft of a query, or of a file, that cannot be read at all."""
    problem = Problem(Kind.LEFT_OUT, error.at, error.text[:LONGEST_SHOWN], str(error))
    return Draft(at=error.at, text=text or problem.text, when=None, problems=[problem])
