"""The records of the open incidents without their texts: those that were lately changed as they are, others packed."""

from __future__ import annotations

import dataclasses
import zlib

import msgspec

from schemas.event import Actor, Codes, Count, Driver, Severity
from schemas.evidence import Span
from schemas.incident import Facts, Incident, Source
from schemas.place import Place

_PACK = msgspec.msgpack.Encoder()
_UNPACK = msgspec.msgpack.Decoder(Incident)
_HOT = 4096
"""Records that are kept unpacked: packing one costs as long as a third of a decision, and most reports are of incidents
that were just reported."""

_KINDS = (Span, Driver, Actor, Count, Source, Place, Codes, Severity, Facts, Incident)
_DICTIONARY = b"".join(_PACK.encode({field.name: None for field in dataclasses.fields(kind)}) for kind in _KINDS)
"""The names of all fields, which every packed record holds: what zlib need not spell out again."""


class Records:
    """Records by handle."""

    def __init__(self, hot: int = _HOT) -> None:
        self._most = hot
        self._hot: dict[int, Incident] = {}
        self._cold: dict[int, bytes] = {}

    def keep(self, handle: int, incident: Incident) -> None:
        """Take in a record; the one that has been unchanged for longest is packed if there are too many."""
        self.drop(handle)
        bare = dataclasses.replace(incident.report, text="", title="")
        self._hot[handle] = dataclasses.replace(incident, report=bare, evidence=(), scores=(), words=())
        if len(self._hot) > self._most:
            oldest = next(iter(self._hot))
            self._cold[oldest] = _pack(self._hot.pop(oldest))

    def read(self, handle: int, words: tuple[str, ...]) -> Incident:
        """The record with these words, which are kept elsewhere."""
        hot = self._hot.get(handle)
        return dataclasses.replace(_unpack(self._cold[handle]) if hot is None else hot, words=words)

    def drop(self, handle: int) -> None:
        """Forget a record."""
        if self._hot.pop(handle, None) is None:
            self._cold.pop(handle, None)


def _pack(incident: Incident) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15, zdict=_DICTIONARY)
    return packer.compress(_PACK.encode(incident)) + packer.flush()


def _unpack(packed: bytes) -> Incident:
    return _UNPACK.decode(zlib.decompressobj(-15, zdict=_DICTIONARY).decompress(packed))
