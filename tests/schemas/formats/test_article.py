import hashlib
import json
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article import Article
from schemas.errors import Reason, RecordError, shown
from schemas.formats.article import MAX_BYTES, read_article
from schemas.formats.encodings import decode_page
from schemas.formats.ninjs import plain_fields
from schemas.formats.urls import canonical_url

BROKEN = {
    "nothing": (b"", Reason.NOT_JSON),
    "spaces": (b"  \n", Reason.NOT_JSON),
    "a BOM alone": (b"\xef\xbb\xbf", Reason.NOT_JSON),
    "plain words": (b"A dam broke.", Reason.NOT_JSON),
    "cut short": (b'{"text": "A dam bro', Reason.NOT_JSON),
    "single quotes": (b"{'text': 'A dam broke'}", Reason.NOT_JSON),
    "two objects": (b'{"text":"a"}{"text":"b"}', Reason.NOT_JSON),
    "NaN": (b'{"text":"a","x":NaN}', Reason.NOT_JSON),
    "a number without end": (b'{"text":"a","x":1e400}', Reason.NOT_JSON),
    "5,000 digits": (b'{"text":"a","x":' + b"9" * 5000 + b"}", Reason.NOT_JSON),
    "a raw NUL": (b'{"text":"a\x00b"}', Reason.NOT_JSON),
    "NULs": (b"\x00" * 100, Reason.NOT_JSON),
    "XML": (b"<rss/>", Reason.NOT_JSON),
    "Latin-1": ('{"text":"café"}'.encode("latin-1"), Reason.NOT_UTF8),
    "UTF-16": ('{"text":"a"}'.encode("utf-16"), Reason.NOT_UTF8),
    "a surrogate in UTF-8": (b'{"text":"\xed\xa0\x80"}', Reason.NOT_UTF8),
    "a stray byte": (b'\xff{"text":"a"}', Reason.NOT_UTF8),
    "lists 10,000 deep": (b"[" * 10_000 + b"]" * 10_000, Reason.TOO_DEEP),
    "objects 10,000 deep": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, Reason.TOO_DEEP),
    "a field 10,000 deep": (b'{"text":' + b"[" * 10_000 + b"]" * 10_000 + b"}", Reason.TOO_DEEP),
    "null": (b"null", Reason.NOT_AN_OBJECT),
    "a list": (b'[{"text":"a"}]', Reason.NOT_AN_OBJECT),
    "a list 900 deep": (b"[" * 900 + b"]" * 900, Reason.NOT_AN_OBJECT),
    "a string": (b'"A dam broke."', Reason.NOT_AN_OBJECT),
    "a number": (b"5", Reason.NOT_AN_OBJECT),
    "true": (b"true", Reason.NOT_AN_OBJECT),
    "no field": (b"{}", Reason.MISSING_FIELD),
    "an id alone": (b'{"id":"1"}', Reason.MISSING_FIELD),
    "unknown fields": (b'{"colour":"red"}', Reason.MISSING_FIELD),
    "an empty text": (b'{"text":""}', Reason.MISSING_FIELD),
    "empty text and title": (b'{"text":"","title":null}', Reason.MISSING_FIELD),
    "a blank text": (b'{"text":" \\n\\t"}', Reason.WRONG_TYPE),
    "a text that is a number": (b'{"text":5}', Reason.WRONG_TYPE),
    "a text that is true": (b'{"text":true}', Reason.WRONG_TYPE),
    "a text of numbers": (b'{"text":[1,2]}', Reason.WRONG_TYPE),
    "a text that is an object": (b'{"text":{"a":"b"}}', Reason.WRONG_TYPE),
    "a text 900 deep": (b'{"text":' + b"[" * 900 + b"]" * 900 + b"}", Reason.WRONG_TYPE),
    "a title that is a list": (b'{"title":["a"]}', Reason.WRONG_TYPE),
    "too many bytes": (b'{"text":"' + b"a" * MAX_BYTES + b'"}', Reason.TOO_LARGE),
}

