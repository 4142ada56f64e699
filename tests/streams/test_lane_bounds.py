"""Lanes at their bounds: batches that no broker takes at once, handling slower than a transaction may be, a full queue."""

import asyncio
import re
import time
from collections.abc import Callable, Iterable

import pytest

from streams.batches import MOST_QUEUED, Chunk
from streams.handling import MOST_WRITTEN, Handling
from streams.records import Record, Write
from streams.settings import Settings
from streams.transactions import MOST_SENT, parts
from tests.streams.running import Running, Start, expected, numbered, send_all, values_of
from tests.streams.toys import Acked, Counting, Stored

MEBIBYTE = 1 << 20


class Slow(Counting):
    """Takes its time over each record, on the lane's own thread as a real stage does."""

    seconds = 0.2

    def handle(self, record: Record) -> Iterable[Write]:
        time.sleep(self.seconds)
        return super().handle(record)


class Wide(Counting):
    """Leads to five records, as large as they may be, on five topics of one broker."""

    def handle(self, record: Record) -> Iterable[Write]:
        self.counts[b"k"] += 1
        for topic in ("events", "incidents", "matches", "desks", "ledger"):
            value = b"%d" % self.counts[b"k"]
            yield Write(topic, b"k", value if topic == "ledger" else value + b" " * (30 * MEBIBYTE), record.partition)
        yield Write("feedback", b"k", b"x" * (30 * MEBIBYTE), 0)


def running(start: Start, make: Callable[[], Counting], **changed: object) -> Running:
    made = start(**changed)

    def stages() -> list[Counting]:
        made.stages.append(make())
        return [made.stages[-1]]

    made.set._make_stages = stages
    return made


@pytest.mark.parametrize(
    ("sizes", "together"),
    [
        ([], []),
        ([1, 1, 1], [3]),
        ([MOST_SENT // 2, MOST_SENT // 2, 1], [2, 1]),
        ([MOST_SENT // 2, MOST_SENT // 2 + 1, 1], [1, 2]),
        ([MOST_SENT * 2, 1, MOST_SENT], [1, 1, 1]),
    ],
)
def test_writes_go_in_parts_that_a_broker_takes(sizes: list[int], together: list[int]) -> None:
    writes = [Write("events", b"", b"x" * size) for size in sizes]
    found = list(parts(writes))
    assert [len(part) for part in found] == together
    assert [write for part in found for write in part] == writes


async def test_a_batch_is_cut_once_it_writes_as_much_as_it_may() -> None:
    class Large(Counting):
        def handle(self, record: Record) -> Iterable[Write]:
            return [Write("events", b"k", b"x" * (MOST_WRITTEN // 3), 0)]

    stage = Large()
    work = await Handling(0, [stage], 60.0).work_through([(stage, Stored(offset=at)) for at in range(9)], None)
    assert list(work.positions.values()) == [3]


@pytest.mark.kafka
async def test_more_than_a_broker_takes_in_one_request_is_still_one_transaction(
    settings: Settings, start: Start
) -> None:
    """150 MB: a request of more than 100 MB would end the connection, at every try."""
    lane = await running(start, Wide).open()
    await lane.feed(await send_all(settings, [b"v0"]))
    await lane.done(1)
    assert await values_of(settings, "ledger") == [b"1"]
    assert [len(value) for value in await values_of(settings, "desks")] == [1 + 30 * MEBIBYTE]
    assert lane.series("tocsin_transactions_total", outcome="failed") == 0


@pytest.mark.kafka
async def test_work_of_several_timeouts_is_cut_so_that_each_transaction_ends_in_time(
    settings: Settings, start: Start
) -> None:
    lane = await running(start, Slow, batch_seconds=0.5, transaction_timeout=2.0).open()
    began = time.monotonic()
    await lane.feed(await send_all(settings, numbered(0, 24)))
    await lane.done(24)
    assert time.monotonic() - began > 2 * 2.0
    assert await values_of(settings, "events") == expected(0, 24)
    assert lane.series("tocsin_transactions_total", outcome="failed") == 0
    assert lane.series("tocsin_transactions_total", outcome="committed") >= 24 * Slow.seconds / (0.5 + Slow.seconds) - 1


@pytest.mark.kafka
async def test_one_record_that_takes_longer_than_a_transaction_may_holds_none_open(
    settings: Settings, start: Start
) -> None:
    class Slower(Slow):
        seconds = 3.0

    lane = await running(start, Slower, batch_seconds=0.2, transaction_timeout=2.0).open()
    await lane.feed(await send_all(settings, numbered(0, 1)))
    await lane.done(1)
    assert await values_of(settings, "events") == expected(0, 1)
    assert lane.series("tocsin_transactions_total", outcome="failed") == 0
    assert lane.series("tocsin_fencings_total") == 0


@pytest.mark.kafka
async def test_a_slow_stage_holds_its_source_back_and_loses_nothing(settings: Settings, start: Start) -> None:
    class Slowed(Slow):
        seconds = 0.01

    lane = await running(start, Slowed).open()
    records = await send_all(settings, numbered(0, 100))
    given: list[int] = []
    ahead: list[int] = []

    async def source() -> None:
        for record in records:
            await lane.set.put(0, "count", Chunk([record], record.offset, Acked()))
            given.append(record.offset)
            ahead.append(len(given) - int(lane.series("tocsin_records_total", stage="count")))

    await asyncio.gather(source(), lane.done(100))
    assert max(ahead) <= MOST_QUEUED + 1
    counts = [int(re.search(rb"(\d+)$", value).group()) for value in await values_of(settings, "events")]
    assert counts == list(range(1, 101))
