"""Articles as feeds, crawlers and agencies send them: lenient in what is read, strict in what comes out.

Member names are compared without case, `_`, `-` and `:`, so `pubDate`, `pub_date` and `pubdate` are one. Of several
names for one field the first in `NAMES` that can be read is taken; what cannot be read is named in `Article.unread`.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import orjson

from schemas.article import Article
from schemas.errors import Reason, RecordError, shown
from schemas.formats.dates import read_date
from schemas.formats.ninjs import plain_fields
from schemas.formats.urls import canonical_url, is_address

MAX_BYTES = 20_000_000
MAX_ID = 512
LONGEST_TITLE = 2000
"""Characters of a title: what is longer is cut, and named in `unread`."""
LONGEST_NAME = 500
"""Characters of a source's or a writer's name, past which it is none."""
ID_DIGITS = 32

NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "guid", "uri"),
    "title": ("title", "headline", "name"),
    "plain": ("text", "content", "body", "bodytext", "contenttext", "articlebody", "maintext", "fulltext"),
    "html": ("html", "bodyhtml", "bodyxhtml", "contenthtml"),
    "summary": ("description", "summary", "descriptiontext", "descriptionhtml", "lead", "abstract"),
    "url": ("url", "link", "canonicalurl", "permalink", "uri"),
    "source": ("source", "publisher", "sourcename", "site", "sitename", "copyrightholder", "provider"),
    "published": (
        "published", "publishedat", "datepublished", "publisheddate", "publicationdate", "publishdate", "pubdate",
        "versioncreated", "firstcreated", "contentcreated", "date", "datetime", "dcdate", "created", "createdat",
        "timestamp", "updated", "modified",
    ),
    "language": ("language", "lang", "inlanguage", "dclanguage"),
    "byline": ("byline", "by", "author", "authors", "creator", "dccreator"),
    "withdrawn": ("withdrawn", "pubstatus"),
}  # fmt: skip
"""Field of `Article` → the names it is read from, most telling first. `summary` is the text of last resort."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]*)?")
_HTML = re.compile(
    r"<!doctype html|<(?:p|br|div|html|body|article)(?:\s[^<>]*)?/?>"
    r"|</(?:p|div|span|a|b|i|strong|em|h[1-6]|ul|ol|li|table|section|blockquote|figure)>",
    re.IGNORECASE,
)
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[dD][89a-fA-F][\da-fA-F]{2}|\\.", re.DOTALL
)

_WITHDRAWN = {"true": True, "withheld": True, "canceled": True, "cancelled": True, "false": False, "usable": False}

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Fields:
    """The members of one object by their bare names, and a list that grows of those that could not be read."""

    members: Mapping[str, object]
    unread: list[str] = field(default_factory=list)

    def read(self, kind: str, reader: Callable[[object], Value | None]) -> Value | None:
        """The first value of this kind that its reader takes; empty values are passed over, wrong ones noted."""
        for name in NAMES[kind]:
            value = self.members.get(name)
            if value is None or value in ("", [], {}):
                continue
            taken = reader(value)
            if taken is not None:
                return taken
            self._note(kind, name, value)
        return None

    def _note(self, kind: str, name: str, value: object) -> None:
        if name == "uri" and kind == "url":  # an identifier that need not be an address
            return
        self.unread.append(f"{name}: {shown(value)}")


def read_article(raw: bytes) -> Article:
    """The article in these bytes, one JSON object.

    Raises:
        RecordError: `too_large` (over `MAX_BYTES`), `not_utf8`, `not_json`, `too_deep`, `not_an_object`, `wrong_type`
            (its only text is no text) or `missing_field` (neither text nor title).
    """
    if len(raw) > MAX_BYTES:
        raise RecordError(Reason.TOO_LARGE, f"article: {len(raw)} bytes, expected at most {MAX_BYTES}")
    data = _load(raw.removeprefix(b"\xef\xbb\xbf"))
    if not isinstance(data, dict):
        raise RecordError(Reason.NOT_AN_OBJECT, f"article: expected a JSON object, got {shown(data)}")
    fields = _Fields({_bare(name): value for name, value in _with_ninjs(data)})
    title = _title(fields)
    text, html = _text(fields)
    url, own = fields.read("url", _read_url), fields.read("id", _read_id)
    withdrawn = fields.read("withdrawn", _read_withdrawn) or False
    if not (title or text or (withdrawn and (url or own))):
        raise _without_text(fields)
    return Article(
        id=own or _hash_of(url, title, text),
        title=title,
        text=text,
        html=html,
        url=url,
        source=fields.read("source", _read_name),
        published=fields.read("published", _read_published),
        language=fields.read("language", _read_language),
        byline=fields.read("byline", _read_names),
        withdrawn=withdrawn,
        unread=tuple(fields.unread),
    )


def _load(raw: bytes) -> object:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        # A name for the error that outlives this clause would be a cycle that keeps all of the bytes.
        repaired = _ESCAPE.sub(_whole_character, raw) if b"\\u" in raw else raw
        if repaired == raw:
            reason = _reason(raw, error)
            raise RecordError(reason, f"article: expected JSON in UTF-8, got {shown(raw)}: {error}") from error
    return _load(repaired)


