"""What a subscription was told of an incident, and what waits to be told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from schemas.alert import Alert
from schemas.incident import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The facts that one subscription was told last of one incident, at `revision`."""

    subscription: str
    subscriber: str
    incident: str
    revision: int
    facts: Facts
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where one subscription stands: alerts `held` until `release`, and how many were sent in the budget's `day`.

    `warned` is true once the subscriber was told in this day that its budget is spent.
    """

    subscription: str
    subscriber: str
    title: str = ""
    held: tuple[Alert, ...] = ()
    release: datetime | None = None
    day: date | None = None
    sent: int = 0
    warned: bool = False

    def hold(self, alert: Alert, until: datetime) -> Desk:
        """This desk with one more alert held; a newer one of an incident takes the place of the one that is held.

        An incident whose first alert is still held stays `new` to its reader, whatever came since.
        """
        earlier = next((held for held in self.held if held.incident == alert.incident), None)
        kept = tuple(held for held in self.held if held is not earlier)
        if earlier is not None:
            alert = replace(alert, kind=earlier.kind)
        release = until if self.release is None else min(self.release, until)
        return replace(self, held=(*kept, alert), release=release)
