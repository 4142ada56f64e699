"""Which incidents have been quiet for so long that they are closed."""

from __future__ import annotations

from datetime import datetime

from agents.correlate.incidents import Incidents
from schemas.incident import Incident


class Clock:
    """The time that closing goes by: the latest date that a report itself gives.

    A report without a date has only its arrival, and an archive arrives long after it was news: it moves nothing.
    """

    def __init__(self) -> None:
        self.latest: datetime | None = None

    def heard(self, incident: Incident) -> None:
        """Take the date of the report that was just added."""
        published = incident.report.published
        if published is not None:
            self.latest = published if self.latest is None else max(self.latest, published)

    def closes(self, incidents: Incidents) -> tuple[str, ...]:
        """Ids of the incidents that are to be closed now, sorted."""
        return () if self.latest is None else due(incidents, self.latest)


def due(incidents: Incidents, now: datetime) -> tuple[str, ...]:
    """Ids of the incidents that are to be closed at `now`, sorted: quiet for longer than their family's window.

    Changes nothing: whoever calls it writes their tombstones, and then has `incidents` forget them. To the hour.
    """
    return tuple(incidents.due(now.timestamp()))
