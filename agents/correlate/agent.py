"""The correlate stage of a lane: events in, incidents out, and what it wrote is all that it knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from agents.correlate.closing import Clock
from agents.correlate.decide import decisions
from agents.correlate.incidents import Incidents
from agents.correlate.knowledge import load
from schemas.codec import check_key, decode, encode, read_key
from schemas.event import Event
from schemas.incident import Incident
from streams.metrics import Metrics
from streams.records import Counted, Led, Record, Write, required
from streams.topics import EVENTS, INCIDENTS


class CorrelateStage:
    """Puts each event to its incident. Incidents close in the time of the articles, not of the clock: an archive that
    is replayed closes them as it did when it was news.
    """

    name = "correlate"
    source = EVENTS.name
    states = (INCIDENTS.name,)

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self.clear()

    def handle(self, record: Record) -> Iterable[Led]:
        """The incident as it stands after an event, on the lane's own partition, and tombstones of those it closes.

        Of an article that was withdrawn these are all incidents that rested on it, none where this lane has none.
        """
        led: list[Led] = []
        for decision in decisions(decode(required(record), Event), self._incidents):
            incident = decision.incident
            led.append(Write(INCIDENTS.name, incident.id.encode(), encode(incident), record.partition))
            led.append(Counted(self._metrics.incidents.labels(str(incident.change)).inc))
            led.append(Counted(self._metrics.correlations.labels(str(decision.reason)).inc))
            self._keep(incident)
        return [*led, *self._close(record.partition)]

    def tick(self, partition: int, now: datetime) -> Iterable[Led]:
        """Nothing is due at a time of the clock."""
        return ()

    def _close(self, partition: int) -> list[Write]:
        """After a report, and not at a tick: so that a replay closes, and decides, the same whatever its speed."""
        closed = self._clock.closes(self._incidents)
        for incident_id in closed:
            self._incidents.forget(incident_id)
        return [Write(INCIDENTS.name, incident_id.encode(), None, partition) for incident_id in closed]

    def restore(self, topic: str, key: bytes, value: bytes | None) -> None:
        """Take back an incident, or its end.

        Raises:
            RecordError: it is no incident, or another than the key's.
        """
        incident_id = read_key(key)
        if value is None:
            self._incidents.forget(incident_id)
            return
        incident = decode(value, Incident)
        check_key(incident_id, incident.id)
        self._keep(incident)

    def clear(self) -> None:
        """Forget everything."""
        self._incidents = Incidents(load())
        self._clock = Clock()

    def size(self) -> int:
        """Incidents open."""
        return self._incidents.open_count

    def _keep(self, incident: Incident) -> None:
        self._incidents.apply(incident)
        self._clock.heard(incident)
