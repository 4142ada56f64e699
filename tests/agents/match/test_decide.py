from dataclasses import replace

import pytest

from agents.match.decide import LONGEST_TEXT, match
from agents.match.index import SubscriptionIndex
from agents.match.ledger import LedgerEntry, Told
from schemas.event import Count
from schemas.incident import Change
from schemas.levels import SeverityLevel, Urgency
from schemas.subscription import SourceFilter, Updates
from schemas.taxonomy import Modality
from tests.agents.match.strategies import INCIDENT, make_incident, make_report, make_subscription

WORDY = make_report("Blast", "A bombing in Kunduz.")
OTHER = make_report("Blast", "Nothing of note.", article="a2")


def told(*entries):
    return LedgerEntry(INCIDENT, tuple(entries))


def decide(incident, ledger=None, **subscription):
    return match(incident, SubscriptionIndex([make_subscription(**subscription)]), ledger)


def revised(report=WORDY, revision=2, **facts):
    return make_incident(report, revision=revision, change=Change.REVISED, reports=revision, **facts)


def repeated(report=WORDY, revision=1, reports=2):
    return make_incident(report, revision=revision, change=Change.REPEATED, reports=reports)


def test_a_first_match_is_told_and_remembered():
    decision = decide(make_incident(WORDY), keywords="Kunduz")
    assert [(found.subscription, found.holds) for found in decision.matches] == [("s1", True)]
    assert decision.ledger == told(Told("s1", 1))


def test_a_repeated_report_may_be_the_first_with_the_keywords():
    decision = decide(repeated(), keywords="Kunduz")
    assert len(decision.matches) == 1
    assert decision.ledger == told(Told("s1", 1))


def test_a_repeated_report_tells_nothing_to_whoever_knows():
    decision = decide(repeated(), told(Told("s1", 1)), keywords="Kunduz")
    assert decision.matches == ()
    assert decision.ledger is None


def test_a_revision_is_told_although_its_report_lacks_the_keywords():
    decision = decide(revised(OTHER), told(Told("s1", 1)), keywords="Kunduz")
    assert [found.holds for found in decision.matches] == [True]
    assert decision.ledger == told(Told("s1", 2))


def test_that_an_article_was_withdrawn_is_told_whatever_its_language_and_source():
    gone = replace(make_report("", "", language=None, source=None), withdrawn=True)
    wanted = {"languages": ("en",), "sources": SourceFilter(include=("example.org",)), "keywords": "Kunduz"}
    negated = revised(gone, modality=Modality.NEGATED)
    assert [found.holds for found in decide(negated, told(Told("s1", 1)), **wanted).matches] == [False]
    assert [found.holds for found in decide(revised(gone), told(Told("s1", 1)), **wanted).matches] == [True]
    assert decide(revised(gone), **wanted).matches == ()
    assert [found.holds for found in decide(revised(gone)).matches] == [True]


def test_an_incident_that_falls_below_the_threshold_is_told_to_hold_no_longer():
    decision = decide(revised(level=SeverityLevel.MINOR), told(Told("s1", 1)), severity=SeverityLevel.SEVERE)
    assert [found.holds for found in decision.matches] == [False]
    assert decision.matches[0].reasons[0].clause == "severity"
    assert decision.ledger == told(Told("s1", 2, False))


def test_what_no_longer_holds_is_said_once():
    decision = decide(
        revised(revision=3, level=SeverityLevel.MINOR), told(Told("s1", 2, False)), severity=SeverityLevel.SEVERE
    )
    assert decision.matches == ()


def test_an_incident_that_satisfies_again_is_told_again():
    decision = decide(
        revised(OTHER, revision=3), told(Told("s1", 2, False)), severity=SeverityLevel.SEVERE, keywords="Kunduz"
    )
    assert [found.holds for found in decision.matches] == [True]


def test_a_revision_by_an_unwanted_source_waits_for_the_next_wanted_report():
    wanted = {"sources": SourceFilter(exclude=("example.org",))}
    first = decide(revised(), told(Told("s1", 1)), **wanted)
    assert first.matches == ()
    assert first.ledger is None
    later = decide(repeated(make_report("x", "y", source="other.org"), revision=2), told(Told("s1", 1)), **wanted)
    assert [found.holds for found in later.matches] == [True]


def test_a_report_in_another_language_does_not_withdraw():
    decision = decide(revised(make_report("x", "y", language="fr")), told(Told("s1", 1)), languages=("en",))
    assert decision.matches == ()


