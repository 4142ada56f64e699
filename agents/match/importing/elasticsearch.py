"""Percolator documents of Elasticsearch: each with a `query`, and perhaps a title and an id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agents.match.importing.elastic_clauses import Clauses
from agents.match.importing.elastic_documents import Stored, documents
from agents.match.importing.elastic_leaves import SERVICE
from agents.match.importing.elastic_values import shown
from agents.match.importing.fields import fields_of
from agents.match.importing.meaning import conditions
from agents.match.importing.result import At, Draft, Findings, Unreadable, refused

_OWN = frozenset({"query", "id", "_id", "title", "name"})
"""Names of a document that are read."""


def drafts(text: str) -> Iterator[Draft]:
    """What can be said of each document."""
    for stored in documents(text):
        yield refused(stored) if isinstance(stored, Unreadable) else _draft(stored)


def _draft(stored: Stored) -> Draft:
    source = stored.source
    if not isinstance(source, dict) or "query" not in source:
        return refused(Unreadable(stored.at, shown(source), "expected an object with a query"))
    findings = Findings()
    others = [name for name in source if name not in _OWN]
    if others:
        findings.note(stored.at, ", ".join(others), "beside the query; not looked at")
    text = shown(source["query"])
    at = At(f"{stored.at}.query")
    try:
        part = Clauses(findings).read(source["query"], at.where)
    except Unreadable as error:
        return refused(error, text)
    when = conditions(part, at, fields_of(SERVICE), findings)
    title = _title(source)
    return Draft(at=stored.at, text=text, when=when, problems=findings.problems, id=stored.id, title=title)


def _title(source: dict[str, Any]) -> str | None:
    given = source.get("title") or source.get("name")
    return given if isinstance(given, str) else None
