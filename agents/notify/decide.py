"""The whole decision on one match, and what is due at a time."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from agents.notify.alerts import alert_for, budget_notice, digest_of
from agents.notify.budget import end_of_day, floor_of
from agents.notify.digest import MOST_HELD, digest_end
from agents.notify.quiet import quiet_until
from agents.notify.told import Desk, Held, Known, Told, alerts_of
from agents.notify.updates import KINDS, Outcome, judge
from schemas.alert import Alert
from schemas.incident import Incident
from schemas.levels import SeverityLevel, Tier
from schemas.match import Match


@dataclass(frozen=True, slots=True)
class Decision:
    """What to send, and the state after it; `told` and `desk` are None where they did not change.

    `judged` says what the match is to its reader where `outcome` says only that it is held or withdrawn. With `MUTED`,
    the state changes where an alert of the incident was still held: it is withdrawn.
    """

    outcome: Outcome
    alerts: tuple[Alert, ...] = ()
    told: Told | None = None
    desk: Desk | None = None
    judged: Outcome | None = None


@dataclass(frozen=True, slots=True)
class _Wait:
    """That an alert has to wait, why, and until when."""

    outcome: Outcome
    until: datetime
    floor: SeverityLevel = SeverityLevel.UNKNOWN


def decide(match: Match, told: Told | None, desk: Desk | None, now: datetime) -> Decision:
    """What to do with a match at `now`, for a subscription that was last told `told` and stands at `desk`.

    A match at a revision before the one that was told is old news and changes nothing. What is told is always told
    against what the reader saw last: an alert that is still held is rebuilt, or withdrawn where nothing is left of it.
    A match that tells no more than the held alert leaves it as it is, so that an event sent again raises no notice.
    """
    incident = match.incident
    if told is not None and told.known is not None and incident.revision < told.known.revision:
        return Decision(Outcome.ALREADY_TOLD)
    before = _today(desk, match, now)
    pending = before.holds(incident.id)
    known = _seen(told, pending)
    judged = judge(match, known)
    if judged not in KINDS:
        return _withdraw(match, known, before, judged, now) if pending else Decision(judged)
    if pending and told is not None and told.known == _known_of(match):
        return Decision(Outcome.STILL_HELD, judged=judged)
    alert = alert_for(match, known, judged, now)
    decision = _deliver(match, alert, judged, before, now)
    held = decision.outcome is not judged
    said = replace(_told(match, _known_of(match), now), before=known if held else None)
    return replace(decision, told=said, desk=None if decision.desk == desk else decision.desk)


def due(desk: Desk, now: datetime, muted: Container[str] = ()) -> tuple[Alert | None, Desk]:
    """What a desk's held alerts lead to at `now`: one alert of those whose time has come, and the desk after it.

    What is held of the incidents that are `muted` by now stays, to be dropped or, if they are unmuted, sent.
    """
    ready = tuple(entry for entry in desk.held if entry.until <= now and not entry.is_muted(muted))
    if not ready:
        return None, desk
    rest = tuple(entry for entry in desk.held if entry.until > now or entry.is_muted(muted))
    after = replace(desk, held=rest).counting(now.astimezone(UTC).date(), 1)
    return digest_of(desk, alerts_of(ready), now), after


def drop(desk: Desk, incidents: Container[str], told: Iterable[Told]) -> tuple[tuple[Told, ...], Desk]:
    """What is left when what a desk holds of these incidents will not go out: of them it knows what it saw before."""
    rest = tuple(entry for entry in desk.held if entry.alert.incident not in incidents)
    return tuple(replace(known, known=known.before, before=None) for known in told), replace(desk, held=rest)


def _deliver(match: Match, alert: Alert, judged: Outcome, desk: Desk, now: datetime) -> Decision:
    wait = _wait(match, desk, now)
    if wait is None:
        sent = 0 if match.deliver.budget is None else 1
        after = desk.without(match.incident.id).counting(now.astimezone(UTC).date(), sent)
        return Decision(judged, (alert,), desk=after if sent or after is not desk else None)
    full, after = _room(desk, match.incident.id, now)
    after = after.hold(Held(alert=alert, until=wait.until, digest=wait.outcome is Outcome.HELD_DIGEST))
    notices: tuple[Alert, ...] = ()
    if wait.outcome is Outcome.HELD_BUDGET and wait.floor.rank > desk.warned.rank:
        notices = (budget_notice(match, match.deliver.budget or 0, wait.floor, now),)
        after = replace(after, warned=wait.floor)
    return Decision(wait.outcome, (*full, *notices), desk=after, judged=judged)


def _wait(match: Match, desk: Desk, now: datetime) -> _Wait | None:
    """Why an alert cannot go out now; no wait ends within quiet hours that hold the alert."""
    deliver, facts = match.deliver, match.incident.facts
    level = facts.severity.level
    quiet = quiet_until(deliver.quiet, level, now)
    if quiet is not None:
        return _Wait(Outcome.HELD_QUIET, quiet)
    floor = floor_of(desk, deliver.budget)
    if not level.at_least(floor):
        until, outcome = end_of_day(now), Outcome.HELD_BUDGET
    elif deliver.digest is not None and not (facts.tier is Tier.FLASH or level is SeverityLevel.EXTREME):
        until, outcome = digest_end(desk, now + timedelta(seconds=deliver.digest)), Outcome.HELD_DIGEST
    else:
        return None
    return _Wait(outcome, quiet_until(deliver.quiet, level, until) or until, floor)


def _room(desk: Desk, incident: str, now: datetime) -> tuple[tuple[Alert, ...], Desk]:
    """Room for one more: a desk that holds as many as it may sends them early, since none may be lost."""
    rest = desk.without(incident)
    if len(rest.held) < MOST_HELD:
        return (), rest
    early = digest_of(rest, alerts_of(rest.held), now)
    return (early,), replace(rest, held=()).counting(now.astimezone(UTC).date(), 1)


def _withdraw(match: Match, known: Known | None, desk: Desk, judged: Outcome, now: datetime) -> Decision:
    after = desk.without(match.incident.id)
    told = _told(match, known, now)
    if judged is Outcome.MUTED:
        return Decision(judged, told=told, desk=after)
    return Decision(Outcome.WITHDRAWN, told=told, desk=after, judged=judged)


def _seen(told: Told | None, pending: bool) -> Known | None:
    """What the reader saw of the incident: not what is still held for it."""
    if told is None:
        return None
    return told.before if pending else told.known


def _told(match: Match, known: Known | None, now: datetime) -> Told:
    return Told(
        subscription=match.subscription, subscriber=match.subscriber, incident=match.incident.id, at=now, known=known
    )


def _known_of(match: Match) -> Known:
    incident: Incident = match.incident
    return Known(revision=incident.revision, facts=incident.facts, reports=incident.reports, holds=match.holds)


def _today(desk: Desk | None, match: Match, now: datetime) -> Desk:
    """The desk under the subscription's title of now, with its count of the day, begun anew at midnight UTC."""
    if desk is None:
        desk = Desk(subscription=match.subscription, subscriber=match.subscriber, title=match.title)
    if desk.title != match.title:
        desk = replace(desk, title=match.title)
    return desk.counting(now.astimezone(UTC).date(), 0)
