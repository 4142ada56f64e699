from dataclasses import dataclass

from schemas.errors import Reason, RecordError
from streams.dead_letters import dead_letter, read_letter, reason_of
from streams.topics import LARGEST_LETTER


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


def test_a_letter_without_room_for_the_bytes_says_where_they_are() -> None:
    write = dead_letter("classify", Stored(value=b"x" * LARGEST_LETTER), RecordError(Reason.TOO_LARGE, "too large"))
    letter = read_letter(Stored(topic="dead-letters", key=write.key, value=write.value, headers=write.headers))
    assert (letter.size, letter.headers, letter.topic, letter.source_offset) == (0, (), "events", "41")
    assert int(letter.left or 0) >= LARGEST_LETTER
    assert letter.reason == "too_large"


def test_headers_count_as_bytes() -> None:
    headers = tuple((f"h{number}", b"x" * (LARGEST_LETTER // 10)) for number in range(10))
    assert dict(dead_letter("classify", Stored(headers=headers), ValueError("many")).headers).keys() >= {"tocsin-left"}


def test_a_header_without_a_value_is_kept() -> None:
    headers = dead_letter("classify", Stored(headers=(("origin", None),)), ValueError("odd")).headers
    assert headers[0] == ("origin", None)
