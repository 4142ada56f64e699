"""Lanes on a real Kafka, with a stage that counts: a lost record or one that was done twice is a wrong number."""

import asyncio
import re
from collections.abc import Iterable

import pytest

from streams.batches import MOST_QUEUED, Chunk
from streams.lane_set import LaneLost
from streams.positions import committed_positions
from streams.reading import read_topic
from streams.records import Record, Write
from streams.settings import Settings
from tests.streams.running import Start, expected, numbered, send_all, values_of
from tests.streams.toys import Acked, Counting, Stored
from tests.support.system import until

pytestmark = pytest.mark.kafka


async def test_outputs_state_and_positions_are_committed_together(settings: Settings, start: Start) -> None:
    running = await start().open()
    records = await send_all(settings, numbered(0, 30))
    await running.feed(records)
    await running.done(30)
    assert await values_of(settings, "events") == expected(0, 30)
    positions = await committed_positions(settings, running.set.lanes[0].sources)
    assert positions == {(settings.topic("articles"), 0): 30}


async def test_another_owner_goes_on_where_the_last_one_stopped(settings: Settings, start: Start) -> None:
    first = await start().open()
    records = await send_all(settings, numbered(0, 20))
    await first.feed(records[:12])
    await first.done(12)
    await first.set.close()

    second = await start().open()
    await second.feed(records)  # from the beginning, as a consumer does that was sent back too far
    await second.done(8)
    assert await values_of(settings, "events") == expected(0, 20)
    assert second.stages[-1].counts == {b"k": 20}


async def test_a_fenced_lane_writes_nothing_more_and_says_so(settings: Settings, start: Start) -> None:
    first = await start().open()
    records = await send_all(settings, numbered(0, 10))
    second = await start().open()
    await first.feed(records)
    await second.feed(records)
    await second.done(10)

    async def lost() -> list[BaseException]:
        return first.failures

    (failure,) = await until(lost, 10, "the fenced lane is reported")
    assert isinstance(failure, LaneLost)
    assert first.series("tocsin_fencings_total") == 1
    assert await values_of(settings, "events") == expected(0, 10)


async def test_whoever_waits_for_room_is_let_go_when_the_lane_closes(settings: Settings, start: Start) -> None:
    running = await start().open()
    lane = running.set.lanes[0]
    task = running.set._tasks[0]
    task.cancel()  # nobody works: the queue fills
    await asyncio.wait({task})
    lane.closed = False
    chunks = [Chunk([Stored(offset=offset)], offset, Acked()) for offset in range(MOST_QUEUED + 1)]
    for chunk in chunks[:MOST_QUEUED]:
        await running.set.put(0, "count", chunk)
    waiting = asyncio.create_task(running.set.put(0, "count", chunks[-1]))
    done, _ = await asyncio.wait({waiting}, timeout=0.05)
    assert not done
    await running.set.close()
    await asyncio.wait_for(waiting, 5)
    assert chunks[-1].event.acks == 1


async def test_a_record_that_breaks_a_stage_is_set_aside_and_the_counts_stay_right(
    settings: Settings, start: Start
) -> None:
    running = await start().open()
    records = await send_all(settings, [b"v0", b"break", b"v1", b"reject", b"large", b"v2"])
    await running.feed(records)
    await running.done(6)
    assert await values_of(settings, "events") == expected(0, 3)
    assert await values_of(settings, "dead-letters") == [b"break", b"reject", b"large"]
    assert running.series("tocsin_dead_letters_total", stage="count", reason="out_of_range") == 1
    assert running.series("tocsin_dead_letters_total", stage="count", reason="too_large") == 1


async def test_a_tick_that_fails_is_counted_and_the_state_read_back(settings: Settings, start: Start) -> None:
    running = await start().open()
    records = await send_all(settings, [b"v0", b"v1"])
    await running.feed(records[:1])
    await running.done(1)
    running.stages[-1].broken_tick = True

    async def counted() -> bool:
        return running.series("tocsin_dead_letters_total", stage="count", reason="tick_failed") == 1

    await until(counted, 5, "the tick has failed")
    await running.feed(records[1:])
    await running.done(2)
    assert await values_of(settings, "events") == expected(0, 2)
    assert running.stages[-1].counts == {b"k": 2}
    assert await counted()


async def test_a_record_with_neither_key_nor_value_stops_nothing(settings: Settings, start: Start) -> None:
    class Strict(Counting):
        def handle(self, record: Record) -> object:
            if record.value is None:
                return super().handle(Stored(value=b"reject"))
            return super().handle(record)

    running = start()
    running._make = lambda: [Strict()]  # type: ignore[method-assign] # a stage that wants values
    running.set._make_stages = running._make
    await running.open()
    nothing = Stored(topic=settings.topic("articles"), key=None, value=None)
    await running.feed([nothing, Stored(topic=settings.topic("articles"), offset=1, value=b"v0")])
    await running.done(2)
    assert await values_of(settings, "dead-letters") == [b""]


async def test_a_record_that_was_compressed_and_is_larger_than_any_that_may_be_written_stops_nothing(
    settings: Settings, start: Start
) -> None:
    running = await start().open()
    topic = settings.topic("articles")
    large = Stored(topic=topic, value=b"reject" + b"x" * (64 << 20))
    await running.feed([large, Stored(topic=topic, offset=1, value=b"v0")])
    await running.done(2)
    (letter,) = [record async for record in read_topic(settings, settings.topic("dead-letters"))]
    assert (letter.value, dict(letter.headers)["tocsin-offset"]) == (None, b"0")
    assert await values_of(settings, "events") == expected(0, 1)


async def test_a_topic_of_alerts_that_somebody_deleted_is_made_again(settings: Settings, start: Start) -> None:
    class Telling(Counting):
        def handle(self, record: Record) -> Iterable[Write]:
            yield Write("alerts.gone", b"k", record.value)

    running = start()
    running.set._make_stages = lambda: [Telling()]
    await running.open()
    await running.feed([Stored(topic=settings.topic("articles"), value=b"v0")])
    await running.done(1)
    assert await values_of(settings, "alerts.gone") == [b"v0"]


async def test_twenty_megabytes_pass(settings: Settings, start: Start) -> None:
    running = await start().open()
    records = await send_all(settings, [b"reject" + b"x" * (20 << 20)])
    await running.feed(records)
    await running.done(1)
    assert [len(value) for value in await values_of(settings, "dead-letters")] == [(20 << 20) + 6]


async def test_a_batch_of_many_megabytes_is_one_transaction(settings: Settings, start: Start) -> None:
    running = await start(batch_seconds=5.0).open()
    records = await send_all(settings, [b"v%d" % number + b"." * (1 << 20) for number in range(40)])
    await running.feed(records)
    await running.done(40)
    assert running.series("tocsin_transactions_total", outcome="committed") == 1
    counts = [int(re.search(rb"(\d+)$", value).group()) for value in await values_of(settings, "events")]
    assert counts == list(range(1, 41))


async def test_records_that_were_never_delivered_end_the_worker(settings: Settings, start: Start) -> None:
    running = await start().open()
    records = await send_all(settings, numbered(0, 9))
    await running.feed(records[:3])
    await running.done(3)
    await running.feed(records[6:])
    assert [str(failure) for failure in running.failures] == [
        f"{settings.topic('articles')}/0: read from 6, expected 3"
    ]


async def test_an_opening_that_was_overtaken_opens_nothing(settings: Settings, start: Start) -> None:
    running = start()
    await running.set.open({0}, lambda: False)
    assert not running.set.ready
    assert running.set.lanes == {}
