"""What one transaction puts where, on a real Kafka."""

from collections.abc import AsyncIterator

import pytest
from aiokafka import TopicPartition

from streams.admin import ensure_topics
from streams.reading import read_topic
from streams.records import Record, Write
from streams.sending import producer
from streams.settings import Settings
from streams.transactions import Transactions

pytestmark = pytest.mark.kafka


@pytest.fixture
async def transactions(settings: Settings) -> AsyncIterator[Transactions]:
    await ensure_topics(settings)
    made = Transactions(settings, 0)
    await made.open()
    yield made
    await made.close()


async def written(settings: Settings, topic: str) -> list[Record]:
    return [record async for record in read_topic(settings, settings.topic(topic))]


async def test_writes_of_a_partition_keep_their_order_whatever_their_sizes(
    settings: Settings, transactions: Transactions
) -> None:
    sizes = [10, 200_000, 200_000, 10, 3_000_000, 0, 10, 262_144, 262_143, *[2000] * 500]
    writes = [Write("events", b"%d" % number, b"x" * size, 1) for number, size in enumerate(sizes)]
    await transactions.transact(writes, {TopicPartition(settings.topic("articles"), 0): 1})
    found = await written(settings, "events")
    assert [(record.key, record.partition, len(record.value or b"")) for record in found] == [
        (b"%d" % number, 1, size) for number, size in enumerate(sizes)
    ]


async def test_what_names_no_partition_goes_where_every_client_puts_its_key(
    settings: Settings, transactions: Transactions
) -> None:
    keys = [b"", b"a", b"AF/Kunduz", "ключ".encode(), b"\xff\xfe", *[b"%d" % number for number in range(50)]]
    await transactions.transact([Write("events", key, b"ours") for key in keys], {})
    async with producer(settings) as client:
        for key in keys:
            await client.send_and_wait(settings.topic("events"), key=key, value=b"theirs")
    found = await written(settings, "events")
    ours, theirs = (
        sorted((record.key or b"", record.partition) for record in found if record.value == who)
        for who in (b"ours", b"theirs")
    )
    assert ours == theirs
    assert len({partition for _, partition in ours}) == settings.partitions


async def test_a_record_without_a_key_goes_somewhere_and_headers_and_tombstones_go_along(
    settings: Settings, transactions: Transactions
) -> None:
    headers = (("a", b"1"), ("a", b""), ("ü", b"\xff"))
    await transactions.transact([Write("events", None, b"v", None, headers), Write("ledger", b"k", None, 2)], {})
    (event,) = await written(settings, "events")
    (state,) = await written(settings, "ledger")
    assert (event.key, event.value, tuple(event.headers)) == (None, b"v", headers)
    assert (state.key, state.value, state.partition) == (b"k", None, 2)
