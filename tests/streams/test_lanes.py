"""Lanes on a real Kafka, with a stage that counts: a lost record or one that was done twice is a wrong number."""

import asyncio
import dataclasses
import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence

import pytest
from aiokafka import AIOKafkaProducer

from streams.admin import ensure_topics
from streams.batches import MOST_QUEUED, Chunk
from streams.lane_set import LaneLost, LaneSet
from streams.lanes import LaneBroken
from streams.metrics import Metrics
from streams.positions import committed_positions
from streams.reading import read_topic
from streams.records import Counted, Led, Record, Write
from streams.sending import producer
from streams.settings import Settings
from tests.streams.proxy import END_TXN, Proxy
from tests.streams.toys import Acked, Counting, Stored
from tests.support.system import until

pytestmark = pytest.mark.kafka


class Running:
    """A lane set with the counting stage on partition 0, fed by hand."""

    def __init__(self, settings: Settings, **changed: object) -> None:
        self.settings = dataclasses.replace(settings, tick_seconds=0.2, session_timeout=0.5, **changed)
        self.metrics = Metrics()
        self.failures: list[BaseException] = []
        self.stages: list[Counting] = []
        self.set = LaneSet(self._make, self.settings, self.metrics, self.failures.append)
        self.read = 0

    def _make(self) -> Sequence[Counting]:
        self.stages.append(Counting())
        return [self.stages[-1]]

    async def open(self) -> "Running":
        await self.set.open({0}, lambda: True)
        assert self.set.ready, self.failures
        return self

    async def feed(self, records: Sequence[Record], begins: int | None = None) -> None:
        begins = records[0].offset if begins is None else begins
        await self.set.put(0, "count", Chunk(records, begins, Acked()))

    def series(self, name: str, **labels: str) -> float:
        return self.metrics.registry.get_sample_value(name, labels) or 0.0

    async def done(self, count: int) -> None:
        async def enough() -> bool:
            assert not self.failures, self.failures
            return self.series("tocsin_records_total", stage="count") >= count

        await until(enough, 15, f"{count} records done")


Start = Callable[..., Running]


@pytest.fixture
async def start(settings: Settings) -> AsyncIterator[Start]:
    await ensure_topics(settings)
    running: list[Running] = []

    def make(**changed: object) -> Running:
        running.append(Running(settings, **changed))
        return running[-1]

    yield make
    for entry in running:
        await entry.set.close()


async def send_all(settings: Settings, values: Sequence[bytes], key: bytes | None = b"k") -> list[Record]:
    """Put these on partition 0 of `articles`; returns all its records."""
    topic = settings.topic("articles")
    async with producer(settings) as client:
        await asyncio.gather(*[await client.send(topic, value=value, key=key, partition=0) for value in values])
    return [record async for record in read_topic(settings, topic)]


async def values_of(settings: Settings, topic: str) -> list[bytes]:
    return [record.value or b"" async for record in read_topic(settings, settings.topic(topic))]


def numbered(first: int, last: int) -> list[bytes]:
    return [b"v%d" % number for number in range(first, last)]


def expected(first: int, last: int) -> list[bytes]:
    """Each record's value, and the count of its key, which is one key for all."""
    return [b"v%d %d" % (number, number + 1) for number in range(first, last)]


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


