"""RSS and Atom feeds, read politely: conditional GET, one request a host at a time, back-off on errors."""

from __future__ import annotations

import asyncio
import logging
import random
import re
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from streams.feeds.entries import articles_of
from streams.feeds.state import FeedError, FeedState

__all__ = ["FeedError", "Fetched", "HostLimit", "fetch", "follow_feeds"]

log = logging.getLogger(__name__)

AGENT = "Tocsin/0.1 (news alerting; reads feeds with conditional GET)"
LARGEST_FEED = 16 << 20
"""Bytes of a feed that are read; a longer one is an error."""
LONGEST_PAUSE = 86_400.0
"""Seconds that a server may ask to be left alone."""


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
        host = urlsplit(url).netloc.lower()
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
                pause, problem = await _visit(session, state, limit, found)
                if once:
                    failures.extend([problem] if problem else [])
                    return
                await asyncio.sleep(pause)

        async def visit_all() -> None:
            try:
                async with asyncio.TaskGroup() as visits:
                    for url in dict.fromkeys(urls):
                        visits.create_task(visit(url))
            except Exception:  # not of a feed: a mistake of ours, that must end the reading too
                await found.put(None)
                raise
            await found.put(None)

        visiting = asyncio.create_task(visit_all())
        try:
            while (entry := await found.get()) is not None:
                yield entry
            await visiting  # raises what ended it before its time
        finally:
            visiting.cancel()
            await asyncio.gather(visiting, return_exceptions=True)
    if failures:
        raise FeedError("; ".join(failures))


async def _visit(
    session: aiohttp.ClientSession, state: FeedState, limit: HostLimit, found: asyncio.Queue[tuple[str, bytes] | None]
) -> tuple[float, str | None]:
    """One visit: the seconds until the next, and what went wrong."""
    jitter = random.random()  # noqa: S311 - spreads visits, nothing secret
    try:
        fetched: Fetched = await limit(state.url, lambda: fetch(session, state))
    except (FeedError, aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        state.errors += 1
        asked = error.retry_after if isinstance(error, FeedError) else None
        pause = max(state.wait(jitter), asked or 0.0)
        problem = f"{state.url}: {str(error) or type(error).__name__}"
        log.warning("feed %s; again in %.0f s", problem, pause)
        return pause, problem
    state.errors = 0
    for article in fetched.articles:
        await found.put((state.url, article))
    return max(state.wait(jitter), fetched.retry_after or 0.0), None


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
            raise FeedError(f"answered {response.status} {response.reason}", retry_after)
        body = await _read(response.content)
        about = {"content-type": response.headers.get("Content-Type", ""), "content-location": str(response.url)}
        etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
    articles = await asyncio.to_thread(articles_of, body, state, about)  # a large feed takes seconds
    state.etag, state.modified = etag, modified
    return Fetched(tuple(articles), retry_after)


async def _read(content: aiohttp.StreamReader) -> bytes:
    body = bytearray()
    async for chunk in content.iter_any():
        body += chunk
        if len(body) > LARGEST_FEED:
            raise FeedError(f"longer than {LARGEST_FEED} bytes")
    return bytes(body)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("Retry-After")
    if value is None:
        return None
    try:
        if re.fullmatch("[0-9]{1,9}", value.strip()):
            wait = float(value)
        else:
            wait = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, 0.0), LONGEST_PAUSE)
