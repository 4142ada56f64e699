"""Which zone an event belongs to: the part of the world within which incidents are compared."""

from __future__ import annotations

from agents.correlate.knowledge import load
from schemas.event import Event
from schemas.taxonomy import EventType

DIPLOMACY = "diplomacy"
UNKNOWN = "XX"

_DIPLOMATIC = frozenset((EventType.DIPLOMATIC_TALKS, EventType.AGREEMENT, EventType.DIPLOMATIC_TENSION))


def zone_of(event: Event) -> str:
    """What two reports of one incident surely share, even where they are classified or placed a little differently.

    One zone for all diplomacy, since talks are told apart by who talks and not by where; else the country, or the named
    area of several countries that it is in; `XX` where none is known. Events of type `none` keep to themselves, under
    `none:` and the country. Total, and a function of type and country alone.
    """
    if event.type in _DIPLOMATIC:
        return DIPLOMACY
    country = event.country or UNKNOWN
    zone = load().zone_of_country.get(country, country)
    return f"none:{zone}" if event.type is EventType.NONE else zone
