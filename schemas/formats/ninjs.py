"""IPTC ninjs, versions 1.5 and 2.1: the members that differ from the names that everybody else uses.

Version 1 writes `headline`, `body_text`, `body_html` and `description_text`, which `article` knows.
Version 2 has lists in their place: `headlines`, `bodies`, `descriptions` and `infosources`, each item with a `role`.
Source: ninjs 1.5 and 2.1 JSON Schemas, IPTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

MAIN = "main"


def plain_fields(data: Mapping[str, object]) -> dict[str, object]:
    """What the lists of version 2 hold, under the names of version 1; nothing for other objects.

    >>> plain_fields({"headlines": [{"value": "Dam breaks"}], "infosources": [{"name": "AP"}]})
    {'headline': 'Dam breaks', 'source': 'AP'}
    """
    fields: dict[str, object] = {}
    headline = _main(data.get("headlines"))
    if headline is not None:
        fields["headline"] = headline["value"]
    for name, prefix in (("bodies", "body"), ("descriptions", "description")):
        for item in _ordered(data.get(name)):
            fields.setdefault(f"{prefix}_{_kind(item)}", item["value"])
    for source in _objects(data.get("infosources")):
        fields.setdefault("source", source.get("name"))
    return fields


def _kind(item: Mapping[str, object]) -> str:
    """`html` or `text`, from `contenttype` (named `contentType` from version 3 on)."""
    stated = item.get("contenttype", item.get("contentType"))
    return "html" if isinstance(stated, str) and "html" in stated.lower() else "text"


def _main(items: object) -> Mapping[str, object] | None:
    return next(_ordered(items), None)


def _ordered(items: object) -> Iterator[Mapping[str, object]]:
    """Items with a text as their value, the main one first."""
    texts = [item for item in _objects(items) if isinstance(item.get("value"), str)]
    yield from sorted(texts, key=lambda item: item.get("role") != MAIN)


def _objects(items: object) -> Iterator[Mapping[str, object]]:
    if isinstance(items, list):
        yield from (item for item in items if isinstance(item, dict))
