"""Whether a match is worth telling, by the subscription's updates policy."""

from __future__ import annotations

from enum import StrEnum

from agents.notify.compare import differences, is_correction, is_escalation
from agents.notify.told import Told
from schemas.alert import AlertKind
from schemas.match import Match
from schemas.subscription import Updates


class Outcome(StrEnum):
    """What notify did with a match, and why."""

    FIRST = "first"
    """The subscriber did not know of this incident."""
    ESCALATED = "escalated"
    FACTS_CHANGED = "facts_changed"
    FURTHER_REPORT = "further_report"
    CORRECTED = "corrected"
    NO_LONGER_HOLDS = "no_longer_holds"
    """The incident does not satisfy the subscription any more, and the subscriber was told of it."""
    NEVER_TOLD = "never_told"
    """It does not satisfy the subscription any more, and nobody was told."""
    ALREADY_TOLD = "already_told"
    """Nothing differs from what the subscriber was told."""
    POLICY_NEVER = "policy_never"
    NOT_ESCALATED = "not_escalated"
    HELD_QUIET = "held_quiet"
    HELD_DIGEST = "held_digest"
    HELD_BUDGET = "held_budget"


KINDS: dict[Outcome, AlertKind] = {
    Outcome.FIRST: AlertKind.NEW,
    Outcome.ESCALATED: AlertKind.UPDATE,
    Outcome.FACTS_CHANGED: AlertKind.UPDATE,
    Outcome.FURTHER_REPORT: AlertKind.UPDATE,
    Outcome.CORRECTED: AlertKind.CORRECTION,
    Outcome.NO_LONGER_HOLDS: AlertKind.CORRECTION,
}
"""The outcomes that tell, and as what; all others are silent."""


def judge(match: Match, told: Told | None) -> Outcome:
    """Whether this match is worth telling to a subscription that was last told `told`.

    A subscriber who was told is always told when the incident ceases to be what it asked for, whatever its policy.
    """
    if told is None:
        return Outcome.FIRST if match.holds else Outcome.NEVER_TOLD
    if not match.holds:
        return Outcome.NO_LONGER_HOLDS
    policy = match.deliver.updates
    if policy is Updates.NEVER:
        return Outcome.POLICY_NEVER
    facts = match.incident.facts
    if is_escalation(told.facts, facts):
        return Outcome.ESCALATED
    if is_correction(told.facts, facts):
        return Outcome.CORRECTED
    if not differences(told.facts, facts):
        return Outcome.FURTHER_REPORT if policy is Updates.EVERY else Outcome.ALREADY_TOLD
    return Outcome.NOT_ESCALATED if policy is Updates.ESCALATION else Outcome.FACTS_CHANGED