DAY = datetime(2021, 10, 8, 10, 30, tzinfo=UTC)
TEXT = {"text": "A dam broke."}
ODD = {
    "a string id": (TEXT | {"id": "a-1"}, {"id": "a-1"}),
    "a number as id": (TEXT | {"id": 17}, {"id": "17"}),
    "a whole float as id": (TEXT | {"id": 17.0}, {"id": "17"}),
    "a guid": (TEXT | {"guid": "g"}, {"id": "g"}),
    "a guid object": (TEXT | {"guid": {"#text": "g"}}, {"id": "g"}),
    "true as id": (TEXT | {"id": True}, {"unread": ("id: True",)}),
    "a list as id": (TEXT | {"id": [1]}, {"unread": ("id: [1]",)}),
    "a long id": (TEXT | {"id": "x" * 513}, {"id": hashlib.sha256(b"x" * 513).hexdigest()[:32]}),
    "a NUL in the id": (TEXT | {"id": "a\0"}, {"id": hashlib.sha256(b"a\0").hexdigest()[:32]}),
    "an id by URL": (TEXT | {"url": "https://a.org/x"}, {"id": hashlib.sha256(b"a.org/x").hexdigest()[:32]}),
    "an id by content": (TEXT, {"id": hashlib.sha256(b"\nA dam broke.").hexdigest()[:32]}),
    "a title alone": ({"title": "Dam breaks"}, {"title": "Dam breaks", "text": ""}),
    "a wrong text beside a title": ({"title": "T", "text": 5}, {"text": "", "unread": ("text: 5",)}),
    "a wrong title beside a text": (TEXT | {"title": 5}, {"title": "", "unread": ("title: 5",)}),
    "content": ({"content": "A"}, {"text": "A", "html": False}),
    "body": ({"body": "A"}, {"text": "A"}),
    "html": ({"html": "A"}, {"text": "A", "html": True}),
    "bodyHtml": ({"bodyHtml": "<b>A</b>"}, {"text": "<b>A</b>", "html": True}),
    "text before html": ({"html": "<p>B</p>", "text": "A"}, {"text": "A", "html": False}),
    "tags in text": ({"text": "<p>A</p>"}, {"html": True}),
    "a less-than sign in text": ({"text": "a < b and <noise>"}, {"html": False}),
    "a feed's content list": ({"content": [{"value": "<p>A</p>"}]}, {"text": "<p>A</p>", "html": True}),
    "paragraphs": ({"text": ["A", "B"]}, {"text": "A\n\nB"}),
    "a summary": ({"title": "T", "summary": "S"}, {"text": "S"}),
    "a NUL in the text": ({"text": "a\0b"}, {"text": "a\0b"}),
    "kept space": ({"text": "\n\n a \n"}, {"text": "\n\n a \n"}),
    "an ISO date": (TEXT | {"published": "2021-10-08T10:30:00Z"}, {"published": DAY}),
    "a date with offset": (TEXT | {"published": "2021-10-08T16:00:00+05:30"}, {"published": DAY}),
    "a date without zone": (TEXT | {"date": "2021-10-08 10:30"}, {"published": DAY}),
    "an RFC 2822 date": (TEXT | {"pubDate": "Fri, 08 Oct 2021 10:30:00 GMT"}, {"published": DAY}),
    "an American zone": (TEXT | {"pubDate": "Fri, 08 Oct 2021 06:30:00 EDT"}, {"published": DAY}),
    "a written date": (TEXT | {"date": "October 8, 2021, 10:30 AM"}, {"published": DAY}),
    "epoch seconds": (TEXT | {"timestamp": 1633689000}, {"published": DAY}),
    "epoch milliseconds": (TEXT | {"timestamp": 1633689000000}, {"published": DAY}),
    "epoch in a string": (TEXT | {"timestamp": "1633689000"}, {"published": DAY}),
    "a compact date": (TEXT | {"date": "20211008103000"}, {"published": DAY}),
    "year 0": (TEXT | {"date": "0000-01-01"}, {"published": None, "unread": ("date: '0000-01-01'",)}),
    "year 9999": (TEXT | {"date": "9999-12-31T23:59:59-23:59"}, {"published": None}),
    "year 1899": (TEXT | {"date": "1899-12-31"}, {"published": None}),
    "a year alone": (TEXT | {"date": 2021}, {"published": None, "unread": ("date: 2021",)}),
    "day or month first": (TEXT | {"date": "03/04/2021"}, {"published": None}),
    "yesterday": (TEXT | {"date": "yesterday"}, {"published": None, "unread": ("date: 'yesterday'",)}),
    "a time alone": (TEXT | {"date": "10:30"}, {"published": None}),
    "a weekday alone": (TEXT | {"date": "Friday"}, {"published": None}),
    "30 February": (TEXT | {"date": "2021-02-30"}, {"published": None}),
    "an unknown zone": (TEXT | {"date": "Fri, 08 Oct 2021 10:30:00 QQQ"}, {"published": None}),
    "a huge number as date": (TEXT | {"date": 1e300}, {"published": None}),
    "true as date": (TEXT | {"date": True}, {"published": None, "unread": ("date: True",)}),
    "a second date": (
        TEXT | {"published": "?", "date": "2021-10-08T10:30"}, {"published": DAY, "unread": ("published: '?'",)}
    ),
    "a source object": (TEXT | {"source": {"id": None, "name": "AP"}}, {"source": "AP"}),
    "a publisher": (TEXT | {"publisher": "AP"}, {"source": "AP"}),
    "a number as source": (TEXT | {"source": 5}, {"source": None, "unread": ("source: 5",)}),
    "authors": (TEXT | {"authors": [{"name": "A B"}, "C D"]}, {"byline": "A B, C D"}),
    "a language tag": (TEXT | {"language": "pt-BR"}, {"language": "pt"}),
    "a wrong language": (TEXT | {"language": "Klingon!"}, {"language": None, "unread": ("language: 'Klingon!'",)}),
    "a script as link": (TEXT | {"link": "javascript:x"}, {"url": None, "unread": ("link: 'javascript:x'",)}),
    "an open bracket in the URL": (TEXT | {"url": "http://[::1"}, {"url": None, "unread": ("url: 'http://[::1'",)}),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_article_is_refused_with_its_reason(raw, reason):
    with pytest.raises(RecordError) as refusal:
        read_article(raw)
    assert refusal.value.reason is reason
    assert 0 < len(str(refusal.value).encode()) < 600


@pytest.mark.parametrize(("data", "expected"), ODD.values(), ids=ODD.keys())
def test_what_is_odd_is_read_right(data, expected):
    article = read_article(json.dumps(data).encode())
    assert {name: getattr(article, name) for name in expected} == expected


def test_a_byte_order_mark_is_passed_over():
    assert read_article(b'\xef\xbb\xbf{"text":"a"}').text == "a"


def test_half_a_surrogate_pair_costs_that_character_only():
    assert read_article(rb'{"text":"a\ud83d b\ud83d\ude00 c\\ud83d"}').text == "a\ufffd b\U0001f600 c\\ud83d"


def test_a_text_of_six_million_characters_is_kept():
    assert len(read_article(b'{"text":"' + b"a" * 6_000_000 + b'"}').text) == 6_000_000


def test_ninjs_1_is_read():
    raw = {"uri": "urn:x:1", "headline": "Dam breaks", "body_text": "It broke.", "versioncreated": "2021-10-08T10:30:00Z",
           "language": "en-GB", "byline": "Jane Doe", "body_html": "<p>It broke.</p>"}  # fmt: skip
    assert read_article(json.dumps(raw).encode()) == Article(
        id="urn:x:1", title="Dam breaks", text="It broke.", published=DAY, language="en", byline="Jane Doe"
    )


@pytest.mark.parametrize(
    ("members", "withdrawn"),
    [
        ({"pubstatus": "canceled"}, True),
        ({"pubstatus": "withheld"}, True),
        ({"pubStatus": "usable"}, False),
        ({"withdrawn": True}, True),
        ({"withdrawn": "true"}, True),
        ({"withdrawn": False, "pubstatus": "canceled"}, False),
        ({}, False),
    ],
)
def test_what_its_source_takes_back_is_known_and_needs_no_text(members, withdrawn):
    article = read_article(json.dumps({"id": "a", "title": "T"} | members).encode())
    assert (article.withdrawn, article.unread) == (withdrawn, ())
    if withdrawn:
        assert read_article(json.dumps({"id": "a"} | members).encode()).withdrawn


def test_a_withdrawal_must_say_of_what_and_a_status_must_be_one():
    with pytest.raises(RecordError, match="text, title"):
        read_article(b'{"withdrawn": true}')
    assert read_article(b'{"id": "a", "title": "T", "pubstatus": "lost"}').unread == ("pubstatus: 'lost'",)


def test_ninjs_2_is_read_by_role():
    raw = {
        "uri": "urn:x:2",
        "headlines": [{"role": "short", "value": "Dam"}, {"role": "main", "value": "Dam breaks"}],
        "bodies": [{"role": "main", "contenttype": "text/html", "value": "<p>It broke.</p>"}],
        "descriptions": [{"value": "S"}],
        "infosources": [{"name": "AP"}],
    }
    article = read_article(json.dumps(raw).encode())
    expected = ("Dam breaks", "<p>It broke.</p>", True, "AP")
    assert (article.title, article.text, article.html, article.source) == expected
    assert plain_fields({"headlines": 5, "bodies": [5, {"value": 5}], "infosources": None}) == {}


def test_the_same_page_has_one_id_by_every_address():
    addresses = ["http://www.a.org/x/?utm_source=y#top", "https://a.org/x"]
    ids = {read_article(json.dumps(TEXT | {"url": url}).encode()).id for url in addresses}
    assert len(ids) == 1
    assert canonical_url("https://a.org:8080/x?b=1&fbclid=2") == "a.org:8080/x?b=1"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
def test_the_encoding_of_a_page_is_detected(encoding):
    text = "<p>Плотину прорвало в понедельник, сообщили власти города и области.</p>"
    assert "Плотину прорвало" in decode_page(text.encode(encoding))


def read_or_reason(raw):
    try:
        return read_article(raw)
    except RecordError as error:
        return error.reason


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_record_error(raw):
    assert isinstance(decode_page(raw), str)
    outcome = read_or_reason(raw)
    assert isinstance(outcome, Reason) or outcome.id


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(
    ["id", "title", "text", "html", "url", "link", "source", "date", "language", "authors", "bodies"]
)


@given(st.dictionaries(NAMES, JSON))
def test_any_values_in_known_fields_give_an_article_or_a_record_error(data):
    article = read_or_reason(json.dumps(data).encode())
    if isinstance(article, Reason):
        assert article in {Reason.MISSING_FIELD, Reason.WRONG_TYPE, Reason.NOT_JSON}
        return
    assert article.title or article.text
    assert 0 < len(article.id) <= 512
    assert article.published is None or 1900 <= article.published.year <= 2200


def test_a_wrong_value_is_shown_short_and_printable():
    deep = json.loads("[" * 900 + "]" * 900)
    for value in ("x" * 10_000, "\ud800", b"\xff" * 10_000, deep, {"a": deep}):
        assert len(shown(value).encode()) <= 90


@pytest.mark.parametrize("url", ["http://[::1", "https://", "http://[]/a", "https://exa\u2100mple.org/"])
def test_an_address_that_cannot_be_taken_apart_is_unread_and_the_article_is_kept(url: str) -> None:
    article = read_article(orjson.dumps({"id": "a", "text": "A bridge fell.", "url": url}))
    assert article.url is None
    assert any(entry.startswith("url") for entry in article.unread)


def test_a_title_of_megabytes_is_cut_and_said_and_a_name_of_megabytes_is_unread() -> None:
    article = read_article(json.dumps({"text": "A dam broke.", "title": "dam " * 1000, "source": "w" * 501}).encode())
    assert article.title == "dam " * 500
    assert article.source is None
    assert article.unread[0] == "title: its characters after the first 2,000 of 4,000"
    assert article.unread[1].startswith("source: 'www")
