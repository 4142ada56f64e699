"""Feeds, from a real server."""

import asyncio
import gzip
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import aiohttp
import orjson
import pytest
from aiohttp import web

from schemas.formats.article import read_article
from streams.feeds.rss import LARGEST_FEED, LONGEST_PAUSE, HostLimit, fetch, follow_feeds
from streams.feeds.state import FeedError
from tests.streams.feeds.documents import ATOM, RDF, RSS, item, rss, state
from tests.streams.feeds.server import running_site


@pytest.fixture
async def site():
    async with running_site() as site:
        yield site


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as session:
        yield session


async def follow(*urls, gap=0.0):
    return [(url, orjson.loads(raw)) async for url, raw in follow_feeds(list(urls), interval=60.0, once=True, gap=gap)]


# What feeds say


async def test_rss_2_gives_title_longest_text_link_date_source_and_language(site):
    url = site.serve("/rss", RSS, "application/rss+xml; charset=utf-8")
    (first_url, ferry), (_, talks) = await follow(url)
    assert first_url == url
    assert ferry == {
        "title": "Ferry sinks off the coast",
        "html": "<p>A ferry with 40 people on board sank.</p>",
        "url": "https://wire.example/ferry",
        "source": "Example Wire",
        "published": "2026-03-02T10:00:00+00:00",
        "language": "en-gb",
    }
    assert talks["published"] is None
    assert talks["html"] == "They meet on <b>Friday</b>."


async def test_a_relative_link_is_one_of_the_feeds_own_site(site):
    ((_, article),) = await follow(site.serve("/news/rss", rss(item(link="talks"))))
    assert article["url"] == site.url("/news/talks")


async def test_atom_is_read_and_its_plain_text_is_no_markup(site):
    ((_, article),) = await follow(site.serve("/atom", ATOM))
    assert article["title"] == "Séisme au large"
    assert article["html"] == "Magnitude &lt; 6"
    assert (article["published"], article["source"]) == ("2026-03-02T12:00:00+00:00", "Agence")


async def test_rdf_is_read(site):
    ((_, article),) = await follow(site.serve("/rdf", RDF))
    assert (article["title"], article["url"]) == ("Strike ends", "https://old.example/1")
    assert article["published"] == "2026-03-02T12:00:00+00:00"


async def test_what_a_feed_gives_can_be_read_as_articles(site):
    async for _, raw in follow_feeds([site.serve("/rss", RSS)], interval=60.0, once=True):
        assert read_article(raw).title


# How a server is asked


async def test_the_second_visit_is_conditional_and_304_is_nothing_new(site, session):
    def answer(request):
        if request.headers.get("If-None-Match") == '"v1"':
            return web.Response(status=304)
        return web.Response(
            body=RSS.encode(), headers={"ETag": '"v1"', "Last-Modified": "Mon, 02 Mar 2026 12:00:00 GMT"}
        )

    feed = state(site.on("/rss", answer))
    assert len((await fetch(session, feed)).articles) == 2
    assert (await fetch(session, feed)).articles == ()
    first, second = site.requests
    assert "If-None-Match" not in first.headers
    assert second.headers["If-Modified-Since"] == "Mon, 02 Mar 2026 12:00:00 GMT"


async def test_what_was_no_feed_is_asked_for_again_whole(site, session):
    feed = state(site.serve("/rss", "<html></html>", ETag='"v1"'))
    with pytest.raises(FeedError):
        await fetch(session, feed)
    assert (feed.etag, feed.modified) == (None, None)


@pytest.mark.parametrize("status", [404, 410, 403, 429, 500, 503])
async def test_an_error_of_the_server_is_named_with_its_status(site, session, status):
    feed = state(site.on("/rss", lambda request: web.Response(status=status)))
    with pytest.raises(FeedError, match=f"answered {status}"):
        await fetch(session, feed)


async def test_the_pause_that_a_server_asks_for_is_heard_with_an_error_and_without(site, session):
    site.on("/busy", lambda request: web.Response(status=503, headers={"Retry-After": "120"}))
    with pytest.raises(FeedError) as caught:
        await fetch(session, state(site.url("/busy")))
    assert caught.value.retry_after == 120.0
    fetched = await fetch(session, state(site.serve("/rss", RSS, Retry_After="90")))
    assert fetched.retry_after == 90.0


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [
        ("0", 0, 0),
        ("999999999", LONGEST_PAUSE, LONGEST_PAUSE),
        ("Mon, 02 Mar 2020 12:00:00 GMT", 0, 0),
    ],
)
async def test_a_pause_is_seconds_or_a_date_and_has_a_limit(site, session, value, least, most):
    fetched = await fetch(session, state(site.serve("/rss", RSS, Retry_After=value)))
    assert least <= fetched.retry_after <= most


