"""Why an article alerts a subscription, or why not: every stage's decision, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from agents.classify.severity_table import severity_table
from agents.correlate.accounts import Learned, learned
from agents.match.predicate import Verdict, explain
from agents.notify.decide import Decision
from agents.notify.updates import HELD, Outcome
from agents.pipeline import Traced, TracedEvent
from schemas.alert import Alert
from schemas.event import Event
from schemas.match import Match
from schemas.subscription import Deliver, Subscription
from streams.tracing import plain, trace_line

NOTIFIED: dict[Outcome, str] = {
    Outcome.FIRST: "it was not told of this incident before",
    Outcome.ESCALATED: "it has become worse than what it was told",
    Outcome.FACTS_CHANGED: "a fact differs from what it was told",
    Outcome.FURTHER_REPORT: "it asks for every report",
    Outcome.CORRECTED: "what it was told is corrected",
    Outcome.NO_LONGER_HOLDS: "it was told, and the incident is not what it asked for any more",
    Outcome.RETRACTED: "it was told, and it did not happen",
    Outcome.HOLDS_AGAIN: "the incident is again what it asked for",
    Outcome.NEVER_TOLD: "the incident is not what it asked for any more, and it was never told",
    Outcome.ALREADY_TOLD: "nothing differs from what it was told",
    Outcome.POLICY_NEVER: "it was told once, and wants no updates",
    Outcome.NOT_ESCALATED: "what differs from what it was told is no escalation",
    Outcome.MUTED: "the subscription mutes this incident",
    Outcome.WITHDRAWN: "an alert was held that is not true any more",
    Outcome.SUBSCRIPTION_DELETED: "the subscription is there no more",
    Outcome.STILL_HELD: "the alert of it that is held says the same",
    Outcome.HELD_QUIET: "held by quiet hours",
    Outcome.HELD_DIGEST: "held for the digest",
    Outcome.HELD_BUDGET: "held: the budget of the day is spent",
}
"""What each decision of notify means, of the subscription ("it")."""


def own_alerts(traced: Traced) -> tuple[Alert, ...]:
    """The alerts that tell of this article; the others were held for earlier ones and came due at its time."""
    return tuple(alert for alert in traced.alerts if _cites(alert, traced.article.id))


def _cites(alert: Alert, article: str) -> bool:
    return any(each.citation is not None and each.citation.article == article for each in (alert, *alert.items))


def narrowed(traced: Traced, subscription: Subscription) -> Traced:
    """What of a trace with several subscriptions is one's own: as if it had been the only one."""
    events = tuple(_narrowed(event, subscription.id) for event in traced.events)
    alerts = tuple(alert for alert in traced.alerts if alert.subscription == subscription.id)
    return replace(traced, events=events, alerts=alerts)


def _narrowed(event: TracedEvent, name: str) -> TracedEvent:
    if event.matched is None:
        return event
    matches = tuple(match for match in event.matched.matches if match.subscription == name)
    notified = tuple((match, decision) for match, decision in event.notified if match.subscription == name)
    return replace(event, matched=replace(event.matched, matches=matches), notified=notified)


def as_json(traced: Traced, subscription: Subscription) -> dict[str, Any]:
    """The trace of the article, with the verdict on each of its events and how notify came to its decision."""
    own = narrowed(traced, subscription)
    line = trace_line(own)
    for shown, event in zip(line["events"], own.events, strict=True):
        verdict = _verdict(event, subscription)
        shown["verdict"] = None if verdict is None else plain(verdict)
        shown["threshold"] = None if event.correlated is None else event.correlated.threshold
        shown["policy"] = [_decided(match, decision) for match, decision in event.notified]
    return line | {"subscription": subscription.id, "alerted": bool(own_alerts(own))}


def as_text(traced: Traced, subscriptions: Sequence[Subscription]) -> Iterator[str]:
    """The same for a terminal, line by line: what was found once, and on each subscription what was decided."""
    report = traced.classified.report
    yield f"article   {traced.article.id}  {report.title or report.text[:70]!r}  language {report.language}"
    own = [(subscription, narrowed(traced, subscription)) for subscription in subscriptions]
    for number, event in enumerate(traced.events):
        yield ""
        yield from _event(number + 1, event.event)
        yield from _correlated(event)
        for subscription, seen in own:
            yield f"  for        {subscription.id}: {_policy(subscription.deliver)}"
            yield from _later(seen.events[number], subscription)
    yield ""
    for subscription, seen in own:
        kinds = ", ".join(alert.kind for alert in own_alerts(seen))
        yield f"{subscription.id}: " + (f"ALERT ({kinds})" if kinds else "no alert")


