"""The place of one event: where it happened, not where those who speak of it are at home."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from agents.classify.places.cues import Cues, load_cues, load_scene_cues
from agents.classify.places.homes import homes_named
from agents.classify.text.document import Document
from schemas.evidence import Field
from schemas.place import Place, PlaceKind


class SceneReason(StrEnum):
    """Why this place was chosen as the scene."""

    STATED = "stated"
    """A preposition of place or a compass word stands before it in the event's own sentence."""
    NAMED = "named"
    """It is named in the event's own sentence without such a word."""
    NEIGHBOUR = "neighbour"
    """It is named in another sentence that tells of the event."""
    DATELINE = "dateline"
    TITLE = "title"
    ARTICLE = "article"
    """Only the rest of the article names it."""
    ADJECTIVE = "adjective"
    """Nothing but demonyms and organisations point to a country."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where an event happened. `place` is None where only a country can be told; `confidence` is 0–1."""

    place: Place | None
    country: str | None
    confidence: float
    reason: SceneReason


_FINENESS = {
    PlaceKind.CITY: 1.2, PlaceKind.ADMIN2: 1.0, PlaceKind.ADMIN1: 0.8, PlaceKind.COUNTRY: 0.4, PlaceKind.WATER: 0.5,
    PlaceKind.REGION: -0.5,
}  # fmt: skip
_LEVEL = {
    SceneReason.STATED: 6.0, SceneReason.NAMED: 5.0, SceneReason.NEIGHBOUR: 3.5, SceneReason.DATELINE: 3.0,
    SceneReason.TITLE: 3.2, SceneReason.ARTICLE: 1.5, SceneReason.ADJECTIVE: 0.0,
}  # fmt: skip
_SURE = {
    SceneReason.STATED: 0.95, SceneReason.NAMED: 0.8, SceneReason.NEIGHBOUR: 0.65, SceneReason.DATELINE: 0.6,
    SceneReason.TITLE: 0.65, SceneReason.ARTICLE: 0.4, SceneReason.ADJECTIVE: 0.35,
}  # fmt: skip
_GROUP = 1.3  # an armed group at home in one country says more than a demonym, for victims are often foreigners
# KABUL, Oct 9 (Reuters) — or MOSUL, Iraq (AP) -: capitals, then at most a country and a date, then a dash.
_DATELINE = re.compile(
    r"[^\W\d_a-z][^a-z\n,—–(]{2,40}(?:,[^—–\n(]{1,40})?\s?(?:\([^)\n]{1,40}\))?\s{0,2}(?:—|–|--|-|:)\s"
)
_DATELINE_LENGTH = 160
_BEYOND = 1 << 60  # past the end of any sentence
_CONFIDENT = 2.0  # a name whose place is doubtful gives way to one whose place is not
_SHARE = 1.2  # and one in a country that the text does not speak of otherwise
_HEADED = 0.4  # Kunduz province, Sadr city: a place beyond doubt
_PER_TOKEN = 0.02  # a trigger's distance counts little beside the words at the place itself
_FARTHEST = 40


