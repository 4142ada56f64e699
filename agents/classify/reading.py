"""A document with all that was found in it, shared out among its events: each with its own place, people, severity
and evidence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from agents.classify.actor_names import FoundActor
from agents.classify.actors import actors_of
from agents.classify.assessment import severity_facts
from agents.classify.casualties.extract import Toll
from agents.classify.casualties.select import HEAD, Casualties, casualties_of
from agents.classify.certainty import certainty_of, urgency_of
from agents.classify.classifier import Classifier
from agents.classify.dates import event_date
from agents.classify.events.candidate import Candidate
from agents.classify.hosts import host_of
from agents.classify.languages.language import Language
from agents.classify.languages.sides import held_places, sides_of
from agents.classify.places.regions import region_path
from agents.classify.places.scene import Scene, SceneReason, scene
from agents.classify.places.scene_cues import load_scene_cues
from agents.classify.places.toponym import Toponym
from agents.classify.powers import CLAIM
from agents.classify.severity import UNKNOWN, assess
from agents.classify.text.document import Document
from agents.classify.things import find_target, find_weapon
from schemas.event import Actor, ActorKind, Event, Report, Role, Severity
from schemas.evidence import Field, Span
from schemas.levels import tier_of
from schemas.place import Place, PlaceKind
from schemas.taxonomy import EventType

BLOODLESS = (EventType.DIPLOMATIC_TALKS, EventType.AGREEMENT)
"""Types in which nobody is hurt: a toll beside them is of something else that the article recalls."""
BY_HEAD = (EventType.DIPLOMATIC_TENSION, EventType.NONE)
"""Types under which a deed may hide: "accused of killing two", and what no rule knows. Theirs is what the title and
lead tell, where no other event may have it.
"""
BLOODY = (EventType.ATTACKS, EventType.ARMED_CONFLICT, EventType.DISASTER_HEALTH, EventType.CRIME_CYBER)
"""Types whose tolls are their own: "arrested over the bomb that killed six" is an arrest, and six dead of the bomb."""


def _may_hurt(candidate: Candidate) -> bool:
    """Whether an event may have any toll that its sentences tell."""
    return candidate.type not in (*BLOODLESS, *BY_HEAD) or candidate.subtype == CLAIM


def where_spoken(where: Scene | None, actors: Iterable[Actor], document: Document) -> Scene | None:
    """Where words between states were spoken: at home of the state that speaks, not in the one it speaks of.

    A scene in the speaker's country stays, and so does a place that is named before the speaker; any other gives way to
    the country of the first speaker, in the passive of the one behind "by".
    """
    speakers = [actor for actor in actors if actor.role is Role.SOURCE and actor.country is not None]
    speakers.sort(key=lambda actor: not _behind_by(document, actor.evidence))
    if not speakers or (where is not None and where.country == speakers[0].country):
        return where
    if where is not None and where.place is not None and _stands_before(where.place, speakers[0].evidence):
        return where
    return Scene(None, speakers[0].country, load_scene_cues().sure["speaker"], SceneReason.SPEAKER)


def where_hosted(where: Scene | None, host: str | None) -> Scene | None:
    """Where talks are held: at home of their host, unless a place is named."""
    if host is None or (where is not None and (where.place is not None or where.reason is SceneReason.HOST)):
        return where
    return Scene(None, host, load_scene_cues().sure["host"], SceneReason.HOST)


def _behind_by(document: Document, span: Span | None) -> bool:
    if span is None:
        return False
    start = span.start + (document.text_start if span.field is Field.TEXT else 0)
    return document.buffer[max(start - 4, 0) : start].lower().split()[-1:] == ["by"]


def _stands_before(place: Place, other: Span | None) -> bool:
    if other is None:
        return True
    return place.field is other.field and place.start < other.start


def _same_words(one: Candidate, other: Candidate) -> bool:
    """Whether the same words tell of two events: police who shoot a protester are unrest and a shooting."""
    told = {at for trigger in one.triggers for at in range(trigger.first, trigger.last)}
    return other.type is EventType.UNREST and any(
        not told.isdisjoint(range(trigger.first, trigger.last)) for trigger in other.triggers
    )


def main_of(candidates: Iterable[Candidate]) -> Candidate | None:
    """The event that the title and lead report, as far as people are hurt in it: the surest deed of violence or
    disaster, otherwise what else may have tolls.
    """
    hurting = [candidate for candidate in candidates if candidate.type not in BLOODLESS]
    hurting.sort(key=lambda candidate: (candidate.type not in BLOODY, not _may_hurt(candidate)))
    return next(iter(hurting), None)


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with all that was found in it, before it is shared out among its events."""

    document: Document
    report: Report
    toponyms: tuple[Toponym, ...]
    actors: Sequence[FoundActor]
    tolls: Sequence[Toll]
    candidates: Sequence[Candidate]
    main: Candidate | None
    classifier: Classifier
    language: Language | None = None

    def event(self, candidate: Candidate) -> Event:
        """The event that a candidate stands for, complete."""
        document, sentences = self.document, candidate.sentences
        where = self._where(candidate)
        casualties = casualties_of(document, self._tolls_of(candidate), sentences, main=candidate is self.main)
        actors = self._actors(candidate, None if where is None else where.country)
        if candidate.type is EventType.DIPLOMATIC_TENSION and candidate.subtype != CLAIM:
            where = where_spoken(where, actors, document)
        if candidate.type is EventType.DIPLOMATIC_TALKS:
            where = where_hosted(where, host_of(document, self.actors, sentences))
        words = self.language or self.classifier
        target = find_target(document, sentences, candidate, words.things)
        weapon = find_weapon(document, sentences, candidate, words.things)
        date = event_date(document, sentences, self.report.published, candidate.modality, words.dates)
        country = where.country if where is not None and where.country else _country_of(actors, candidate)
        severity = UNKNOWN
        if candidate.type is not EventType.NONE:
            known = (document, candidate, casualties, actors, target, weapon, country, words.assessment)
            in_town = where is not None and where.place is not None and where.place.kind is PlaceKind.CITY
            severity = assess(severity_facts(*known, in_town=in_town), self.classifier.severity)
        certainty, hedge, _ = certainty_of(document, sentences, candidate.modality, candidate.triggers, words.certainty)
        reported = self.report.reported.date()
        urgency, _, _ = urgency_of(document, sentences, candidate.modality, date, reported, words.certainty)
        regions = () if country is None else region_path(country)
        place = None if where is None else where.place
        return Event(
            id=event_id(self.report, candidate, country, place, date, casualties, severity),
            type=candidate.type,
            report=self.report,
            subtype=candidate.subtype,
            codes=candidate.codes,
            modality=candidate.modality,
            context=candidate.context,
            confidence=round(candidate.confidence, 3),
            country=country,
            region=regions[-1] if regions else None,
            regions=regions,
            place=place,
            date=date,
            actors=actors,
            target=target,
            weapon=weapon,
            killed=casualties.killed,
            injured=casualties.injured,
            missing=casualties.missing,
            abducted=casualties.abducted,
            attackers_killed=casualties.attackers_killed,
            severity=severity,
            certainty=certainty,
            urgency=urgency,
            tier=tier_of(severity.level, certainty, urgency),
            evidence=_evidence(document, candidate, casualties, hedge),
        )

    def _actors(self, candidate: Candidate, country: str | None) -> tuple[Actor, ...]:
        if self.language is None:
            return actors_of(self.document, self.actors, candidate, country)
        return sides_of(self.document, self.actors, candidate, self.language.sides)

    def _tolls_of(self, candidate: Candidate) -> Sequence[Toll]:
        """The tolls that may be this event's own: none for talks, and for what is not itself a deed of violence or a
        disaster none of a sentence that tells of one.
        """
        if candidate.type in BLOODLESS:
            return ()
        if candidate.type in BLOODY:
            return self.tolls
        if not _may_hurt(candidate):
            return () if candidate is not self.main else [toll for toll in self.tolls if toll.sentence < HEAD]
        bloody = [other for other in self.candidates if other.type in BLOODY and not _same_words(other, candidate)]
        taken = {at for other in bloody for at in other.sentences}
        return [toll for toll in self.tolls if toll.sentence not in taken]

    def _where(self, candidate: Candidate) -> Scene | None:
        near = [trigger.first for trigger in candidate.triggers]
        talks = candidate.type is EventType.DIPLOMATIC_TALKS
        held = frozenset() if self.language is None else held_places(self.document, self.toponyms, self.language.sides)
        return scene(self.document, self.toponyms, candidate.sentences, near, talks=talks, held=held)


