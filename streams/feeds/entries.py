"""The entries of a feed's document as JSON articles, each once."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import feedparser
import orjson

from schemas.formats.dates import read_date
from streams.feeds.state import FeedError, FeedState

SEEN = 5000
"""Entries of a feed that are remembered at least, so that each is sent once."""

_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")


def articles_of(body: bytes, state: FeedState, about: Mapping[str, str] | None = None) -> list[bytes]:
    """The entries of a feed's document that were not seen before, as JSON articles; one that was edited is new.

    `about` are the headers of the answer in small letters: `content-type`, and `content-location` for relative links.

    Raises:
        FeedError: it is no feed.
    """
    parsed = _parse(body, {name: value for name, value in (about or {}).items() if value})
    source = _clean(parsed.feed.get("title")) or urlsplit(state.url).netloc
    articles: list[bytes] = []
    fresh: dict[str, None] = {}
    for entry in parsed.entries:
        article = _article(entry, source, _clean(parsed.feed.get("language")))
        mark = _mark(entry, article)
        if mark not in state.seen and mark not in fresh and (article["title"] or article["html"]):
            articles.append(orjson.dumps(article))
        fresh[mark] = None
    for mark in fresh:  # what is in the feed now is remembered longest
        state.seen.pop(mark, None)
    state.seen |= fresh
    for old in list(state.seen)[: -max(SEEN, len(fresh))]:
        del state.seen[old]
    return articles


def _parse(body: bytes, about: dict[str, str]) -> Any:  # noqa: ANN401 - feedparser's own
    try:
        # Not the bytes themselves: feedparser takes those for the name of a file first.
        parsed = feedparser.parse(io.BytesIO(_REFERENCE.sub(_character, body)), response_headers=about)
    except Exception as error:  # whatever feedparser makes of a strange document, it is no feed
        raise FeedError(f"not a feed: {error!r}") from error
    if parsed.entries:
        return parsed
    broken = parsed.bozo and not isinstance(parsed.get("bozo_exception"), feedparser.NonXMLContentType)
    if broken or not parsed.get("version"):
        raise FeedError(f"not a feed: {parsed.get('bozo_exception') or 'no entries and no known kind of feed'}")
    return parsed


def _character(found: re.Match[bytes]) -> bytes:
    """A reference to a character, or to U+FFFD where it is none: feedparser fails on half of a surrogate pair."""
    digits, base = (found[1], 16) if found[1] else (found[2], 10)
    number = int(digits, base) if len(digits) <= 10 else -1
    return found[0] if 0 <= number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else b"&#xFFFD;"


def _article(entry: Any, source: str, language: str) -> dict[str, object]:  # noqa: ANN401 - feedparser's own
    parts = [*entry.get("content", []), entry.get("summary_detail") or {}]
    article: dict[str, object] = {
        "title": _clean(entry.get("title")),
        "html": max((_markup(part) for part in parts), key=len),
        "url": _clean(entry.get("link")) or None,
        "source": source,
        "published": _published(entry),
    }
    if language:
        article["language"] = language
    return article


def _mark(entry: Any, article: Mapping[str, object]) -> str:  # noqa: ANN401 - feedparser's own
    """What tells an entry from every other, and from itself before it was edited. Not its date, which some renew."""
    name = _clean(entry.get("id")) or article["url"]
    return sha256(f"{name}\x1f{article['title']}\x1f{article['html']}".encode()).hexdigest()


def _markup(part: Mapping[str, str]) -> str:
    value = _whole(part.get("value") or "")
    return html.escape(value, quote=False) if part.get("type") == "text/plain" else value


def _clean(text: object) -> str:
    return " ".join(_whole(text).split()) if isinstance(text, str) else ""


def _whole(text: str) -> str:
    """Text without halves of surrogate pairs, which cannot be written."""
    return text.encode("utf-8", "replace").decode()


def _published(entry: Any) -> str | None:  # noqa: ANN401 - feedparser's own
    """The date as the feed writes it, read by us: feedparser makes today of "12:00" and January of a 13th month.

    By dict's own get: feedparser's warns when it is asked for a date of update that is not there.
    """
    dates = (read_date(dict.get(entry, name)) for name in ("published", "updated", "created"))
    return next((moment.isoformat() for moment in dates if moment is not None), None)