def scene(
    document: Document, places: Sequence[Place], sentences: Sequence[int], near: Sequence[int] = ()
) -> Scene | None:
    """The scene of an event told in `sentences` (indexes, the main one first) near tokens `near`; None without a clue.

    Order of the evidence: a place stated in the event's sentence, one named there, one in its other sentences, the
    title, the dateline, the rest of the article, and last the country that its demonyms point to most.
    """
    cues = load_cues()
    told = [document.sentences[at] for at in sentences if 0 <= at < len(document.sentences)]
    spans = [(sentence.start, sentence.end) for sentence in told]
    order = sorted((start, end, rank) for rank, (start, end) in enumerate(dict.fromkeys(spans)))
    dateline = _dateline_end(document)
    shares = _shares(places)
    centre = _centre(document, near, spans)
    best: tuple[float, Place, SceneReason] | None = None
    for place in places:
        if place.mention or (place.kind is PlaceKind.REGION and place.country is None):
            continue
        reason = _reason(document, place, order, cues, dateline)
        score = _LEVEL[reason] + _FINENESS[place.kind] + _role(document, place, cues)
        score -= _PER_TOKEN * min(_FARTHEST, abs(place.start - centre) // 6)
        score += _CONFIDENT * (place.confidence - 0.5) + _SHARE * shares.get(place.country or "", 0.0)
        if best is None or score > best[0]:
            best = (score, place, reason)
    if best is None:
        return _by_adjectives(document, places, spans)
    _, place, reason = best
    country = place.country or _dominant(one for one in places if one.country)
    return Scene(place, country, round(_SURE[reason] * (0.5 + 0.5 * place.confidence), 3), reason)


def _shares(places: Sequence[Place]) -> dict[str, float]:
    """How much of the article speaks of each country, demonyms at half; the shares sum to 1."""
    counts: dict[str, float] = {}
    for place in places:
        if place.country is not None:
            counts[place.country] = counts.get(place.country, 0.0) + (0.5 if place.mention else 1.0)
    total = sum(counts.values())
    return {country: count / total for country, count in counts.items()}


def _centre(document: Document, near: Sequence[int], spans: Sequence[tuple[int, int]]) -> int:
    inside = [document.starts[at] for at in near if 0 <= at < len(document.starts)]
    if inside:
        return inside[0]
    return spans[0][0] if spans else 0


def _reason(
    document: Document, place: Place, order: Sequence[tuple[int, int, int]], cues: Cues, dateline: int
) -> SceneReason:
    if document.text_start <= place.start and place.end <= dateline:
        return SceneReason.DATELINE
    at = bisect_right(order, (place.start, _BEYOND, 0)) - 1
    if at >= 0 and place.start < order[at][1]:
        if order[at][2]:
            return SceneReason.NEIGHBOUR
        return SceneReason.STATED if _located(document, place.start, cues) else SceneReason.NAMED
    return SceneReason.TITLE if document.field(place.start) is Field.TITLE else SceneReason.ARTICLE


def _dateline_end(document: Document) -> int:
    """Where the dateline ends that the text opens with; -1 without one."""
    found = _DATELINE.match(document.buffer[document.text_start : document.text_start + _DATELINE_LENGTH])
    return -1 if found is None else document.text_start + found.end()


def _words_before(document: Document, start: int) -> list[str]:
    return document.buffer[max(0, start - 40) : start].lower().split()


def _located(document: Document, start: int, cues: Cues) -> bool:
    """Whether a preposition of place or a compass word leads up to it, across "the", "the town of" and the like."""
    words = _words_before(document, start)
    while words and (
        words[-1] in ("the", "of") or words[-1] in cues.words["head_before"] or words[-1] in cues.words["compass"]
    ):
        last = words.pop()
        if last in cues.words["compass"]:
            return True
    return bool(words) and words[-1] in cues.words["locative"] and words[-1] not in ("from", "to")


def _role(document: Document, place: Place, cues: Cues) -> float:
    """Below 0 for a place that acts or is only a way or a party: the US said, from Paris, the Iranian border."""
    roles = load_scene_cues()
    words, weight = roles.words, roles.weight
    after = document.buffer[place.end : place.end + 24].lower().split()
    following = after[0].strip(".,;:") if after else ""
    before = _words_before(document, place.start)
    previous = before[-1] if before else ""
    added = 0.0
    if following in words["actor_after"] and previous not in cues.words["locative"]:
        added += weight["actor_after"]
    if previous in words["origin_before"] and not words["distance"].intersection(before[-5:-1]):
        added += weight["origin_before"]
    if following in words["border_after"]:
        added += weight["border_after"]
    elif following in cues.words["head_after"]:
        added += _HEADED
    return added


def _by_adjectives(document: Document, places: Sequence[Place], spans: Sequence[tuple[int, int]]) -> Scene | None:
    """The country of its local groups and institutions, then of its demonyms; those who are abroad come last."""
    known = [place for place in places if place.country]
    inside = [place for start, end in dict.fromkeys(spans) for place in _between(known, start, end)]
    counts: dict[str, float] = {}
    for start, end in spans:
        for home in homes_named(document, start, end):
            counts[home] = counts.get(home, 0.0) + _GROUP
    for place in inside or known:
        theirs = place.country or ""
        counts[theirs] = counts.get(theirs, 0.0) + _demonym_weight(document, place)
    country = max(counts, key=counts.__getitem__) if counts else None
    if country is None:
        return None
    return Scene(None, country, _SURE[SceneReason.ADJECTIVE], SceneReason.ADJECTIVE)


def _between(places: Sequence[Place], start: int, end: int) -> Sequence[Place]:
    """The places of one sentence; `places` are in the order of the text."""
    first = bisect_left(places, start, key=lambda place: place.start)
    return places[first : bisect_left(places, end, lo=first, key=lambda place: place.start)]


def _demonym_weight(document: Document, place: Place) -> float:
    """Police, towns and soldiers are local; an executive or a tourist with an adjective because he is not."""
    cues = load_scene_cues()
    words = document.buffer[place.end : place.end + 40].lower().split()
    following = {word.strip(".,;:'’") for word in words[:2]}
    for cue in ("local_after", "abroad_after"):
        if following & cues.words[cue]:
            return cues.weight[cue]
    return 1.0


def _dominant(places: Iterable[Place]) -> str | None:
    """The country named most; of equals the one named first."""
    counts: dict[str, int] = {}
    for place in places:
        if place.country is not None:
            counts[place.country] = counts.get(place.country, 0) + 1
    return max(counts, key=counts.__getitem__) if counts else None
