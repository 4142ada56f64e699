"""Lines of files as they are, or packed by gzip or Zstandard, without ever holding a whole file.

What a file is packed by is told by its first bytes, whatever its name.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

import zstandard

CHUNK = 1 << 16
"""Bytes that are read at once."""
ZSTD_CHUNK = 1 << 10
"""Packed bytes that are unpacked at once: they may become 32,000 times as many."""
GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGICS = (b"\x28\xb5\x2f\xfd", *(bytes((low, 0x2A, 0x4D, 0x18)) for low in range(0x50, 0x60)))
"""Of a frame, and of those that a reader skips (RFC 8878, 3.1)."""
MAGIC_BYTES = 4

Advance = Callable[[int], None]
"""Takes how many more bytes of a file were read."""


class Damaged(ValueError):  # noqa: N818 - reads as what happened
    """A packed file that ends too early or holds what its format does not allow."""


def is_packed(head: bytes) -> bool:
    """Whether a file that begins so is packed."""
    return head.startswith((GZIP_MAGIC, *ZSTD_MAGICS))


def chunks(file: BinaryIO, head: bytes, advance: Advance) -> Iterator[bytes]:
    """The bytes of a file that begins with `head`, unpacked, piece by piece; the file stands at its beginning.

    Raises:
        Damaged: after what could be unpacked.
        OSError: it cannot be read.
    """
    if head.startswith(GZIP_MAGIC):
        yield from _gunzip(file, advance)
    elif head.startswith(ZSTD_MAGICS):
        yield from _unzstd(file, advance)
    else:
        while chunk := file.read(CHUNK):
            advance(len(chunk))
            yield chunk


def _gunzip(file: BinaryIO, advance: Advance) -> Iterator[bytes]:
    at = 0
    try:
        with gzip.GzipFile(fileobj=file) as unpacked:
            while chunk := unpacked.read1(CHUNK):  # not read: it loses what precedes the damage
                before, at = at, file.tell()
                advance(at - before)
                yield chunk
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Damaged(str(error)) from error


def _unzstd(file: BinaryIO, advance: Advance) -> Iterator[bytes]:
    """Frame by frame by hand: the package's own reader takes a file that was cut off for one that has ended."""
    frame, begun = zstandard.ZstdDecompressor().decompressobj(), False
    try:
        while packed := file.read(ZSTD_CHUNK):
            advance(len(packed))
            while packed:
                yield frame.decompress(packed)
                packed, begun = frame.unused_data, not frame.eof
                if frame.eof:
                    frame = zstandard.ZstdDecompressor().decompressobj()
    except zstandard.ZstdError as error:
        raise Damaged(str(error)) from error
    if begun:
        raise Damaged("the file ends before its last frame does")


def split_lines(pieces: Iterable[bytes], longest: int) -> Iterator[tuple[int, bytes]]:
    """The lines with the positions at which they begin; of a line, the first `longest` bytes and no line end."""
    start = size = 0
    line = bytearray()
    for piece in pieces:
        at = 0
        while (end := piece.find(b"\n", at)) >= 0:
            line += piece[at:end][: longest - len(line)]
            yield start, bytes(line)
            start, size = start + size + end - at + 1, 0
            line.clear()
            at = end + 1
        line += piece[at:][: longest - len(line)]
        size += len(piece) - at
    if line:
        yield start, bytes(line)
