import gc
import weakref
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from schemas.errors import Reason, RecordError
from streams.handling import OVERHEAD, Handling
from streams.records import Counted, Led, Record, Write
from streams.topics import LARGEST_WRITE
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
    first = await handling.work_through([(stage, record(0, b"a"))], NOW)
    assert (first.unsettled, first.failed_ticks) == (True, ["count"])
    work = await handling.work_through([(stage, record(0, b"a"))], NOW)
    assert (work.unsettled, work.failed_ticks) == (False, [])
    assert work.records == {"count": 1}
    assert stage.ticks == 1


@pytest.mark.parametrize("headers", [(), (("h" * 100, b"x" * (LARGEST_WRITE - OVERHEAD)),)])
async def test_headers_count_for_the_size_of_what_a_record_or_a_tick_leads_to(headers: tuple) -> None:
    class Heading(Passing):
        def handle(self, record: Record) -> Iterable[Led]:
            return [Write("events", b"k", b"v", headers=headers)]

        def tick(self, partition: int, now: datetime) -> Iterable[Led]:
            return self.handle(record(0, b""))

    stage = Heading("head", "articles", "events")
    work = await Handling(0, [stage], 1.0).work_through([(stage, record(0, b"a"))], NOW)
    fits = not headers
    assert [write.topic for write in work.writes] == (["events", "events"] if fits else ["dead-letters"])
    assert work.failed_ticks == ([] if fits else ["head"])
    assert work.letters == ({} if fits else {("head", "too_large"): 1})


class Refusing(Passing):
    """Refuses each record, with an error that another one led to; or breaks at it."""

    def handle(self, record: Record) -> Iterable[Led]:
        try:
            raise KeyError(record)
        except KeyError as error:
            if record.value == b"break":
                raise ZeroDivisionError from error
            raise RecordError(Reason.OUT_OF_RANGE, "no") from error


@pytest.mark.parametrize("value", [b"refuse", b"break"])
async def test_what_was_set_aside_is_freed_without_a_collection(
    value: bytes, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, held = Refusing("refuse", "articles", "events"), record(0, value)
    stage.states = ("ledger",)
    gone, handling = weakref.ref(held), Handling(0, [stage], 1.0)
    monkeypatch.setattr(gc, "callbacks", [lambda *_: pytest.fail("collected")])
    for _ in range(2):  # what breaks is known at its second time
        work = await handling.work_through([(stage, held)], None)
    assert work.letters.total() == 1
    traces = [logged.exc_text for logged in caplog.records if logged.exc_info]
    assert len(traces) == (1 if value == b"break" else 0)
    assert all("in handle" in trace for trace in traces)
    for logged in caplog.records:
        logged.exc_info = None  # pytest's own, who keeps what was logged
    del held
    assert gone() is None


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
