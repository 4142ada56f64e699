"""Runs an archive through the pipeline, and tells what subscriptions, and what they were before an edit, would send."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from agents.classify.classifier import Classifier
from agents.match.predicate import explain
from agents.notify.decide import Decision
from agents.pipeline import Pipeline, TracedEvent
from schemas.alert import Alert
from schemas.article import Article
from schemas.subscription import Subscription
from streams.backtest.difference import Difference, Side
from streams.backtest.tally import Span, Tally, rows_of

END_OF_TIME = datetime.max.replace(tzinfo=UTC)


class Backtest:
    """One run: `take` every article in the order of its date, then `finish`."""

    def __init__(
        self,
        classifier: Classifier,
        subscriptions: Iterable[Subscription],
        before: Iterable[Subscription] | None = None,
    ) -> None:
        """`before` are the subscriptions as they were, of which those that differ run too; None compares nothing."""
        now = {entry.id: entry for entry in subscriptions}
        then = now if before is None else {entry.id: entry for entry in before}
        edited = [name for name in (*now, *(then.keys() - now.keys())) if now.get(name) != then.get(name)]
        # The two versions of a subscription run side by side, so the old one needs an id that nobody has.
        free = (f"old.{number}" for number in count() if f"old.{number}" not in now)
        self._old = {name: next(free) for name in edited if name in then}
        old = [replace(then[name], id=other) for name, other in self._old.items()]
        self.tallies = {entry.id: Tally.of(entry) for entry in now.values()}
        self.difference = None if before is None else Difference({name: _how(name, now, then) for name in edited})
        self._names = {other: name for name, other in self._old.items()}
        self._others = {name: then.get(name) for name in edited}
        self._others |= {other: now.get(name) for other, name in self._names.items()}
        self._notes: dict[tuple[str, str | None], str] = {}
        self._pipeline = Pipeline(classifier, (*now.values(), *old))
        self._first: datetime | None = None
        self._last: datetime | None = None

    def take(self, article: Article) -> None:
        """Run the next article; it must have a date, not before that of the one before."""
        now = article.published
        if now is None:
            raise ValueError(f"article {article.id}: a backtest needs its date")
        self._first, self._last = self._first or now, now
        for alert in self._pipeline.come_due(now):
            self._tell(alert)
        traced = self._pipeline.run(article, now)
        for event in traced.events:
            self._note(event)
        for alert in traced.alerts:
            self._tell(alert)

    def finish(self) -> Span | None:
        """Send what is still held, each at its time. Returns the time that the run tells of, None for no article."""
        for alert in self._pipeline.come_due(END_OF_TIME):
            self._tell(alert)
            self._last = alert.issued
        return None if self._first is None or self._last is None else Span(self._first, self._last)

    def _tell(self, alert: Alert) -> None:
        name = self._names.get(alert.subscription, alert.subscription)
        if name == alert.subscription:
            self.tallies[name].add(alert)
        if self.difference is None or name not in self.difference.edited:
            return
        side = Side.NEW if name == alert.subscription else Side.OLD
        for row in rows_of(alert):
            note = self._notes.pop((alert.subscription, row.incident), "it is about the subscription itself")
            self.difference.add(side, replace(row, subscription=name), note)

    def _note(self, event: TracedEvent) -> None:
        """Keep why the other version of a subscription says nothing else, until what this one says goes out."""
        decisions = {match.subscription: decision for match, decision in event.notified}
        for name, decision in decisions.items():
            if name in self._others and event.correlated is not None and (decision.alerts or decision.judged):
                key = (name, event.correlated.incident.id)
                self._notes[key] = self._why_not(name, event, decisions.get(self._twin(name)))

    def _why_not(self, name: str, event: TracedEvent, decision: Decision | None) -> str:
        other = self._others[name]
        if other is None or event.correlated is None:
            return "there is no such subscription"
        if decision is not None:
            return f"it matches too: {decision.outcome}"
        failed = explain(other, event.correlated.incident).failed
        if failed is None:
            return "it matches too: nothing new since it was told of this incident"
        return f"{failed.clause} ({failed.reason}): found {failed.found}, asked for {failed.wanted}"

    def _twin(self, name: str) -> str:
        """The id of the other version, the id itself where there is none."""
        return self._names.get(name) or self._old.get(name, name)


def _how(name: str, now: dict[str, Subscription], then: dict[str, Subscription]) -> str:
    if name not in then:
        return "added"
    return "edited" if name in now else "removed"
