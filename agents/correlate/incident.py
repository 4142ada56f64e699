"""Which incident an event reports: the decision of the room, as a pure function of the event and the open incidents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

import msgspec

from agents.correlate import facts
from agents.correlate.accounts import account, standing
from agents.correlate.decision import Decision, Reason
from agents.correlate.entries import Candidate, Entry
from agents.correlate.incidents import Incidents
from agents.correlate.knowledge import Knowledge
from agents.correlate.probe import Probe, probe
from agents.correlate.records import Known
from agents.correlate.signatures import some_alike
from agents.correlate.similarity import Score, compatible, follows, lone, names_in_common, near_in_time, pair, score
from agents.correlate.sources import source_of
from agents.correlate.writings import Writings, with_room
from agents.correlate.zones import DIPLOMACY
from schemas.event import Event
from schemas.incident import Change, Facts, Incident, Source

_HOUR = 3600.0
_MOST_CONTEXT = 16


class _Compared(msgspec.Struct, frozen=True):
    candidate: Candidate
    scores: tuple[Score, ...]
    total: float
    known: tuple[Known, Writings] | None
    """What is known of it, where that had to be read to compare sources."""


def correlate(event: Event, incidents: Incidents) -> Decision:
    """The incident that this event belongs to, as it stands after it. Reads the state and changes nothing."""
    knowledge = incidents.knowledge
    looked = probe(event, knowledge)
    compared = []
    for candidate in incidents.candidates(looked):
        known = incidents.known(candidate.handle) if candidate.copy else None
        if known is not None and event.id in [source.event for source in known[0].sources]:
            return _repeated(event, candidate.handle, known[0], incidents)
        compared.append(_compare(event, looked, candidate, known, knowledge))
    possible = _with_lone(looked, [one for one in compared if one.total > _NEVER], knowledge)
    if not possible:
        return _open(event, looked, Reason.OPENED_NO_CANDIDATE, (), incidents)
    best = min(possible, key=lambda one: (-one.total, one.candidate.entry.id))
    if best.total < _threshold(looked, knowledge):
        return _open(event, looked, Reason.OPENED_BELOW_THRESHOLD, best.scores, incidents)
    return _join(event, looked, best, incidents)


_NEVER = float("-inf")
_OWN = ("words", "ages")
"""What an article's other state says as well, and is no evidence for it."""
_TOLLS = ("killed", "injured")


def incident_id(event_id: str) -> str:
    """The id of the incident that this event opens: the same in every replay."""
    return "inc-" + sha256(event_id.encode("utf-8", "replace")).hexdigest()[:20]


def _compare(
    event: Event, looked: Probe, candidate: Candidate, known: tuple[Known, Writings] | None, knowledge: Knowledge
) -> _Compared:
    names = names_in_common(candidate.names, knowledge)
    if not compatible(looked.features, candidate.entry.features, knowledge) or not _in_time(
        looked, candidate.entry, names, knowledge
    ):
        return _Compared(candidate, (), _NEVER, known)
    scores = score(looked.features, candidate.entry.features, candidate.likeness, candidate.breadth, knowledge)
    if known is not None:
        if event.report.article in [source.article for source in known[0].sources]:
            return _same_article(looked, candidate, known, scores, knowledge)
        scores += _copies(looked, known[1], knowledge)
    if names:
        scores.append(("names", names))
    return _summed(candidate, scores, known)


def _summed(candidate: Candidate, scores: Iterable[Score], known: tuple[Known, Writings] | None) -> _Compared:
    found = tuple(scores)
    return _Compared(candidate, found, sum([points for _, points in found]), known)


def _same_article(
    looked: Probe, candidate: Candidate, known: tuple[Known, Writings], scores: list[Score], knowledge: Knowledge
) -> _Compared:
    """An article that was changed is an update, if type and place still fit; its own words do not speak for it.

    What one state of an article tells apart, as two events, is never one incident; but what it tells of an incident,
    beside what followed from it, is, and so is what it tells twice: a shooting as a crime and as an attack.
    """
    apart = any(writing.signature == looked.signature and not writing.source.aftermath for writing in known[1])
    if apart and not _told_twice(looked, candidate, scores, knowledge):
        return _Compared(candidate, (), _NEVER, known)
    told = [("article", knowledge.join.same_article), *((name, points) for name, points in scores if name not in _OWN)]
    return _summed(candidate, told, known)


def _told_twice(looked: Probe, candidate: Candidate, scores: list[Score], knowledge: Knowledge) -> bool:
    """Whether two events of one article are one thing, or what followed from it; tolls that differ tell them apart."""
    event, incident = looked.features, candidate.entry.features
    known = pair(event, incident, knowledge)
    one = (known is not None and known.twice) or follows(event, incident, knowledge)
    return one and not any(name in _TOLLS and points < 0 for name, points in scores)


def _with_lone(looked: Probe, possible: list[_Compared], knowledge: Knowledge) -> list[_Compared]:
    """The same, with points for those that have no rival: in their town, or in the zone where either names no town."""
    features = looked.features
    here = sum(
        1
        for one in possible
        if features.place is not None
        and one.candidate.entry.features.place == features.place
        and near_in_time(features, one.candidate.entry.features, knowledge)
    )
    found = []
    for one in possible:
        other = one.candidate.entry.features
        rivals = here if other.place == features.place and here else one.candidate.rivals
        points = lone(features, other, rivals, knowledge)
        if points and dict(one.scores).get("place", 0.0) >= knowledge.place.elsewhere:
            one = _summed(one.candidate, (*one.scores, ("lone", points)), one.known)
        found.append(one)
    return found


