"""What becomes of the incidents that rest on an article which its source takes back."""

from __future__ import annotations

import dataclasses

from agents.correlate import facts, words
from agents.correlate.accounts import facts_without, standing
from agents.correlate.decision import Decision, Reason
from agents.correlate.incidents import Incidents
from agents.correlate.knowledge import Knowledge
from agents.correlate.origins import site
from agents.correlate.records import Known
from schemas.event import Event, Report
from schemas.incident import Change, Facts, Incident, Source
from schemas.taxonomy import Modality


def withdraw(event: Event, incidents: Incidents) -> tuple[Decision, ...]:
    """Each incident that rests on the article of `event`, as it stands without it. Reads the state, changes nothing.

    An incident that rested on it alone did not happen, as far as is known; of another, what it alone told is taken
    back. Where many reports came and some of their accounts were dropped, the facts stay until they are corrected.
    """
    report = event.report
    url = words.canonical_url(report.url)
    handles = incidents.resting_on(report.article, url)
    return tuple(found for handle in handles if (found := _without(event, handle, url, incidents)) is not None)


def _without(event: Event, handle: int, url: str | None, incidents: Incidents) -> Decision | None:
    """The incident without the article; None where it does not rest on it, or not any more."""
    (known, _), entry, knowledge = incidents.known(handle), incidents.entry(handle), incidents.knowledge
    sources = _marked(event.report, url, known.sources)
    if sources == known.sources:
        return None
    first = known.first or known.facts
    after = _facts(known, sources, first, knowledge)
    changes = facts.changes(known.facts, after, knowledge)
    told, named = incidents.told(handle)
    merged = {
        "revision": known.revision + (1 if changes else 0),
        "facts": after,
        "updated": max(known.updated, event.report.reported),
        "sources": sources,
        "first": None if after == first else first,
    }
    incident = Incident(
        **(known._asdict() | merged),
        id=entry.id,
        zone=entry.zone,
        change=Change.REVISED if changes else Change.REPEATED,
        report=event.report,
        reason=Reason.WITHDRAWN.value,
        changes=changes,
        words=told + named,
    )
    return Decision(incident, Reason.WITHDRAWN)


def _marked(report: Report, url: str | None, sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """The sources, with those marked that are of the article, or copy what its site wrote itself."""
    own = [source for source in sources if source.article == report.article or _at(source, url)]
    names = {site(report.source), site(report.url)}
    written = {source.origin for source in own if source.origin in names}
    return tuple(
        source._replace(withdrawn=True) if source in own or source.origin in written else source for source in sources
    )


def _at(source: Source, url: str | None) -> bool:
    return url is not None and words.canonical_url(source.url) == url


def _facts(known: Known, sources: tuple[Source, ...], first: Facts, knowledge: Knowledge) -> Facts:
    if not standing(sources):
        return dataclasses.replace(known.facts, modality=Modality.NEGATED)
    if len(sources) >= knowledge.sources.first + knowledge.sources.latest:  # some were dropped, with what they told
        return known.facts
    return facts_without(sources, first, knowledge) or known.facts
