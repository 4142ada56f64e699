"""Which incident an event reports: the decision of the room, as a pure function of the event and the open incidents."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from agents.correlate import facts, words
from agents.correlate.incidents import Candidate, Entry, Incidents
from agents.correlate.knowledge import Knowledge, SourceLimits
from agents.correlate.origins import origin_of
from agents.correlate.probe import Probe, probe
from agents.correlate.similarity import Score, compatible, pair, score
from agents.correlate.zones import DIPLOMACY
from schemas.event import Event
from schemas.incident import Change, Facts, Incident, Source

_HOUR = 3600.0
_MOST_CONTEXT = 16


class Reason(StrEnum):
    """Why an event was put where it is."""

    OPENED_NO_CANDIDATE = "opened_no_candidate"
    """No open incident of the zone shares a telling word, place, party or address with it."""
    OPENED_BELOW_THRESHOLD = "opened_below_threshold"
    """Incidents came into question, and none was alike enough."""
    JOINED_SAME_PLACE_AND_DAY = "joined_same_place_and_day"
    JOINED_SIMILAR_WORDS = "joined_similar_words"
    JOINED_SAME_TALKS = "joined_same_talks"
    JOINED_SAME_ARTICLE = "joined_same_article"
    """Its article is one that the incident rests on, or stands at the same address: an update."""
    REPRINT = "reprint"
    """Its text is that of a report that the incident rests on."""
    AFTERMATH = "aftermath"
    """It follows from the incident and changes none of its facts: the arrest after the attack."""
    REPEATED_EVENT = "repeated_event"
    """This very event was taken in before."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Where an event belongs: the incident after it, why, and the points by feature of the best candidate."""

    incident: Incident
    reason: Reason
    scores: tuple[Score, ...] = ()


@dataclass(frozen=True, slots=True)
class _Compared:
    entry: Entry
    scores: tuple[Score, ...]
    total: float
    known: Incident | None
    """The record, where it had to be read to compare sources."""


def correlate(event: Event, incidents: Incidents) -> Decision:
    """The incident that this event belongs to, as it stands after it. Reads the state and changes nothing."""
    knowledge = incidents.knowledge
    looked = probe(event, knowledge)
    best: _Compared | None = None
    for candidate in incidents.candidates(looked):
        found = _compare(event, looked, candidate, knowledge)
        if found.known is not None and any(source.event == event.id for source in found.known.sources):
            return _repeated(event, found.known)
        if best is None or (-found.total, found.entry.id) < (-best.total, best.entry.id):
            best = found
    if best is None or best.total == _NEVER:
        return _open(event, looked, Reason.OPENED_NO_CANDIDATE, (), knowledge)
    if best.total < _threshold(looked, knowledge):
        return _open(event, looked, Reason.OPENED_BELOW_THRESHOLD, best.scores, knowledge)
    return _join(event, looked, best, knowledge)


_NEVER = float("-inf")


def incident_id(event_id: str) -> str:
    """The id of the incident that this event opens: the same in every replay."""
    return "inc-" + sha256(event_id.encode("utf-8", "replace")).hexdigest()[:20]


def _compare(event: Event, looked: Probe, candidate: Candidate, knowledge: Knowledge) -> _Compared:
    entry = candidate.entry
    known = entry.incident() if candidate.copy else None
    if not compatible(looked.features, entry.features, knowledge) or not _in_time(looked, entry, knowledge):
        return _Compared(entry, (), _NEVER, known)
    scores = score(looked.features, entry.features, candidate.likeness, knowledge)
    if known is not None:
        scores += _copies(event, looked, known, knowledge)
    return _Compared(entry, tuple(scores), sum(points for _, points in scores), known)


def _copies(event: Event, looked: Probe, known: Incident, knowledge: Knowledge) -> list[Score]:
    if any(source.article == event.report.article for source in known.sources):
        return [("article", knowledge.join.same_article)]
    url = words.canonical_url(event.report.url)
    if url is not None and any(words.canonical_url(source.url) == url for source in known.sources):
        return [("url", knowledge.join.same_url)]
    alike = max((words.resemblance(looked.signature, source.signature) for source in known.sources), default=0.0)
    return [("reprint", knowledge.join.reprint)] if alike >= knowledge.join.resemblance else []


