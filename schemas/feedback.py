"""What a reader says of an alert."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from schemas.values import Moment, Name


class Judgement(StrEnum):
    """Whether an alert was worth reading."""

    USEFUL = "useful"
    FALSE_ALARM = "false-alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One judgement on one alert, with what is needed to count it when the alert itself is gone.

    `event` is the type or `type.subtype` that the alert told of, `rules` the names of the rules that gave its severity
    points, `by` who says so and `at` when. A later one by the same person on the same alert takes the place of theirs.
    """

    alert: str
    subscription: Name
    subscriber: Name
    verdict: Judgement
    at: Moment
    incident: str | None = None
    event: str | None = None
    rules: tuple[str, ...] = ()
    reason: str = ""
    by: str = ""
