"""Which open incidents of a zone may be meant by an event: few, whatever is open, and the same in every replay."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat

from agents.correlate import words
from agents.correlate.entries import Candidate, Entry, Zone
from agents.correlate.index import Weighed, vote
from agents.correlate.knowledge import Knowledge
from agents.correlate.probe import Probe
from agents.correlate.similarity import compatible

_ANCHORED = 150.0
"""What a shared place and day weigh when candidates are chosen, in squared bits: more than one of the rarest words."""

_COPIED = 2.0
"""One address or article in common, or two of the smallest shingles: one alone is often a phrase of the trade."""


def search(probe: Probe, zone: Zone, entries: Mapping[int, Entry], knowledge: Knowledge) -> list[Candidate]:
    """The incidents that share the rarest words, the place and day, or the writing, with how alike the words are."""
    rarity, length, heard = _heard(zone, probe.words, knowledge)
    names, _, called = _heard(zone, probe.names, knowledge)
    votes: defaultdict[int, float] = defaultdict(float)
    vote(heard + called, knowledge.index, votes)
    nearby = [zone.keys.read(key) for key in probe.anchors]
    vote(_weighed(probe.anchors, nearby, repeat(_ANCHORED)), knowledge.index, votes)
    copies = _copies(probe, zone, knowledge)
    rivals = _rivals(probe, zone, knowledge)
    told, found = mass(probe.words, knowledge), []
    for handle in copies.union(_highest(votes, entries, knowledge.index.candidates)):
        entry = entries[handle]
        if not compatible(probe.features, entry.features, knowledge) and handle not in copies:
            continue  # it cannot be of that incident, and no source of it need be looked at
        found.append(
            Candidate(
                handle=handle,
                entry=entry,
                likeness=_likeness(rarity, length, told, entry),
                breadth=min(told, entry.mass),
                names=sum(map(names.get, entry.names, repeat(0.0))) if names else 0.0,
                copy=handle in copies,
                rivals=rivals,
            )
        )
    return found


def mass(told: tuple[str, ...], knowledge: Knowledge) -> float:
    """The squared length of a set of words by the background's rarity: a function of the words alone."""
    return _mass(told, knowledge.words.unseen_share)


@lru_cache(maxsize=8)
def _mass(told: tuple[str, ...], unseen: float) -> float:
    bits = words.background_bits(unseen)
    return sum(map(bits.get, told, repeat(bits[""])))


def _heard(zone: Zone, told: tuple[str, ...], knowledge: Knowledge) -> tuple[dict[int, float], float, list[Weighed]]:
    """Of these words: the squared bits that each known one tells, by its number; the sum over all; and its incidents.

    A word is as rare as it is among the zone's open incidents, on top of the background's share.
    """
    limits, lists, log = knowledge.words, zone.words.lists, math.log2
    prior = words.background_documents(limits.prior_documents)
    unseen = limits.unseen_share * limits.prior_documents
    whole = log(len(zone.handles) + limits.prior_documents)
    longest = knowledge.index.longest_list
    rarity: dict[int, float] = {}
    heard: list[Weighed] = []
    length = 0.0
    for word, number, expected in zip(
        told, map(zone.words.ids.get, told), map(prior.get, told, repeat(unseen)), strict=True
    ):
        if number is None:
            bits = log(expected) - whole
            length += bits * bits
            continue
        held = lists[number]
        handles = (held,) if isinstance(held, int) else held
        count = len(handles)
        bits = log(count + expected) - whole
        rarity[number] = weight = bits * bits
        length += weight
        if count <= longest:  # a longer list would not be read
            heard.append((count, word, weight, handles))
    return rarity, length, heard


def _weighed(keys: tuple[int, ...], held: list[Sequence[int]], weights: Iterable[float]) -> list[Weighed]:
    paired = zip(keys, held, weights, strict=False)  # the weights may go on for ever
    return [(len(handles), key, weight, handles) for key, handles, weight in paired if handles]


def _copies(probe: Probe, zone: Zone, knowledge: Knowledge) -> set[int]:
    """The incidents that may rest on the same writing: one address in common, or two shingles."""
    held = [zone.keys.read(key) for key in probe.traces]
    weights = [_COPIED if number < probe.addresses else _COPIED / 2 for number in range(len(held))]
    votes: defaultdict[int, float] = defaultdict(float)
    vote(_weighed(probe.traces, held, weights), knowledge.index, votes)
    return {handle for handle, weight in votes.items() if weight >= _COPIED}


def _rivals(probe: Probe, zone: Zone, knowledge: Knowledge) -> int:
    """How many incidents of the event's family the zone has about its day."""
    kind, day = probe.features.type, probe.features.day
    family, off = knowledge.name_of[kind], knowledge.family_of[kind].alone_days
    return sum([zone.days.get((family, near), 0) for near in range(day - off, day + off + 1)])


def _highest(votes: dict[int, float], entries: Mapping[int, Entry], most: int) -> list[int]:
    """The handles with the most votes; incidents with equally many in the order of their ids."""
    if len(votes) <= most:
        return list(votes)
    least = sorted(votes.values(), reverse=True)[most - 1]
    handles = [handle for handle, weight in votes.items() if weight >= least]
    return sorted(handles, key=lambda handle: (-votes[handle], entries[handle].id))[:most]


def _likeness(rarity: dict[int, float], length: float, told: float, entry: Entry) -> float:
    """The cosine of an event's words and an incident's, each word weighted by its rarity, 0 to 1.

    `length` is the squared length of the event's by the zone's rarity and `told` by the background's. The incident's
    is known by the background's and scaled as the event's: to look up its words anew would cost more than it tells.
    """
    if not length or not told or not entry.mass:
        return 0.0
    shared = sum(map(rarity.get, entry.words, repeat(0.0)))
    return min(1.0, shared / (length * math.sqrt(entry.mass / told)))
