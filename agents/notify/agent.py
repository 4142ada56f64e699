"""The notify stage of a lane: matches in, alerts out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial

from agents.notify.decide import decide, drop, due
from agents.notify.desks import Desks, desk_key, told_key
from agents.notify.told import DESK_VERSION, TOLD_VERSION, Desk, Told
from agents.notify.updates import Outcome
from schemas.alert import Alert
from schemas.codec import check_key, decode, decode_state, encode, encode_state, read_key
from schemas.formats.cloudevents import headers_of
from schemas.match import Match
from streams.metrics import Metrics
from streams.records import Counted, Led, Record, Write, required, time_of
from streams.topics import DESKS, MATCHES, alerts_of

log = logging.getLogger(__name__)

SETTLED = timedelta(minutes=1)
"""How long a subscription must have been told nothing before it counts as deleted where this worker does not know it,
and how old an alert must be before it is dropped where this worker knows its incident for muted: another worker may
have matched it some moments before this one reads of the change."""

MutedBy = Callable[[str], Container[str] | None]
"""The incidents that a subscription mutes now, None where there is no such subscription."""


class NotifyStage:
    """Decides on each match, and at each tick on what is held.

    What is held for a subscription that is there no more, or of an incident that it mutes by now, is dropped and never
    goes out: `muted_by` says so.
    """

    name = "notify"
    source = MATCHES.name
    states = (DESKS.name,)

    def __init__(self, muted_by: MutedBy, metrics: Metrics) -> None:
        self._muted_by = muted_by
        self._metrics = metrics
        self._desks = Desks()

    def handle(self, record: Record) -> Iterable[Led]:
        """The alerts that a match leads to, and the state after them."""
        match = decode(required(record), Match)
        now = time_of(record)
        told = self._desks.told(match.subscription, match.incident.id, match.subscriber)
        decision = decide(match, told, self._desks.desk(match.subscription, match.subscriber), now)
        led: list[Led] = [Counted(self._metrics.decisions.labels(decision.outcome).inc)]
        for alert in decision.alerts:
            led += self._alert(alert)
            if alert.incident is not None:
                led.append(Counted(partial(self._observe_latency, match.incident.report.received)))
        if decision.told is not None:
            led.append(_state(self._desks.keep_told(decision.told), decision.told, record.partition))
        if decision.desk is not None:
            led.append(_state(self._desks.keep_desk(decision.desk), decision.desk, record.partition))
        return led

    def tick(self, partition: int, now: datetime) -> Iterable[Led]:
        """The held alerts whose time has come, and tombstones of what is long past."""
        led: list[Led] = []
        for desk in list(self._desks.holding()):
            muted = self._muted_by(desk.subscription)
            led += self._deleted(desk, partition, now) if muted is None else self._due(desk, muted, partition, now)
        for key in self._desks.outdated(now):
            self._desks.forget(key)
            led.append(Write(DESKS.name, key.encode(), None, partition))
        return led

    def _due(self, desk: Desk, muted: Container[str], partition: int, now: datetime) -> list[Led]:
        """What is due of what a desk holds, after what it holds of muted incidents is dropped."""
        silent = (entry.alert for entry in desk.held if entry.is_muted(muted))
        settled = {alert.incident or "" for alert in silent if now - alert.issued >= SETTLED}
        desk, led = self._drop(desk, settled, Outcome.MUTED, partition)
        alert, after = due(desk, now, muted)
        if alert is not None:
            led += [*self._alert(alert), _state(self._desks.keep_desk(after), after, partition)]
        return led

    def _deleted(self, desk: Desk, partition: int, now: datetime) -> list[Led]:
        """What is held for a subscription that is not there goes nowhere, once it is sure that it was deleted."""
        if now - desk.held[-1].alert.issued < SETTLED:
            return []
        return self._drop(desk, set(desk.incidents()), Outcome.SUBSCRIPTION_DELETED, partition)[1]

    def _drop(self, desk: Desk, incidents: set[str], why: Outcome, partition: int) -> tuple[Desk, list[Led]]:
        """A desk without what it holds of these incidents, and what is written of that."""
        if not incidents:
            return desk, []
        names = [name for name in desk.incidents() if name in incidents]
        known = [self._desks.told(desk.subscription, name, desk.subscriber) for name in names]
        tolds, after = drop(desk, incidents, [told for told in known if told is not None])
        led: list[Led] = [_state(self._desks.keep_told(told), told, partition) for told in tolds]
        led.append(_state(self._desks.keep_desk(after), after, partition))
        led.append(Counted(partial(self._count_dropped, desk.subscription, why, len(incidents))))
        return after, led

    def restore(self, topic: str, key: bytes, value: bytes | None) -> None:
        """Take back a `Told` or a `Desk`.

        Raises:
            RecordError: it is neither, or another's than the key's.
        """
        name = read_key(key)
        if value is None:
            self._desks.forget(name)
            return
        if name.startswith("told/"):
            told = decode_state(value, Told, TOLD_VERSION)
            check_key(name, told_key(told.subscription, told.subscriber, told.incident))
            self._desks.keep_told(told)
        else:
            desk = decode_state(value, Desk, DESK_VERSION)
            check_key(name, desk_key(desk.subscription, desk.subscriber))
            self._desks.keep_desk(desk)

    def clear(self) -> None:
        """Forget everything."""
        self._desks = Desks()

    def size(self) -> int:
        """Entries held."""
        return len(self._desks)

    def _alert(self, alert: Alert) -> tuple[Write, Counted]:
        tier = "none" if alert.facts is None else str(alert.facts.tier)
        key = (alert.incident or alert.id).encode()
        write = Write(alerts_of(alert.subscriber).name, key, encode(alert), headers=headers_of(alert))
        return write, Counted(self._metrics.alerts.labels(tier, str(alert.kind)).inc)

    def _observe_latency(self, received: datetime) -> None:
        self._metrics.latency.observe(max((datetime.now(UTC) - received).total_seconds(), 0.0))

    def _count_dropped(self, subscription: str, why: Outcome, count: int) -> None:
        self._metrics.decisions.labels(why).inc(count)
        log.info("%d held alerts of subscription %r dropped: %s", count, subscription, why)


def _state(key: str, entry: Told | Desk, partition: int) -> Write:
    version = TOLD_VERSION if isinstance(entry, Told) else DESK_VERSION
    return Write(DESKS.name, key.encode(), encode_state(entry, version), partition)
