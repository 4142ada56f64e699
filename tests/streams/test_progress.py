from streams.progress import Seen, lag_of, moved


def test_lag_is_what_lies_between_done_and_end() -> None:
    assert lag_of(position=10, end=25, read_to=20, given=20) == 15


def test_markers_of_transactions_at_the_end_are_no_lag() -> None:
    assert lag_of(position=10, end=13, read_to=13, given=10) == 0


def test_records_that_were_handed_on_and_are_not_done_are_lag() -> None:
    assert lag_of(position=10, end=13, read_to=13, given=12) == 3


def test_a_position_beyond_the_last_end_that_was_seen_is_no_negative_lag() -> None:
    assert lag_of(position=30, end=13, read_to=None, given=0) == 0


def test_a_partition_that_stands_still_with_lag_keeps_its_time() -> None:
    seen = moved({}, 100.0, {("events", 0): (5, 2), ("events", 1): (9, 0)})
    later = moved(seen, 170.0, {("events", 0): (5, 2), ("events", 1): (9, 0)})
    assert later == {("events", 0): Seen(5, 100.0), ("events", 1): Seen(9, 170.0)}


def test_a_partition_that_moved_or_has_nothing_waiting_begins_anew() -> None:
    seen = {("events", 0): Seen(5, 100.0)}
    assert moved(seen, 170.0, {("events", 0): (6, 2)}) == {("events", 0): Seen(6, 170.0)}
    assert moved(seen, 170.0, {("events", 0): (5, 0)}) == {("events", 0): Seen(5, 170.0)}


def test_a_partition_that_went_elsewhere_is_forgotten() -> None:
    assert moved({("events", 0): Seen(5, 100.0)}, 170.0, {}) == {}
