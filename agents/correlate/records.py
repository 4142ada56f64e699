"""What is known of the open incidents beside what is compared: of those that were lately changed as it is, of others
packed.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import zlib
from typing import NamedTuple

import msgspec

from agents.correlate.knowledge import Knowledge
from agents.correlate.writings import Writings, writings_of
from schemas.event import Actor, Codes, Count, Driver, Severity
from schemas.evidence import Span
from schemas.incident import Facts, Incident, Source
from schemas.place import Place

_HOT = 4096
"""Records that are kept unpacked: packing one costs as long as a third of a decision, and most reports are of incidents
that were just reported."""


class Known(NamedTuple):
    """What a further report needs of an incident's record, but for its words, which are kept elsewhere."""

    revision: int
    facts: Facts
    opened: dt.datetime
    updated: dt.datetime
    codes: Codes
    confidence: float
    context: tuple[str, ...]
    sources: tuple[Source, ...]
    first: Facts | None
    reports: int


_PACK = msgspec.msgpack.Encoder()
_UNPACK = msgspec.msgpack.Decoder(Known)
_KINDS = (Span, Driver, Actor, Count, Place, Codes, Severity, Facts)
_DICTIONARY = b"".join(_PACK.encode({field.name: None for field in dataclasses.fields(kind)}) for kind in _KINDS)
"""The names of all fields, which every packed record holds: what zlib need not spell out again."""
_WINDOW, _MEMORY = -13, 4
"""As much of zlib as a record fills: the default clears 256 KB for each, half of a core's second cache."""


class Records:
    """What is known, by handle."""

    def __init__(self, knowledge: Knowledge, hot: int = _HOT) -> None:
        self._knowledge = knowledge
        self._most = hot
        self._hot: dict[int, tuple[Known, Writings]] = {}
        self._cold: dict[int, bytes] = {}

    def keep(self, handle: int, incident: Incident) -> Writings:
        """Take in a record, and give what is compared of its sources; the one that has been unchanged for longest is
        packed if there are too many.

        Raises:
            RecordError: its sources cannot be read; nothing has changed.
        """
        _, before = self._hot.get(handle, (None, ()))
        writings = writings_of(incident.sources, incident.first or incident.facts, before, self._knowledge)
        self.drop(handle)  # so that it stands behind those that were changed before it
        self._hot[handle] = known_of(incident), writings
        if len(self._hot) > self._most:
            oldest = next(iter(self._hot))
            self._cold[oldest] = _pack(self._hot.pop(oldest)[0])
        return writings

    def read(self, handle: int) -> tuple[Known, Writings]:
        """What is known of an incident, and what is compared of its sources."""
        hot = self._hot.get(handle)
        if hot is not None:
            return hot
        known = _unpack(self._cold[handle])
        return known, writings_of(known.sources, known.first or known.facts, (), self._knowledge)

    def drop(self, handle: int) -> None:
        """Forget a record."""
        if self._hot.pop(handle, None) is None:
            self._cold.pop(handle, None)


def known_of(incident: Incident) -> Known:
    """What of a record is kept."""
    return Known(
        revision=incident.revision,
        facts=incident.facts,
        opened=incident.opened,
        updated=incident.updated,
        codes=incident.codes,
        confidence=incident.confidence,
        context=incident.context,
        sources=incident.sources,
        first=incident.first,
        reports=incident.reports,
    )


def _pack(known: Known) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, _WINDOW, _MEMORY, zdict=_DICTIONARY)
    return packer.compress(_PACK.encode(known)) + packer.flush()


def _unpack(packed: bytes) -> Known:
    return _UNPACK.decode(zlib.decompressobj(_WINDOW, zdict=_DICTIONARY).decompress(packed))