def test_every_report_is_told_to_whoever_asks_for_every_report():
    reports = [repeated(OTHER, reports=count) for count in (2, 3)]
    found = [decide(each, told(Told("s1", 1)), keywords="Kunduz", updates=Updates.EVERY) for each in reports]
    assert [len(decision.matches) for decision in found] == [1, 1]
    assert found[0].matches[0].id != found[1].matches[0].id
    assert [decision.ledger for decision in found] == [None, None]


def test_that_an_incident_has_passed_takes_nothing_back_from_whoever_was_told_and_is_no_match_for_others():
    passed = revised(urgency=Urgency.PAST, killed=Count(3))
    later = decide(passed, told(Told("s1", 1)), urgency=Urgency.EXPECTED, events=("attacks",))
    assert [found.holds for found in later.matches] == [True]
    assert [reason.clause for reason in later.matches[0].reasons] == ["events"]
    assert decide(passed, urgency=Urgency.EXPECTED).matches == ()


def test_a_toll_that_is_corrected_below_what_was_asked_is_told_to_hold_no_longer():
    decision = decide(revised(killed=Count(8, 8, 8)), told(Told("s1", 1)), casualties=("killed >= 10",))
    assert [found.holds for found in decision.matches] == [False]
    assert [(reason.clause, reason.found) for reason in decision.matches[0].reasons] == [
        ("casualties", "other_count: killed 8 (asked for killed >= 10)")
    ]


def test_a_deleted_subscription_is_told_nothing_more():
    decision = match(revised(), SubscriptionIndex(), told(Told("s1", 1)))
    assert decision.matches == ()


def test_the_same_record_makes_the_same_ids_and_another_revision_others():
    once, again = (decide(make_incident(WORDY)).matches[0].id for _ in range(2))
    later = decide(revised(), told(Told("s1", 1))).matches[0].id
    assert once == again
    assert once != later


def test_a_long_text_is_cut_in_the_match_and_its_reasons_keep_their_words():
    text = "x " * LONGEST_TEXT + "Kunduz"
    found = decide(make_incident(make_report("t", text)), keywords="Kunduz").matches[0]
    assert len(found.incident.report.text) == LONGEST_TEXT
    assert [span.text for reason in found.reasons for span in reason.spans] == ["Kunduz"]


@pytest.mark.parametrize(("country", "counted"), [(None, 1), ("PK", 0)])
def test_candidates_without_a_known_country_are_counted(country, counted):
    decision = decide(make_incident(WORDY, country=country), regions=("AF", "IR"), keywords="Takhar OR Kunduz")
    assert decision.matches == ()
    assert decision.no_country == counted


OTHERS = tuple(f"inc-{number:020x}" for number in (2, 3))
MUTE = (*OTHERS, INCIDENT)


def test_a_match_says_of_what_is_muted_no_more_than_whether_its_incident_is():
    (muted,) = decide(make_incident(WORDY), mute=MUTE).matches
    assert muted.deliver.mute == (INCIDENT,)
    (other,) = decide(make_incident(WORDY), mute=OTHERS).matches
    assert other.deliver.mute == ()


def test_a_muted_incident_is_remembered_as_one_that_held_and_was_not_told():
    decision = decide(make_incident(WORDY), keywords="Kunduz", mute=MUTE)
    assert decision.ledger == told(Told("s1", 0))
    later = decide(repeated(OTHER), decision.ledger, keywords="Kunduz")
    assert [found.holds for found in later.matches] == [True], "once it is unmuted, the next report tells it"
    assert later.ledger == told(Told("s1", 1))


def test_what_a_muted_incident_has_become_is_not_remembered_as_told():
    lost = revised(level=SeverityLevel.MINOR)
    decision = decide(lost, told(Told("s1", 1)), severity=SeverityLevel.SEVERE, mute=MUTE)
    assert [found.holds for found in decision.matches] == [False]
    assert decision.ledger is None


def test_a_muted_incident_that_ceased_to_hold_can_still_be_told_not_to_have_happened():
    lost = decide(revised(level=SeverityLevel.MINOR), told(Told("s1", 1)), severity=SeverityLevel.SEVERE, mute=MUTE)
    before = lost.ledger or told(Told("s1", 1))
    denied = revised(revision=3, level=SeverityLevel.MINOR, modality=Modality.NEGATED)
    decision = decide(denied, before, severity=SeverityLevel.SEVERE, mute=MUTE)
    assert [found.holds for found in decision.matches] == [False]
