"""What the words around a place say about its part in an event: scene, party, way, or venue of talks."""

from __future__ import annotations

from collections.abc import Iterable

from agents.classify.places.cues import Cues
from agents.classify.places.scene_cues import SceneCues
from agents.classify.places.toponym import Toponym
from agents.classify.text.document import Document
from schemas.place import PlaceKind

_BEFORE, _AFTER = 40, 24  # characters that are read before and after a place
_AT_SEA = 90  # characters around "off" among which a boat or a coast is looked for
_STOPS = ".,;:\"'’”"


def located(document: Document, start: int, cues: Cues) -> bool:
    """Whether a preposition of place or a compass word leads up to it, across "the", "the town of" and the like."""
    words, headed = _before(document, start), False
    while words and (words[-1] in ("the", "of") or words[-1] in cues.words["head_before"]):
        headed |= words.pop() in cues.words["head_before"]
    if headed and words and words[-1] not in cues.words["locative"] and words[-1] not in cues.words["compass"]:
        words.pop()  # in the northern Afghan city of Kunduz
    if words and words[-1] in cues.words["compass"]:
        return True
    if words and words[-1] == "off":
        return not cues.words["off_at_sea"].isdisjoint(_around(document, start))
    return bool(words) and words[-1] in cues.words["locative"] and words[-1] not in ("from", "to")


def role(document: Document, place: Toponym, cues: Cues, roles: SceneCues) -> float:
    """Below 0 for a place that acts or is only a way or a party: the US said, from Paris, the Iranian border."""
    words, weight = roles.words, roles.weight
    following = _after(document, place.end)
    before = _before(document, place.start)
    previous = before[-1] if before else ""
    added = 0.0
    if following in words["speaks_after"] or (
        following in words["actor_after"] and previous not in cues.words["locative"]
    ):
        added += weight["actor_after"]
    led = _led_by(before, cues)
    if led in words["origin_before"] and not words["distance"].intersection(before[-5:-1]):
        added += weight["origin_before"]
    if _beyond_border(before, roles):
        added += weight["border_before"]
    if following in words["border_after"]:
        added += weight["border_after"]
    elif following in cues.words["head_after"]:
        added += roles.weights.headed
    return added


def left(document: Document, place: Toponym, cues: Cues, roles: SceneCues) -> bool:
    """Whether something came from there, or stops before it: rockets from Gaza, but not ten miles from Gaza; the border
    with Chad.
    """
    if at_border(document, place, roles):
        return True
    before = _before(document, place.start)
    return _led_by(before, cues) in roles.words["left_before"] and not roles.words["distance"].intersection(
        before[-5:-1]
    )


def at_border(document: Document, place: Toponym, roles: SceneCues) -> bool:
    """Whether only a border of it is named: the border with Chad, near the Chad border."""
    beyond = _beyond_border(_before(document, place.start), roles)
    return beyond or _after(document, place.end) in roles.words["border_after"]


def flagged(document: Document, place: Toponym, roles: SceneCues) -> bool:
    """Whether a name only says whose something is: Liberian-flagged, Dutch-owned, the Maltese flag."""
    words = document.buffer[place.end : place.end + _FLAG].lower().replace("-", " ").split()
    return bool(words) and words[0].strip(".,;:") in roles.words["flag_after"]


def subject(document: Document, place: Toponym, roles: SceneCues) -> bool:
    """Whether a name is what is spoken of: they discussed Ukraine, a call about the war in Sudan."""
    before = _before(document, place.start)
    words = roles.words["subject_before"]
    return not words.isdisjoint(before[-1:]) or (
        before[-1:] == ["in"] and not roles.words["topic_before"].isdisjoint(before[-2:-1])
    )


_FLAG = 20
"""Characters behind a name that are read for what it owns."""


def _beyond_border(before: list[str], roles: SceneCues) -> bool:
    return before[-1:] == ["with"] and not roles.words["border_before"].isdisjoint(before[-2:-1])


def acts(document: Document, place: Toponym, roles: SceneCues) -> bool:
    """Whether a place says or does something: Kabul said."""
    following = _after(document, place.end)
    return following in roles.words["actor_after"] or following in roles.words["speaks_after"]


def is_venue(document: Document, place: Toponym, cues: Cues, roles: SceneCues) -> bool:
    """Whether talks are held there: in Doha, at the palace in Doha, the Doha talks; not the war in Sudan."""
    words = roles.words
    following = _after(document, place.end)
    if following in words["host_after"] or (place.about.kind is PlaceKind.CITY and following in words["venue_after"]):
        return True
    before = _before(document, place.start)
    while before and (before[-1] in ("the", "of") or before[-1] in cues.words["head_before"] | cues.words["compass"]):
        before.pop()
    if not before or before[-1] not in words["venue_before"]:
        return False
    return len(before) < 2 or before[-2].strip(_STOPS) not in words["topic_before"]


def seat_of_talks(document: Document, places: Iterable[Toponym], cues: Cues, roles: SceneCues) -> str | None:
    """The country of the seat of government at which talks are held: in the Kremlin, at the Elysee."""
    seats = (place for place in places if place.mention and place.about.kind is PlaceKind.CITY)
    return next((seat.about.country for seat in seats if is_venue(document, seat, cues, roles)), None)


def _before(document: Document, start: int) -> list[str]:
    return document.buffer[max(0, start - _BEFORE) : start].lower().split()


def _around(document: Document, start: int) -> list[str]:
    words = document.buffer[max(0, start - _AT_SEA) : start + _AT_SEA].lower().split()
    return [word.strip(_STOPS) for word in words]


def _led_by(before: list[str], cues: Cues) -> str:
    """The word that leads up to a place, across "the" and compass words: from the northern Gaza Strip."""
    for word in reversed(before):
        if word != "the" and word not in cues.words["compass"]:
            return word
    return ""


def _after(document: Document, end: int) -> str:
    after = document.buffer[end : end + _AFTER].lower().split()
    return after[0].strip(_STOPS) if after else ""
