"""Lines of packed files, piece by piece."""

import gzip
import io

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from streams.backtest.packed import Damaged, chunks, split_lines

DATA = b"".join(b'{"a":%d}\n' % number for number in range(100_000))


def unpack(packed: bytes) -> tuple[bytes, int]:
    read: list[int] = []
    return b"".join(chunks(io.BytesIO(packed), packed[:4], read.append)), sum(read)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.ZstdCompressor().compress])
def test_what_was_packed_comes_back_whole_and_every_byte_is_counted(pack) -> None:
    assert unpack(pack(DATA)) == (DATA, len(pack(DATA)))
    twice = pack(DATA) + pack(DATA)
    assert unpack(twice)[0] == DATA + DATA, "several members, as from cat"


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress])
def test_a_file_that_was_cut_off_is_damaged(pack) -> None:
    packed = pack(DATA)
    for end in (len(packed) // 2, len(packed) - 1):
        with pytest.raises(Damaged):
            unpack(packed[:end])


@given(st.lists(st.binary(max_size=12), max_size=8), st.integers(1, 5))
def test_lines_stand_where_they_are_said_to_begin_however_the_pieces_fall(lines: list[bytes], size: int) -> None:
    data = b"\n".join(lines)
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    found = list(split_lines(pieces, 1000))
    expected = data.removesuffix(b"\n").split(b"\n") if data else []
    assert [line for _, line in found] == expected
    assert all(data[start : start + len(line)] == line for start, line in found)


def test_of_a_line_that_is_too_long_its_beginning_is_kept_and_the_next_is_whole() -> None:
    assert list(split_lines([b"abc", b"defg", b"hi\nnext\n"], 4)) == [(0, b"abcd"), (10, b"next")]
