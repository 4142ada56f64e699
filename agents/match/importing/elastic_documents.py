"""Percolator documents as Elasticsearch has them: one, an array, JSON lines, from `_search` and for `_bulk`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from agents.match.importing.result import At, Unreadable

_ACTIONS = frozenset({"index", "create"})
MOST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Stored:
    """One document: where, its `_id` if it has one, and its source, which may be any JSON value."""

    at: At
    id: str | None
    source: Any


def documents(text: str) -> Iterator[Stored | Unreadable]:
    """The documents of a file, and lines of it that are no JSON."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        yield from _lines(text, error)
        return
    yield from _flat(value, "$")


def _lines(text: str, error: orjson.JSONDecodeError) -> Iterator[Stored | Unreadable]:
    """JSON lines. A text of which the first line is no JSON is one broken value."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines or _loaded(lines[0][1]) is None:
        place = At(f"line {error.lineno}", error.colno) if error.lineno else At("line 1")
        yield Unreadable(place, text[error.pos :][:MOST_SHOWN], f"no JSON: {error.msg}")
        return
    action: str | None = None
    for number, line in lines:
        value = _loaded(line)
        if value is None:
            yield Unreadable(At(f"line {number}"), line[:MOST_SHOWN], "no JSON")
        elif (given := _action(value)) is not None:
            action = given
            continue
        else:
            for stored in _flat(value, f"line {number}: $"):
                yield Stored(stored.at, stored.id or action or None, stored.source)
        action = None


def _loaded(line: str) -> object | None:
    try:
        value: object = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return value


def _action(value: object) -> str | None:
    """The id that a line of `_bulk` gives the next one, empty where it gives none; None for any other line."""
    if not isinstance(value, dict) or len(value) != 1:
        return None
    ((name, meta),) = value.items()
    if name not in _ACTIONS or not isinstance(meta, dict):
        return None
    return _text(meta.get("_id")) or ""


def _flat(value: object, path: str) -> Iterator[Stored]:
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield _one(one, f"{path}[{number}]")
    elif isinstance(value, dict) and isinstance(value.get("hits"), dict):
        hits = value["hits"].get("hits")
        for number, one in enumerate(hits if isinstance(hits, list) else []):
            yield _one(one, f"{path}.hits.hits[{number}]")
    else:
        yield _one(value, path)


def _one(value: object, path: str) -> Stored:
    if isinstance(value, dict) and "_source" in value:
        return Stored(At(f"{path}._source"), _text(value.get("_id")), value["_source"])
    given = _text(value.get("_id")) or _text(value.get("id")) if isinstance(value, dict) else None
    return Stored(At(path), given, value)


def _text(value: object) -> str | None:
    """A name as text; numbers too, as ids often are."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value) or None
