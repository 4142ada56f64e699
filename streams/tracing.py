"""The lines that `tocsin trace` prints: one JSON object an article, in a form that is kept stable.

Spans count characters of `text` (and of the input itself where nothing was stripped); those with `"field": "title"`
count in `title`. `places` holds the toponyms of the text, `title_places` those of the title.
"""

from __future__ import annotations

from typing import Any

import orjson

from agents.correlate.accounts import learned
from agents.pipeline import Traced, TracedEvent
from schemas.codec import read_object
from schemas.evidence import Field, Span

EVENT_FIELDS = (
    "id", "type", "subtype", "codes", "modality", "context", "confidence", "country", "region", "regions", "place",
    "date", "actors", "target", "weapon", "killed", "injured", "missing", "abducted", "attackers_killed", "severity",
    "certainty", "urgency", "tier",
)  # fmt: skip


def trace_line(traced: Traced) -> dict[str, Any]:
    """One article's line."""
    classified = traced.classified
    report = classified.report
    places = [plain(place) for place in classified.places]
    return {
        "id": traced.article.id,
        "language": report.language,
        "title": report.title,
        "text": report.text,
        "published": report.published,
        "credit": report.credit,
        "unread": report.unread,
        "places": [place for place in places if place["field"] == Field.TEXT],
        "title_places": [place for place in places if place["field"] == Field.TITLE],
        "events": [_event(event) for event in traced.events],
        "alerts": [plain(alert) for alert in traced.alerts],
    }


def _event(traced: TracedEvent) -> dict[str, Any]:
    event = plain(traced.event)
    line = {name: event[name] for name in EVENT_FIELDS}
    line["evidence"] = [_span(span) for span in traced.event.evidence]
    if traced.correlated is not None:
        incident = traced.correlated.incident
        line["incident"] = {
            "id": incident.id,
            "revision": incident.revision,
            "change": incident.change,
            "reason": traced.correlated.reason,
            "scores": dict(traced.correlated.scores),
            "changes": [plain(change) for change in incident.changes],
            "learned": [row._asdict() for row in learned(incident)],
        }
    if traced.matched is not None:
        line["matches"] = [
            {
                "subscription": match.subscription,
                "holds": match.holds,
                "reasons": [plain(reason) for reason in match.reasons],
            }
            for match in traced.matched.matches
        ]
    if traced.notified:
        line["decisions"] = {match.subscription: decision.outcome for match, decision in traced.notified}
    return line


def _span(span: Span) -> dict[str, Any]:
    shown = {"start": span.start, "end": span.end, "text": span.text}
    return shown | {"field": span.field} if span.field is not Field.TEXT else shown


def plain(record: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass of ours
    """A record as plain JSON types."""
    return read_object(orjson.dumps(record))
