"""What a subscriber is told about an incident."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from schemas.evidence import Span
from schemas.incident import FactChange, Facts
from schemas.match import Reason
from schemas.values import Moment, Name, Number


class AlertKind(StrEnum):
    """What an alert is to its reader."""

    NEW = "new"
    UPDATE = "update"
    CORRECTION = "correction"
    CANCEL = "cancel"
    DIGEST = "digest"
    """Several alerts in one, after quiet hours or at the end of a digest interval."""
    NOTICE = "notice"
    """About the subscription itself: its budget is spent and its threshold has risen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A report that an alert rests on."""

    article: str
    title: str
    reported: Moment
    url: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert. `id` is a hash of subscription, incident and revision (and kind): the same in a replay.

    `headline` says what happened in one line; `changes` what differs from what this subscriber was told last, and
    `changed` says it in words; `why` holds the conditions that were met; `items` are the held alerts of a digest.
    """

    id: str
    kind: AlertKind
    subscription: Name
    subscriber: Name
    title: str
    headline: str
    issued: Moment
    incident: str | None = None
    revision: Number | None = None
    facts: Facts | None = None
    changes: tuple[FactChange, ...] = ()
    changed: str = ""
    why: tuple[Reason, ...] = ()
    evidence: tuple[Span, ...] = ()
    citation: Citation | None = None
    items: tuple[Alert, ...] = ()