def event_id(
    report: Report,
    candidate: Candidate,
    country: str | None,
    place: Place | None,
    date: dt.date | None,
    casualties: Casualties,
    severity: Severity,
) -> str:
    """A hash of the article's id and of what the event says: the same for the same article, another for an update."""
    tolls = (
        casualties.killed,
        casualties.injured,
        casualties.missing,
        casualties.abducted,
        casualties.attackers_killed,
    )
    where = None if place is None else (place.name, place.country)
    parts = (report.article, candidate.type, candidate.subtype, candidate.modality, country, where, date, tolls)
    return "evt-" + sha256(repr((*parts, severity.level)).encode("utf-8", "backslashreplace")).hexdigest()[:24]


def withdrawal_id(article: str) -> str:
    """The id of the event that the article of this id was withdrawn: the same however often that is said."""
    return "evt-" + sha256(f"withdrawn\x1f{article}".encode("utf-8", "backslashreplace")).hexdigest()[:24]


def _country_of(actors: Iterable[Actor], candidate: Candidate) -> str | None:
    """Where no scene is named: the country of an armed group that takes part, whose affairs are at stake."""
    if candidate.type is EventType.NONE:
        return None
    countries = {actor.country for actor in actors if actor.kind is ActorKind.ARMED_GROUP and actor.country}
    return countries.pop() if len(countries) == 1 else None


def _evidence(document: Document, candidate: Candidate, casualties: Casualties, hedge: Span | None) -> tuple[Span, ...]:
    """Where it was read: the triggers of the surest sentences, the tolls, and the words that make it unsure."""
    triggers = [document.span_of_tokens(trigger.first, trigger.last) for trigger in candidate.triggers]
    tolls = [span for _, span in casualties.evidence]
    spans = [*triggers, *tolls, *([hedge] if hedge is not None else [])]
    return tuple(_without_nested(dict.fromkeys(spans)))


def _without_nested(spans: Iterable[Span]) -> list[Span]:
    """Spans that lie within another say nothing more."""
    kept = sorted(spans, key=lambda span: (span.field, span.start, -span.end))
    result: list[Span] = []
    for span in kept:
        inside = result and result[-1].field == span.field and span.end <= result[-1].end
        if not inside:
            result.append(span)
    return result
