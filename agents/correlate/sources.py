"""The source that a report becomes of the incident that it is put to."""

from __future__ import annotations

from typing import Any

from agents.correlate.facts import is_correction
from agents.correlate.knowledge import Knowledge
from agents.correlate.origins import origin_of
from agents.correlate.probe import Probe
from agents.correlate.signatures import written
from agents.correlate.writings import Writings
from schemas.event import Event
from schemas.incident import Source


def source_of(
    event: Event,
    looked: Probe,
    earlier: Writings,
    knowledge: Knowledge,
    told: dict[str, Any],
    aftermath: bool = False,
) -> Source:
    """What the incident keeps of a report: `earlier` are those before it, `told` its account of the facts."""
    report = event.report
    lasting = [writing.source for writing in earlier[: knowledge.sources.first]]
    return Source(
        event=event.id,
        article=report.article,
        origin=origin_of(report, looked.signature, earlier, knowledge.join.resemblance),
        signature=written(looked.signature, lasting),
        at=report.reported,
        told=told,
        url=report.url,
        aftermath=aftermath,
        corrects=is_correction(event, knowledge),
    )