async def test_a_pause_until_a_date_is_the_time_until_then(site, session):
    until = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)
    fetched = await fetch(session, state(site.serve("/rss", RSS, Retry_After=until)))
    assert 500 <= fetched.retry_after <= 600


@pytest.mark.parametrize("value", ["soon", "", "-5", "²", "1" * 5000, "Mon, 99 Foo 99999 12:00:00 GMT"])
async def test_a_pause_that_cannot_be_read_is_none(site, session, value):
    fetched = await fetch(session, state(site.serve("/rss", RSS, Retry_After=value)))
    assert fetched.retry_after is None


async def test_a_feed_of_20_mb_is_refused_before_it_is_all_read(site, session):
    url = site.serve("/rss", rss(item(body="x" * 20_000_000)))
    with pytest.raises(FeedError, match=f"longer than {LARGEST_FEED} bytes"):
        await fetch(session, state(url))


async def test_a_small_answer_that_unpacks_to_20_mb_is_refused_too(site, session):
    packed = gzip.compress(rss(item(body="x" * 20_000_000)))
    url = site.serve("/rss", packed, Content_Encoding="gzip")
    with pytest.raises(FeedError, match="longer than"):
        await fetch(session, state(url))


async def test_one_host_is_asked_one_thing_at_a_time(site):
    site.linger = 0.02
    await follow(*(site.serve(f"/{number}", rss(item(str(number)))) for number in range(4)))
    assert len(site.requests) == 4
    assert site.together == 1


async def test_hosts_do_not_wait_for_each_other():
    both = asyncio.Barrier(2)
    limit = HostLimit(gap=0.0)
    async with asyncio.timeout(5):
        await asyncio.gather(limit("http://one.example/rss", both.wait), limit("http://two.example/rss", both.wait))


async def test_a_host_is_left_alone_between_two_requests():
    limit, times = HostLimit(gap=0.05), []

    async def request():
        times.append(time.monotonic())

    await asyncio.gather(*(limit(f"http://One.example/{number}", request) for number in range(3)))
    assert times[1] - times[0] >= 0.05
    assert times[2] - times[1] >= 0.05


# Following


async def test_with_once_the_sound_feeds_are_read_and_the_broken_ones_named(site):
    sound, gone = site.serve("/rss", RSS), site.url("/gone")
    page = site.serve("/page", "<html><body>Hello</body></html>", "text/html")
    found = []

    async def visit():
        async for url, _ in follow_feeds([gone, sound, page], interval=60.0, once=True, gap=0.0):
            found.append(url)

    with pytest.raises(FeedError) as caught:
        await visit()
    assert found == [sound, sound]
    assert f"{gone}: answered 404" in str(caught.value)
    assert f"{page}: not a feed" in str(caught.value)


async def test_nobody_listening_is_an_error_of_that_feed(site, unused_tcp_port):
    with pytest.raises(FeedError, match=str(unused_tcp_port)):
        await follow(f"http://127.0.0.1:{unused_tcp_port}/rss")


@pytest.mark.parametrize(
    "url", ["http://", "http://[::1/rss", "http://exa mple/rss", "http://" + "a" * 70 + ".invalid/"]
)
async def test_an_address_that_is_none_is_an_error_of_that_feed(url):
    with pytest.raises(FeedError):
        await follow(url)


async def test_an_address_named_twice_is_visited_once(site):
    url = site.serve("/rss", RSS)
    assert len(await follow(url, url)) == 2
    assert len(site.requests) == 1


async def test_a_feed_is_followed_from_visit_to_visit_until_its_reader_leaves(site):
    bodies = [rss(item("One")), rss(item("Two"), item("One"))]
    site.on("/rss", lambda request: web.Response(body=bodies[min(len(site.requests), len(bodies)) - 1]))
    titles = []
    articles = follow_feeds([site.url("/rss")], interval=0.01, gap=0.0)
    async with asyncio.timeout(10):
        async for _, raw in articles:
            titles.append(orjson.loads(raw)["title"])
            if len(titles) == 2:
                break
        await articles.aclose()
    assert titles == ["One", "Two"]


async def test_a_reader_who_leaves_while_much_waits_is_let_go(site):
    url = site.serve("/rss", rss(*(item(f"Entry {number}") for number in range(1500))))
    articles = follow_feeds([url], interval=60.0, gap=0.0)
    async with asyncio.timeout(10):
        await anext(articles)
        await articles.aclose()
