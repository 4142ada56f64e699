"""An incident revision that satisfies a subscription, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.evidence import Span
from schemas.incident import Incident
from schemas.subscription import Deliver
from schemas.values import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One condition that held: which (`clause`), what of the incident met it (`found`), and where it was read."""

    clause: str
    found: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One subscription × one report of an incident.

    `deliver` is the subscription's, as it was at this moment; of what it mutes, `mute` names this incident alone.

    `id` is a hash of subscription, incident and revision. `incident` comes with the beginning of a long text, and
    without the words and sources by which later reports of it are recognised. `holds` is false when an incident that
    satisfied the subscription at an earlier revision no longer does, so that whoever was told can be told that too.
    """

    id: str
    subscription: Name
    subscriber: Name
    title: str
    deliver: Deliver
    incident: Incident
    holds: bool = True
    reasons: tuple[Reason, ...] = ()
