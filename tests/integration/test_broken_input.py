"""Broken input on every topic: a dead letter with a reason, or a correct result; nothing stops the worker."""

import json
from collections.abc import Callable

import pytest

from streams.settings import Settings
from tests.support import system

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(300)]

STORY = {
    "id": "sound",
    "title": "Car bomb kills 30 in Mogadishu",
    "text": "MOGADISHU — A car bomb killed 30 people at a market in Mogadishu on Tuesday, police said.",
    "published": "2024-03-05T09:00:00Z",
}

RAW: list[bytes] = [
    b"", b" ", b"\x00", b"\x00" * 1000, b"\xff\xfe\x00", b"\xef\xbb\xbf", b"\xef\xbb\xbf{}", b"{", b"}", b"[", b"[]", b"{}",
    b"null", b"true", b"0", b"-1", b"1e999", b'"', b'"text"', b"NaN", b"Infinity", b"{'id': 1}", b'{"id":}', b'{"id":1,}',
    b'{"a":1}{"b":2}', b'{"text": "\\ud800"}', b'{"text": "\\udfff\\ud800"}', b'{"\\ud800": 1}', b'{"text": "\xed\xa0\x80"}',
    b'{"text": "\xc3\x28"}', b'{"text": "a\nb"}', b"<html><body>Bomb</body></html>", b"<?xml version='1.0'?>", b"PK\x03\x04",
    b"\x1f\x8b\x08\x00", b"%PDF-1.7", b"GET / HTTP/1.1\r\n\r\n", b"title,text\na,b", b"\x80\x04\x95", b"\x00\x00\x00\x00\x01",
    b"[" * 10_000 + b"]" * 10_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b"9" * 5000, b'{"id": ' + b"9" * 5000 + b"}",
    '{"text": "Теракт"}'.encode("utf-16"), '{"text": "爆発"}'.encode("shift_jis"), '{"text": "é"}'.encode("latin-1"),
]  # fmt: skip

WRONG_VALUES: list[object] = [
    None, True, 0, -1, 1.5, 1e308, 10**18, "", " ", "\x00", "\u202e", "x" * 5000, [], [[]], [None], {}, {"a": {"b": []}}, "💣" * 300,
]  # fmt: skip
FIELDS = ["id", "title", "text", "html", "url", "source", "published", "language"]

DATES = [
    "0000-01-01", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "10000-01-01", "2024-02-30", "2024-13-01", "yesterday",
    "Thu, 32 Jan 2024", "1e20", "-62135596800", "253402300800", "2024-01-01T25:00:00Z", "2024-01-01T00:00:00+99:99", "١٢٣٤-٠١-٠١",
]  # fmt: skip


def broken_articles() -> list[bytes]:
    fields = [json.dumps(STORY | {"id": f"f-{f}-{n}"} | {field: value}).encode("utf-8", "surrogatepass")
              for f, field in enumerate(FIELDS) for n, value in enumerate(WRONG_VALUES)]  # fmt: skip
    dates = [json.dumps(STORY | {"id": f"d-{n}", "published": date}).encode() for n, date in enumerate(DATES)]
    large = [
        json.dumps({"id": "ten-megabytes", "text": "A bomb went off in Kabul. " * 400_000}).encode(),
        json.dumps({"id": "one-word", "text": "bomb" * 500_000}).encode(),
        json.dumps({"id": "no-spaces", "html": "<div>" * 100_000}).encode(),
    ]
    return RAW + fields + dates + large


def test_there_are_at_least_two_hundred_kinds() -> None:
    assert len(set(broken_articles())) >= 200


async def test_whatever_comes_as_an_article_stops_nothing(settings: Settings, start_worker: Callable) -> None:
    await system.apply(settings, [{"id": "somalia", "subscriber": "africa", "when": {"regions": ["SO"]}}])
    worker = await start_worker()
    await system.send_raw(settings, "articles", broken_articles())
    await system.send_raw(settings, "articles", [None], key=b"tombstone")
    await system.settled(settings, [worker], 120)
    letters = await system.dead_letters(settings)
    stages = {dict(letter.headers)["tocsin-reason"].decode() for letter in letters}
    assert not [reason for reason in stages if reason.startswith("unexpected")], stages
    handled = await worker.metric("tocsin_articles_total")
    assert handled + len(letters) == len(broken_articles()) + 1

    await system.send_articles(settings, [STORY | {"id": "after", "published": "2024-09-05T09:00:00Z"}])
    await system.settled(settings, [worker])
    found = await system.alerts(settings, "africa")
    assert [alert for alert in found if alert.citation is not None and alert.citation.article == "after"]
    assert worker.running


@pytest.mark.parametrize("topic", ["events", "incidents", "matches"])
async def test_whatever_comes_on_a_stage_topic_becomes_a_dead_letter_with_its_bytes(
    settings: Settings, start_worker: Callable, topic: str
) -> None:
    worker = await start_worker()
    values = [*RAW, *(json.dumps(STORY | {"schema": f"{name}/1.0"}).encode() for name in ("event", "incident", "match")),
              b'{"schema":"event/2.0"}', b'{"schema":"incident/2.0"}', b'{"schema":"match/2.0"}']  # fmt: skip
    await system.send_raw(settings, topic, values, key=b"k")
    await system.settled(settings, [worker], 60)
    letters = await system.dead_letters(settings)
    assert sorted(letter.value for letter in letters) == sorted(values)
    for letter in letters:
        headers = dict(letter.headers)
        assert headers["tocsin-topic"] == settings.topic(topic).encode()
        assert not headers["tocsin-reason"].startswith(b"unexpected"), headers
    assert worker.running


async def test_broken_state_and_subscriptions_do_not_keep_a_worker_from_starting(
    settings: Settings, start_worker: Callable
) -> None:
    await system.apply(settings, [{"id": "somalia", "subscriber": "africa", "when": {"regions": ["SO"]}}])
    for topic in ("incidents", "ledger", "desks", "subscriptions"):
        for number, value in enumerate(RAW):
            await system.send_raw(settings, topic, [value], key=b"bad-%d" % number)
    worker = await start_worker()
    await system.settled(settings, [worker], 60)
    assert await worker.metric("tocsin_subscriptions") == 1
    assert await worker.metric("tocsin_subscriptions_refused_total") == len(RAW)
    await system.send_articles(settings, [STORY])
    await system.settled(settings, [worker])
    assert len(await system.alerts(settings, "africa")) == 1
