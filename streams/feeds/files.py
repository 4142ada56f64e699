"""Articles from files, folders and standard input."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import orjson

from schemas.formats.encodings import decode_page, decode_text

LINES = (".jsonl", ".ndjson")
OBJECTS = (".json",)
TEXTS = (".txt", ".text", ".md")
PAGES = (".html", ".htm", ".xhtml")
KNOWN = LINES + OBJECTS + TEXTS + PAGES
BOM = b"\xef\xbb\xbf"
WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
PAGE_BEGINNINGS = (b"<!doctype html", b"<html", b"<?xml")
SNIFFED = 4096
"""Bytes from which it is told what a file of unknown suffix is."""


class UnreadableInput(ValueError):  # noqa: N818 - reads as what happened
    """A file that cannot be read, or is of no kind that is known. The message names it."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One article as bytes of JSON, and where it came from: `file` or `file:line`."""

    origin: str
    value: bytes


def read_inputs(paths: Iterable[str], stdin: BinaryIO) -> Iterator[Incoming]:
    """The articles of these files, in order; a folder's by name, and `-` is standard input.

    A plain text or a page has the name of its file without suffix for its id, with its folder below the one that was
    given. What is no article is handed on as it is: whoever reads articles says what is wrong with it.

    Raises:
        UnreadableInput: naming the path and the reason.
    """
    for path in paths:
        if path == "-":
            yield from _read_stream(stdin)
        else:
            for file, name in _files(Path(path)):
                yield from _read_file(file, name)


def _files(path: Path) -> list[tuple[Path, str]]:
    """Files with the ids of what they hold."""
    try:
        if not path.exists():
            raise UnreadableInput(f"{_printable(str(path))}: no such file or folder")
    except OSError as error:
        raise UnreadableInput(f"{_printable(str(path))}: {error.strerror}") from error
    if not path.is_dir():
        return [(path, path.stem)]
    inside = sorted(file.relative_to(path) for file in path.rglob("*") if file.is_file())
    known = [
        file for file in inside if file.suffix.lower() in KNOWN and not any(part.startswith(".") for part in file.parts)
    ]
    if not known:
        raise UnreadableInput(f"{path}: no file in it ends in {', '.join(KNOWN)}")
    return [(path / file, file.with_suffix("").as_posix()) for file in known]


def _read_file(file: Path, name: str) -> Iterator[Incoming]:
    origin = _printable(str(file))
    try:
        suffix = file.suffix.lower()
        if suffix in LINES:
            with file.open("rb") as lines:
                yield from _read_lines(lines, origin)
            return
        value = file.read_bytes()
    except OSError as error:
        raise UnreadableInput(f"{origin}: {error.strerror}") from error
    if suffix not in KNOWN:
        suffix = _sniff(value, origin)
    if suffix in OBJECTS:
        yield from _read_objects(value, origin)
    else:
        yield Incoming(origin, _page(value, name) if suffix in PAGES else _text(value, name))


def _sniff(value: bytes, origin: str) -> str:
    """A suffix for a file that has none that is known, by how it begins."""
    head = value[:SNIFFED].removeprefix(BOM).lstrip().lower()
    if b"\x00" in head and not value.startswith(WIDE_BOMS):
        raise UnreadableInput(f"{origin}: neither text nor a page nor JSON (binary)")
    if re.match(rb"\{|\[\s*[{\]]", head):  # not a text that begins with "[Kabul]"
        return OBJECTS[0]
    return PAGES[0] if head.startswith(PAGE_BEGINNINGS) else TEXTS[0]


def _read_stream(stream: BinaryIO) -> Iterator[Incoming]:
    """Standard input: lines of JSON if its first line is an object, else one document of JSON, one page or one text."""
    first = stream.readline()
    while first and not first.strip():
        first = stream.readline()
    if isinstance(_loaded(first), dict):
        yield from _read_lines(chain([first], stream), "stdin")
        return
    value = first + stream.read()
    name = "stdin-" + sha256(value).hexdigest()[:16]
    suffix = _sniff(value, "stdin")
    if suffix in OBJECTS:
        yield from _read_objects(value, "stdin")
    else:
        yield Incoming("stdin", _page(value, name) if suffix in PAGES else _text(value, name))


def _read_lines(lines: Iterable[bytes], name: str) -> Iterator[Incoming]:
    for number, line in enumerate(lines, 1):
        value = line.removeprefix(BOM) if number == 1 else line
        if value.strip():
            yield Incoming(f"{name}:{number}", value.rstrip(b"\r\n"))


def _read_objects(value: bytes, name: str) -> Iterator[Incoming]:
    """One object, an array of them, or lines of them under the wrong suffix; anything else as it is."""
    value = value.removeprefix(BOM)
    data = _loaded(value)
    if isinstance(data, list):
        for number, entry in enumerate(data, 1):
            yield Incoming(f"{name}[{number}]", json.dumps(entry).encode())
    elif data is None and isinstance(_loaded(value.lstrip().partition(b"\n")[0]), dict):
        yield from _read_lines(value.splitlines(keepends=True), name)
    else:
        yield Incoming(name, value)


def _loaded(value: bytes) -> object:
    """The JSON in these bytes, halves of surrogate pairs and NaN included; None where there is none."""
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _text(value: bytes, name: str) -> bytes:
    return orjson.dumps({"id": _printable(name), "text": decode_text(value)})


def _page(value: bytes, name: str) -> bytes:
    return orjson.dumps({"id": _printable(name), "html": decode_page(value)})


def _printable(name: str) -> str:
    """A file's name as text, whatever bytes it has on the disk."""
    return name.encode("utf-8", "replace").decode()
