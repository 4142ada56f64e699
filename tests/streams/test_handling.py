from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from streams.handling import Handling
from streams.records import Counted, Led, Record
from tests.streams.toys import Counting, Passing, Stored

NOW = datetime(2024, 5, 1, tzinfo=UTC)


def record(offset: int, value: bytes) -> Stored:
    return Stored(offset=offset, value=value)


async def test_outputs_and_positions_of_all_records() -> None:
    stage = Counting()
    work = await Handling(0, [stage], 1.0).work_through([(stage, record(3, b"a")), (stage, record(4, b"b"))], None)
    assert [write.value for write in work.writes if write.topic == "events"] == [b"a 1", b"b 2"]
    assert list(work.positions.values()) == [5]
    assert work.records == {"count": 2}


async def test_a_refused_record_is_a_dead_letter_and_the_rest_goes_on() -> None:
    stage = Counting()
    batch = [(stage, record(0, b"reject")), (stage, record(1, b"a"))]
    work = await Handling(0, [stage], 1.0).work_through(batch, None)
    assert [write.topic for write in work.writes] == ["dead-letters", "events", "ledger"]
    assert work.letters == {("count", "out_of_range"): 1}
    assert not work.unsettled


@pytest.mark.parametrize(("value", "reason"), [(b"break", "unexpected_zero_division_error"), (b"large", "too_large")])
async def test_a_record_that_may_have_left_state_half_changed_is_not_handled_again(value: bytes, reason: str) -> None:
    stage = Counting()
    handling = Handling(0, [stage], 1.0)
    batch = [(stage, record(0, b"a")), (stage, record(1, value)), (stage, record(2, b"b"))]
    assert (await handling.work_through(batch, None)).unsettled

    stage.clear()  # as the lane does when it reads the state back
    work = await handling.work_through(batch, None)
    assert not work.unsettled
    assert work.letters == {("count", reason): 1}
    assert stage.counts == {b"k": 2}


async def test_a_stage_without_state_needs_no_second_attempt() -> None:
    class Breaking(Passing):
        def handle(self, record: object) -> list[object]:
            raise KeyError("no")

    stage = Breaking("break", "articles", "events")
    work = await Handling(0, [stage], 1.0).work_through([(stage, record(0, b"a"))], None)
    assert not work.unsettled
    assert work.letters == {("break", "unexpected_key_error"): 1}


async def test_a_tick_that_fails_keeps_no_record_waiting() -> None:
    stage = Counting()
    stage.broken_tick = True
    handling = Handling(0, [stage], 1.0)
    assert (await handling.work_through([(stage, record(0, b"a"))], NOW)).unsettled
    work = await handling.work_through([(stage, record(0, b"a"))], NOW)
    assert not work.unsettled
    assert work.records == {"count": 1}
    assert stage.ticks == 1


async def test_work_ends_when_its_time_is_over_and_says_how_far_it_came() -> None:
    stage = Counting()
    work = await Handling(0, [stage], 0.0).work_through([(stage, record(at, b"a")) for at in range(9)], None)
    assert list(work.positions.values()) == [1]


async def test_what_is_to_be_counted_goes_with_the_batch_and_is_not_counted_yet() -> None:
    counted: list[str] = []

    class Tallying(Passing):
        def handle(self, record: Record) -> Iterable[Led]:
            yield from super().handle(record)
            yield Counted(lambda: counted.append("one"))

    stage = Tallying("tally", "articles", "events")
    handling = Handling(0, [stage], 1.0)
    for _ in range(2):  # as after a transaction that failed
        work = await handling.work_through([(stage, record(0, b"a"))], None)
        assert (len(work.writes), len(work.counted)) == (1, 1)
    assert counted == []
    work.counted[0].add()
    assert counted == ["one"]
