"""YAML and JSON documents from files and folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from schemas.errors import RecordError
from schemas.formats.yaml_documents import load_documents

SUFFIXES = (".yaml", ".yml", ".json")


class UnreadableDocument(ValueError):  # noqa: N818 - reads as what happened
    """A file that is not there, or is neither YAML nor JSON. The message names it, with the line."""


def read_documents(path: Path) -> Iterator[tuple[str, object]]:
    """Every document of a file, or of a folder's files by name, with its origin. A list counts as its entries.

    Raises:
        UnreadableDocument: naming the file and the reason.
    """
    for file in _files(path):
        try:
            documents = load_documents(file.read_bytes())
        except (OSError, RecordError) as error:
            raise UnreadableDocument(f"{file}: {error}") from error
        for number, document in enumerate(documents, 1):
            yield (str(file) if len(documents) == 1 else f"{file}, document {number}"), document


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in SUFFIXES)
    if not path.exists():
        raise UnreadableDocument(f"{path}: no such file or folder")
    return [path]
