"""The rights that README.md says each principal needs, read from its table: what is documented is what is tested."""

import re
from pathlib import Path

from tests.support.secured import Right

README = Path(__file__).parent.parent.parent / "README.md"
TABLE = re.compile(r"<!-- rights: begin -->\n(.*?)<!-- rights: end -->", re.DOTALL)


def documented(who: str, prefix: str) -> list[Right]:
    """All rights of those whose row begins with these words."""
    found = TABLE.search(README.read_text(encoding="utf-8"))
    assert found is not None
    rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in found[1].splitlines()[2:]]
    rights = [right for row in rows if re.split("[:,]", row[0])[0] == who for right in _rights(row, prefix)]
    assert rights, f"no rights of {who}"
    return rights


def _rights(row: list[str], prefix: str) -> list[Right]:
    _, operations, topics, other = row
    kind = "group" if other.startswith("group") else "transactional id" if other else "topic"
    names = re.findall(r"`([^`]+)`", topics or other)
    return [_right(operation, kind, prefix + name) for operation in operations.split(", ") for name in names]


def _right(operation: str, kind: str, name: str) -> Right:
    pattern = "prefixed" if name.endswith("*") else "literal"
    return Right(operation, kind, name.removesuffix("*"), pattern)