def _policy(deliver: Deliver) -> str:
    """How a subscription wants to be told."""
    parts = [f"updates {deliver.updates}"]
    if deliver.quiet is not None:
        quiet = deliver.quiet
        bypass = "" if quiet.bypass is None else f" below {quiet.bypass}"
        parts.append(f"quiet {quiet.start}–{quiet.end} {quiet.zone}{bypass}")
    if deliver.digest is not None:
        parts.append(f"digest {deliver.digest} s")
    if deliver.budget is not None:
        parts.append(f"budget {deliver.budget} a day")
    if deliver.mute:
        parts.append(f"mute list of {len(deliver.mute)}")
    return ", ".join(parts)


def _event(number: int, event: Event) -> Iterator[str]:
    kind = event.type if event.subtype is None else f"{event.type}.{event.subtype}"
    place = "no place" if event.place is None else event.place.name
    yield f"event {number}   {kind}  {event.modality}  {place} ({event.country or 'no country'})  {event.tier}"
    severity = event.severity
    floor = f", raised by floor {severity.floor}" if severity.floor else ""
    grounds = f"{severity.points} points{floor}, score {severity.score}"
    yield f"  severity   {severity.level}: {grounds}; {event.certainty}, {event.urgency}"
    yield "    levels   " + ", ".join(f"{level} from {least}" for level, least in reversed(severity_table().bands))
    for driver in severity.drivers:
        read = "" if driver.evidence is None else f"  “{driver.evidence.text}”"
        yield f"    {driver.points:+d}  {driver.name} {driver.value}  ({driver.rule}){read}"
    for span in event.evidence:
        yield f"  read       {span.field} {span.start}–{span.end}: “{span.text}”"
    for actor in event.actors:
        yield f"  actor      {actor.name} ({actor.role}, {actor.kind})"


def _correlated(event: TracedEvent) -> Iterator[str]:
    if event.correlated is None:
        return
    decision, incident = event.correlated, event.correlated.incident
    yield f"  incident   {incident.id} revision {incident.revision}: {incident.change}, {decision.reason}"
    if decision.scores:
        scores = " ".join(f"{name} {value:+.2f}" for name, value in decision.scores)
        total = sum(value for _, value in decision.scores)
        least = "" if decision.threshold is None else f" of {decision.threshold:.2f} that join"
        yield f"    scores   {scores}: together {total:.2f}{least}"
    for change in incident.changes:
        yield f"    changed  {change.fact} {change.before} → {change.after}"
    for fact, rows in groupby(learned(incident), key=lambda row: row.fact):
        if len(told := list(rows)) > 1:
            yield f"    told     {fact}: " + "; ".join(map(_told, told))


def _told(row: Learned) -> str:
    """One value of a fact: "12 by two.example, 2024-03-05 10:00, which holds"."""
    origins = ", ".join(row.origins[:3]) + (f" and {len(row.origins) - 3} more" if len(row.origins) > 3 else "")
    return f"{row.value} by {origins}, {row.at:%Y-%m-%d %H:%M}{', which holds' if row.holds else ''}"


def _later(event: TracedEvent, subscription: Subscription) -> Iterator[str]:
    verdict = _verdict(event, subscription)
    if verdict is not None:
        yield from _clauses(verdict)
        yield from _since(event, verdict)
    for match, decision in event.notified:
        said = _decided(match, decision)
        held = f" until {said['until']}; without that, {said['judged']}" if said["until"] else ""
        yield f"  notify     {said['outcome']}: {said['why']}{held}"


def _decided(match: Match, decision: Decision) -> dict[str, Any]:
    """What notify decided on a match, why, and until when it holds the alert."""
    held = decision.desk.held if decision.outcome in HELD and decision.desk is not None else ()
    until = next((entry.until.isoformat() for entry in held if entry.alert.incident == match.incident.id), None)
    judged = None if decision.judged is None else decision.judged.value
    return {"outcome": decision.outcome.value, "why": NOTIFIED[decision.outcome], "until": until, "judged": judged}


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
