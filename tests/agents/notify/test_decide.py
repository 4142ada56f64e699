"""The whole decision on one match."""

from dataclasses import replace
from datetime import timedelta

from agents.notify.decide import decide, due
from agents.notify.updates import Outcome
from schemas.alert import AlertKind
from schemas.levels import SeverityLevel
from schemas.subscription import Updates
from schemas.taxonomy import Modality
from tests.agents.notify.strategies import MORNING, NIGHT, NOON, QUIET, city, make_facts, make_match


def run(*matches, now=NIGHT):
    """The decisions on matches that follow each other, with the state that each leaves."""
    told, desk, made = {}, None, []
    for match in matches:
        incident = match.incident.id
        decision = decide(match, told.get(incident), desk, now)
        told[incident], desk = decision.told or told.get(incident), decision.desk or desk
        made.append(decision)
    return made, told[matches[-1].incident.id], desk


def released(desk, now=MORNING):
    return due(desk, now)[0]


def test_a_first_match_alerts_at_once_and_is_remembered():
    decision = decide(make_match(), None, None, NOON)
    assert decision.outcome is Outcome.FIRST
    assert [alert.kind for alert in decision.alerts] == [AlertKind.NEW]
    assert (decision.told.known.revision, decision.told.before) == (1, None)
    assert decision.desk is None


def test_the_same_match_again_changes_nothing():
    (_, again), _, _ = run(make_match(), make_match(), now=NOON)
    assert (again.outcome, again.alerts, again.told, again.desk) == (Outcome.ALREADY_TOLD, (), None, None)


def test_a_revision_before_the_one_that_was_told_is_old_news():
    (_, old), _, _ = run(make_match(revision=3), make_match(make_facts(killed=99), revision=2), now=NOON)
    assert old.outcome is Outcome.ALREADY_TOLD


def test_a_risen_toll_sends_an_update_that_says_so():
    (_, update), _, _ = run(make_match(), make_match(make_facts(killed=12), revision=2), now=NOON)
    assert update.alerts[0].kind is AlertKind.UPDATE
    assert update.alerts[0].changed == "killed 3 → 12"


def test_changes_are_told_against_what_was_told_and_not_against_the_last_revision():
    moved = make_facts(place=city("Kabul"))
    worse = make_facts(place=city("Kabul"), killed=12)
    (_, silent, update), _, _ = run(
        make_match(), make_match(moved, revision=2), make_match(worse, revision=3), now=NOON
    )
    assert silent.outcome is Outcome.NOT_ESCALATED
    assert update.alerts[0].changed == "killed 3 → 12, place Kunduz → Kabul"


def test_quiet_hours_hold_and_then_send():
    (decision,), told, desk = run(make_match(quiet=QUIET))
    assert (decision.outcome, decision.judged, decision.alerts) == (Outcome.HELD_QUIET, Outcome.FIRST, ())
    assert told.before is None
    assert due(desk, MORNING - timedelta(seconds=1)) == (None, desk)
    assert released(desk).kind is AlertKind.NEW


def test_a_first_alert_that_waits_is_brought_up_to_date_and_stays_new():
    _, _, desk = run(make_match(quiet=QUIET), make_match(make_facts(killed=12), revision=2, quiet=QUIET))
    alert = released(desk)
    assert (alert.kind, alert.revision, alert.changed) == (AlertKind.NEW, 2, "")
    assert "12 killed" in alert.headline


def test_the_same_match_again_leaves_what_is_held_as_it_is():
    (_, again), _, desk = run(make_match(quiet=QUIET), make_match(quiet=QUIET))
    assert (again.outcome, again.judged) == (Outcome.STILL_HELD, Outcome.FIRST)
    assert (again.alerts, again.told, again.desk) == ((), None, None)
    assert released(desk).kind is AlertKind.NEW


def test_what_is_held_over_budget_and_sent_again_raises_no_further_notice():
    held = make_match(budget=1)
    decisions, _, _ = run(
        make_match(budget=1, name="one"),
        held,
        make_match(make_facts(level=SeverityLevel.SEVERE), budget=1, name="two"),
        held,
        now=NOON,
    )
    kinds = [alert.kind for decision in decisions for alert in decision.alerts]
    assert kinds == [AlertKind.NEW, AlertKind.NOTICE, AlertKind.NEW]


def test_a_further_report_brings_what_is_held_up_to_date():
    first = make_match(quiet=QUIET)
    report = replace(first.incident.report, article="article-2")
    _, told, desk = run(first, replace(first, incident=replace(first.incident, report=report, reports=2)))
    assert told.known.reports == 2
    assert released(desk).citation.article == "article-2"


