"""What is wrong with a document, gathered while it is read, so that all of it can be named at once."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from schemas.errors import Reason, RecordError, shown

MOST_MEMBERS = 1000
"""Of one list."""
LONGEST_SLIP = 100
"""Characters of a word past which it is no slip of the pen, and likeness takes time squared."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong with a document."""

    field: str
    value: str
    expected: str

    def __str__(self) -> str:
        return f"{self.field}: {self.value}: {self.expected}"


class SubscriptionError(RecordError):
    """A document that is no subscription, or says of no areas what they are: every mistake at once."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__(Reason.OUT_OF_RANGE, "; ".join(map(str, mistakes)))
        self.mistakes = mistakes

    def __reduce__(self) -> tuple[Any, ...]:
        """Made again from its mistakes."""
        return type(self), (self.mistakes,)


class Reading:
    """The mistakes found so far; each reader gives a default in the place of what it could not read."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def refuse(self, field: str, value: object, expected: str) -> None:
        """Note a mistake."""
        self.mistakes.append(Mistake(field, shown(value), expected))

    def mapping(self, field: str, value: object, names: Iterable[str]) -> dict[str, Any]:
        """The fields of a mapping that are known; the others are mistakes."""
        names = tuple(names)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.refuse(field or "subscription", value, f"expected a mapping of {', '.join(names)}")
            return {}
        for name in value:
            if name not in names:
                path = f"{field}.{name}" if field else str(name)
                self.refuse(path, value[name], f"unknown field{suggestion(str(name), names)}")
        return value

    def scalar(self, field: str, value: object, read: Callable[[str], Value], default: Value) -> Value:
        """What `read` makes of a text; a number is taken as its digits."""
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, str | int):
            self.refuse(field, value, "expected text")
            return default
        try:
            return read(str(value).strip())
        except ValueError as error:
            self.refuse(field, value, str(error))
            return default

    def members(self, field: str, value: object, read: Callable[[str], Value]) -> tuple[Value, ...]:
        """What `read` makes of each member of a list, each once, in order."""
        return tuple(dict.fromkeys(member for _, member in self._members(field, value, read)))

    def distinct(self, field: str, value: object, read: Callable[[str], Value]) -> tuple[Value, ...]:
        """The same of a list in which nothing may stand twice."""
        found: dict[Value, str] = {}
        for path, member in self._members(field, value, read):
            if member in found:
                self.refuse(path, member, f"stands in {found[member]} too; expected each once")
            found.setdefault(member, path)
        return tuple(found)

    def listed(self, field: str, value: object) -> list[tuple[str, object]]:
        """The members of a list, each with its path; a value that is no list is its one member."""
        if value is None:
            return []
        values = value if isinstance(value, list | tuple) else [value]
        if len(values) > MOST_MEMBERS:
            self.refuse(field, f"{len(values)} members", f"expected at most {MOST_MEMBERS}")
            return []
        members = [(f"{field}[{at}]", member) for at, member in enumerate(values)]
        for path, member in members:
            if member is None:
                self.refuse(path, member, "expected text")
        return members

    def _members(self, field: str, value: object, read: Callable[[str], Value]) -> Iterator[tuple[str, Value]]:
        """What could be read of a list, with its place."""
        for path, member in self.listed(field, value):
            found = self.scalar(path, member, read, None)
            if found is not None:
                yield path, found


def suggestion(given: str, known: Iterable[str]) -> str:
    """What was probably meant, as the end of a sentence; empty where nothing is near."""
    close = difflib.get_close_matches(given, list(known), n=1, cutoff=0.6) if len(given) <= LONGEST_SLIP else []
    return f": did you mean {close[0]}?" if close else ""
