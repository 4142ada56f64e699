"""Bytes of a file → drafts, by a format that is named or told from what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

from agents.match.importing import elasticsearch, google, keyword_csv, meltwater
from agents.match.importing.result import At, Draft, Unreadable, refused

EMPTY = "there is no query in it"
LARGEST = 16 << 20
"""Bytes of a file."""


class Format(StrEnum):
    """Whose queries they are."""

    GOOGLE = "google"
    MELTWATER = "meltwater"
    ELASTICSEARCH = "elasticsearch"
    CSV = "csv"


_READERS: Mapping[Format, Callable[[str], Iterator[Draft]]] = {
    Format.GOOGLE: google.drafts,
    Format.MELTWATER: meltwater.drafts,
    Format.ELASTICSEARCH: elasticsearch.drafts,
    Format.CSV: keyword_csv.drafts,
}
_OF_GOOGLE = re.compile(r"\b(?:AROUND\s*\(|(?:all)?in(?:title|text|url):|site:|filetype:)|(?:^|\s)-\w|\s\|\s")
_OF_MELTWATER = re.compile(
    r"\bo?near/[0-9]|\b(?:ingress|country|countrycode|languagecode|language|body|title):"
    r"|\b(?-i:AND|NOT)\b|[)\"”]\s(?:and|or|not)\s",
    re.IGNORECASE,
)


def read(data: bytes, form: Format | None) -> Iterator[Draft]:
    """The drafts of a file in a format, None for one that is to be told. Never raises: what is wrong is a draft too."""
    try:
        text = _text(data)
        drafts = _READERS[form or told(text)](text)
        first = next(drafts, None)
        if first is None:
            raise Unreadable(At("file"), "", EMPTY)
        yield first
        yield from drafts
    except Unreadable as error:
        yield refused(error)


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise Unreadable(At("file"), "", f"expected at most {LARGEST:,} bytes, got {len(data):,}; divide it")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        why = f"expected UTF-8, got byte {data[error.start]:#x}; save the file as UTF-8"
        raise Unreadable(At(f"line {line}"), "", why) from error
    if not text.strip():
        raise Unreadable(At("file"), "", EMPTY)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def told(text: str) -> Format:
    """The format that a text is in.

    Raises:
        Unreadable: it may be of several.
    """
    if text.lstrip()[:1] in ("{", "["):
        return Format.ELASTICSEARCH
    if keyword_csv.has_header(text):
        return Format.CSV
    signs = {Format.GOOGLE: _OF_GOOGLE, Format.MELTWATER: _OF_MELTWATER}
    found = [form for form, pattern in signs.items() if pattern.search(text)]
    if len(found) != 1:
        why = f"it is not clear which format it is in; name one of {', '.join(Format)}"
        raise Unreadable(At("file"), text[:80], why)
    return found[0]
