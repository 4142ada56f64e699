"""The four stages composed in memory, with article time: what commands, tests and benchmarks run.

The same pure functions as in the lanes, in the same order; nothing is written anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from agents.classify.classifier import Classifier
from agents.classify.classify import Classified, classify
from agents.correlate.closing import Clock
from agents.correlate.decide import decisions
from agents.correlate.decision import Decision as Correlated
from agents.correlate.incidents import Incidents
from agents.correlate.knowledge import load as load_correlation
from agents.match.decide import MatchDecision, match
from agents.match.index import SubscriptionIndex
from agents.match.ledger import LedgerEntry
from agents.notify.decide import Decision as Notified
from agents.notify.decide import decide, due
from agents.notify.desks import Desks
from schemas.alert import Alert
from schemas.article import Article
from schemas.event import Event
from schemas.incident import Incident
from schemas.match import Match
from schemas.subscription import Subscription


class Stage(IntEnum):
    """How far an article goes."""

    CLASSIFY = 1
    CORRELATE = 2
    MATCH = 3
    NOTIFY = 4


@dataclass(frozen=True, slots=True)
class TracedEvent:
    """One event on its way: the decision of each stage that it reached, None where it was not asked to go on."""

    event: Event
    correlated: Correlated | None = None
    matched: MatchDecision | None = None
    notified: tuple[tuple[Match, Notified], ...] = ()


@dataclass(frozen=True, slots=True)
class Traced:
    """All that one article led to. `alerts` holds those that were held before and came due at its time, too."""

    article: Article
    classified: Classified
    events: tuple[TracedEvent, ...]
    alerts: tuple[Alert, ...]


class Pipeline:
    """The stages with their state. Articles must come in the order in which they would arrive."""

    def __init__(self, classifier: Classifier, subscriptions: Iterable[Subscription] = ()) -> None:
        self._classifier = classifier
        self._incidents = Incidents(load_correlation())
        self._index = SubscriptionIndex(subscriptions)
        self._ledger: dict[str, LedgerEntry] = {}
        self._desks = Desks()
        self._clock = Clock()

    def run(self, article: Article, received: datetime, until: Stage = Stage.NOTIFY) -> Traced:
        """Take one article through the stages. Its own date is the time; `received` where it has none."""
        classified = classify(article, received, self._classifier)
        now = article.published or received
        alerts = list(self._tick(now)) if until is Stage.NOTIFY else []
        events = []
        for event in classified.events:
            for traced in self._follow(event, now, until):
                events.append(traced)
                alerts += [alert for _, notified in traced.notified for alert in notified.alerts]
        return Traced(article, classified, tuple(events), tuple(alerts))

    def come_due(self, until: datetime) -> Iterator[Alert]:
        """What is held and comes due up to a time before which no article arrives, each at the time that it is due."""
        while times := [held.until for desk in self._desks.holding() for held in desk.held if held.until <= until]:
            yield from self._tick(min(times))

    def _follow(self, event: Event, now: datetime, until: Stage) -> Iterator[TracedEvent]:
        if until < Stage.CORRELATE:
            yield TracedEvent(event)
            return
        decided = decisions(event, self._incidents)
        for correlated in decided:
            yield self._tell(event, correlated, now, until)
        for correlated in decided:
            self._close(correlated.incident)

    def _tell(self, event: Event, correlated: Correlated, now: datetime, until: Stage) -> TracedEvent:
        incident = correlated.incident
        self._incidents.apply(incident)
        if until < Stage.MATCH:
            return TracedEvent(event, correlated)
        matched = match(incident, self._index, self._ledger.get(incident.id))
        if matched.ledger is not None:
            self._ledger[incident.id] = matched.ledger
        if until < Stage.NOTIFY:
            return TracedEvent(event, correlated, matched)
        notified = tuple((found, self._notify(found, now)) for found in matched.matches)
        return TracedEvent(event, correlated, matched, notified)

    def _close(self, incident: Incident) -> None:
        self._clock.heard(incident)
        for incident_id in self._clock.closes(self._incidents):
            self._incidents.forget(incident_id)
            self._ledger.pop(incident_id, None)

    def _notify(self, found: Match, now: datetime) -> Notified:
        told = self._desks.told(found.subscription, found.incident.id, found.subscriber)
        decision = decide(found, told, self._desks.desk(found.subscription, found.subscriber), now)
        if decision.told is not None:
            self._desks.keep_told(decision.told)
        if decision.desk is not None:
            self._desks.keep_desk(decision.desk)
        return decision

    def _tick(self, now: datetime) -> Iterable[Alert]:
        for desk in list(self._desks.holding()):
            alert, after = due(desk, now)  # what is muted was not held: no subscription changes here
            if alert is not None:
                self._desks.keep_desk(after)
                yield alert
        for key in self._desks.outdated(now):
            self._desks.forget(key)
