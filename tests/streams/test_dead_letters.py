from dataclasses import dataclass

from schemas.errors import Reason, RecordError
from streams.dead_letters import dead_letter, read_letter, reason_of


@dataclass
class Stored:
    topic: str = "events"
    partition: int = 3
    offset: int = 41
    timestamp: int = 1_633_700_000_000
    key: bytes | None = b"k\xff"
    value: bytes | None = b"\x00\xffnot json"
    headers: tuple[tuple[str, bytes], ...] = (("origin", b"crawler"),)


def test_the_bytes_are_as_they_came() -> None:
    letter = dead_letter("correlate", Stored(), RecordError(Reason.NOT_JSON, "not JSON: unexpected character"))
    assert (letter.topic, letter.key, letter.value) == ("dead-letters", b"k\xff", b"\x00\xffnot json")


def test_the_headers_say_where_it_came_from_and_why_it_is_here() -> None:
    letter = dead_letter("correlate", Stored(), RecordError(Reason.NOT_JSON, "not JSON: …"))
    headers = dict(letter.headers)
    assert headers["tocsin-reason"] == b"not_json"
    assert headers["tocsin-topic"] == b"events"
    assert headers["tocsin-offset"] == b"41"
    assert headers["origin"] == b"crawler"


def test_what_is_read_back_is_what_was_written() -> None:
    write = dead_letter("correlate", Stored(), ValueError("half \ud800 a pair"))
    stored = Stored(topic="dead-letters", offset=5, key=write.key, value=write.value, headers=write.headers)
    letter = read_letter(stored)
    assert (letter.offset, letter.topic, letter.partition, letter.source_offset) == (5, "events", "3", "41")
    assert letter.reason == "unexpected_value_error"
    assert letter.headers == (("origin", b"crawler"),)


def test_a_letter_that_dies_again_keeps_only_the_last_reason() -> None:
    once = dead_letter("match", Stored(), ValueError("first"))
    again = Stored(headers=once.headers)
    headers = dead_letter("match", again, ValueError("second")).headers
    assert [value for name, value in headers if name == "tocsin-error"] == [b"second"]


def test_an_unexpected_error_is_named_by_its_kind() -> None:
    assert reason_of(ZeroDivisionError()) == "unexpected_zero_division_error"


def test_a_record_that_is_nothing_at_all_still_makes_a_letter() -> None:
    write = dead_letter("classify", Stored(key=None, value=None), ValueError("empty"))
    assert (write.key, write.value) == (b"", None)


def test_a_time_stamp_that_is_no_time_still_makes_a_letter() -> None:
    headers = dict(dead_letter("classify", Stored(timestamp=10**18), ValueError("late")).headers)
    assert headers["tocsin-time"] == str(10**18).encode()
