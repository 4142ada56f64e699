"""JSON Schema of every record, made from the records themselves. `json/` holds the result; a test keeps it current."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import msgspec

from schemas.article import Article
from schemas.codec import VERSIONS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = Path(__file__).parent / "json"


def schema_of(record: type) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record as it travels, its `schema` member included."""
    schema = msgspec.json.schema(record)
    name = record.__name__
    definition = schema["$defs"][name]
    if record in VERSIONS:
        kind, _, version = VERSIONS[record].partition("/")
        pattern = rf"^{kind}/{version.split('.')[0]}\.[0-9]+$"
        marker = {"type": "string", "pattern": pattern, "description": f"Name and version, now {VERSIONS[record]!r}."}
        definition["properties"] = {"schema": marker, **definition["properties"]}
        definition["required"] = ["schema", *definition.get("required", [])]
    described: dict[str, Any] = _tidy({"$schema": DIALECT, "title": name, **schema})
    return described


def _tidy(node: Any) -> Any:  # noqa: ANN401 - any JSON
    """The same with the indentation of docstrings taken out of descriptions."""
    if isinstance(node, list):
        return [_tidy(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    return {
        key: inspect.cleandoc(value) if key == "description" and isinstance(value, str) else _tidy(value)
        for key, value in node.items()
    }


def schemas() -> dict[str, dict[str, Any]]:
    """File name → JSON Schema, for the article as it is after reading, and every record that travels."""
    return {f"{record.__name__.lower()}.json": schema_of(record) for record in (Article, *VERSIONS)}
