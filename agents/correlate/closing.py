"""Which incidents have been quiet for so long that they are closed."""

from __future__ import annotations

from datetime import datetime

from agents.correlate.incidents import Incidents


def due(incidents: Incidents, now: datetime) -> tuple[str, ...]:
    """Ids of the incidents that are to be closed at `now`, sorted: quiet for longer than their family's window.

    Changes nothing: whoever calls it writes their tombstones, and then has `incidents` forget them. To the hour.
    """
    return tuple(incidents.due(now.timestamp()))
