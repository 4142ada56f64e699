"""How much an article speaks of each country, by its places, its demonyms, and the groups at home there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from agents.classify.places.homes import homes_named
from agents.classify.places.scene_cues import SceneCues
from agents.classify.places.toponym import Toponym
from agents.classify.text.document import Document

_AFTER = 40  # characters behind a demonym that are read


def shares_of(places: Sequence[Toponym], roles: SceneCues) -> dict[str, float]:
    """The share of each country in what the article names; they sum to 1."""
    counts: dict[str, float] = {}
    for place in places:
        if place.about.country is not None:
            added = roles.weights.mention if place.mention else 1.0
            counts[place.about.country] = counts.get(place.about.country, 0.0) + added
    total = sum(counts.values())
    return {country: count / total for country, count in counts.items()}


def dominant(shares: Mapping[str, float]) -> str | None:
    """The country spoken of most; of equals the one named first."""
    return max(shares, key=shares.__getitem__) if shares else None


def adjective_country(
    document: Document,
    places: Sequence[Toponym],
    spans: Sequence[tuple[int, int]],
    roles: SceneCues,
    least: float = 0.0,
) -> str | None:
    """The country of an event's local groups and institutions, then of its demonyms; those who are abroad come last.

    None where less than `least` speaks for it.
    """
    known = [place for place in places if place.about.country]
    inside = [place for start, end in dict.fromkeys(spans) for place in _between(known, start, end)]
    counts: dict[str, float] = {}
    for start, end in dict.fromkeys(spans):
        for home in homes_named(document, start, end):
            counts[home] = counts.get(home, 0.0) + roles.weights.group
    if not inside and not counts:  # the event's own sentences tell nothing: any other may
        for home in homes_named(document, document.text_start, len(document.buffer)):
            counts[home] = counts.get(home, 0.0) + roles.weights.group
    for place in inside or known:
        theirs = place.about.country or ""
        counts[theirs] = counts.get(theirs, 0.0) + _demonym_weight(document, place, roles)
    country = dominant(counts)
    return country if country is not None and counts[country] >= least else None


def _between(places: Sequence[Toponym], start: int, end: int) -> Sequence[Toponym]:
    """The places of one sentence; `places` are in the order of the text."""
    first = bisect_left(places, start, key=lambda place: place.start)
    return places[first : bisect_left(places, end, lo=first, key=lambda place: place.start)]


def _demonym_weight(document: Document, place: Toponym, roles: SceneCues) -> float:
    """Police, towns and soldiers are local; an executive or a tourist with an adjective because he is not."""
    words = document.buffer[place.end : place.end + _AFTER].lower().split()
    following = {word.strip(".,;:'’") for word in words[:2]}
    for cue in ("local_after", "abroad_after"):
        if following & roles.words[cue]:
            return roles.weight[cue]
    return roles.weights.demonym
