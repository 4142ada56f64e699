"""The notify stage of a lane: matches in, alerts out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
import orjson

from agents.notify.decide import decide, due
from agents.notify.desks import Desks
from agents.notify.told import Desk, Told
from schemas.alert import Alert
from schemas.codec import decode, encode
from schemas.formats.cloudevents import headers_of
from schemas.match import Match
from streams.metrics import Metrics
from streams.records import Record, Write, required, time_of
from streams.topics import DESKS, MATCHES, alerts_of


class NotifyStage:
    """Decides on each match, and at each tick on what is held."""

    name = "notify"
    source = MATCHES.name
    states = (DESKS.name,)

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._desks = Desks()

    def handle(self, record: Record) -> Iterable[Write]:
        """The alerts that a match leads to, and the state after them."""
        match = decode(required(record), Match)
        now = time_of(record)
        told = self._desks.told(match.subscription, match.incident.id, match.subscriber)
        decision = decide(match, told, self._desks.desk(match.subscription, match.subscriber), now)
        self._metrics.decisions.labels(decision.outcome).inc()
        for _ in filter(lambda alert: alert.incident, decision.alerts):
            waited = datetime.now(UTC) - match.incident.report.received
            self._metrics.latency.observe(max(waited.total_seconds(), 0.0))
        writes = [self._alert(alert) for alert in decision.alerts]
        if decision.told is not None:
            key = self._desks.keep_told(decision.told)
            writes.append(_state(key, decision.told, record.partition))
        if decision.desk is not None:
            key = self._desks.keep_desk(decision.desk)
            writes.append(_state(key, decision.desk, record.partition))
        return writes

    def tick(self, partition: int, now: datetime) -> Iterable[Write]:
        """The held alerts whose time has come, and tombstones of what is long past."""
        writes: list[Write] = []
        for desk in list(self._desks.holding()):
            alert, after = due(desk, now)
            if alert is not None:
                writes += [self._alert(alert), _state(self._desks.keep_desk(after), after, partition)]
        for key in self._desks.outdated(now):
            self._desks.forget(key)
            writes.append(Write(DESKS.name, key.encode(), None, partition))
        return writes

    def restore(self, topic: str, key: bytes, value: bytes | None) -> None:
        """Take back a `Told` or a `Desk`."""
        name = key.decode()
        if value is None:
            self._desks.forget(name)
        elif name.startswith("told/"):
            self._desks.keep_told(msgspec.json.decode(value, type=Told))
        else:
            self._desks.keep_desk(msgspec.json.decode(value, type=Desk))

    def clear(self) -> None:
        """Forget everything."""
        self._desks = Desks()

    def size(self) -> int:
        """Entries held."""
        return len(self._desks)

    def _alert(self, alert: Alert) -> Write:
        tier = "none" if alert.facts is None else str(alert.facts.tier)
        self._metrics.alerts.labels(tier, str(alert.kind)).inc()
        key = (alert.incident or alert.id).encode()
        return Write(alerts_of(alert.subscriber).name, key, encode(alert), headers=headers_of(alert))


def _state(key: str, entry: Told | Desk, partition: int) -> Write:
    return Write(DESKS.name, key.encode(), orjson.dumps(entry), partition)
