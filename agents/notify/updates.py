"""Whether a match is worth telling, by the subscription's updates policy."""

from __future__ import annotations

from enum import StrEnum

from agents.notify.compare import differences, is_correction, is_escalation, is_retraction
from agents.notify.told import Known
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
    RETRACTED = "retracted"
    """The same, because it did not happen: it is denied now, or was a drill."""
    HOLDS_AGAIN = "holds_again"
    """It satisfies the subscription again, after the subscriber was told that it does not."""
    NEVER_TOLD = "never_told"
    """It does not satisfy the subscription any more, and nobody was told."""
    ALREADY_TOLD = "already_told"
    """Nothing differs from what the subscriber was told."""
    POLICY_NEVER = "policy_never"
    NOT_ESCALATED = "not_escalated"
    MUTED = "muted"
    """The subscription mutes this incident: nothing is told, and what the subscriber knows of it stays as it is."""
    WITHDRAWN = "withdrawn"
    """An alert was held that is not true any more, and nothing is left in it that the subscriber does not know."""
    SUBSCRIPTION_DELETED = "subscription_deleted"
    """An alert was held for a subscription that is there no more, and was dropped."""
    STILL_HELD = "still_held"
    """The alert of it that is held says the same."""
    HELD_QUIET = "held_quiet"
    HELD_DIGEST = "held_digest"
    HELD_BUDGET = "held_budget"


KINDS: dict[Outcome, AlertKind] = {
    Outcome.FIRST: AlertKind.NEW,
    Outcome.ESCALATED: AlertKind.UPDATE,
    Outcome.FACTS_CHANGED: AlertKind.UPDATE,
    Outcome.FURTHER_REPORT: AlertKind.UPDATE,
    Outcome.HOLDS_AGAIN: AlertKind.UPDATE,
    Outcome.CORRECTED: AlertKind.CORRECTION,
    Outcome.NO_LONGER_HOLDS: AlertKind.CORRECTION,
    Outcome.RETRACTED: AlertKind.CANCEL,
}
"""The outcomes that tell, and as what."""

HELD = frozenset({Outcome.HELD_QUIET, Outcome.HELD_DIGEST, Outcome.HELD_BUDGET})
"""The outcomes that tell later. All that are in neither table are silent."""


def judge(match: Match, known: Known | None) -> Outcome:
    """Whether this match is worth telling to a subscriber that knows `known` of the incident.

    Of an incident that the subscription mutes, only a retraction is: else who was told would go on believing what is
    false. Otherwise a subscriber who was told is always told when the incident ceases to be what it asked for, and when
    it becomes that again, whatever its policy.
    """
    outcome = _judge(match, known)
    muted = match.incident.id in match.deliver.mute and outcome is not Outcome.RETRACTED
    return Outcome.MUTED if muted else outcome


def _judge(match: Match, known: Known | None) -> Outcome:
    if known is None:
        return Outcome.FIRST if match.holds else Outcome.NEVER_TOLD
    facts = match.incident.facts
    if not match.holds:
        return _lost(match, known)
    if not known.holds:
        return Outcome.HOLDS_AGAIN
    policy = match.deliver.updates
    if policy is Updates.NEVER:
        return Outcome.POLICY_NEVER
    if is_escalation(known.facts, facts):
        return Outcome.ESCALATED
    if is_correction(known.facts, facts):
        return Outcome.CORRECTED
    if not differences(known.facts, facts):
        further = policy is Updates.EVERY and match.incident.reports > known.reports
        return Outcome.FURTHER_REPORT if further else Outcome.ALREADY_TOLD
    return Outcome.NOT_ESCALATED if policy is Updates.ESCALATION else Outcome.FACTS_CHANGED


def _lost(match: Match, known: Known) -> Outcome:
    if not known.holds:
        return Outcome.ALREADY_TOLD
    return Outcome.RETRACTED if is_retraction(known.facts, match.incident.facts) else Outcome.NO_LONGER_HOLDS