def _in_time(looked: Probe, entry: Entry, knowledge: Knowledge) -> bool:
    """Whether the report falls into the incident's window; an aftermath may come until the incident is closed."""
    family = knowledge.family_of[entry.features.type]
    known = pair(looked.features, entry.features, knowledge)
    hours = family.close if known is not None and known.aftermath is looked.features.type else family.join
    quiet = max(looked.reported - entry.updated, entry.opened - looked.reported, 0.0)
    span = max(looked.reported, entry.updated) - min(looked.reported, entry.opened)
    return quiet <= hours * _HOUR and span <= family.span * 24 * _HOUR


def _threshold(looked: Probe, knowledge: Knowledge) -> float:
    return knowledge.join.talks_threshold if looked.zone == DIPLOMACY else knowledge.join.threshold


def _repeated(event: Event, known: Incident) -> Decision:
    same = dataclasses.replace(
        known,
        change=Change.REPEATED,
        changes=(),
        report=event.report,
        evidence=event.evidence,
        reason=Reason.REPEATED_EVENT.value,
        scores=(),
    )
    return Decision(same, Reason.REPEATED_EVENT)


def _open(event: Event, looked: Probe, reason: Reason, scores: tuple[Score, ...], knowledge: Knowledge) -> Decision:
    incident = Incident(
        id=incident_id(event.id),
        zone=looked.zone,
        revision=1,
        change=Change.NEW,
        facts=facts.first_facts(event),
        report=event.report,
        opened=event.report.reported,
        updated=event.report.reported,
        reason=reason.value,
        codes=event.codes,
        confidence=event.confidence,
        context=event.context[:_MOST_CONTEXT],
        evidence=event.evidence,
        scores=scores,
        words=looked.words,
        sources=(_source(event, looked, (), knowledge),),
    )
    return Decision(incident, reason, scores)


def _join(event: Event, looked: Probe, best: _Compared, knowledge: Knowledge) -> Decision:
    known = best.known or best.entry.incident()
    source = _source(event, looked, known.sources, knowledge)
    reason = _reason(looked, best, knowledge)
    after, changes = _told(event, known, source, reason, knowledge)
    incident = dataclasses.replace(
        known,
        revision=known.revision + (1 if changes else 0),
        change=Change.REVISED if changes else Change.REPEATED,
        facts=after,
        report=event.report,
        opened=min(known.opened, event.report.reported),
        updated=max(known.updated, event.report.reported),
        reason=reason.value,
        codes=event.codes if after.type is not known.facts.type else known.codes,
        confidence=max(known.confidence, event.confidence),
        context=tuple(dict.fromkeys((*known.context, *event.context)))[:_MOST_CONTEXT],
        evidence=event.evidence,
        changes=changes,
        scores=best.scores,
        words=tuple(dict.fromkeys((*known.words, *looked.words)))[: knowledge.words.most_incident],
        sources=_kept((*known.sources, source), knowledge.sources),
        reports=known.reports + 1,
    )
    return Decision(incident, reason, best.scores)


def _told(
    event: Event, known: Incident, source: Source, reason: Reason, knowledge: Knowledge
) -> tuple[Facts, facts.Changes]:
    if reason is Reason.AFTERMATH:
        return known.facts, ()
    later = event.report.reported >= known.updated
    origins = [earlier.origin for earlier in known.sources]
    return facts.merge(known.facts, event, origins, source.origin, later, knowledge)


def _reason(looked: Probe, best: _Compared, knowledge: Knowledge) -> Reason:
    points = dict(best.scores)
    known = pair(looked.features, best.entry.features, knowledge)
    if known is not None and known.aftermath is looked.features.type:
        return Reason.AFTERMATH
    if "article" in points or "url" in points:
        return Reason.JOINED_SAME_ARTICLE
    if "reprint" in points:
        return Reason.REPRINT
    if looked.zone == DIPLOMACY:
        return Reason.JOINED_SAME_TALKS
    there = points.get("place", 0.0) + points.get("time", 0.0)
    return Reason.JOINED_SAME_PLACE_AND_DAY if there >= points.get("words", 0.0) else Reason.JOINED_SIMILAR_WORDS


def _source(event: Event, looked: Probe, earlier: tuple[Source, ...], knowledge: Knowledge) -> Source:
    report = event.report
    return Source(
        event=event.id,
        article=report.article,
        origin=origin_of(report, looked.signature, earlier, knowledge.join.resemblance),
        reported=report.reported,
        url=report.url,
        source=report.source,
        signature=looked.signature,
    )


def _kept(sources: tuple[Source, ...], limits: SourceLimits) -> tuple[Source, ...]:
    if len(sources) <= limits.first + limits.latest:
        return sources
    return sources[: limits.first] + sources[-limits.latest :]
