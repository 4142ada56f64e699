"""The place of one event: where it happened, not where those who speak of it are at home."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import NamedTuple

from agents.classify.places.capital import capital_named
from agents.classify.places.cues import Cues, load_cues
from agents.classify.places.dateline import dateline_of
from agents.classify.places.gazetteer import load_gazetteer
from agents.classify.places.roles import acts, at_border, flagged, is_venue, left, located, role, seat_of_talks, subject
from agents.classify.places.scene_cues import SceneCues, load_scene_cues
from agents.classify.places.shares import adjective_country, dominant, shares_of
from agents.classify.places.toponym import Toponym, place_of
from agents.classify.text.document import Document, Sentence
from schemas.evidence import Field
from schemas.place import Place, PlaceKind


class SceneReason(StrEnum):
    """Why this place was chosen as the scene."""

    STATED = "stated"
    """A preposition of place or a compass word stands before it in the event's own sentence."""
    NAMED = "named"
    """It is named in the event's own sentence without such a word."""
    CAPITAL = "capital"
    """The event's own sentence says "the capital" and names no city of that country."""
    NEIGHBOUR = "neighbour"
    """It is named in another sentence that tells of the event."""
    DATELINE = "dateline"
    TITLE = "title"
    ARTICLE = "article"
    """Only the rest of the article names it; of talks without a venue, the country that the article speaks of most."""
    ADJECTIVE = "adjective"
    """Nothing but demonyms and organisations point to a country."""
    SPEAKER = "speaker"
    """Words are spoken at home: no place, but the country of the state that speaks."""
    HOST = "host"
    """Talks without a venue are at home where their host is, or at the seat of government that is named."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where an event happened. `place` is None where only a country can be told; `confidence` is 0–1."""

    place: Place | None
    country: str | None
    confidence: float
    reason: SceneReason


_FINER = (PlaceKind.REGION, PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.ADMIN2, PlaceKind.CITY)
_BEYOND = 1 << 60  # past the end of any sentence
_TRIGGER_TOKENS = 3  # "resume peace talks": the words of a trigger
_SEMICOLON = ";"
_TOKEN_LENGTH = 6  # characters, for a rough distance in tokens
_ROUNDING = 1e-6  # far above what the order of a sum changes


@dataclass(slots=True)
class _Told:
    """An event as it is told: its sentences in the order of the text, each with its rank, the main one being 0."""

    document: Document
    sentences: tuple[Sentence, ...]
    order: tuple[tuple[int, int, int], ...]
    centre: int
    dateline: tuple[int, int]
    behind: int
    """From here on there is only the rest of the article."""
    shares: dict[str, float]
    cues: Cues
    roles: SceneCues
    held: frozenset[int]

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where its sentences stand."""
        return [(sentence.start, sentence.end) for sentence in self.sentences]

    def rank(self, start: int) -> int | None:
        """Which of the event's sentences a character lies in."""
        if not self.order or start >= self.order[-1][1]:
            return None
        at = bisect_right(self.order, (start, _BEYOND, 0)) - 1
        return self.order[at][2] if at >= 0 and start < self.order[at][1] else None


class _Site(NamedTuple):
    """A place that may be the scene. `most`: the score that it has if the words around it speak for it."""

    place: Toponym
    reason: SceneReason
    most: float


def scene(
    document: Document,
    places: Sequence[Toponym],
    sentences: Sequence[int],
    near: Sequence[int] = (),
    *,
    talks: bool = False,
    held: frozenset[int] = frozenset(),
) -> Scene | None:
    """The scene of an event told in `sentences` (indexes, the main one first) near tokens `near`; None without a clue.

    Order of the evidence: a place stated in the event's sentence, "the capital", a place named there, one in its other
    sentences, the title, the dateline, the rest of the article, and last the country that its demonyms point to most.
    A place inside a country that the same sentence names wins over the country. Talks are held only where a venue is
    named: without one there is no place, and the country is a guess. `talks` says that it is known to be of talks,
    `held` where names begin before which another language's words say "in".
    """
    places = [place for place in places if not flagged(document, place, load_scene_cues())]
    told = _told(document, places, sentences, near, held)
    talks = talks or _talks(told, near)
    sites, background = _sites(told, places, talks)
    best, score = _best(told, sites)
    if background and score < told.roles.reach:  # else nothing of the rest of the article outweighs it
        rest = [_site(told, place, SceneReason.ARTICLE) for place in background]
        sites += rest
        best, _ = _best(told, rest, best, score)
    if best is None:
        return _without_place(told, places, talks)
    local = None if talks else _at_home_here(told, best, places)
    if local is not None:
        return Scene(None, local, told.roles.sure["adjective"], SceneReason.ADJECTIVE)
    finer = _finer(told, best, sites)
    sure = told.roles.sure[finer.reason] * (0.5 + 0.5 * finer.place.confidence)
    if finer.reason is SceneReason.CAPITAL:
        sure = told.roles.sure["capital"]
    country = finer.place.about.country or dominant(told.shares)
    return Scene(place_of(document, finer.place), country, round(sure, 3), finer.reason)


