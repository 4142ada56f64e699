"""The blind set's items: one JSON object a line, read strictly, so that a slip in a label is found and not measured.

An item is {"id", "language", "published", "title", "text", "events", "trap", "note"}; `events` has the main event first
and is empty where nothing of the taxonomy is reported. An event is {"type", "subtype", "modality", "country", "place",
"severity", "killed", "injured"}; a count is [low, best, high] or null, with best null for "several" and high null for
"at least".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from schemas.levels import SeverityLevel
from schemas.taxonomy import SUBTYPES, EventType, Modality

Triple = tuple[int, int | None, int | None]
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2}")


class BlindEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event that the item reports."""

    type: EventType
    subtype: str | None
    modality: Modality
    country: str | None
    place: str | None
    severity: SeverityLevel
    killed: Triple | None
    injured: Triple | None

    def __post_init__(self) -> None:
        if self.type is EventType.NONE:
            raise ValueError("type: none is written as an empty list of events")
        if self.subtype is not None and self.subtype not in SUBTYPES[self.type]:
            raise ValueError(f"subtype: {self.subtype!r} is no subtype of {self.type}")
        if self.country is not None and not _COUNTRY.fullmatch(self.country):
            raise ValueError(f"country: {self.country!r} is no ISO 3166-1 alpha-2 code")
        for name, triple in (("killed", self.killed), ("injured", self.injured)):
            known = [number for number in triple or () if number is not None]
            if known != sorted(known) or min(known, default=0) < 0:
                raise ValueError(f"{name}: {triple} is not low, best, high in this order")


class BlindItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text with what it reports."""

    id: str
    language: str
    published: datetime
    title: str
    text: str
    events: tuple[BlindEvent, ...]
    trap: str | None
    note: str | None

    def __post_init__(self) -> None:
        if not _LANGUAGE.fullmatch(self.language):
            raise ValueError(f"language: {self.language!r} is no ISO 639-1 code")
        if self.published.tzinfo is None:
            raise ValueError("published: expected a time zone")
        if not self.text.strip():
            raise ValueError("text: is empty")


def read_items(paths: Iterable[Path]) -> list[BlindItem]:
    """All items of these files.

    Raises:
        ValueError: a line is wrong; the message names file, line and field.
    """
    found: dict[str, BlindItem] = {}
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            where = f"{path.name}, line {number}"
            item = _item(line, where)
            if item.id in found:
                raise ValueError(f"{where}: id: {item.id!r} stands twice")
            found[item.id] = item
    return list(found.values())


def _item(line: str, where: str) -> BlindItem:
    try:
        item: Any = msgspec.json.decode(line, type=BlindItem)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ValueError(f"{where}: {error}") from error
    return item  # type: ignore[no-any-return]
