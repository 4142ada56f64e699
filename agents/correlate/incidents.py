"""The open incidents of one lane: all that correlate knows, and nothing that their records do not say.

Rarity of words, the index and the clock of closing are derived from the incidents' records alone, each zone for
itself. So a lane that is restored from the last record of each incident decides exactly as one that never stopped,
however many zones it has and in whatever order their records come.

An incident is kept as its features, its words and its packed record without the report's text.
"""

from __future__ import annotations

import dataclasses
import math
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from agents.correlate import words
from agents.correlate.index import Postings
from agents.correlate.knowledge import Knowledge
from agents.correlate.probe import Features, Probe, day_of, features_of, incident_keys
from schemas.incident import Incident

_HOUR = 3600.0
_PACK = msgspec.msgpack.Encoder()
_UNPACK = msgspec.msgpack.Decoder(Incident)


@dataclass(slots=True, frozen=True)
class Entry:
    """One open incident: what is compared, and its packed record. Times are seconds since 1970."""

    id: str
    features: Features
    words: tuple[str, ...]
    mass: float
    keys: tuple[int, ...]
    opened: float
    updated: float
    packed: bytes

    def incident(self) -> Incident:
        """The record, with the report's text, title and evidence left out."""
        return dataclasses.replace(_UNPACK.decode(zlib.decompress(self.packed)), words=self.words)


@dataclass(slots=True, frozen=True)
class Candidate:
    """An incident that may be meant: the likeness of the words, and whether it may rest on the same writing."""

    entry: Entry
    likeness: float
    copy: bool


@dataclass(slots=True)
class Zone:
    """The open incidents of one zone with their index."""

    entries: dict[int, Entry] = field(default_factory=dict)
    handles: dict[str, int] = field(default_factory=dict)
    postings: Postings = field(default_factory=Postings)
    next_handle: int = 0

    def put(self, entry: Entry) -> None:
        """Enter an incident, or its newer state."""
        handle = self.handles.get(entry.id)
        if handle is None:
            handle = self.handles[entry.id] = self.next_handle
            self.next_handle += 1
        else:
            self._take(handle, entry)
        self.postings.add(handle, entry.words)
        self.postings.add(handle, entry.keys)
        self.entries[handle] = entry

    def _take(self, handle: int, newer: Entry) -> None:
        old = self.entries[handle]
        self.postings.remove(handle, set(old.words).difference(newer.words))
        self.postings.remove(handle, set(old.keys).difference(newer.keys))

    def drop(self, incident_id: str) -> None:
        """Take an incident out."""
        handle = self.handles.pop(incident_id)
        entry = self.entries.pop(handle)
        self.postings.remove(handle, entry.words)
        self.postings.remove(handle, entry.keys)


