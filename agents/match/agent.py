"""The match stage of a lane: incidents in, matches out. The subscriptions are one index for all lanes of a worker."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from agents.match.decide import MatchDecision, match
from agents.match.index import SubscriptionIndex
from agents.match.ledger import LedgerEntry, from_bytes, to_bytes
from schemas.codec import check_key, decode, encode, read_key
from schemas.errors import RecordError
from schemas.incident import Incident
from schemas.subscription import Examples, Subscription
from streams.metrics import Metrics
from streams.records import Counted, Led, Record, Write
from streams.topics import INCIDENTS, LEDGER, MATCHES

log = logging.getLogger(__name__)


class Subscriptions:
    """Every subscription that is on the topic and valid, indexed."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self.index = SubscriptionIndex()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.index)

    def muted(self, name: str) -> frozenset[str] | None:
        """The incidents that a subscription mutes, None where there is no such subscription."""
        compiled = self.index.get(name)
        return None if compiled is None else compiled.muted

    def change(self, name: str, value: bytes | None) -> str | None:
        """Take one record of the topic; returns the subscriber whose alerts may now be written.

        Its examples are for whoever writes it: here they would only take memory.
        A record that is no valid subscription is refused, counted and logged, and what stood under its id stays.
        """
        if value is None:
            self.index.delete(name)
            self._metrics.subscriptions.set(self.count)
            return None
        try:
            subscription = decode(value, Subscription)
            check_key(name, subscription.id)
            self.index.put(replace(subscription, tests=Examples()))
        except (RecordError, ValueError) as error:
            self._metrics.subscriptions_refused.inc()
            log.warning("subscription %r refused: %s", name, error)
            return None
        self._metrics.subscriptions.set(self.count)
        return subscription.subscriber


class MatchStage:
    """Finds the subscriptions that an incident satisfies, and remembers who was told."""

    name = "match"
    source = INCIDENTS.name
    states = (LEDGER.name,)

    def __init__(self, subscriptions: Subscriptions, metrics: Metrics) -> None:
        self._subscriptions = subscriptions
        self._metrics = metrics
        self._ledger: dict[str, LedgerEntry] = {}

    def handle(self, record: Record) -> Iterable[Led]:
        """The matches of an incident; a tombstone closes it."""
        if record.value is None:
            return self._closed(record)
        incident = decode(record.value, Incident)
        decision = match(incident, self._subscriptions.index, self._ledger.get(incident.id))
        led: list[Led] = [Counted(partial(self._count, decision))]
        led += [Write(MATCHES.name, found.subscriber.encode(), encode(found)) for found in decision.matches]
        if decision.ledger is not None:
            self._ledger[incident.id] = decision.ledger
            led.append(Write(LEDGER.name, incident.id.encode(), to_bytes(decision.ledger), record.partition))
        return led

    def tick(self, partition: int, now: datetime) -> Iterable[Led]:
        """Nothing is due at a time."""
        return ()

    def restore(self, topic: str, key: bytes, value: bytes | None) -> None:
        """Take back what was told of an incident.

        Raises:
            RecordError: it is no ledger entry, or another's than the key's.
        """
        incident = read_key(key)
        if value is None:
            self._ledger.pop(incident, None)
            return
        entry = from_bytes(value)
        check_key(incident, entry.incident)
        self._ledger[incident] = entry

    def clear(self) -> None:
        """Forget everything."""
        self._ledger = {}

    def size(self) -> int:
        """Incidents of which someone was told."""
        return len(self._ledger)

    def _count(self, decision: MatchDecision) -> None:
        self._metrics.match_candidates.inc(decision.candidates)
        self._metrics.match_tested.inc(decision.tested)
        self._metrics.matches.inc(len(decision.matches))
        self._metrics.no_country.inc(decision.no_country)

    def _closed(self, record: Record) -> list[Write]:
        name = (record.key or b"").decode("utf-8", "replace")
        if self._ledger.pop(name, None) is None:
            return []
        return [Write(LEDGER.name, name.encode(), None, record.partition)]
