"""The entries of a feed's document."""

import contextlib
import time

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.feeds.entries import SEEN, articles_of
from streams.feeds.state import FeedError
from tests.streams.feeds.documents import item, rss, state


def read(body, feed=None, **about):
    return [orjson.loads(raw) for raw in articles_of(body, feed or state(), about)]


def test_a_feed_in_the_encoding_that_its_answer_declares_is_read():
    body = rss(item("Взрыв в городе")).decode().encode("cp1251")
    (article,) = read(body, **{"content-type": "application/rss+xml; charset=windows-1251"})
    assert article["title"] == "Взрыв в городе"


def test_entries_without_link_or_date_are_told_apart_by_what_they_say():
    body = rss(item("One"), item("Two"), item("One", body="Other words"), item(None, body="No title"))
    found = read(body)
    assert [article["title"] for article in found] == ["One", "Two", "One", ""]
    assert {article["url"] for article in found} == {None}
    assert {article["published"] for article in found} == {None}


def test_an_entry_that_says_nothing_is_no_article():
    assert read(rss("<item></item>", item("One"))) == [read(rss(item("One")))[0]]


@pytest.mark.parametrize(
    "date", ["yesterday", "", "Mon, 99 Foo 2026 12:00:00", "0000-00-00T00:00:00Z", "2026-13-45", "12:00"]
)
def test_a_date_that_cannot_be_read_is_none_and_never_now(date):
    (article,) = read(rss(item(date=date)))
    assert article["published"] is None


def test_half_a_surrogate_pair_does_not_stop_a_feed():
    broken = "Broken &#xD800; &#56320; &#x110000; &#99999999999999; title"
    found = read(rss(item(broken, body="&#xDC00;"), item("Sound &#233;t&#xE9;")))
    assert [article["title"] for article in found] == ["Broken � � � � title", "Sound été"]


def test_broken_xml_gives_the_entries_before_the_break():
    found = read(rss(item("One"), item("Two"))[:-40])
    assert found[0]["title"] == "One"


def test_an_empty_feed_is_a_feed_whatever_type_it_is_served_as():
    assert read(rss(), **{"content-type": "text/html"}) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00" * 100,
        b"<rss",
        b"not xml at all",
        b'{"json": true}',
        b"<html><head><title>404</title></head><body><p>Gone.</p></body></html>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<a>" * 20_000,
    ],
)
def test_what_is_no_feed_is_an_error_that_says_so(body):
    with pytest.raises(FeedError, match="not a feed"):
        read(body)


def test_a_document_that_is_the_name_of_a_file_is_not_opened(tmp_path):
    secret = tmp_path / "secret.xml"
    secret.write_bytes(rss(item("Secret")))
    with pytest.raises(FeedError):
        read(str(secret).encode())


def test_entities_that_multiply_are_not_expanded():
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE rss [<!ENTITY e0 "ha">{levels}]>'.encode() + rss(item("&e9;"), item("Sound"))
    began = time.monotonic()
    try:
        found = read(bomb)
    except FeedError:
        return
    assert time.monotonic() - began < 5
    assert all(len(article["title"]) < 1000 for article in found)


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: rss(item(text), item(body=text), text)[:-10]))
def test_any_document_is_articles_or_an_error_of_the_feed(body):
    with contextlib.suppress(FeedError):
        assert all(article["title"] or article["html"] for article in read(body))


# What is sent again and what is not


def test_each_entry_is_sent_once_over_two_visits():
    feed = state()
    body = rss(item("One", "https://wire.example/1"), item("Two"))
    assert len(read(body, feed)) == 2
    assert read(body, feed) == []
    assert [article["title"] for article in read(rss(item("Two"), item("Three")), feed)] == ["Three"]


def test_an_entry_that_a_feed_lists_twice_is_sent_once():
    assert len(read(rss(item("One"), item("One")))) == 1


def test_an_entry_whose_date_is_renewed_at_each_visit_is_not_sent_again():
    feed = state()
    read(rss(item("One", "https://wire.example/1", date="Mon, 02 Mar 2026 12:00:00 GMT")), feed)
    assert read(rss(item("One", "https://wire.example/1", date="Mon, 02 Mar 2026 13:00:00 GMT")), feed) == []


def test_an_entry_that_was_edited_is_sent_again():
    feed = state()
    read(rss(item("Three killed", "https://wire.example/1")), feed)
    (article,) = read(rss(item("Twelve killed", "https://wire.example/1")), feed)
    assert article["title"] == "Twelve killed"


def test_memory_of_a_feed_is_bounded_and_never_less_than_the_feed():
    feed = state()
    large = rss(*(item(f"Entry {number}") for number in range(SEEN + 100)))
    assert len(read(large, feed)) == SEEN + 100
    assert read(large, feed) == []
    read(rss(*(item(f"Later {number}") for number in range(10))), feed)
    assert len(feed.seen) == SEEN