def _told(
    document: Document,
    places: Sequence[Toponym],
    sentences: Sequence[int],
    near: Sequence[int],
    held: frozenset[int] = frozenset(),
) -> _Told:
    roles = load_scene_cues()
    known = tuple(document.sentences[at] for at in dict.fromkeys(sentences) if 0 <= at < len(document.sentences))
    inside = [document.starts[at] for at in near if 0 <= at < len(document.starts)]
    centre = inside[0] if inside else known[0].start if known else 0
    spans = [(sentence.start, sentence.end) for sentence in known]
    if spans:
        spans[0] = _clause(document.buffer, *spans[0], centre)
    order = tuple(sorted((start, end, rank) for rank, (start, end) in enumerate(spans)))
    dateline = dateline_of(document, known)
    behind = max(document.text_start, dateline[1], order[-1][1] if order else 0)
    return _Told(document, known, order, centre, dateline, behind, shares_of(places, roles), load_cues(), roles, held)


def _clause(buffer: str, start: int, end: int, centre: int) -> tuple[int, int]:
    """What semicolons leave of a sentence around `centre`: a headline of two stories has a place for each."""
    if not start <= centre < end:
        return start, end
    after = buffer.find(_SEMICOLON, centre, end)
    return max(start, buffer.rfind(_SEMICOLON, start, centre) + 1), end if after < 0 else after


def _sites(told: _Told, places: Sequence[Toponym], talks: bool) -> tuple[list[_Site], list[Toponym]]:
    """The places that may be the scene: those near the event, and those of the rest of the article, not for talks."""
    background: list[Toponym] = []
    sites = list(_capitals(told, places))
    for place in places:
        if place.mention or (place.about.kind is PlaceKind.REGION and place.about.country is None):
            continue
        reason = SceneReason.ARTICLE if place.start >= told.behind else _reason(told, place)
        if reason is SceneReason.ARTICLE:
            background.append(place)
        elif not talks or _may_be_venue(told, place, reason):
            sites.append(_site(told, place, reason))
    return sites, [] if talks else background


def _best(
    told: _Told, sites: Sequence[_Site], best: _Site | None = None, score: float = -inf
) -> tuple[_Site | None, float]:
    """The site of the highest score, the first of equals, and its score; `best` stands before them with its own.

    The words around a place are read only where they could make it the best.
    """
    for site in sites:
        if site.most + _ROUNDING > score:
            other = _score(told, site.place, site.reason, role(told.document, site.place, told.cues, told.roles))
            if other > score:
                best, score = site, other
    return best, score


def _capitals(told: _Told, places: Sequence[Toponym]) -> Iterator[_Site]:
    for sentence in told.sentences[:1]:
        capital = capital_named(told.document, sentence, places, load_gazetteer(), told.roles)
        if capital is not None:
            yield _site(told, capital, SceneReason.CAPITAL)


def _site(told: _Told, place: Toponym, reason: SceneReason) -> _Site:
    return _Site(place, reason, _score(told, place, reason, told.roles.weights.headed))


