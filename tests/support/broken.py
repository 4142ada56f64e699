"""Broken records of every kind: bytes that are no record, and a sound record with one thing in it made wrong.

A kind is a name and its bytes. The name says what is wrong and where, so that a failure needs no looking up.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

Kinds = dict[str, bytes]

MARK = "\x1amark\x1a"
"""Stands in JSON where bytes come that no JSON writer would write."""
LARGE = 5_000_000
"""Characters of a large string."""

RAW: Kinds = {
    "nothing": b"", "a space": b" ", "a NUL": b"\x00", "NULs": b"\x00" * 1000, "UTF-16 mark": b"\xff\xfe\x00",
    "UTF-8 mark": b"\xef\xbb\xbf", "UTF-8 mark and object": b"\xef\xbb\xbf{}", "opened": b"{", "closed": b"}",
    "list opened": b"[", "list": b"[]", "object": b"{}", "null": b"null", "true": b"true", "0": b"0", "-1": b"-1",
    "1e999": b"1e999", "quote": b'"', "text": b'"text"', "NaN": b"NaN", "Infinity": b"Infinity", "single quotes": b"{'id': 1}",
    "no value": b'{"id":}', "comma at end": b'{"id":1,}', "two objects": b'{"a":1}{"b":2}', "half a pair": b'{"text": "\\ud800"}',
    "halves in wrong order": b'{"text": "\\udfff\\ud800"}', "half a pair as name": b'{"\\ud800": 1}',
    "half a pair in bytes": b'{"text": "\xed\xa0\x80"}', "not UTF-8": b'{"text": "\xc3\x28"}', "line break": b'{"text": "a\nb"}',
    "page": b"<html><body>Bomb</body></html>", "XML": b"<?xml version='1.0'?>", "ZIP": b"PK\x03\x04", "gzip": b"\x1f\x8b\x08\x00",
    "PDF": b"%PDF-1.7", "HTTP": b"GET / HTTP/1.1\r\n\r\n", "CSV": b"title,text\na,b", "pickle": b"\x80\x04\x95",
    "schema registry": b"\x00\x00\x00\x00\x01", "deep list": b"[" * 10_000 + b"]" * 10_000,
    "deep object": b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "long number": b"9" * 5000,
    "long number as id": b'{"id": ' + b"9" * 5000 + b"}", "UTF-16": '{"text": "Теракт"}'.encode("utf-16"),
    "Shift JIS": '{"text": "爆発"}'.encode("shift_jis"), "Latin-1": '{"text": "é"}'.encode("latin-1"),
    "EBCDIC": '{"text": "bomb"}'.encode("cp500"), "name twice": b'{"schema":"event/1.0","schema":"match/1.0"}',
    "no schema": b'{"schema": null}', "schema alone": b'{"schema":"event/1.0"}', "schema is a number": b'{"schema": 1.0}',
    "large blank": b" " * LARGE, "large text": b'"' + b"x" * LARGE + b'"',
}  # fmt: skip

VALUES: Mapping[str, Any] = {
    "null": None, "true": True, "0": 0, "-1": -1, "fraction": 1.5, "1e308": 1e308, "-1e308": -1e308, "huge": 10**40,
    "past 64 bits": 2**64, "64 bits": 2**63 - 1, "least": -(2**63), "blank": " ", "empty": "", "word": "no-such-word",
    "digits": "12", "NaN word": "NaN", "NUL": "a\x00b", "override": "\u202etxt", "empty list": [], "list in list": [[]],
    "list of null": [None], "empty object": {}, "object": {"a": {"b": []}}, "long": "x" * 5000, "emoji": "💣" * 300,
    "deep": json.loads("[" * 200 + "]" * 200), "slashes": "../a/b\\c", "capitals": "ATTACKS",
}  # fmt: skip
"""Put in the place of any member."""

TOKENS: Kinds = {
    "NaN": b"NaN", "Infinity": b"-Infinity", "1e999": b"1e999", "half a pair": b'"\\ud800"', "half a pair in bytes": b'"\xed\xa0\x80"',
    "not UTF-8": b'"\xff\xfe"', "raw NUL": b'"a\x00b"', "deep": b"[" * 10_000 + b"]" * 10_000, "nothing": b"", "word": b"nul",
}  # fmt: skip
"""The same as bytes that no JSON writer would write."""

DATES = (
    "0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "0001-01-01", "1969-12-31T23:59:59Z",
    "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59-14:00", "9999-12-31", "10000-01-01T00:00:00Z", "2024-02-30T00:00:00Z",
    "2024-13-01", "2024-03-05T25:00:00Z", "2024-03-05T09:00:00+99:99", "2024-03-05T09:00:00", "2024-03-05 09:00", "yesterday",
    "1709629200", "١٢٣٤-٠١-٠١",
)  # fmt: skip
_DATE = re.compile(r"\d{4}-\d\d-\d\d")

Path = tuple[str | int, ...]


def paths(value: object, at: Path = ()) -> Iterator[Path]:
    """Every member of a document and, of lists, the first."""
    members = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for name, member in members:
        yield (*at, name)
        yield from paths(member, (*at, name))


def mutations(sound: bytes) -> Kinds:
    """The record with one thing made wrong, for every member and every way."""
    document = json.loads(sound)
    return {
        f"{'.'.join(map(str, path))}: {name}": raw for path in paths(document) for name, raw in _ways(document, path)
    }


def _ways(document: object, path: Path) -> Iterator[tuple[str, bytes]]:
    yield "missing", _dumps(_without(document, path))
    for name, value in VALUES.items():
        yield name, _dumps(_with(document, path, value))
    marked = _dumps(_with(document, path, MARK))
    for name, token in TOKENS.items():
        yield f"token {name}", marked.replace(_dumps(MARK), token)
    if _DATE.match(str(_get(document, path))) or path[-1] in ("date", "published"):
        for date in DATES:
            yield f"date {date}", _dumps(_with(document, path, date))
    if path == ("schema",):
        for name in ("event", "incident", "match", "alert", "subscription"):
            for version in ("0.9", "1.0", "1.99", "2.0", "x", ""):
                yield f"{name}/{version}", _dumps(_with(document, path, f"{name}/{version}"))


def large(sound: bytes) -> Kinds:
    """The record with one of its texts, or a member that it does not know, grown to megabytes."""
    document = json.loads(sound)
    texts = [path for path in paths(document) if isinstance(_get(document, path), str)]
    grown = {
        f"{'.'.join(map(str, path))}: large": _dumps(_with(document, path, "bomb " * (LARGE // 5)))
        for path in texts[:4]
    }
    return grown | {"unknown: large": _dumps({**document, "unknown": "x" * LARGE})}


def spread(kinds: Kinds, most: int) -> Kinds:
    """So many of these, from beginning to end, the same in every run."""
    names = list(kinds)
    step = max(1, len(names) // most)
    return {name: kinds[name] for name in names[::step]}


def named(kinds: Kinds, paths_of_names: Iterable[Path], tag: str) -> Kinds:
    """The kinds with a name of their own at these paths, where they hold one, so that the outcome of each can be found."""
    return {name: _name(raw, paths_of_names, f"{tag}-{number}") for number, (name, raw) in enumerate(kinds.items())}


def replaced(sound: bytes, values: Mapping[Path, str]) -> bytes:
    """The record with these members in the place of its own."""
    document = json.loads(sound)
    for path, value in values.items():
        document = _with(document, path, value)
    return _dumps(document)


def _name(raw: bytes, paths_of_names: Iterable[Path], name: str) -> bytes:
    for path in paths_of_names:
        with suppress(ValueError, RecursionError, KeyError, IndexError, TypeError):
            document = json.loads(raw)
            raw = _dumps(_with(document, path, name)) if isinstance(_get(document, path), str) else raw
    return raw


def _dumps(document: object) -> bytes:
    """Without spaces, as records are written: what begins as a record is read as one at once."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _get(document: Any, path: Path) -> Any:
    for step in path:
        document = document[step]
    return document


def _with(document: Any, path: Path, value: object) -> Any:
    if not path:
        return value
    copy = document.copy()
    copy[path[0]] = _with(document[path[0]], path[1:], value)
    return copy


def _without(document: Any, path: Path) -> Any:
    copy = document.copy()
    if len(path) == 1:
        del copy[path[0]]
    else:
        copy[path[0]] = _without(document[path[0]], path[1:])
    return copy
