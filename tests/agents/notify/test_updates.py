"""Whether a match is worth telling."""

import pytest

from agents.notify.updates import HELD, KINDS, Outcome, judge
from schemas.alert import AlertKind
from schemas.levels import SeverityLevel, Tier
from schemas.subscription import Updates
from schemas.taxonomy import Modality
from tests.agents.notify.strategies import city, make_facts, make_known, make_match

KNOWN = make_known()


def later(facts=None, updates=Updates.ESCALATION, **fields):
    return make_match(facts or make_facts(), updates=updates, **({"revision": 2} | fields))


def test_an_incident_that_nobody_knows_is_told_whatever_the_policy():
    for policy in Updates:
        assert judge(make_match(updates=policy), None) is Outcome.FIRST


def test_who_was_never_told_gets_no_correction():
    for policy in Updates:
        assert judge(later(updates=policy, holds=False), None) is Outcome.NEVER_TOLD
    assert Outcome.NEVER_TOLD not in KINDS


def test_who_was_told_is_told_when_it_holds_no_longer_whatever_the_policy():
    for policy in Updates:
        assert judge(later(updates=policy, holds=False), KNOWN) is Outcome.NO_LONGER_HOLDS


def test_that_it_holds_no_longer_is_told_once():
    assert judge(later(holds=False, revision=3), make_known(holds=False)) is Outcome.ALREADY_TOLD


def test_what_holds_again_is_told_again_whatever_the_policy():
    for policy in Updates:
        assert judge(later(updates=policy, revision=3), make_known(holds=False)) is Outcome.HOLDS_AGAIN


@pytest.mark.parametrize("modality", [Modality.NEGATED, Modality.DRILL])
def test_what_did_not_happen_is_cancelled(modality):
    outcome = judge(later(make_facts(modality=modality), holds=False), KNOWN)
    assert outcome is Outcome.RETRACTED
    assert KINDS[outcome] is AlertKind.CANCEL


def test_a_denial_that_the_subscription_asks_for_is_a_correction():
    assert judge(later(make_facts(modality=Modality.NEGATED)), KNOWN) is Outcome.CORRECTED


@pytest.mark.parametrize(
    "facts",
    [
        make_facts(killed=12),
        make_facts(injured=None, missing=None, killed=4),
        make_facts(level=SeverityLevel.SEVERE),
        make_facts(tier=Tier.FLASH),
        make_facts(killed=12, level=SeverityLevel.MINOR),
    ],
)
@pytest.mark.parametrize("policy", [Updates.ESCALATION, Updates.FACTS, Updates.EVERY])
def test_what_became_worse_is_told_under_every_policy_but_never(facts, policy):
    assert judge(later(facts, policy), KNOWN) is Outcome.ESCALATED


def test_never_means_never_for_what_still_holds():
    assert judge(later(make_facts(killed=99), Updates.NEVER), KNOWN) is Outcome.POLICY_NEVER


def test_a_lower_toll_is_a_correction_and_no_escalation():
    assert judge(later(make_facts(killed=2)), KNOWN) is Outcome.CORRECTED


def test_a_toll_that_is_taken_back_altogether_is_a_correction():
    assert judge(later(make_facts(killed=None)), KNOWN) is Outcome.CORRECTED


def test_another_fact_is_told_to_who_asks_for_facts_and_to_no_one_who_asks_for_escalations():
    moved = make_facts(place=city("Kabul"))
    assert judge(later(moved, Updates.FACTS), KNOWN) is Outcome.FACTS_CHANGED
    assert judge(later(moved, Updates.ESCALATION), KNOWN) is Outcome.NOT_ESCALATED


def test_a_further_report_is_told_only_to_who_asks_for_every_one():
    assert judge(later(revision=1, reports=2, updates=Updates.EVERY), KNOWN) is Outcome.FURTHER_REPORT
    assert judge(later(revision=1, reports=2, updates=Updates.FACTS), KNOWN) is Outcome.ALREADY_TOLD


def test_one_report_is_told_once_even_to_who_asks_for_every_one():
    assert judge(later(revision=1, reports=1, updates=Updates.EVERY), KNOWN) is Outcome.ALREADY_TOLD


def test_another_headline_is_no_news():
    for policy in (Updates.NEVER, Updates.ESCALATION, Updates.FACTS):
        assert judge(later(title="Toll in blast", updates=policy, reports=1), KNOWN) not in KINDS


def muted(facts=None, **fields):
    return later(facts, mute=("incident-1",), **fields)


def test_a_muted_incident_is_told_under_no_policy():
    for policy in Updates:
        assert judge(muted(updates=policy, revision=1), None) is Outcome.MUTED
        assert judge(muted(make_facts(killed=99), updates=policy), KNOWN) is Outcome.MUTED
        assert judge(muted(make_facts(killed=2), updates=policy), KNOWN) is Outcome.MUTED
        assert judge(muted(updates=policy, revision=3), make_known(holds=False)) is Outcome.MUTED
    assert Outcome.MUTED not in KINDS


def test_that_a_muted_incident_is_not_what_was_asked_for_any_more_is_not_told():
    assert judge(muted(holds=False), KNOWN) is Outcome.MUTED


def test_that_a_muted_incident_did_not_happen_is_told_to_who_was_told_of_it_and_to_no_one_else():
    denied = muted(make_facts(modality=Modality.NEGATED), holds=False)
    assert judge(denied, KNOWN) is Outcome.RETRACTED
    assert judge(denied, None) is Outcome.MUTED
    assert judge(denied, make_known(holds=False)) is Outcome.MUTED


def test_another_incident_is_not_muted():
    assert judge(make_match(mute=("incident-2",)), None) is Outcome.FIRST


def test_every_outcome_tells_or_holds_or_is_silent_and_none_does_two_of_these():
    silent = set(Outcome) - set(KINDS) - HELD
    assert not set(KINDS) & HELD
    assert silent == {
        Outcome.NEVER_TOLD,
        Outcome.ALREADY_TOLD,
        Outcome.POLICY_NEVER,
        Outcome.NOT_ESCALATED,
        Outcome.MUTED,
        Outcome.WITHDRAWN,
        Outcome.STILL_HELD,
        Outcome.SUBSCRIPTION_DELETED,
    }