def _score(told: _Told, place: Toponym, reason: SceneReason, around: float) -> float:
    """How much speaks for a place with what the words `around` it add."""
    roles, weights = told.roles, told.roles.weights
    score = roles.level[reason] + roles.fineness[place.about.kind] + around
    score -= weights.per_token * min(weights.farthest, abs(place.start - told.centre) // _TOKEN_LENGTH)
    if place.abroad:
        score += weights.abroad
    score += weights.share * told.shares.get(place.about.country or "", 0.0)
    return score + weights.confident * (place.confidence - 0.5)


def _reason(told: _Told, place: Toponym) -> SceneReason:
    document = told.document
    if told.dateline[0] <= place.start and place.end <= told.dateline[1]:
        return SceneReason.DATELINE
    rank = told.rank(place.start)
    if rank is not None:
        if rank:
            return SceneReason.NEIGHBOUR
        stated = place.start in told.held or located(document, place.start, told.cues)
        return SceneReason.STATED if stated else SceneReason.NAMED
    return SceneReason.TITLE if document.field(place.start) is Field.TITLE else SceneReason.ARTICLE


def _finer(told: _Told, best: _Site, sites: Sequence[_Site]) -> _Site:
    """The likeliest finer place of the same event: Kunduz in "Afghanistan's Kunduz mosque", a city beside a strait.

    It is looked for in the same sentence. A title is coarse for want of room, and a strait for want of borders:
    for these any sentence of the event will do.
    """
    rank = told.rank(best.place.start)
    coarse = best.place.about.kind is PlaceKind.WATER or told.document.field(best.place.start) is Field.TITLE
    if not coarse and (rank is None or best.place.about.kind not in _FINER):
        return best
    inside = [
        site
        for site in sites
        if _beside(told, rank, site, coarse)
        and _holds(best.place, site.place)
        and not acts(told.document, site.place, told.roles)
    ]
    return _best(told, inside)[0] or best


def _beside(told: _Told, rank: int | None, site: _Site, coarse: bool) -> bool:
    """Whether a place is told of in the sentence of that rank or, beside a coarse one, in any sentence of the event."""
    other = told.rank(site.place.start)
    return other is not None and (coarse or other == rank)


def _holds(outer: Toponym, inner: Toponym) -> bool:
    """Whether a place lies inside another, as far as countries and their divisions tell."""
    if outer.about.country is None or inner.about.country != outer.about.country or inner.about.kind not in _FINER:
        return False
    if outer.about.kind is PlaceKind.WATER:
        return inner.about.kind is PlaceKind.CITY
    if outer.about.kind not in _FINER:
        return False
    if outer.about.kind is not PlaceKind.COUNTRY and inner.about.admin1 != outer.about.admin1:
        return False
    return _FINER.index(inner.about.kind) > _FINER.index(outer.about.kind)


def _talks(told: _Told, near: Sequence[int]) -> bool:
    """Whether the event's surest trigger is about talks. Without a trigger nothing is known of the event."""
    words, lower = told.roles.words["talks"], told.document.lower
    return any(at >= 0 and not words.isdisjoint(lower[at : at + _TRIGGER_TOKENS]) for at in near[:1])


def _may_be_venue(told: _Told, place: Toponym, reason: SceneReason) -> bool:
    if reason is SceneReason.DATELINE:
        return not _planned(told)
    return place.start in told.held or is_venue(told.document, place, told.cues, told.roles)


def _planned(told: _Told) -> bool:
    words, lower = told.roles.words["planned"], told.document.lower
    return any(not words.isdisjoint(lower[main.first : main.last]) for main in told.sentences[:1])


def _at_home_here(told: _Told, best: _Site, places: Sequence[Toponym]) -> str | None:
    """The country of those who are at home at the scene where the likeliest place is only one that something came from,
    or the other side of a border: Kyrgyz border guards fought men who came from Tajikistan, and that is in Kyrgyzstan.
    """
    if not left(told.document, best.place, told.cues, told.roles):
        return None
    country = best.place.about.country
    here = [p for p in places if p.about.country != country or not at_border(told.document, p, told.roles)]
    local = adjective_country(told.document, here, told.spans, told.roles, told.roles.weight["local_after"])
    return local if local != country else None


def _without_place(told: _Told, places: Sequence[Toponym], talks: bool) -> Scene | None:
    inside = (place for place in places if told.rank(place.start) is not None)
    seat = seat_of_talks(told.document, inside, told.cues, told.roles) if talks else None
    if seat is not None:
        return Scene(None, seat, told.roles.sure["host"], SceneReason.HOST)
    if talks:
        places = [place for place in places if not subject(told.document, place, told.roles)]
    guess = dominant(shares_of(places, told.roles)) if talks else None
    if guess is not None:
        return Scene(None, guess, told.roles.sure["no_venue"], SceneReason.ARTICLE)
    country = adjective_country(told.document, places, told.spans, told.roles)
    if country is None:
        return None
    return Scene(None, country, told.roles.sure["adjective"], SceneReason.ADJECTIVE)
