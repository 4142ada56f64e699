import pytest
from aiokafka import AIOKafkaProducer

from streams.admin import ensure_topics
from streams.moving.elsewhere import (
    NotMovable,
    check_nobody_works,
    check_nothing_there,
    elsewhere,
    partition_of,
    partitions_there,
    placed,
)
from streams.sending import producer
from streams.settings import Settings


def test_a_record_without_a_key_stays_among_those_that_it_was_with() -> None:
    assert [placed(None, was, 5) for was in (0, 4, 5, 11)] == [0, 4, 0, 1]
    assert placed(b"SO", 0, 5) == placed(b"SO", 4, 5) == partition_of(b"SO", 5)


@pytest.mark.kafka
async def test_a_key_is_placed_where_a_producer_puts_it(settings: Settings) -> None:
    await ensure_topics(settings)
    async with producer(settings) as client:
        for key in (b"SO", b"diplomacy", b"XX", "ключ".encode(), b""):
            at = await client.send_and_wait(settings.topic("events"), b"x", key=key)
            assert at.partition == partition_of(key, settings.partitions)


@pytest.mark.kafka
async def test_what_is_not_committed_is_not_there(settings: Settings) -> None:
    """A move that was broken off leaves records that nobody reads: it may be done again."""
    await ensure_topics(settings)
    client = AIOKafkaProducer(bootstrap_servers=settings.brokers, transactional_id=f"{settings.prefix}test")
    async with client:
        await client.begin_transaction()
        await client.send_and_wait(settings.topic("incidents"), b"x", key=b"k")
        await client.abort_transaction()
        await check_nothing_there(settings)
        async with client.transaction():
            await client.send_and_wait(settings.topic("incidents"), b"x", key=b"k")
    with pytest.raises(NotMovable, match="incidents has records already"):
        await check_nothing_there(settings)


@pytest.mark.kafka
async def test_a_system_that_is_not_there_is_named(settings: Settings) -> None:
    with pytest.raises(NotMovable, match=f"no topic {settings.prefix}articles"):
        await partitions_there(settings)
    await check_nobody_works(settings)
    await ensure_topics(settings)
    assert await partitions_there(elsewhere(settings, settings.prefix, 12)) == settings.partitions
