"""Bytes of unknown encoding as text. Whatever they are, this does not raise: what cannot be decoded becomes U+FFFD."""

from __future__ import annotations

from resiliparse.parse.encoding import bytes_to_str, detect_encoding

WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
ESCAPE = b"\x1b"
"""Begins the shifts of ISO-2022, whose bytes are all valid UTF-8 too."""


def decode_text(raw: bytes) -> str:
    """The text of plain bytes: UTF-8 where they are valid, else what they look like."""
    text = _as_utf8(raw)
    return _guessed(raw, declared=False) if text is None else text


def decode_page(raw: bytes) -> str:
    """The text of an HTML page: UTF-8 where it is valid, else what the page declares or looks like."""
    text = _as_utf8(raw)
    return _guessed(raw, declared=True) if text is None else text


def _as_utf8(raw: bytes) -> str | None:
    if ESCAPE in raw or raw.startswith(WIDE_BOMS):
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _guessed(raw: bytes, *, declared: bool) -> str:
    encoding = detect_encoding(raw, from_html_meta=declared)
    # A page that declares UTF-16 in letters of one byte is not in UTF-16 (HTML standard, "prescan a byte stream").
    narrow = encoding is not None and encoding.startswith("utf-16") and not raw.startswith(WIDE_BOMS)
    if encoding is None or encoding == "utf-8" or narrow:
        return raw.decode("utf-8-sig", "replace")
    try:
        text: str = bytes_to_str(raw, encoding, errors="replace")
    except (LookupError, ValueError):
        return raw.decode("utf-8", "replace")
    return text
