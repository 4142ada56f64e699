"""Which zone an event belongs to: the part of the world within which incidents are compared."""

from __future__ import annotations

from agents.correlate.knowledge import load
from schemas.event import Actor, ActorKind, Event
from schemas.taxonomy import EventType

DIPLOMACY = "diplomacy"
UNKNOWN = "XX"

_STATES = (ActorKind.STATE, ActorKind.STATE_FORCES)
_DIPLOMATIC = frozenset((EventType.DIPLOMATIC_TALKS, EventType.AGREEMENT, EventType.DIPLOMATIC_TENSION))


def zone_of(event: Event) -> str:
    """What two reports of one incident surely share, even where they are classified or placed a little differently.

    One zone for all diplomacy, since talks are told apart by who talks and not by where; else the country, or the named
    area of several countries that it is in; `XX` where none is known. Words of one state alone, as of a government that
    blames a gang or of a group that claims a bombing, stay in their country, beside what they are about. So do events
    of type `none`: what they tell may be what others recognised. Total, and a function of the event alone.
    """
    if event.type in _DIPLOMATIC and not _at_home(event):
        return DIPLOMACY
    country = event.country or UNKNOWN
    return load().zone_of_country.get(country, country)


def _at_home(event: Event) -> bool:
    """Whether an accusation, a demand or a claim has no second state in it, and no union of states."""
    if event.type is not EventType.DIPLOMATIC_TENSION or event.country is None:
        return False
    return all(_is_of(actor, event.country) for actor in event.actors)


def _is_of(actor: Actor, country: str) -> bool:
    if actor.kind is ActorKind.ORGANISATION:
        return actor.country == country
    return actor.kind not in _STATES or actor.country in (None, country)
