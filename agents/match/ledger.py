"""What match remembers of an incident: which subscriptions it told, and at which revision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.codec import decode_state, encode_state
from schemas.values import Name, Number

VERSION = "ledger/1.0"


@dataclass(frozen=True, slots=True)
class Told:
    """One subscription's last word: the revision that it was told of, and whether the incident satisfied it then.

    The revision is 0 where the incident satisfied it and was muted, so that nothing was told.
    """

    subscription: Name
    revision: Number
    holds: bool = True


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What each subscription was told of one incident, in the order of first telling."""

    incident: str
    told: tuple[Told, ...] = ()

    def with_told(self, news: Iterable[Told]) -> LedgerEntry:
        """The entry after these were told, each in the place of what was said to its subscription before."""
        merged = {told.subscription: told for told in self.told} | {told.subscription: told for told in news}
        return LedgerEntry(self.incident, tuple(merged.values()))


def to_bytes(entry: LedgerEntry) -> bytes:
    """The entry as the compacted topic keeps it."""
    return encode_state(entry, VERSION)


def from_bytes(raw: bytes) -> LedgerEntry:
    """The entry in these bytes.

    Raises:
        RecordError: they hold none.
    """
    return decode_state(raw, LedgerEntry, VERSION)
