import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.admin import ensure_topics
from streams.seeking import seek_to_committed
from streams.sending import producer, send
from streams.settings import Settings

pytestmark = pytest.mark.kafka


@pytest.mark.parametrize("committed", [0, 1, 2])
async def test_what_was_read_after_the_committed_offset_is_read_again(settings: Settings, committed: int) -> None:
    await ensure_topics(settings)
    topic = settings.topic("articles")
    async with producer(settings) as client:
        for value in (b"0", b"1", b"2"):
            await (await send(client, topic, key=b"k", value=value, partition=1))
    source = TopicPartition(topic, 1)
    consumer = AIOKafkaConsumer(
        bootstrap_servers=settings.brokers, group_id=settings.group, enable_auto_commit=False,
        auto_offset_reset="earliest",
    )  # fmt: skip
    consumer.assign([source])
    await consumer.start()
    try:
        await consumer.commit({source: committed})
        seen = [(await consumer.getone()).value for _ in range(3 - committed)]
        assert await seek_to_committed(consumer) == {source: committed}
        again = [(await consumer.getone()).value for _ in range(3 - committed)]
    finally:
        await consumer.stop()
    assert again == seen == [b"0", b"1", b"2"][committed:]