def _whole_character(found: re.Match[bytes]) -> bytes:
    """Half a surrogate pair becomes U+FFFD: a crawler that cut a text inside an emoji costs that emoji only."""
    escape = found.group()
    is_half = len(escape) == 6 and escape[:2] == b"\\u"
    return rb"\ufffd" if is_half else escape


def _reason(raw: bytes, problem: orjson.JSONDecodeError) -> Reason:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return Reason.NOT_UTF8
    told = problem.msg.lower()
    return Reason.TOO_DEEP if "depth" in told or "recursion" in told else Reason.NOT_JSON


def _with_ninjs(data: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """All members, those with a value last, so that an empty spelling of a name does not hide a full one."""
    yield from plain_fields(data).items()
    yield from sorted(data.items(), key=lambda item: item[1] not in (None, ""))


def _bare(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "").replace(":", "")


def _title(fields: _Fields) -> str:
    title = fields.read("title", _read_title) or ""
    if len(title) > LONGEST_TITLE:
        fields.unread.append(f"title: its characters after the first {LONGEST_TITLE:,} of {len(title):,}")
    return title[:LONGEST_TITLE]


def _text(fields: _Fields) -> tuple[str, bool]:
    plain = fields.read("plain", _read_text)
    if plain is not None:
        return plain, _looks_like_html(plain)
    html = fields.read("html", _read_text)
    if html is not None:
        return html, True
    summary = fields.read("summary", _read_text) or ""
    return summary, _looks_like_html(summary)


def _looks_like_html(text: str) -> bool:
    return "<" in text and _HTML.search(text) is not None


def _without_text(fields: _Fields) -> RecordError:
    expected = "expected a text or a title"
    wrong = [
        entry for entry in fields.unread if entry.split(":")[0] in (*NAMES["plain"], *NAMES["html"], *NAMES["title"])
    ]
    if wrong:
        return RecordError(Reason.WRONG_TYPE, f"{wrong[0]}: {expected} with letters in it")
    return RecordError(Reason.MISSING_FIELD, f"text, title: {expected}, got neither")


def _read_title(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _read_text(value: object) -> str | None:
    """A string; an object that holds one as its value; a list of either, as paragraphs."""
    if isinstance(value, list):
        parts = [_read_text(item) for item in value if not isinstance(item, list)]
        return "\n\n".join(part for part in parts if part is not None) or None
    if isinstance(value, dict):
        value = next((value[key] for key in ("value", "text", "content", "#text") if key in value), None)
    return value if isinstance(value, str) and value.strip() else None


def _read_id(value: object) -> str | None:
    """An id as it came, or its hash where it is too long for a key or would spoil a log line."""
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, int | float):
        value = str(int(value)) if float(value).is_integer() else str(value)
    if isinstance(value, dict):
        value = value.get("value", value.get("#text"))
    if not isinstance(value, str) or not value.strip():
        return None
    text = value.strip()
    return _digest(text) if len(text) > MAX_ID or _CONTROL.search(text) is not None else text


def _read_url(value: object) -> str | None:
    if isinstance(value, list):
        return next(
            (url for url in map(_read_url, (v for v in value if not isinstance(v, list))) if url is not None), None
        )
    if isinstance(value, dict):
        value = value.get("href", value.get("url"))
    if not isinstance(value, str):
        return None
    url = value.strip()
    is_web = url[:8].lower().startswith(("http://", "https://")) and _CONTROL.search(url) is None
    return url if is_web and len(url) <= 8192 and is_address(url) else None


def _read_name(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0]
    if isinstance(value, dict):
        value = next((value[key] for key in ("name", "title", "value", "id") if isinstance(value.get(key), str)), None)
    name = value.strip() if isinstance(value, str) else ""
    return name if 0 < len(name) <= LONGEST_NAME else None


def _read_names(value: object) -> str | None:
    if not isinstance(value, list):
        return _read_name(value)
    names = [_read_name(item) for item in value if not isinstance(item, list)]
    return ", ".join(name for name in names if name is not None) or None


def _read_published(value: object) -> datetime | None:
    return read_date(value)


def _read_language(value: object) -> str | None:
    """The primary subtag of a BCP 47 tag."""
    if isinstance(value, list):
        value = value[0]
    found = _LANGUAGE.fullmatch(value.strip()) if isinstance(value, str) else None
    return found.group(1).lower() if found is not None else None


def _read_withdrawn(value: object) -> bool | None:
    """True and false, or the publication status of ninjs: `withheld` and `canceled` are not to be used any more."""
    word = str(value).strip().lower() if isinstance(value, bool | str) else ""
    return _WITHDRAWN.get(word)


def _hash_of(url: str | None, title: str, text: str) -> str:
    return _digest(canonical_url(url)) if url is not None else _digest(f"{title}\n{text}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:ID_DIGITS]
