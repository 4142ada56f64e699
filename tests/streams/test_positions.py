import pytest
from aiokafka import TopicPartition

from streams.admin import ensure_topics
from streams.lanes import Lane, open_lanes
from streams.metrics import Metrics
from streams.positions import committed_positions, first_offsets, unsettled
from streams.settings import Settings
from tests.streams.toys import Counting


def test_a_partition_without_a_position_begins_at_its_oldest_record() -> None:
    assert unsettled({}, {("articles", 0): 0, ("articles", 1): 7}) == {("articles", 0): 0, ("articles", 1): 7}


def test_a_position_that_retention_has_overtaken_is_moved() -> None:
    assert unsettled({("articles", 0): 3}, {("articles", 0): 12}) == {("articles", 0): 12}


def test_a_position_at_or_after_the_oldest_record_stays() -> None:
    assert unsettled({("articles", 0): 3, ("articles", 1): 0}, {("articles", 0): 3, ("articles", 1): 0}) == {}


@pytest.mark.kafka
async def test_an_open_lane_has_a_committed_position_before_its_first_record(settings: Settings) -> None:
    # Else what was fetched and dropped at the first rebalance would never be read again.
    await ensure_topics(settings)
    lane = Lane(0, [Counting()], settings, Metrics())
    await open_lanes([lane], settings, Metrics())
    await lane.transactions.close()
    source = TopicPartition(settings.topic("articles"), 0)
    assert await committed_positions(settings, [source]) == await first_offsets(settings, [source])
    assert lane.positions == {(settings.topic("articles"), 0): 0}
