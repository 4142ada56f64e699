"""Signatures, by which copies of one text are recognised, and how a record holds them."""

from __future__ import annotations

import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from functools import lru_cache
from struct import error as struct_error
from struct import pack, unpack
from typing import NamedTuple

from schemas.errors import Reason, RecordError, shown
from schemas.incident import Source

_SKETCH = 16
_SKETCHED_CHARS = 2000
_SHINGLE = re.compile(rb"[^ ]{7,}+ [^ ]++ [^ ]++")
_FEWEST_SHINGLES = 5
_SMALL = bytes(range(256)).lower().translate(bytes.maketrans(b"\t\n\v\f\r\x1c\x1d\x1e\x1f", b" " * 9))
"""What ASCII is read as: without capitals, and with spaces for whatever parts words."""
_REFERS = "~"
_WORTH_REFERRING = 3
"""Hashes in common from which on a signature is written as what differs from another."""


class Signature(NamedTuple):
    """The sketch of a text, rising and as a set, and a hash of this state of the article."""

    sketch: tuple[int, ...]
    shingles: frozenset[int]
    state: int


def sketch(text: str) -> tuple[int, ...]:
    """The smallest hashes of the text's shingles (a long word and the two words after it): a bottom-k sketch.

    Two texts that share most of their shingles share most of their sketch (Broder 1997). Empty for a text that is too
    short to tell a copy from a coincidence.
    """
    shingles = _SHINGLE.findall(_plain(text[:_SKETCHED_CHARS]))
    if len(shingles) < _FEWEST_SHINGLES:
        return ()
    return tuple(sorted(set(map(zlib.crc32, shingles)))[:_SKETCH])


def _plain(text: str) -> bytes:
    """A text in small letters with one space wherever it has any."""
    if not text.isascii():
        return " ".join(text.lower().split()).encode("utf-8", "replace")
    raw = text.encode().translate(_SMALL)  # to split and join its words would take longer
    while b"  " in raw:
        raw = raw.replace(b"  ", b" ")
    return raw.strip()


@lru_cache(maxsize=2)
def signature(title: str, text: str) -> Signature:
    """The signature of an article: another state when as much as a letter was changed."""
    whole = zlib.crc32(text.encode("utf-8", "replace"), zlib.crc32(title.encode("utf-8", "replace")))
    return _signature(sketch(text), whole)


def some_alike(one: Signature, others: Iterable[Signature], resemblance: float) -> bool:
    """Whether one of these is `alike`: the many that are not are passed over quickly."""
    shingles, least = one.shingles, max(len(one.sketch) * resemblance, 1)
    return any(len(shingles & other.shingles) >= least and alike(one, other, resemblance) for other in others)


def alike(one: Signature, other: Signature, resemblance: float) -> bool:
    """Whether two texts have at least this share of their shingles in common (above 0), estimated from their sketches.

    >>> low, high = signature("", "a" * 9 + " b c " * 9), signature("", "d" * 9 + " e f " * 9)
    >>> alike(low, high, 0.5)
    False
    """
    common = one.shingles & other.shingles
    width = max(len(one.sketch), len(other.sketch))
    if not common or len(common) / width < resemblance:
        return False
    if len(common) == width:
        return True
    last = sorted(one.shingles | other.shingles)[width - 1]
    return sum([value <= last for value in common]) / width >= resemblance


def written(signature: Signature, lasting: Sequence[Source]) -> str:
    """The signature as a record holds it; `lasting` are the first sources of the incident, which are never dropped."""
    best, shared = -1, _WORTH_REFERRING - 1
    for number, source in enumerate(lasting):
        if _REFERS not in source.signature:
            common = len(signature.shingles & _read(source.signature).shingles)
            best, shared = (number, common) if common > shared else (best, shared)
    if best < 0:
        return _text(pack(f">{len(signature.sketch) + 1}I", *signature.sketch, signature.state))
    other = _read(lasting[best].signature)
    mask = sum(1 << at for at, value in enumerate(other.sketch) if value in signature.shingles)
    own = [value for value in signature.sketch if value not in other.shingles]
    return f"{best}{_REFERS}{_text(pack(f'>H{len(own) + 1}I', mask, *own, signature.state))}"


def read(source: Source, sources: Sequence[Source]) -> Signature:
    """The signature of one of an incident's sources.

    Raises:
        RecordError: none was written there.
    """
    try:
        number, refers, own = source.signature.rpartition(_REFERS)
        return _read_from(own, sources[int(number)]) if refers else _read(own)
    except (ValueError, IndexError, struct_error) as error:
        raise RecordError(
            Reason.OUT_OF_RANGE, f"sources: expected a signature, got {shown(source.signature)}: {error}"
        ) from error


def _read_from(own: str, source: Source) -> Signature:
    raw, other = b64decode(own), _read(source.signature)
    mask, *values, state = unpack(f">H{len(raw) // 4}I", raw)
    shared = [value for at, value in enumerate(other.sketch) if mask >> at & 1]
    return _signature(tuple(sorted(shared + values)), state)


@lru_cache(maxsize=4096)
def _read(text: str) -> Signature:
    raw = b64decode(text)
    values = unpack(f">{len(raw) // 4}I", raw)
    return _signature(values[:-1], values[-1])


def _signature(smallest: tuple[int, ...], state: int) -> Signature:
    return Signature(smallest, frozenset(smallest), state)


def _text(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")