def test_an_update_that_waits_is_told_against_what_the_reader_saw():
    (first,), told, _ = run(make_match(), now=NOON)
    assert first.alerts
    one = decide(make_match(make_facts(killed=7), revision=2, quiet=QUIET), told, None, NIGHT)
    two = decide(make_match(make_facts(killed=12), revision=3, quiet=QUIET), one.told, one.desk, NIGHT)
    assert released(two.desk).changed == "killed 3 → 12"


def test_a_correction_of_what_nobody_saw_is_not_sent_and_what_was_held_is_withdrawn():
    (_, lost), told, desk = run(make_match(quiet=QUIET), make_match(revision=2, holds=False, quiet=QUIET))
    assert (lost.outcome, lost.judged) == (Outcome.WITHDRAWN, Outcome.NEVER_TOLD)
    assert released(desk) is None
    assert told.known is None


def test_what_was_withdrawn_is_new_when_it_holds_again():
    lost = make_match(revision=2, holds=False, quiet=QUIET)
    _, _, desk = run(make_match(quiet=QUIET), lost, make_match(revision=3, quiet=QUIET))
    assert released(desk).kind is AlertKind.NEW


def test_an_update_that_is_taken_back_while_it_waits_leaves_nothing_to_tell():
    _, told, _ = run(make_match(), now=NOON)
    worse = decide(make_match(make_facts(killed=12), revision=2, quiet=QUIET), told, None, NIGHT)
    back = decide(make_match(make_facts(killed=3), revision=3, quiet=QUIET), worse.told, worse.desk, NIGHT)
    assert (back.outcome, back.judged) == (Outcome.WITHDRAWN, Outcome.ALREADY_TOLD)
    assert released(back.desk) is None


def test_a_correction_that_waits_goes_to_who_was_told():
    _, told, _ = run(make_match(), now=NOON)
    lost = decide(make_match(revision=2, holds=False, quiet=QUIET), told, None, NIGHT)
    alert = released(lost.desk)
    assert alert.kind is AlertKind.CORRECTION
    assert alert.changed.startswith("no longer meets this subscription")


def test_a_denied_attack_is_cancelled_for_who_was_told_of_it():
    denied = make_match(make_facts(modality=Modality.NEGATED), revision=2, holds=False, updates=Updates.NEVER)
    (_, cancel), _, _ = run(make_match(updates=Updates.NEVER), denied, now=NOON)
    assert cancel.alerts[0].kind is AlertKind.CANCEL


def test_what_bypasses_the_quiet_hours_takes_the_place_of_what_was_held():
    grave = make_match(make_facts(killed=40, level=SeverityLevel.SEVERE), revision=2, quiet=QUIET)
    (_, loud), told, desk = run(make_match(quiet=QUIET), grave)
    assert loud.outcome is Outcome.FIRST
    assert loud.alerts[0].kind is AlertKind.NEW
    assert desk.held == ()
    assert told.before is None


def test_after_the_release_the_reader_knows_what_was_held():
    _, told, desk = run(make_match(quiet=QUIET))
    _, after = due(desk, MORNING)
    update = decide(make_match(make_facts(killed=12), revision=2, quiet=QUIET), told, after, NOON)
    assert update.alerts[0].changed == "killed 3 → 12"


def test_one_incident_does_not_release_or_replace_another():
    (_, second), _, desk = run(make_match(quiet=QUIET), make_match(name="incident-2", quiet=QUIET))
    assert second.outcome is Outcome.HELD_QUIET
    assert [item.incident for item in released(desk).items] == ["incident-1", "incident-2"]


def test_a_digest_bears_the_title_that_the_subscription_has_now():
    renamed = make_match(name="incident-2", title="Kunduz and Kabul", quiet=QUIET)
    _, _, desk = run(make_match(quiet=QUIET), renamed)
    assert released(desk).title == "Kunduz and Kabul"


def test_a_match_that_is_worth_nothing_leaves_the_state_alone():
    decision = decide(make_match(holds=False), None, None, NOON)
    assert (decision.outcome, decision.told, decision.desk, decision.alerts) == (Outcome.NEVER_TOLD, None, None, ())


MUTE = ("incident-1",)


def test_a_muted_incident_changes_nothing():
    decision = decide(make_match(mute=MUTE), None, None, NOON)
    assert (decision.outcome, decision.alerts, decision.told, decision.desk) == (Outcome.MUTED, (), None, None)


