"""YAML and JSON as people write them, without YAML's traps.

`NO` is Norway and not false, `22:00` a time and not 1320, a date stays text; a key that stands twice, a tag, an alias
(which can stand for a billion values) and deep nesting are refused.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

import orjson
import yaml

from schemas.errors import Reason, RecordError

LARGEST_DOCUMENT = 16 << 20
"""Bytes of all documents together."""
DEEPEST = 20


class _Loader(yaml.SafeLoader):
    """The safe loader with fewer implicit types and stricter mappings."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:  # noqa: ANN401 - PyYAML's
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError(f"an alias {self._place()}: write the value out")
        if self._tagged():
            raise yaml.YAMLError(f"a tag {self._place()}: write the value without it")
        self.depth += 1
        if self.depth > DEEPEST:
            raise yaml.YAMLError(f"more than {DEEPEST} levels {self._place()}")
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.YAMLError(f"a name that is no text (line {key.start_mark.line + 1})")
            if key.value in seen:
                raise yaml.YAMLError(f"{key.value} stands twice (line {key.start_mark.line + 1})")
            seen.add(key.value)
        return super().construct_mapping(node, deep)

    def _tagged(self) -> bool:
        """Whether a type is written before the value (`!!timestamp`), in place of the one that it reads as."""
        return getattr(self.peek_event(), "tag", None) is not None  # type: ignore[no-untyped-call]  # PyYAML's

    def _place(self) -> str:
        return f"(line {self.peek_event().start_mark.line + 1})"  # type: ignore[no-untyped-call]  # PyYAML's


_PLAIN = {
    "tag:yaml.org,2002:bool": re.compile(r"^(?:true|false)$", re.IGNORECASE),
    "tag:yaml.org,2002:int": re.compile(r"^[-+]?(?:0|[1-9][0-9]{0,17})$"),
    "tag:yaml.org,2002:float": re.compile(r"^[-+]?[0-9]+\.[0-9]+(?:e-[0-9]{2,3})?$"),
    "tag:yaml.org,2002:null": re.compile(r"^(?:~|null|)$", re.IGNORECASE),
}
_Loader.yaml_implicit_resolvers = {}
for _tag, _form in _PLAIN.items():
    _Loader.add_implicit_resolver(_tag, _form, [*"tTfFnN~-+0123456789", ""])


def load_documents(data: bytes) -> list[object]:
    """The documents in these bytes: one JSON value, or YAML documents parted by `---`; a list counts as its members.

    Raises:
        RecordError: `not_utf8`, `not_json`, or `too_large`, with the line.
    """
    found = _load(data)
    flat: list[object] = []
    for document in found:
        flat.extend(document if isinstance(document, list) else [document])
    return flat


def _load(data: bytes) -> list[object]:
    if len(data) > LARGEST_DOCUMENT:
        raise RecordError(Reason.TOO_LARGE, f"expected at most {LARGEST_DOCUMENT:,} bytes, got {len(data):,}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"byte {data[error.start]:#x} at {error.start}"
        raise RecordError(Reason.NOT_UTF8, f"expected UTF-8, got {where}") from error
    try:
        return [orjson.loads(text)]
    except orjson.JSONDecodeError:
        return _load_yaml(text)


def _load_yaml(text: str) -> list[object]:
    try:
        return [document for document in yaml.load_all(text, _Loader) if document is not None]
    except (yaml.YAMLError, ValueError) as error:
        raise RecordError(Reason.NOT_JSON, f"neither JSON nor YAML: {' '.join(str(error).split())}") from error
