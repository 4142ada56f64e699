import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.batches import ENOUGH, MOST_QUEUED, Chunk, Queues, RecordsMissing, gathering
from tests.streams.toys import Acked, Passing, Stored

FIRST, SECOND = Passing("first", "articles", "events"), Passing("second", "events", "incidents")


def chunk(first: int, last: int, *, topic: str = "articles", begins: int | None = None) -> Chunk:
    records = [Stored(topic=topic, offset=offset) for offset in range(first, last)]
    return Chunk(records, first if begins is None else begins, Acked())


def offsets(queues: Queues, most: int = 1000) -> list[int]:
    return [record.offset for _, record in queues.take(most)]


@pytest.mark.parametrize(
    ("waiting", "last", "seconds"),
    [(1, 0.0, 0.005), (1, 0.06, 0.02), (ENOUGH - 1, 3.0, 0.1), (ENOUGH, 3.0, 0.0)],
)
def test_a_lane_gathers_for_a_third_of_what_its_last_transaction_took(
    waiting: int, last: float, seconds: float
) -> None:
    assert gathering(waiting, last, least=0.005, most=0.1) == seconds


def test_what_waits_is_what_is_queued_and_not_done() -> None:
    queues = Queues([FIRST, SECOND], {})
    queues.add("first", chunk(0, 3))
    queues.add("second", chunk(5, 7, topic="events"))
    queues.settle({("articles", 0): 2})
    assert queues.waiting == 3


def test_later_stages_come_first() -> None:
    queues = Queues([FIRST, SECOND], {})
    queues.add("first", chunk(0, 2))
    queues.add("second", chunk(5, 7, topic="events"))
    assert [(stage.name, record.offset) for stage, record in queues.take(3)] == [
        ("second", 5), ("second", 6), ("first", 0),
    ]  # fmt: skip


def test_what_is_taken_stays_until_it_is_settled() -> None:
    queues = Queues([FIRST], {})
    queues.add("first", chunk(0, 3))
    assert offsets(queues) == offsets(queues) == [0, 1, 2]
    queues.settle({("articles", 0): 2})
    assert offsets(queues) == [2]


def test_a_chunk_is_acknowledged_once_and_only_when_all_of_it_is_done() -> None:
    queues = Queues([FIRST], {})
    whole = chunk(0, 3)
    queues.add("first", whole)
    queues.settle({("articles", 0): 2})
    assert whole.event.acks == 0
    queues.settle({("articles", 0): 3})
    queues.settle({("articles", 0): 9})
    assert whole.event.acks == 1
    assert queues.empty


def test_records_that_are_done_are_not_queued_again() -> None:
    queues = Queues([FIRST], {("articles", 0): 2})
    queues.add("first", chunk(0, 4))
    assert offsets(queues) == [2, 3]
    again = chunk(0, 4)
    queues.add("first", again)
    assert again.event.acks == 1
    assert offsets(queues) == [2, 3]


def test_records_that_another_did_meanwhile_are_forgotten_wherever_they_wait() -> None:
    queues = Queues([FIRST], {})
    queues.add("first", chunk(0, 2))
    queues.add("first", chunk(2, 4))
    queues.settle({("articles", 0): 3})
    assert offsets(queues) == [3]
    queues.settle({("articles", 0): 10})
    queues.add("first", chunk(4, 12))
    assert offsets(queues) == [10, 11]


def test_a_chunk_that_leaves_a_gap_is_refused() -> None:
    queues = Queues([FIRST], {("articles", 0): 2})
    with pytest.raises(RecordsMissing, match="articles/0: read from 5, expected 2"):
        queues.add("first", chunk(5, 6))


def test_offsets_that_the_topic_does_not_have_are_no_gap() -> None:
    queues = Queues([FIRST], {("articles", 0): 2})
    queues.add("first", chunk(7, 8, begins=2))
    assert offsets(queues) == [7]


def test_the_first_chunk_of_a_partition_without_position_may_begin_anywhere() -> None:
    queues = Queues([FIRST], {})
    queues.add("first", chunk(40, 41))
    assert offsets(queues) == [40]


def test_a_stage_is_full_at_its_limit_and_not_the_others() -> None:
    queues = Queues([FIRST, SECOND], {})
    for number in range(MOST_QUEUED):
        queues.add("first", chunk(number, number + 1))
    assert queues.full("first")
    assert not queues.full("second")


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=30), st.integers(0, 20), st.integers(1, 7))
def test_however_chunks_overlap_each_record_is_done_once_and_in_order(
    spans: list[tuple[int, int]], committed: int, most: int
) -> None:
    """A consumer that is sent back now and then; whatever it delivers without a gap is done exactly once."""
    queues = Queues([FIRST], {("articles", 0): committed})
    done: list[int] = []
    reached = committed
    for begins, length in spans:
        if begins > reached:
            with pytest.raises(RecordsMissing):
                queues.add("first", chunk(begins, begins + length))
            continue
        queues.add("first", chunk(begins, begins + length))
        reached = max(reached, begins + length)
        taken = offsets(queues, most)
        done += taken
        if taken:
            queues.settle({("articles", 0): taken[-1] + 1})
    while rest := offsets(queues, most):
        done += rest
        queues.settle({("articles", 0): rest[-1] + 1})
    assert done == list(range(committed, reached))
