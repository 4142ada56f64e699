"""Reading TOML with errors that say where: file, entry, field, value."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from agents.classify.events.pattern import Lexicon, Pattern, PatternError, compile_all

Member = TypeVar("Member", bound=StrEnum)


class KnowledgeError(ValueError):
    """A knowledge file is wrong; the message names file, entry, field and value."""

    def __init__(self, where: str, field: str, value: object, problem: str) -> None:
        super().__init__(f"{where}: {field} = {value!r}: {problem}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A table of a TOML file and where it stands."""

    where: str
    values: dict[str, Any]

    def has(self, field: str) -> bool:
        """Whether the entry gives the field."""
        return field in self.values

    def text(self, field: str) -> str:
        """A text that must be there."""
        value = self.values.get(field)
        if not isinstance(value, str) or not value:
            raise KnowledgeError(self.where, field, value, "needs a text")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts; none where the field is absent."""
        value = self.values.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise KnowledgeError(self.where, field, value, "needs a list of texts")
        return tuple(value)

    def flag(self, field: str) -> bool:
        """True or false; false where absent."""
        value = self.values.get(field, False)
        if not isinstance(value, bool):
            raise KnowledgeError(self.where, field, value, "needs true or false")
        return value

    def whole(self, field: str) -> int:
        """A whole number of at least 1."""
        value = self.values.get(field)
        if not isinstance(value, int) or value < 1:
            raise KnowledgeError(self.where, field, value, "needs a whole number of at least 1")
        return value

    def share(self, field: str) -> float:
        """A number from 0 to 1."""
        value = self.values.get(field)
        if not isinstance(value, int | float) or not 0 <= value <= 1:
            raise KnowledgeError(self.where, field, value, "needs a number from 0 to 1")
        return float(value)

    def number(self, field: str) -> float:
        """A number of any size."""
        value = self.values.get(field)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise KnowledgeError(self.where, field, value, "needs a number")
        return float(value)

    def member(self, field: str, kind: type[Member]) -> Member:
        """A member of an enumeration."""
        value = self.text(field)
        if value not in {item.value for item in kind}:
            raise KnowledgeError(self.where, field, value, f"known: {', '.join(kind)}")
        return kind(value)

    def table(self, field: str) -> dict[str, Any]:
        """A table; empty where absent."""
        value = self.values.get(field, {})
        if not isinstance(value, dict):
            raise KnowledgeError(self.where, field, value, "needs a table")
        return value

    def rows(self, field: str) -> list[Entry]:
        """A list of tables, each named by its id (or its number)."""
        value = self.values.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise KnowledgeError(self.where, field, value, f"needs tables [[{field}]]")
        return [Entry(f"{self.where}: {field} {row.get('id', number)}", row) for number, row in enumerate(value, 1)]

    def patterns(self, field: str, lexicon: Lexicon, *, optional: bool = False) -> tuple[Pattern, ...]:
        """Compiled patterns, at least one unless optional."""
        sources = self.texts(field)
        if not sources and not optional:
            raise KnowledgeError(self.where, field, sources, "needs at least one pattern")
        return tuple(pattern for source in sources for pattern in self._patterns(field, source, lexicon))

    def word_sets(self, field: str, lexicon: Lexicon) -> tuple[frozenset[str], ...]:
        """Sets of words, one an alternation such as "bomb.n|@militant"."""
        sets = []
        for source in self.texts(field):
            try:
                sets.append(frozenset().union(*(lexicon.words(term) for term in source.split("|"))))
            except PatternError as error:
                raise KnowledgeError(self.where, field, source, str(error)) from error
        return tuple(sets)

    def _patterns(self, field: str, source: str, lexicon: Lexicon) -> tuple[Pattern, ...]:
        try:
            return compile_all(source, lexicon)
        except PatternError as error:
            raise KnowledgeError(self.where, field, source, str(error)) from error


def read(path: Path) -> Entry:
    """The whole of a TOML file; raises KnowledgeError where it is not there or no TOML."""
    try:
        return Entry(str(path), tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise KnowledgeError(str(path), "file", path.name, str(error)) from error
