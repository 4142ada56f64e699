"""Headers with names that are not UTF-8 do not end who reads them."""

import asyncio

import pytest

from streams.admin import ensure_topics
from streams.sending import producer, send
from streams.settings import Settings
from tests.support import header_names
from tests.support.system import records

pytestmark = pytest.mark.kafka

HEADERS = [[("a", b"1")], [(header_names.NAME, b"2"), ("é", None)], [], [(header_names.NAME, None)], [("b", b"\xff")]]
READ = [(("a", b"1"),), ((r"\xff\xfe", b"2"), ("é", None)), (), ((r"\xff\xfe", None),), (("b", b"\xff"),)]


@pytest.mark.parametrize("compression", [None, "gzip"])
async def test_every_record_of_a_batch_is_read_as_it_was_sent(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, compression: str | None
) -> None:
    header_names.write_bytes(monkeypatch)
    await ensure_topics(settings)
    topic = settings.topic("articles")
    async with producer(settings, compression_type=compression) as client:
        sent = [
            await send(client, topic, key=b"k", value=b"v%d" % number, headers=headers, partition=0)
            for number, headers in enumerate(HEADERS)
        ]
        await asyncio.gather(*sent)
    found = await records(settings, "articles")
    assert [record.headers for record in found] == READ
    assert [(record.offset, record.key, record.value) for record in found] == [(n, b"k", b"v%d" % n) for n in range(5)]
    assert all(record.timestamp > 1_700_000_000_000 for record in found)
