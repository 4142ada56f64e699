"""Articles from files, folders and standard input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import orjson

LINES = (".jsonl", ".ndjson")
OBJECTS = (".json",)
TEXTS = (".txt", ".text", ".md")
PAGES = (".html", ".htm", ".xhtml")
KNOWN = LINES + OBJECTS + TEXTS + PAGES


class UnreadableInput(ValueError):  # noqa: N818 - reads as what happened
    """A file that cannot be read, or is of no kind that is known."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One article as bytes of JSON, and where it came from: `file` or `file:line`."""

    origin: str
    value: bytes


def read_inputs(paths: Iterable[str], stdin: BinaryIO) -> Iterator[Incoming]:
    """The articles of these files, in order; a folder's by name, and `-` is standard input.

    Raises:
        UnreadableInput: naming the path and the reason.
    """
    for path in paths:
        if path == "-":
            yield from _read_stream(stdin)
        else:
            for file in _files(Path(path)):
                yield from _read_file(file)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in KNOWN)
    if not path.exists():
        raise UnreadableInput(f"{path}: no such file or folder")
    return [path]


def _read_file(file: Path) -> Iterator[Incoming]:
    suffix = file.suffix.lower()
    try:
        if suffix in LINES:
            with file.open("rb") as lines:
                yield from _read_lines(lines, str(file))
        elif suffix in OBJECTS:
            yield from _read_objects(file.read_bytes(), str(file))
        elif suffix in PAGES:
            yield Incoming(str(file), _page(file.read_bytes(), file.stem))
        else:
            yield Incoming(str(file), _text(file.read_bytes(), file.stem))
    except OSError as error:
        raise UnreadableInput(f"{file}: {error.strerror}") from error


def _read_stream(stream: BinaryIO) -> Iterator[Incoming]:
    """Standard input: lines of JSON if it begins with an object, else one plain text."""
    first = stream.readline()
    while first and not first.strip():
        first = stream.readline()
    if first.lstrip(b" \t\xef\xbb\xbf").startswith(b"{"):
        yield from _read_lines(chain([first], stream), "stdin")
        return
    value = first + stream.read()
    yield Incoming("stdin", _text(value, "stdin-" + sha256(value).hexdigest()[:16]))


def _read_lines(lines: Iterable[bytes], name: str) -> Iterator[Incoming]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield Incoming(f"{name}:{number}", line.rstrip(b"\r\n"))


def _read_objects(value: bytes, name: str) -> Iterator[Incoming]:
    try:
        data = orjson.loads(value)
    except orjson.JSONDecodeError:
        yield Incoming(name, value)  # whoever reads articles says what is wrong with it
        return
    if not isinstance(data, list):
        yield Incoming(name, value)
        return
    for number, entry in enumerate(data, 1):
        yield Incoming(f"{name}[{number}]", orjson.dumps(entry))


def _text(value: bytes, name: str) -> bytes:
    return orjson.dumps({"id": name, "text": value.decode("utf-8-sig", "replace")})


def _page(value: bytes, name: str) -> bytes:
    return orjson.dumps({"id": name, "html": decode_page(value)})


def decode_page(value: bytes) -> str:
    """The text of a page in the encoding that it declares or seems to have; what cannot be decoded becomes U+FFFD."""
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    text: str = bytes_to_str(value, detect_encoding(value) or "utf-8")
    return text