async def test_a_commit_whose_answer_was_lost_is_not_done_again(
    settings: Settings, kafka: str, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broker commits, the lane never hears of it and must not believe that it failed."""
    commit = AIOKafkaProducer.commit_transaction

    async def unheard(self: AIOKafkaProducer) -> None:
        await commit(self)
        monkeypatch.setattr(AIOKafkaProducer, "commit_transaction", commit)
        raise TimeoutError("no answer")

    running = await start().open()
    records = await send_all(settings, numbered(0, 20))
    monkeypatch.setattr(AIOKafkaProducer, "commit_transaction", unheard)
    await running.feed(records[:15])
    await running.feed(records[15:])

    async def settled() -> bool:
        return running.set.positions() == {(settings.topic("articles"), 0): 20}

    await until(settled, 10, "all records are done")
    assert await values_of(settings, "events") == expected(0, 20)
    assert running.series("tocsin_transactions_total", outcome="failed") == 1


async def test_an_end_of_transaction_that_is_lost_on_the_wire_is_not_done_again(
    settings: Settings, kafka: str, start: Start
) -> None:
    async with Proxy(kafka) as proxy:
        running = await start(brokers=proxy.address).open()
        records = await send_all(settings, numbered(0, 20))
        proxy.swallow = END_TXN
        await running.feed(records[:15])
        await asyncio.wait_for(proxy.lost.wait(), 10)
        await running.feed(records[15:])

        async def settled() -> bool:
            return running.set.positions() == {(settings.topic("articles"), 0): 20}

        await until(settled, 15, "all records are done")
        assert await values_of(settings, "events") == expected(0, 20)
        await running.set.close()


async def test_a_broker_that_goes_and_comes_back_costs_nothing(settings: Settings, kafka: str, start: Start) -> None:
    async with Proxy(kafka) as proxy:
        running = await start(brokers=proxy.address, transaction_timeout=2.0).open()
        records = await send_all(settings, numbered(0, 20))
        await running.feed(records[:10])
        await running.done(10)
        await proxy.cut()
        await running.feed(records[10:])

        async def failed() -> bool:
            return running.series("tocsin_transactions_total", outcome="failed") >= 1

        await until(failed, 10, "the lane notices")
        await proxy.listen()
        await running.done(20)
        assert await values_of(settings, "events") == expected(0, 20)
        await running.set.close()


async def test_lanes_close_while_the_broker_is_silent(settings: Settings, kafka: str, start: Start) -> None:
    async with Proxy(kafka) as proxy:
        running = await start(brokers=proxy.address).open()
        records = await send_all(settings, numbered(0, 5))
        proxy.mute = True
        await running.feed(records)
        async with asyncio.timeout(12):
            await running.set.close()
    second = await start().open()
    await second.feed(records)
    await second.done(5)
    assert await values_of(settings, "events") == expected(0, 5)


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


async def test_a_lane_that_can_never_commit_gives_up_with_its_reason(
    settings: Settings, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(self: AIOKafkaProducer) -> None:
        raise ValueError("out of luck")

    running = await start(transaction_tries=2).open()
    records = await send_all(settings, numbered(0, 2))
    monkeypatch.setattr(AIOKafkaProducer, "begin_transaction", refused)
    await running.feed(records)

    async def gave_up() -> list[BaseException]:
        return running.failures

    (failure,) = await until(gave_up, 10, "the lane gives up")
    assert isinstance(failure, LaneBroken)
    assert str(failure) == "lane 0: a transaction failed 2 times: ValueError('out of luck')"


async def test_what_is_counted_is_counted_once_though_its_transaction_was_tried_twice(
    settings: Settings, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[bytes] = []

    class Tallying(Counting):
        def handle(self, record: Record) -> Iterable[Led]:
            yield from super().handle(record)
            yield Counted(lambda: counted.append(record.value or b""))

    begin = AIOKafkaProducer.begin_transaction

    async def refused(self: AIOKafkaProducer) -> None:
        monkeypatch.setattr(AIOKafkaProducer, "begin_transaction", begin)
        raise ValueError("this once")

    running = start()
    running._make = lambda: [Tallying()]  # type: ignore[method-assign] # a stage that counts
    running.set._make_stages = running._make
    await running.open()
    records = await send_all(settings, numbered(0, 2))
    monkeypatch.setattr(AIOKafkaProducer, "begin_transaction", refused)
    await running.feed(records)
    await running.done(2)
    assert running.series("tocsin_transactions_total", outcome="failed") == 1
    assert counted == [b"v0", b"v1"]


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


async def test_closing_stops_an_opening_that_waits_for_the_broker(settings: Settings, start: Start) -> None:
    running = start(brokers="127.0.0.1:9")
    opening = asyncio.create_task(running.set.open({0}, lambda: True))

    async def under_way() -> bool:
        return running.set._opening is not None

    await until(under_way, 5, "the opening begins")
    async with asyncio.timeout(8):
        await running.set.close()
        await opening
    assert running.failures == []
