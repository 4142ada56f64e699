"""What an event of a lane leads to: the way into this room."""

from __future__ import annotations

from agents.correlate.decision import Decision
from agents.correlate.incident import correlate
from agents.correlate.incidents import Incidents
from agents.correlate.withdrawal import withdraw
from schemas.event import Event


def decisions(event: Event, incidents: Incidents) -> tuple[Decision, ...]:
    """What an event leads to: the one incident that it belongs to, or all that rested on an article now withdrawn."""
    return withdraw(event, incidents) if event.report.withdrawn else (correlate(event, incidents),)
