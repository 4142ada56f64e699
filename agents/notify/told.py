"""What a subscription was told of an incident, and what waits to be told."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date

from schemas.alert import Alert, AlertKind
from schemas.incident import Facts
from schemas.levels import SeverityLevel
from schemas.values import Moment, Name, Number

TOLD_VERSION, DESK_VERSION = "told/1.0", "desk/1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An incident as a reader knows it: the facts at `revision`, and how many reports it had.

    `holds` is false once the reader was told that the incident no longer satisfies the subscription.
    """

    revision: Number
    facts: Facts
    reports: Number
    holds: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one subscription knows of one incident, None for nothing.

    `known` is what it knows once everything that is held for it has gone out; `before` is what it knows while an alert
    of this incident is held, so that what is told in the end is told against what the reader saw last.
    """

    subscription: Name
    subscriber: Name
    incident: str
    at: Moment
    known: Known | None
    before: Known | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An alert that waits. `digest` says that its wait is that of the digest interval, which later alerts join."""

    alert: Alert
    until: Moment
    digest: bool = False

    def is_muted(self, muted: Container[str]) -> bool:
        """Whether this must not go out, since its incident is among those that are muted: all but a retraction."""
        return self.alert.incident in muted and self.alert.kind is not AlertKind.CANCEL


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where one subscription stands: what is held for it, oldest first, and how many alerts went out in `day` (UTC).

    At most one alert of an incident is held. `warned` is the threshold that the subscriber was last told of in this
    day, Unknown while its budget is not spent.
    """

    subscription: Name
    subscriber: Name
    title: str = ""
    held: tuple[Held, ...] = ()
    day: date | None = None
    sent: Number = 0
    warned: SeverityLevel = SeverityLevel.UNKNOWN

    def holds(self, incident: str) -> bool:
        """Whether an alert of this incident is held."""
        return any(entry.alert.incident == incident for entry in self.held)

    def incidents(self) -> tuple[str, ...]:
        """The incidents of which an alert is held."""
        return tuple(entry.alert.incident for entry in self.held if entry.alert.incident is not None)

    def hold(self, entry: Held) -> Desk:
        """This desk with one more alert held, in the place of one of its incident."""
        rest = self.without(entry.alert.incident)
        return replace(rest, held=(*rest.held, entry))

    def without(self, incident: str | None) -> Desk:
        """This desk without a held alert of this incident."""
        held = tuple(entry for entry in self.held if entry.alert.incident != incident)
        return self if len(held) == len(self.held) else replace(self, held=held)

    def counting(self, day: date, sent: int) -> Desk:
        """This desk in `day` with `sent` more alerts sent; a new day begins at none."""
        if self.day == day:
            return replace(self, sent=self.sent + sent) if sent else self
        return replace(self, day=day, sent=sent, warned=SeverityLevel.UNKNOWN)


def alerts_of(entries: Iterable[Held]) -> tuple[Alert, ...]:
    """The alerts themselves, in their order."""
    return tuple(entry.alert for entry in entries)
