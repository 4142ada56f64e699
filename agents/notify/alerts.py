"""Building alerts, whose ids are the same in every replay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from agents.notify.compare import differences
from agents.notify.told import Desk, Known
from agents.notify.updates import KINDS, Outcome
from agents.notify.wording import budget_headline, digest_headline, headline, what_changed
from schemas.alert import Alert, AlertKind, Citation
from schemas.incident import Incident
from schemas.levels import SeverityLevel
from schemas.match import Match


def alert_id(*parts: object) -> str:
    """A hash of what an alert is about: subscription, incident, revision, and what else tells two apart."""
    return "alert-" + sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:24]


def alert_for(match: Match, known: Known | None, outcome: Outcome, now: datetime) -> Alert:
    """The alert that tells a match to one who knows `known` of its incident; `outcome` must be one that tells."""
    incident, kind = match.incident, KINDS[outcome]
    changes = () if known is None else differences(known.facts, incident.facts)
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
        changed=what_changed(outcome, changes, incident),
        why=match.reasons,
        evidence=incident.evidence,
        citation=_citation(incident),
    )


def digest_of(desk: Desk, alerts: tuple[Alert, ...], now: datetime) -> Alert:
    """One alert that holds all of these, in their order; a single one goes out as itself."""
    if len(alerts) == 1:
        return replace(alerts[0], issued=now)
    worst = max((_level(alert) for alert in alerts), key=lambda level: level.rank)
    return Alert(
        id=alert_id("digest", *(alert.id for alert in alerts)),
        kind=AlertKind.DIGEST,
        subscription=desk.subscription,
        subscriber=desk.subscriber,
        title=desk.title,
        headline=digest_headline(len(alerts), worst),
        issued=now,
        items=alerts,
    )


def budget_notice(match: Match, budget: int, floor: SeverityLevel, now: datetime) -> Alert:
    """The notice that a subscription's budget is spent and its threshold has risen to `floor` for the day."""
    return Alert(
        id=alert_id("budget", match.subscription, floor, now.astimezone(UTC).date()),
        kind=AlertKind.NOTICE,
        subscription=match.subscription,
        subscriber=match.subscriber,
        title=match.title,
        headline=budget_headline(budget, floor),
        issued=now,
    )


def _edition(match: Match, outcome: Outcome) -> int:
    """What is told again of one revision is told apart by the number of its reports."""
    return match.incident.reports if outcome in (Outcome.FURTHER_REPORT, Outcome.HOLDS_AGAIN) else 0


def _level(alert: Alert) -> SeverityLevel:
    return SeverityLevel.UNKNOWN if alert.facts is None else alert.facts.severity.level


def _citation(incident: Incident) -> Citation:
    report = incident.report
    return Citation(
        article=report.article, title=report.title, reported=report.reported, url=report.url, source=report.source
    )
