"""The whole decision on one match, and what is due at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from agents.notify.alerts import alert_for, budget_notice, digest_of
from agents.notify.budget import end_of_day, floor_of
from agents.notify.quiet import quiet_until
from agents.notify.told import Desk, Told
from agents.notify.updates import KINDS, Outcome, judge
from schemas.alert import Alert
from schemas.levels import SeverityLevel, Tier
from schemas.match import Match


@dataclass(frozen=True, slots=True)
class Decision:
    """What to send, and the state after it; `told` and `desk` are None where they did not change."""

    outcome: Outcome
    alerts: tuple[Alert, ...] = ()
    told: Told | None = None
    desk: Desk | None = None


def decide(match: Match, told: Told | None, desk: Desk | None, now: datetime) -> Decision:
    """What to do with a match at `now`, for a subscription that was last told `told` and stands at `desk`.

    A match at a revision before the one that was told is old news and changes nothing.
    """
    if told is not None and match.incident.revision < told.revision:
        return Decision(Outcome.ALREADY_TOLD)
    outcome = judge(match, told)
    if outcome not in KINDS:
        return Decision(outcome)
    incident = match.incident
    known = Told(
        subscription=match.subscription,
        subscriber=match.subscriber,
        incident=incident.id,
        revision=incident.revision,
        facts=incident.facts,
        at=now,
    )
    alert = alert_for(match, told, outcome, now)
    return _deliver(match, alert, outcome, known, _today(desk, match, now), now)


def due(desk: Desk, now: datetime) -> tuple[Alert | None, Desk]:
    """What a desk's held alerts lead to at `now`: one alert when their time has come, and the desk after it."""
    if not desk.held or desk.release is None or now < desk.release:
        return None, desk
    return digest_of(desk, now), replace(desk, held=(), release=None, sent=desk.sent + 1)


def _deliver(match: Match, alert: Alert, outcome: Outcome, told: Told, desk: Desk, now: datetime) -> Decision:
    deliver, facts = match.deliver, match.incident.facts
    level = facts.severity.level
    quiet = quiet_until(deliver.quiet, level, now)
    if quiet is not None:
        return Decision(Outcome.HELD_QUIET, told=told, desk=desk.hold(alert, quiet))
    floor = floor_of(desk, deliver.budget)
    if not level.at_least(floor):
        return _over_budget(match, alert, floor, told, desk, now)
    if deliver.digest is not None and facts.tier is not Tier.FLASH:  # a flash is not for a digest
        release = now + timedelta(seconds=deliver.digest)
        return Decision(Outcome.HELD_DIGEST, told=told, desk=desk.hold(alert, release))
    counted = None if deliver.budget is None else replace(desk, sent=desk.sent + 1)
    alert, kept = _supersede(counted or desk, alert)
    return Decision(outcome, (alert,), told, kept if kept != desk else None)


def _over_budget(match: Match, alert: Alert, floor: SeverityLevel, told: Told, desk: Desk, now: datetime) -> Decision:
    held = replace(desk.hold(alert, end_of_day(now)), warned=True)
    notices = () if desk.warned else (budget_notice(match, match.deliver.budget or 0, floor, now),)
    return Decision(Outcome.HELD_BUDGET, notices, told, held)


def _supersede(desk: Desk, alert: Alert) -> tuple[Alert, Desk]:
    """An alert that goes out at once takes the place of one of its incident that was held, and its kind with it."""
    earlier = next((held for held in desk.held if held.incident == alert.incident), None)
    if earlier is None:
        return alert, desk
    held = tuple(entry for entry in desk.held if entry is not earlier)
    return replace(alert, kind=earlier.kind), replace(desk, held=held, release=desk.release if held else None)


def _today(desk: Desk | None, match: Match, now: datetime) -> Desk:
    """The desk with its count of the day, begun anew at midnight UTC."""
    day = now.astimezone(UTC).date()
    if desk is None:
        desk = Desk(subscription=match.subscription, subscriber=match.subscriber, title=match.title)
    return desk if desk.day == day else replace(desk, day=day, sent=0, warned=False)
