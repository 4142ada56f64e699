"""RSS and Atom feeds, read politely: conditional GET, one request a host at a time, back-off on errors."""

from __future__ import annotations

import asyncio
import logging
import random
import re
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import feedparser
import orjson

log = logging.getLogger(__name__)

AGENT = "Tocsin/0.1 (news alerting; reads feeds with conditional GET)"
LARGEST_FEED = 16 << 20
"""Bytes of a feed that are read; a longer one is an error."""
LONGEST_BACKOFF = 3600.0
SEEN = 5000
"""Entries of a feed that are remembered, so that each is sent once."""


class FeedError(RuntimeError):
    """A feed that could not be fetched or read."""


@dataclass(slots=True)
class FeedState:
    """What is known of one feed between two visits. `wait` is the seconds until the next, longer after each error."""

    url: str
    interval: float
    etag: str | None = None
    modified: str | None = None
    errors: int = 0
    seen: dict[str, None] = field(default_factory=dict)

    def wait(self, jitter: float) -> float:
        """Seconds until the next visit; `jitter` in 0–1 spreads visits so that feeds do not come all at once."""
        spread = 1 + 0.1 * jitter
        if not self.errors:
            return self.interval * spread
        return float(min(self.interval * 2**self.errors, max(LONGEST_BACKOFF, self.interval))) * spread


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: the articles that are new, and how long the server asked to be left alone."""

    articles: tuple[bytes, ...]
    retry_after: float | None = None


class HostLimit:
    """At most one request at a time to a host, and `gap` seconds between two."""

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._locks: dict[str, asyncio.Lock] = {}
        self._last: dict[str, float] = {}

    async def __call__(self, url: str, request: Any) -> Any:  # noqa: ANN401 - whatever the request returns
        """Await a request in its turn."""
        host = urlsplit(url).netloc
        async with self._locks.setdefault(host, asyncio.Lock()):
            pause = self._last.get(host, -self._gap) + self._gap - time.monotonic()
            if pause > 0:
                await asyncio.sleep(pause)
            try:
                return await request()
            finally:
                self._last[host] = time.monotonic()


async def follow_feeds(
    urls: list[str], *, interval: float, once: bool = False, gap: float = 1.0
) -> AsyncIterator[tuple[str, bytes]]:
    """Articles of these feeds as (feed, JSON), each entry once, for ever or for one visit each.

    A feed that fails is logged and visited again later, with longer and longer pauses; with `once` it is an error.

    Raises:
        FeedError: with `once`, after all were visited: naming each feed that failed.
    """
    found: asyncio.Queue[tuple[str, bytes] | None] = asyncio.Queue(maxsize=1000)
    limit = HostLimit(gap)
    failures: list[str] = []
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(headers={"User-Agent": AGENT}, timeout=timeout) as session:

        async def visit(url: str) -> None:
            state = FeedState(url, interval)
            while True:
                pause = await _visit(session, state, limit, found, failures)
                if once:
                    return
                await asyncio.sleep(pause)

        async def visit_all() -> None:
            await asyncio.gather(*(visit(url) for url in urls))
            await found.put(None)

        visiting = asyncio.create_task(visit_all())
        try:
            while (entry := await found.get()) is not None:
                yield entry
        finally:
            visiting.cancel()
            await asyncio.gather(visiting, return_exceptions=True)
    if failures:
        raise FeedError("; ".join(failures))


async def _visit(
    session: aiohttp.ClientSession,
    state: FeedState,
    limit: HostLimit,
    found: asyncio.Queue[tuple[str, bytes] | None],
    failures: list[str],
) -> float:
    try:
        fetched: Fetched = await limit(state.url, lambda: fetch(session, state))
    except (FeedError, aiohttp.ClientError, TimeoutError, ValueError) as error:
        state.errors += 1
        failures.append(f"{state.url}: {error or type(error).__name__}")
        pause = state.wait(random.random())  # noqa: S311 - spreads visits, nothing secret
        log.warning("feed %s: %s; again in %.0f s", state.url, error or type(error).__name__, pause)
        return pause
    state.errors = 0
    for article in fetched.articles:
        await found.put((state.url, article))
    return max(state.wait(random.random()), fetched.retry_after or 0.0)  # noqa: S311


async def fetch(session: aiohttp.ClientSession, state: FeedState) -> Fetched:
    """One conditional GET. Nothing new gives no articles.

    Raises:
        FeedError: the server answered with an error, or what it sent is no feed or too large.
    """
    headers = {"Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"}
    if state.etag:
        headers["If-None-Match"] = state.etag
    if state.modified:
        headers["If-Modified-Since"] = state.modified
    async with session.get(state.url, headers=headers) as response:
        retry_after = _retry_after(response.headers)
        if response.status == 304:
            return Fetched((), retry_after)
        if response.status != 200:
            raise FeedError(f"answered {response.status} {response.reason}")
        body = await response.content.read(LARGEST_FEED + 1)
        while len(body) <= LARGEST_FEED and (more := await response.content.read(LARGEST_FEED)):
            body += more
        if len(body) > LARGEST_FEED:
            raise FeedError(f"longer than {LARGEST_FEED} bytes")
        content_type = response.headers.get("Content-Type", "")
        articles = tuple(articles_of(body, state, content_type))
        state.etag = response.headers.get("ETag")
        state.modified = response.headers.get("Last-Modified")
    return Fetched(articles, retry_after)


def articles_of(body: bytes, state: FeedState, content_type: str = "") -> list[bytes]:
    """The entries of a feed's document that were not seen before, as JSON articles.

    Raises:
        FeedError: it is no feed.
    """
    parsed = feedparser.parse(body, response_headers={"content-type": content_type} if content_type else {})
    if not parsed.entries and (parsed.bozo or not parsed.version):
        reason = parsed.get("bozo_exception") or "no entries and no known kind of feed"
        raise FeedError(f"not a feed: {reason}")
    source = parsed.feed.get("title") or urlsplit(state.url).netloc
    articles = []
    for entry in parsed.entries:
        article = _article(entry, source, parsed.feed.get("language"))
        mark = str(article.get("url") or article["title"]) + "\x1f" + str(article["published"])
        if mark not in state.seen:
            state.seen[mark] = None
            articles.append(orjson.dumps(article))
    for old in list(state.seen)[:-SEEN]:
        del state.seen[old]
    return articles


def _article(entry: Any, source: str, language: str | None) -> dict[str, object]:  # noqa: ANN401 - feedparser's own
    contents = [part.get("value", "") for part in entry.get("content", [])]
    body = max([*contents, entry.get("summary", "")], key=len)
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    article: dict[str, object] = {
        "title": re.sub(r"\s+", " ", entry.get("title", "")).strip(),
        "html": body,
        "url": entry.get("link"),
        "source": source,
        "published": None if moment is None else _iso(moment),
    }
    if language:
        article["language"] = language
    return article


def _iso(moment: time.struct_time) -> str | None:
    try:
        return datetime(*moment[:6], tzinfo=UTC).isoformat()
    except ValueError:
        return None


def _retry_after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("Retry-After")
    if value is None:
        return None
    if value.strip().isdigit():
        return float(min(int(value), int(LONGEST_BACKOFF)))
    try:
        wait = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(wait, 0.0), LONGEST_BACKOFF)
