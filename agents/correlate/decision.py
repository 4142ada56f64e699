"""What correlate decides on an event, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from agents.correlate.similarity import Score
from schemas.incident import Incident


class Reason(StrEnum):
    """Why an event was put where it is."""

    OPENED_NO_CANDIDATE = "opened_no_candidate"
    """No open incident of the zone shares a telling word, place, party or address with it."""
    OPENED_BELOW_THRESHOLD = "opened_below_threshold"
    """Incidents came into question, and none was alike enough."""
    JOINED_SAME_PLACE_AND_DAY = "joined_same_place_and_day"
    JOINED_SIMILAR_WORDS = "joined_similar_words"
    JOINED_SAME_TALKS = "joined_same_talks"
    JOINED_SAME_ARTICLE = "joined_same_article"
    """Its article is one that the incident rests on, or stands at the same address: an update."""
    REPRINT = "reprint"
    """Its text is that of a report that the incident rests on."""
    AFTERMATH = "aftermath"
    """It follows from the incident and changes none of its facts: the arrest after the attack."""
    REPEATED_EVENT = "repeated_event"
    """This very event was taken in before."""
    WITHDRAWN = "withdrawn"
    """A source took back an article that it rests on."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Where an event belongs: the incident after it, why, and the points by feature of the best candidate.

    `threshold` is the sum of points from which it would be joined, None where the event was taken in before.
    """

    incident: Incident
    reason: Reason
    scores: tuple[Score, ...] = ()
    threshold: float | None = None
