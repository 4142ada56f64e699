"""Reading a topic from outside: where it begins, and that a caller can know."""

import asyncio
from contextlib import aclosing

import pytest

from streams.admin import ensure_topics
from streams.reading import read_topic
from streams.settings import Settings
from tests.support.system import send_raw

pytestmark = pytest.mark.kafka


async def first(settings: Settings, standing: asyncio.Event) -> bytes | None:
    topic = settings.topic("articles")
    async with aclosing(read_topic(settings, topic, follow=True, from_end=True, standing=standing)) as records:
        async for record in records:
            return record.value
    return None


async def test_what_is_sent_once_a_reader_stands_is_read_and_what_was_before_is_not(settings: Settings) -> None:
    await ensure_topics(settings)
    await send_raw(settings, "articles", [b"old"])
    standing = asyncio.Event()
    reading = asyncio.create_task(first(settings, standing))
    await asyncio.wait_for(standing.wait(), 20)
    await send_raw(settings, "articles", [b"new"])
    assert await asyncio.wait_for(reading, 20) == b"new"


async def test_a_reader_stands_before_a_topic_that_is_not_there_yet(settings: Settings) -> None:
    standing = asyncio.Event()
    reading = asyncio.create_task(first(settings, standing))
    await asyncio.wait_for(standing.wait(), 20)
    assert not reading.done()
    await ensure_topics(settings)
    await send_raw(settings, "articles", [b"first"])
    assert await asyncio.wait_for(reading, 20) == b"first"
