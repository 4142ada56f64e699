"""Building alerts, whose ids are the same in every replay."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from agents.notify.compare import differences
from agents.notify.told import Desk, Told
from agents.notify.updates import KINDS, Outcome
from agents.notify.wording import budget_headline, changed, digest_headline, headline
from schemas.alert import Alert, AlertKind, Citation
from schemas.incident import Incident
from schemas.levels import SeverityLevel
from schemas.match import Match


def alert_id(*parts: object) -> str:
    """A hash of what an alert is about: subscription, incident, revision, and what else tells two apart."""
    return "alert-" + sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:24]


def alert_for(match: Match, told: Told | None, outcome: Outcome, now: datetime) -> Alert:
    """The alert that tells a match to one who was last told `told`."""
    incident, kind = match.incident, KINDS[outcome]
    changes = () if told is None else differences(told.facts, incident.facts)
    words = changed(changes)
    if outcome is Outcome.NO_LONGER_HOLDS:
        words = "no longer meets this subscription" + (f": {words}" if words else "")
    if outcome is Outcome.FURTHER_REPORT:
        words = f"a further report, {incident.reports} in all"
    return Alert(
        id=alert_id(match.subscription, incident.id, incident.revision, kind, _edition(match, outcome)),
        kind=kind,
        subscription=match.subscription,
        subscriber=match.subscriber,
        title=match.title,
        headline=headline(incident.facts, incident.report.title),
        issued=now,
        incident=incident.id,
        revision=incident.revision,
        facts=incident.facts,
        changes=changes,
        changed=words,
        why=match.reasons,
        evidence=incident.evidence,
        citation=_citation(incident),
    )


def digest_of(desk: Desk, now: datetime) -> Alert:
    """One alert that holds all that a desk holds; a single one goes out as itself."""
    if len(desk.held) == 1:
        return desk.held[0]
    worst = max((_level(alert) for alert in desk.held), key=lambda level: level.rank)
    return Alert(
        id=alert_id("digest", *(alert.id for alert in desk.held)),
        kind=AlertKind.DIGEST,
        subscription=desk.subscription,
        subscriber=desk.subscriber,
        title=desk.title,
        headline=digest_headline(len(desk.held), worst),
        issued=now,
        items=desk.held,
    )


def budget_notice(match: Match, budget: int, floor: SeverityLevel, now: datetime) -> Alert:
    """The notice that a subscription's budget is spent for the day."""
    return Alert(
        id=alert_id("budget", match.subscription, floor, now.date()),
        kind=AlertKind.NOTICE,
        subscription=match.subscription,
        subscriber=match.subscriber,
        title=match.title,
        headline=budget_headline(budget, floor),
        issued=now,
    )


def _edition(match: Match, outcome: Outcome) -> int:
    """Further reports of one revision are told apart by their number."""
    return match.incident.reports if outcome is Outcome.FURTHER_REPORT else 0


def _level(alert: Alert) -> SeverityLevel:
    return SeverityLevel.UNKNOWN if alert.facts is None else alert.facts.severity.level


def _citation(incident: Incident) -> Citation:
    report = incident.report
    return Citation(
        article=report.article, title=report.title, reported=report.reported, url=report.url, source=report.source
    )
