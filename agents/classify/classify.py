"""The whole of classify: an article → what it reports, each event with its own place, people, severity and evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import urlsplit

from agents.classify.actor_names import ActorFile, FoundActor, actor_file, find_actors
from agents.classify.actors import actors_of, has_actors
from agents.classify.assessment import AssessmentWords, assessment_words, severity_facts
from agents.classify.casualties.extract import Toll, find_casualties
from agents.classify.casualties.select import Casualties, casualties_of, sentences_read
from agents.classify.certainty import certainty_of, urgency_of
from agents.classify.dates import event_date
from agents.classify.events.candidate import Candidate
from agents.classify.events.find import find_events
from agents.classify.events.rules import Rules, load_rules
from agents.classify.places.columns import Gazetteer
from agents.classify.places.find import find_places
from agents.classify.places.gazetteer import load_gazetteer
from agents.classify.places.regions import region_path
from agents.classify.places.scene import Scene, scene
from agents.classify.places.toponym import Toponym, place_of
from agents.classify.severity import UNKNOWN, assess
from agents.classify.severity_table import SeverityTable, severity_table
from agents.classify.text.document import Document, build_document
from agents.classify.things import find_target, find_weapon
from schemas.article import Article
from schemas.event import FARTHEST_AHEAD, Actor, ActorKind, Event, Report, Severity
from schemas.evidence import Span
from schemas.levels import tier_of
from schemas.place import Place
from schemas.taxonomy import EventType, Modality

LONGEST_TEXT = 1_000_000
"""Characters of an article that are read; what comes after is not news but a dump, and would not fit a record."""
BLOODLESS = (EventType.DIPLOMATIC_TALKS, EventType.AGREEMENT, EventType.DIPLOMATIC_TENSION, EventType.NONE)
"""Types in which nobody is hurt: a toll beside them is of something else that the article recalls."""
BLOODY = (EventType.ATTACKS, EventType.ARMED_CONFLICT, EventType.DISASTER_HEALTH, EventType.CRIME_CYBER)
"""Types whose tolls are their own: "arrested over the bomb that killed six" is an arrest, and six dead of the bomb."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """All knowledge that classify needs, read once and never changed."""

    gazetteer: Gazetteer
    rules: Rules
    actors: ActorFile
    severity: SeverityTable
    words: AssessmentWords


@dataclass(frozen=True, slots=True)
class Classified:
    """What one article reports: its cleaned report, and the events, surest first."""

    report: Report
    events: tuple[Event, ...]
    document: Document
    toponyms: tuple[Toponym, ...]
    """Every toponym, counted in the document's buffer."""

    @property
    def places(self) -> tuple[Place, ...]:
        """Every toponym, counted in the report's text or title."""
        return tuple(place_of(self.document, one) for one in self.toponyms)


def load_classifier() -> Classifier:
    """The classifier with the knowledge that ships.

    Raises:
        KnowledgeError: a knowledge file is wrong.
    """
    return Classifier(load_gazetteer(), load_rules(), actor_file(), severity_table(), assessment_words())


def classify(article: Article, received: dt.datetime, classifier: Classifier) -> Classified:
    """What an article that arrived at `received` reports; one event of type `none` where nothing is recognised."""
    if len(article.text) > LONGEST_TEXT:
        article = replace(
            article,
            text=article.text[:LONGEST_TEXT],
            unread=(*article.unread, f"text: after {LONGEST_TEXT:,} characters"),
        )
    document = build_document(article)
    report = _report(article, document, received)
    toponyms = find_places(document, classifier.gazetteer, home=home_of(article))
    candidates = find_events(document, classifier.rules) or (_nothing(document),)
    actors = find_actors(document, classifier.actors) if any(map(has_actors, candidates)) else ()
    reading = _Reading(document, report, toponyms, actors, _tolls(document, candidates), candidates, classifier)
    events = tuple(reading.event(candidate) for candidate in candidates)
    return Classified(report, _distinct(events), document, toponyms)


def _tolls(document: Document, candidates: Iterable[Candidate]) -> Sequence[Toll]:
    """The tolls of all sentences from which some event takes its own; most articles have none to read."""
    bloody = [candidate.sentences for candidate in candidates if candidate.type not in BLOODLESS]
    return find_casualties(document, sentences_read(document, bloody)) if bloody else ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A document with all that was found in it, before it is shared out among its events."""

    document: Document
    report: Report
    toponyms: tuple[Toponym, ...]
    actors: Sequence[FoundActor]
    tolls: Sequence[Toll]
    candidates: Sequence[Candidate]
    classifier: Classifier

    def event(self, candidate: Candidate) -> Event:
        """The event that a candidate stands for, complete."""
        document, sentences = self.document, candidate.sentences
        where = self._where(candidate)
        casualties = casualties_of(document, self._tolls_of(candidate), sentences)
        actors = actors_of(document, self.actors, candidate, None if where is None else where.country)
        target = find_target(document, sentences, candidate)
        weapon = find_weapon(document, sentences, candidate)
        date = event_date(document, sentences, self.report.published, candidate.modality)
        country = where.country if where is not None and where.country else _country_of(actors, candidate)
        severity = UNKNOWN
        if candidate.type is not EventType.NONE:
            known = (document, candidate, casualties, actors, target, weapon, country, self.classifier.words)
            severity = assess(severity_facts(*known), self.classifier.severity)
        certainty, hedge, _ = certainty_of(document, sentences, candidate.modality, candidate.triggers)
        urgency, _, _ = urgency_of(document, sentences, candidate.modality, date, self.report.reported.date())
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

    def _tolls_of(self, candidate: Candidate) -> Sequence[Toll]:
        """The tolls that may be this event's own: none for talks, and for what is not itself a deed of violence or a
        disaster none of a sentence that tells of one.
        """
        if candidate.type in BLOODLESS:
            return ()
        if candidate.type in BLOODY:
            return self.tolls
        taken = {at for other in self.candidates if other.type in BLOODY for at in other.sentences}
        return [toll for toll in self.tolls if toll.sentence not in taken]

    def _where(self, candidate: Candidate) -> Scene | None:
        near = [trigger.first for trigger in candidate.triggers]
        talks = candidate.type is EventType.DIPLOMATIC_TALKS
        return scene(self.document, self.toponyms, candidate.sentences, near, talks=talks)


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


def home_of(article: Article) -> str | None:
    """The country that the address of an article's source says, by its top-level domain."""
    host = (urlsplit(article.url).hostname if article.url else article.source) or ""
    ending = host.rpartition(".")[2].upper()
    if ending == "UK":
        return "GB"
    return ending if len(ending) == 2 and region_path(ending) else None


def _report(article: Article, document: Document, received: dt.datetime) -> Report:
    published, unread = article.published, article.unread
    if published is not None and published - received > FARTHEST_AHEAD:
        unread = (*unread, f"published: {published.isoformat()} is after its arrival")
        published = None
    return Report(
        article=article.id,
        title=document.title,
        text=document.text,
        received=received,
        language=document.language,
        url=article.url,
        source=article.source,
        published=published,
        credit=document.credit,
        unread=unread,
    )


def _nothing(document: Document) -> Candidate:
    """The candidate of an article in which nothing was recognised: it still has a place, for whoever asks by words."""
    sentences = tuple(range(min(len(document.sentences), 3)))
    return Candidate(
        type=EventType.NONE,
        subtype=None,
        modality=Modality.ACTUAL,
        confidence=0.0,
        triggers=(),
        sentences=sentences,
    )


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


def _distinct(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Each event once: two candidates of which nothing tells apart are one."""
    return tuple({event.id: event for event in events}.values())