class Incidents:
    """The mutable state of one lane. `correlate` reads it; only `apply`, `restore` and `forget` change it."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._zones: dict[str, Zone] = {}
        self._zone_of: dict[str, str] = {}
        self._closing: dict[int, set[str]] = {}

    @property
    def open_count(self) -> int:
        """How many incidents are open."""
        return len(self._zone_of)

    def __iter__(self) -> Iterator[Incident]:
        """The open incidents without the texts of their reports, in no particular order."""
        for zone in self._zones.values():
            for entry in zone.entries.values():
                yield entry.incident()

    def __contains__(self, incident_id: str) -> bool:
        return incident_id in self._zone_of

    def apply(self, incident: Incident) -> None:
        """Take in an incident's newest record: one that is open is replaced, another is opened."""
        zone = self._zones.setdefault(incident.zone, Zone())
        known = zone.handles.get(incident.id)
        if known is not None:
            self._unschedule(zone.entries[known])
        entry = self._entry(incident)
        zone.put(entry)
        self._zone_of[entry.id] = sys.intern(incident.zone)
        self._closing.setdefault(self._closes(entry), set()).add(entry.id)

    restore = apply
    """Before the first report: the last record of each incident, in any order."""

    def forget(self, incident_id: str) -> None:
        """Close an incident; one that is not open is passed over."""
        name = self._zone_of.pop(incident_id, None)
        if name is None:
            return
        zone = self._zones[name]
        self._unschedule(zone.entries[zone.handles[incident_id]])
        zone.drop(incident_id)
        if not zone.entries:
            del self._zones[name]

    def candidates(self, probe: Probe) -> list[Candidate]:
        """The open incidents that the event may be of, with the likeness of their words: few, whatever is open."""
        zone = self._zones.get(probe.zone)
        if zone is None:
            return []
        limits = self.knowledge.index
        counts = zone.postings.counts(probe.words)
        rarity = self._rarities(len(zone.entries), probe.words, counts)
        votes = zone.postings.vote(zip(counts, rarity.values(), probe.words, strict=True), limits)
        for handle, weight in self._keyed(zone, probe.anchors, _ANCHORED, len(probe.anchors)).items():
            votes[handle] = votes.get(handle, 0.0) + weight
        copied = self._keyed(zone, probe.traces, _COPIED, probe.addresses)
        copies = {handle for handle, weight in copied.items() if weight >= _COPIED}
        chosen = copies.union(_highest(votes, zone, limits.candidates))
        length, mass = sum(rarity.values()), _mass(probe.words, self.knowledge)
        return [
            Candidate(entry=entry, likeness=_likeness(rarity, length, mass, entry), copy=handle in copies)
            for handle in chosen
            for entry in (zone.entries[handle],)
        ]

    def due(self, now: float) -> list[str]:
        """Ids of the incidents that have been quiet for longer than their family's window, at `now` (since 1970)."""
        hours = [hour for hour in self._closing if hour <= now // _HOUR]
        return sorted(incident_id for hour in hours for incident_id in self._closing[hour])

    def _keyed(self, zone: Zone, keys: tuple[int, ...], weight: float, whole: int) -> dict[int, float]:
        """Votes of keys: the first `whole` at this weight, the others at half of it."""
        counts = zone.postings.counts(keys)
        weights = (weight if number < whole else weight / 2 for number in range(len(keys)))
        return zone.postings.vote(zip(counts, weights, keys, strict=True), self.knowledge.index)

    def _rarities(self, open_: int, told: tuple[str, ...], counts: list[int]) -> dict[str, float]:
        """Squared bits that each word tells: rarity among the zone's open incidents, on top of the background's."""
        limits = self.knowledge.words
        share, prior, unseen = words.background().get, limits.prior_documents, limits.unseen_share
        total = open_ + prior
        return {
            word: math.log2((count + prior * share(word, unseen)) / total) ** 2
            for word, count in zip(told, counts, strict=True)
        }

    def _closes(self, entry: Entry) -> int:
        return int(entry.updated // _HOUR) + self.knowledge.family_of[entry.features.type].close + 1

    def _unschedule(self, entry: Entry) -> None:
        hour = self._closes(entry)
        self._closing[hour].discard(entry.id)
        if not self._closing[hour]:
            del self._closing[hour]

    def _entry(self, incident: Incident) -> Entry:
        features = features_of(incident.facts, incident.report.language, self.knowledge, day_of(incident.opened))
        bare = dataclasses.replace(
            incident, report=dataclasses.replace(incident.report, text="", title=""), evidence=(), scores=(), words=()
        )
        return Entry(
            id=incident.id,
            features=features,
            words=tuple(map(sys.intern, incident.words)),
            mass=_mass(incident.words, self.knowledge),
            keys=incident_keys(incident, features, self.knowledge),
            opened=incident.opened.timestamp(),
            updated=incident.updated.timestamp(),
            packed=zlib.compress(_PACK.encode(bare), 1),
        )


_ANCHORED = 150.0
"""What a shared place and day weigh when candidates are chosen, in squared bits: more than one of the rarest words."""


_COPIED = 2.0
"""One address or article in common, or two of the smallest shingles: one alone is often a phrase of the trade."""


def _highest(votes: dict[int, float], zone: Zone, most: int) -> list[int]:
    """The handles with the most votes; incidents with equally many in the order of their ids."""
    if len(votes) <= most:
        return list(votes)
    least = sorted(votes.values(), reverse=True)[most - 1]
    handles = [handle for handle, vote in votes.items() if vote >= least]
    return sorted(handles, key=lambda handle: (-votes[handle], zone.entries[handle].id))[:most]


def _mass(told: tuple[str, ...], knowledge: Knowledge) -> float:
    """The squared length of a set of words by the background's rarity: a function of the words alone."""
    bits = words.background_bits(knowledge.words.unseen_share)
    unseen = bits[""]
    return sum([bits.get(word, unseen) for word in told])


def _likeness(rarity: dict[str, float], length: float, mass: float, entry: Entry) -> float:
    """The cosine of an event's words and an incident's, each word weighted by its rarity, 0 to 1.

    `length` is the squared length of the event's by the zone's rarity and `mass` by the background's. The incident's
    is known by the background's and scaled as the event's: to look up its words anew would cost more than it tells.
    """
    if not length or not mass or not entry.mass:
        return 0.0
    shared = sum([rarity[word] for word in entry.words if word in rarity])
    return min(1.0, shared / (length * math.sqrt(entry.mass / mass)))