def _copies(looked: Probe, writings: Writings, knowledge: Knowledge) -> list[Score]:
    if looked.url is not None and looked.url in [writing.url for writing in writings]:
        return [("url", knowledge.join.same_url)]
    signatures = [writing.signature for writing in writings]
    copied = some_alike(looked.signature, signatures, knowledge.join.resemblance)
    return [("reprint", knowledge.join.reprint)] if copied else []


def _in_time(looked: Probe, entry: Entry, names: float, knowledge: Knowledge) -> bool:
    """Whether the report falls into the incident's window; an aftermath, and a report that tells the same proper names,
    may come until the incident is closed.
    """
    family = knowledge.family_of[entry.features.type]
    late = names >= knowledge.names.late or follows(looked.features, entry.features, knowledge)
    quiet = max(looked.reported - entry.updated, entry.opened - looked.reported, 0.0)
    span = max(looked.reported, entry.updated) - min(looked.reported, entry.opened)
    return quiet <= (family.close if late else family.join) * _HOUR and span <= family.span * 24 * _HOUR


def _threshold(looked: Probe, knowledge: Knowledge) -> float:
    return knowledge.join.talks_threshold if looked.zone == DIPLOMACY else knowledge.join.threshold


def _repeated(event: Event, handle: int, known: Known, incidents: Incidents) -> Decision:
    entry = incidents.entry(handle)
    told, named = incidents.told(handle)
    same = Incident(
        **known._asdict(),
        id=entry.id,
        zone=entry.zone,
        change=Change.REPEATED,
        report=event.report,
        evidence=event.evidence,
        reason=Reason.REPEATED_EVENT.value,
        words=told + named,
    )
    return Decision(same, Reason.REPEATED_EVENT)


def _open(event: Event, looked: Probe, reason: Reason, scores: tuple[Score, ...], incidents: Incidents) -> Decision:
    """A new incident, unless this very event opened one: it comes again, and says another country or other words."""
    new = incident_id(event.id)
    handle = incidents.handle_of(new)
    if handle is not None:
        return _repeated(event, handle, incidents.known(handle)[0], incidents)
    incident = Incident(
        id=new,
        zone=looked.zone,
        revision=1,
        change=Change.NEW,
        facts=facts.facts_of(event),
        report=event.report,
        opened=event.report.reported,
        updated=event.report.reported,
        reason=reason.value,
        codes=event.codes,
        confidence=event.confidence,
        context=event.context[:_MOST_CONTEXT],
        evidence=event.evidence,
        scores=scores,
        words=(*looked.words, *looked.names),
        sources=(source_of(event, looked, (), incidents.knowledge, {}),),
    )
    return Decision(incident, reason, scores, _threshold(looked, incidents.knowledge))


def _join(event: Event, looked: Probe, best: _Compared, incidents: Incidents) -> Decision:
    knowledge, entry = incidents.knowledge, best.candidate.entry
    known, writings = best.known or incidents.known(best.candidate.handle)
    reason = _reason(looked, best, knowledge)
    told, first = facts.facts_of(event), known.first or known.facts
    source = source_of(event, looked, writings, knowledge, account(told, first), reason is Reason.AFTERMATH)
    after, changes = _told(told, event.report.reported, known, source, knowledge)
    incident = Incident(
        id=entry.id,
        zone=entry.zone,
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
        words=_words(looked, incidents.told(best.candidate.handle), knowledge),
        sources=(*with_room(known.sources, knowledge), source),
        first=None if after == first else first,
        reports=known.reports + (0 if _heard_before(looked, event.report.article, writings) else 1),
    )
    return Decision(incident, reason, best.scores, _threshold(looked, knowledge))


def _heard_before(looked: Probe, article: str, writings: Writings) -> bool:
    """Whether another event of the same state of the article was put here: it is one report."""
    return any(writing.source.article == article and writing.signature == looked.signature for writing in writings)


def _words(looked: Probe, known: tuple[tuple[str, ...], tuple[str, ...]], knowledge: Knowledge) -> tuple[str, ...]:
    """The words that the incident was known by, and after them those that this report adds; names at the end."""
    told, named = known
    return _added(told, looked.words, knowledge.words.most_incident) + _added(
        named, looked.names, knowledge.names.most_incident
    )


def _added(known: tuple[str, ...], told: tuple[str, ...], most: int) -> tuple[str, ...]:
    return known if len(known) == most else tuple(dict.fromkeys(known + told))[:most]


def _told(
    told: Facts, reported: datetime, known: Known, source: Source, knowledge: Knowledge
) -> tuple[Facts, facts.Changes]:
    """The facts after one more report; where all before it were withdrawn, they are what this one tells."""
    if source.aftermath:
        return known.facts, ()
    if not standing(known.sources):
        return told, facts.changes(known.facts, told, knowledge)
    return facts.merge(
        known.facts,
        told,
        corrects=source.corrects,
        independent=source.origin not in [earlier.origin for earlier in known.sources if not earlier.withdrawn],
        later=reported >= known.updated,
        rules=knowledge,
    )


def _reason(looked: Probe, best: _Compared, knowledge: Knowledge) -> Reason:
    points = dict(best.scores)
    if follows(looked.features, best.candidate.entry.features, knowledge):
        return Reason.AFTERMATH
    if "article" in points or "url" in points:
        return Reason.JOINED_SAME_ARTICLE
    if "reprint" in points:
        return Reason.REPRINT
    if looked.zone == DIPLOMACY:
        return Reason.JOINED_SAME_TALKS
    there = points.get("place", 0.0) + points.get("time", 0.0)
    return Reason.JOINED_SAME_PLACE_AND_DAY if there >= points.get("words", 0.0) else Reason.JOINED_SIMILAR_WORDS
