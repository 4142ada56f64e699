"""Reads the files under knowledge/places; a wrong one is refused, naming file, entry, field and value."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "knowledge" / "places"


class KnowledgeError(ValueError):
    """A data file of the places room is wrong."""

    def __init__(self, file: str, entry: str, field: str, value: object) -> None:
        super().__init__(f"{file}: entry {entry!r}: field {field!r}: {value!r} is not valid")


def rows(name: str, required: Sequence[str], folder: Path = FOLDER) -> Iterator[dict[str, str]]:
    """The rows of a tab-separated table with a header; lines that begin with # are comments.

    Raises KnowledgeError where a required column is missing or empty, or a row has too many or too few columns.
    """
    lines = (line for line in (folder / name).read_text("utf-8").splitlines() if line and not line.startswith("#"))
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, restval=None):
        entry = str(next(iter(row.values())))
        for field, value in row.items():
            if field is None or value is None:
                raise KnowledgeError(name, entry, field or "(column)", value)
        for field in required:
            if not row.get(field):
                raise KnowledgeError(name, entry, field, row.get(field))
        yield row


def entries(
    name: str, table: str, required: dict[str, type | tuple[type, ...]], folder: Path = FOLDER
) -> list[dict[str, Any]]:
    """The [[table]] entries of a TOML file, each with its required fields of the right type and a reason.

    Raises KnowledgeError naming file, entry, field and value where one is not.
    """
    found: list[dict[str, Any]] = tomllib.loads((folder / name).read_text("utf-8")).get(table, [])
    for at, entry in enumerate(found):
        for field, kind in {**required, "reason": str}.items():
            value = entry.get(field)
            if not isinstance(value, kind) or value == "":
                raise KnowledgeError(name, str(entry.get("name", entry.get("word", at))), field, value)
    return found


def words(name: str, folder: Path = FOLDER) -> frozenset[str]:
    """The words of a list with one a line."""
    return frozenset((folder / name).read_text("utf-8").split())


def numbers(name: str, table: str, fields: Iterable[str], folder: Path = FOLDER) -> dict[str, float]:
    """The numbers of one table of a TOML file, each written `field = { value = 1.0, reason = "..." }`.

    Raises KnowledgeError where one is missing, is no number or has no reason, and where there is one too many.
    """
    found = tomllib.loads((folder / name).read_text("utf-8")).get(table, {})
    known = tuple(fields)
    for field in found:
        if field not in known:
            raise KnowledgeError(name, table, field, found[field])
    for field in known:
        entry = found.get(field)
        if not isinstance(entry, dict) or not isinstance(entry.get("value"), (int, float)) or not entry.get("reason"):
            raise KnowledgeError(name, table, field, entry)
    return {field: float(found[field]["value"]) for field in known}
