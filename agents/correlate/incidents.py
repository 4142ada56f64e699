"""The open incidents of one lane: all that correlate knows, and nothing that their records do not say.

Rarity of words, the index and the clock of closing are derived from the incidents' records alone, each zone for
itself. So a lane that is restored from the last record of each incident decides exactly as one that never stopped,
however many zones it has and in whatever order their records come.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from agents.correlate import words
from agents.correlate.entries import Candidate, Entry, Zone
from agents.correlate.index import Words
from agents.correlate.knowledge import Knowledge
from agents.correlate.probe import Probe, anchors, day_of, features_of
from agents.correlate.records import Known, Records
from agents.correlate.search import mass, search
from agents.correlate.writings import Writings
from schemas.incident import Incident

_HOUR = 3600.0


class Incidents:
    """The mutable state of one lane. `correlate` reads it; only `apply`, `restore` and `forget` change it."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._zones: dict[str, Zone] = {}
        self._entries: dict[int, Entry] = {}
        self._handles: dict[str, int] = {}
        self._free: list[int] = []
        self._records = Records(knowledge)
        self._closing: dict[int, set[str]] = {}
        self._none_before = 0  # the hour before which nothing closes; some time after it, something may

    @property
    def open_count(self) -> int:
        """How many incidents are open."""
        return len(self._handles)

    def __iter__(self) -> Iterator[tuple[str, Known]]:
        """The open incidents' ids and what is known of each, in no particular order."""
        return ((incident_id, self._records.read(handle)[0]) for incident_id, handle in self._handles.items())

    def __contains__(self, incident_id: str) -> bool:
        return incident_id in self._handles

    def handle_of(self, incident_id: str) -> int | None:
        """The handle of an open incident, None where it is not open."""
        return self._handles.get(incident_id)

    def entry(self, handle: int) -> Entry:
        """What is compared of an incident."""
        return self._entries[handle]

    def known(self, handle: int) -> tuple[Known, Writings]:
        """What is known of an incident, and what is compared of its sources."""
        return self._records.read(handle)

    def told(self, handle: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """An incident's words, and its names."""
        entry = self._entries[handle]
        words = self._zones[entry.zone].words
        return words.spell(entry.words), words.spell(entry.names)

    def apply(self, incident: Incident) -> None:
        """Take in an incident's newest record: one that is open is replaced, another is opened.

        Raises:
            RecordError: its sources cannot be read; nothing has changed.
        """
        known, old = self._handles.get(incident.id), None
        handle = known if known is not None else self._free[-1] if self._free else len(self._entries)
        writings = self._records.keep(handle, incident)
        if known is None:
            del self._free[-1:]
        elif self._entries[known].zone == incident.zone:
            old = self._take(known)
        else:  # it moves: its words have other numbers there
            self._leave(known)
        self._enter(handle, incident, writings, old)

    restore = apply
    """Before the first report: the last record of each incident, in any order."""

    def forget(self, incident_id: str) -> None:
        """Close an incident; one that is not open is passed over."""
        handle = self._handles.pop(incident_id, None)
        if handle is None:
            return
        self._leave(handle)
        self._records.drop(handle)
        del self._entries[handle]
        self._free.append(handle)

    def _leave(self, handle: int) -> None:
        """Take an incident out of its zone."""
        entry = self._take(handle)
        zone = self._zones[entry.zone]
        zone.words.remove(handle, {*entry.words, *entry.names})
        zone.keys.remove(handle, entry.keys)
        zone.handles.discard(handle)
        if not zone.handles:
            del self._zones[entry.zone]

    def _take(self, handle: int) -> Entry:
        """Take an incident out of all that counts; its words and keys stay, since most will be entered again."""
        entry = self._entries[handle]
        hour, days = self._closes(entry), self._zones[entry.zone].days
        self._closing[hour].discard(entry.id)
        if not self._closing[hour]:
            del self._closing[hour]
        day = (self.knowledge.name_of[entry.features.type], entry.features.day)
        days[day] -= 1
        if not days[day]:
            del days[day]
        return entry

    def _enter(self, handle: int, incident: Incident, writings: Writings, old: Entry | None) -> None:
        zone = self._zones.setdefault(incident.zone, Zone())
        told, named = words.apart(incident.words)
        opened = day_of(incident.opened)
        features = features_of(incident.facts, incident.report.language, named, self.knowledge, opened)
        keys = set(anchors(incident.zone, features)).union(*[writing.traces for writing in writings])
        entry = Entry(
            id=incident.id,
            zone=incident.zone,
            features=features,
            words=_numbers(zone.words, handle, told, None if old is None else old.words),
            names=_numbers(zone.words, handle, named, None if old is None else old.names),
            mass=mass(told, self.knowledge),
            keys=array("Q", keys),
            opened=incident.opened.timestamp(),
            updated=incident.updated.timestamp(),
        )
        if old is None:
            zone.keys.add(handle, keys)
            zone.handles.add(handle)
            self._handles[incident.id] = handle
        else:
            before = set(old.keys)
            zone.keys.add(handle, keys - before)
            zone.keys.remove(handle, before - keys)
            zone.words.remove(handle, set(old.words).difference(entry.words))
            zone.words.remove(handle, set(old.names).difference(entry.names))
        zone.days[self.knowledge.name_of[features.type], features.day] += 1
        self._entries[handle] = entry
        closes = self._closes(entry)
        self._none_before = min(self._none_before, closes)
        self._closing.setdefault(closes, set()).add(entry.id)

    def candidates(self, probe: Probe) -> list[Candidate]:
        """The open incidents that the event may be of, with the likeness of their words: few, whatever is open."""
        zone = self._zones.get(probe.zone)
        return [] if zone is None else search(probe, zone, self._entries, self.knowledge)

    def resting_on(self, article: str, url: str | None) -> list[int]:
        """Handles of the open incidents, of any zone, that may rest on an article of this id or canonical address,
        in the order of the incidents' ids.
        """
        keys = [words.key("article", article), *([] if url is None else [words.key("url", url)])]
        found = {handle for zone in self._zones.values() for key in keys for handle in zone.keys.read(key)}
        return sorted(found, key=lambda handle: self._entries[handle].id)

    def due(self, now: float) -> list[str]:
        """Ids of the incidents that have been quiet for longer than their family's window, at `now` (since 1970)."""
        if now // _HOUR < self._none_before:
            return []
        self._none_before = min(self._closing, default=0)
        hours = [hour for hour in self._closing if hour <= now // _HOUR]
        return sorted(incident_id for hour in hours for incident_id in self._closing[hour])

    def _closes(self, entry: Entry) -> int:
        return int(entry.updated // _HOUR) + self.knowledge.family_of[entry.features.type].close + 1


def _numbers(words: Words, handle: int, told: tuple[str, ...], old: array[int] | None) -> array[int]:
    """The numbers of an incident's words; those that it had are there already, and a report only adds to them."""
    if old is None or words.spell(old) != told[: len(old)]:
        return words.add(handle, told)
    return old + words.add(handle, told[len(old) :])