def test_a_muted_incident_is_not_held_either():
    for wait in ({"quiet": QUIET}, {"digest": 900}):
        (decision,), _, desk = run(make_match(mute=MUTE, **wait))
        assert (decision.outcome, desk) == (Outcome.MUTED, None)


def test_a_muted_incident_spends_no_budget_and_raises_no_notice():
    first = make_match(budget=1, name="one")
    (_, muted), _, desk = run(first, make_match(mute=MUTE, budget=1), now=NOON)
    assert (muted.outcome, muted.alerts, desk.sent) == (Outcome.MUTED, (), 1)


def test_once_it_is_unmuted_an_incident_is_told_against_what_was_read_last():
    while_muted = make_match(make_facts(killed=7), revision=2, mute=MUTE)
    after = make_match(make_facts(killed=12), revision=3)
    (_, muted, update), _, _ = run(make_match(), while_muted, after, now=NOON)
    assert muted.outcome is Outcome.MUTED
    assert update.alerts[0].changed == "killed 3 → 12"


def test_once_it_is_unmuted_an_incident_of_which_nobody_was_told_is_new():
    (_, first), _, _ = run(make_match(mute=MUTE), make_match(revision=2), now=NOON)
    assert first.alerts[0].kind is AlertKind.NEW


def test_once_it_is_unmuted_it_is_said_that_it_is_not_what_was_asked_for_any_more():
    lost = make_match(revision=2, holds=False, mute=MUTE)
    (_, muted, correction), _, _ = run(make_match(), lost, make_match(revision=3, holds=False), now=NOON)
    assert muted.outcome is Outcome.MUTED
    assert correction.alerts[0].kind is AlertKind.CORRECTION


def test_what_was_held_when_its_incident_was_muted_is_withdrawn_by_its_next_match():
    (_, muted), told, desk = run(make_match(quiet=QUIET), make_match(revision=2, mute=MUTE, quiet=QUIET))
    assert (muted.outcome, muted.alerts) == (Outcome.MUTED, ())
    assert released(desk) is None
    assert (told.known, told.before) == (None, None)


def test_an_update_that_is_withdrawn_by_muting_leaves_what_was_read():
    _, told, _ = run(make_match(), now=NOON)
    worse = decide(make_match(make_facts(killed=7), revision=2, quiet=QUIET), told, None, NIGHT)
    muted = decide(make_match(make_facts(killed=9), revision=3, mute=MUTE, quiet=QUIET), worse.told, worse.desk, NIGHT)
    assert (muted.told.known, muted.told.before) == (told.known, None)
    unmuted = decide(make_match(make_facts(killed=12), revision=4), muted.told, muted.desk, NOON)
    assert unmuted.alerts[0].changed == "killed 3 → 12"


def test_muting_one_incident_leaves_what_is_held_of_another():
    _, _, desk = run(
        make_match(quiet=QUIET), make_match(name="incident-2", quiet=QUIET), make_match(mute=MUTE, quiet=QUIET)
    )
    assert released(desk).incident == "incident-2"


def test_a_denied_attack_is_cancelled_although_it_is_muted_for_who_was_told_of_it():
    denied = make_match(make_facts(modality=Modality.NEGATED), revision=2, holds=False, mute=MUTE)
    (_, cancel), told, _ = run(make_match(), denied, now=NOON)
    assert cancel.alerts[0].kind is AlertKind.CANCEL
    assert not told.known.holds
    assert decide(denied, None, None, NOON).outcome is Outcome.MUTED


def test_a_denial_in_quiet_hours_takes_the_place_of_the_update_that_was_held_when_the_incident_was_muted():
    _, told, _ = run(make_match(), now=NOON)
    worse = decide(make_match(make_facts(killed=12), revision=2, quiet=QUIET), told, None, NIGHT)
    facts = make_facts(modality=Modality.NEGATED)
    denied = decide(make_match(facts, revision=3, holds=False, mute=MUTE, quiet=QUIET), worse.told, worse.desk, NIGHT)
    assert (denied.outcome, denied.judged) == (Outcome.HELD_QUIET, Outcome.RETRACTED)
    alert, _ = due(denied.desk, MORNING, MUTE)
    assert alert.kind is AlertKind.CANCEL


def test_what_is_muted_by_now_is_not_due():
    _, _, desk = run(make_match(quiet=QUIET), make_match(name="incident-2", quiet=QUIET))
    alert, after = due(desk, MORNING, MUTE)
    assert alert.incident == "incident-2"
    assert after.incidents() == MUTE
