import json
from datetime import UTC, datetime

import pytest

from streams.admin import ensure_topics
from streams.moving.elsewhere import elsewhere, partition_of
from streams.moving.replay import Span, replay
from streams.sending import producer
from streams.settings import Settings
from tests.support import system

START = datetime(2024, 3, 5, tzinfo=UTC)
HOUR = 3_600_000


def test_a_span_begins_at_its_first_moment_and_ends_before_its_last() -> None:
    span = Span(START, datetime(2024, 3, 6, tzinfo=UTC))
    first = int(START.timestamp() * 1000)
    assert [span.holds(first + by) for by in (-1, 0, 24 * HOUR - 1, 24 * HOUR)] == [False, True, True, False]
    assert Span(START).holds(first + 10**12)


@pytest.mark.kafka
async def test_articles_go_in_the_order_of_their_time_and_their_key_says_where(settings: Settings) -> None:
    """From three partitions to one: time is the order; to five: the key decides, and what has none stays together."""
    await ensure_topics(settings)
    first = int(datetime.now(UTC).timestamp() * 1000) - 10 * HOUR
    async with producer(settings) as client:
        for number in (0, 3, 1, 4, 2, 5):  # each partition's in order
            await client.send_and_wait(
                settings.topic("articles"),
                json.dumps({"text": str(number)}).encode(),
                key=None if number == 5 else b"k%d" % number,
                partition=number % 3,
                timestamp_ms=first + number * HOUR,
                headers=[("mark", b"%d" % number)],
            )
    span = Span(datetime.fromtimestamp((first + HOUR) / 1000, UTC))
    for partitions in (1, 5):
        into = elsewhere(settings, f"{settings.prefix}to-{partitions}.", partitions)
        shown: list[int] = []
        done = await replay(
            settings, into, span, subscriptions=False, rate=None, refused=pytest.fail, progress=shown.append
        )
        assert (done.articles, done.refused, shown) == (5, 0, [1, 2, 3, 4, 5])
        found = await system.records(into, "articles")
        assert sorted(dict(record.headers)["mark"] for record in found) == [b"1", b"2", b"3", b"4", b"5"]
        if partitions == 1:
            assert [record.timestamp for record in found] == [first + number * HOUR for number in range(1, 6)]
        else:
            for record in found:
                assert record.partition == (2 if record.key is None else partition_of(record.key, 5))
