"""Why an article alerts a subscription, or why not: every stage's decision, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agents.match.predicate import Verdict, explain
from agents.pipeline import Traced, TracedEvent
from schemas.alert import Alert
from schemas.event import Event
from schemas.subscription import Subscription
from streams.tracing import plain, trace_line


def own_alerts(traced: Traced) -> tuple[Alert, ...]:
    """The alerts that tell of this article; the others were held for earlier ones and came due at its time."""
    return tuple(alert for alert in traced.alerts if _cites(alert, traced.article.id))


def _cites(alert: Alert, article: str) -> bool:
    return any(each.citation is not None and each.citation.article == article for each in (alert, *alert.items))


def as_json(traced: Traced, subscription: Subscription) -> dict[str, Any]:
    """The trace of the article, with the verdict on each of its events."""
    line = trace_line(traced)
    for shown, event in zip(line["events"], traced.events, strict=True):
        verdict = _verdict(event, subscription)
        shown["verdict"] = None if verdict is None else plain(verdict)
    return line | {"subscription": subscription.id, "alerted": bool(own_alerts(traced))}


def as_text(traced: Traced, subscription: Subscription) -> Iterator[str]:
    """The same for a terminal, line by line."""
    report = traced.classified.report
    yield f"article   {traced.article.id}  {report.title or report.text[:70]!r}  language {report.language}"
    for number, event in enumerate(traced.events, 1):
        yield ""
        yield from _event(number, event.event)
        yield from _later(event, subscription)
    yield ""
    kinds = ", ".join(alert.kind for alert in own_alerts(traced))
    yield f"{subscription.id}: " + (f"ALERT ({kinds})" if kinds else "no alert")


def _event(number: int, event: Event) -> Iterator[str]:
    kind = event.type if event.subtype is None else f"{event.type}.{event.subtype}"
    place = "no place" if event.place is None else event.place.name
    yield f"event {number}   {kind}  {event.modality}  {place} ({event.country or 'no country'})  {event.tier}"
    severity = event.severity
    floor = f", raised by floor {severity.floor}" if severity.floor else ""
    grounds = f"{severity.points} points{floor}, score {severity.score}"
    yield f"  severity   {severity.level}: {grounds}; {event.certainty}, {event.urgency}"
    for driver in severity.drivers:
        read = "" if driver.evidence is None else f"  “{driver.evidence.text}”"
        yield f"    {driver.points:+d}  {driver.name} {driver.value}  ({driver.rule}){read}"
    for span in event.evidence:
        yield f"  read       {span.field} {span.start}–{span.end}: “{span.text}”"
    for actor in event.actors:
        yield f"  actor      {actor.name} ({actor.role}, {actor.kind})"


def _later(event: TracedEvent, subscription: Subscription) -> Iterator[str]:
    if event.correlated is not None:
        incident = event.correlated.incident
        scores = " ".join(f"{name} {value:+.2f}" for name, value in event.correlated.scores)
        yield f"  incident   {incident.id} revision {incident.revision}: {incident.change}, {event.correlated.reason}"
        if scores:
            yield f"    scores   {scores}"
        for change in incident.changes:
            yield f"    changed  {change.fact} {change.before} → {change.after}"
    verdict = _verdict(event, subscription)
    if verdict is not None:
        yield from _clauses(verdict)
        yield from _since(event, verdict)
    for match, decision in event.notified:
        yield f"  notify     {decision.outcome} (updates: {match.deliver.updates})"


def _clauses(verdict: Verdict) -> Iterator[str]:
    if verdict.failed is not None:
        failed = verdict.failed
        yield f"  match      no: {failed.clause} ({failed.reason}): found {failed.found}, asked for {failed.wanted}"
        return
    yield "  match      yes"
    for reason in verdict.reasons:
        read = "".join(f"  “{span.text}” at {span.field} {span.start}" for span in reason.spans[:3])
        yield f"    {reason.clause}: {reason.found}{read}"


def _since(event: TracedEvent, verdict: Verdict) -> Iterator[str]:
    """Where the answer to this report alone is not what is told, since the subscription knows of the incident."""
    if event.matched is None:
        return
    if verdict.matched and not event.matched.matches:
        yield "  match      nothing new: it was told of this incident before, and no fact has changed since"
    for match in event.matched.matches:
        if not match.holds:
            found = "; ".join(f"{reason.clause}: {reason.found}" for reason in match.reasons)
            yield f"  match      holds no longer, and it was told of this incident before: {found}"
        elif not verdict.matched:
            yield "  match      yes all the same: its words were found in an earlier report, and the facts have changed"


def _verdict(event: TracedEvent, subscription: Subscription) -> Verdict | None:
    if event.correlated is None:
        return None
    return explain(subscription, event.correlated.incident)
