"""Building alerts."""

from datetime import timedelta

from hypothesis import given

from agents.notify.alerts import alert_for, alert_id, budget_notice, digest_of
from agents.notify.updates import KINDS, Outcome
from schemas.alert import AlertKind
from schemas.codec import decode, encode
from schemas.levels import SeverityLevel
from tests.agents.notify.strategies import NOON, facts, make_alert, make_desk, make_facts, make_known, make_match

LATER = NOON + timedelta(hours=7)


def test_a_first_alert_tells_the_facts_and_why_and_cites_its_report():
    match = make_match()
    alert = alert_for(match, None, Outcome.FIRST, NOON)
    assert alert.kind is AlertKind.NEW
    assert (alert.changes, alert.changed) == ((), "")
    assert (alert.incident, alert.revision, alert.facts) == ("incident-1", 1, match.incident.facts)
    assert alert.why == match.reasons
    assert (alert.citation.article, alert.citation.source) == ("article-1", "wire.example")
    assert alert.headline == "Moderate: suicide bombing in Kunduz (AF), 3 killed"


def test_an_update_tells_what_changed_since_this_reader_was_told():
    match = make_match(make_facts(killed=12), revision=5)
    alert = alert_for(match, make_known(revision=2), Outcome.ESCALATED, NOON)
    assert alert.kind is AlertKind.UPDATE
    assert alert.changed == "killed 3 → 12"


def test_an_id_is_the_same_in_a_replay_at_another_time():
    one = alert_for(make_match(), None, Outcome.FIRST, NOON)
    other = alert_for(make_match(), None, Outcome.FIRST, LATER)
    assert one.id == other.id
    assert one.id.startswith("alert-")


def test_ids_differ_by_subscription_incident_revision_and_kind():
    made = {
        alert_for(make_match(), None, Outcome.FIRST, NOON).id,
        alert_for(make_match(subscription="other"), None, Outcome.FIRST, NOON).id,
        alert_for(make_match(name="incident-2"), None, Outcome.FIRST, NOON).id,
        alert_for(make_match(revision=2), None, Outcome.FIRST, NOON).id,
        alert_for(make_match(), make_known(), Outcome.NO_LONGER_HOLDS, NOON).id,
        alert_for(make_match(), make_known(), Outcome.ESCALATED, NOON).id,
    }
    assert len(made) == 6


def test_two_further_reports_of_one_revision_have_two_ids():
    ids = {alert_for(make_match(reports=n), make_known(), Outcome.FURTHER_REPORT, NOON).id for n in (2, 3)}
    assert len(ids) == 2


def test_parts_of_an_id_do_not_run_into_each_other():
    assert alert_id("ab", "c") != alert_id("a", "bc")
    assert alert_id("наблюдение", "事件").isascii()


def test_one_held_alert_goes_out_as_itself_issued_now():
    alert = make_alert()
    sent = digest_of(make_desk(alert), (alert,), LATER)
    assert (sent.id, sent.kind, sent.issued) == (alert.id, AlertKind.NEW, LATER)


def test_a_digest_holds_its_alerts_in_their_order_and_names_the_worst():
    alerts = (make_alert(1), make_alert(2, SeverityLevel.EXTREME), make_alert(3))
    digest = digest_of(make_desk(*alerts), alerts, LATER)
    assert digest.kind is AlertKind.DIGEST
    assert digest.items == alerts
    assert digest.headline == "3 alerts held for you, the worst of them Extreme"
    assert (digest.subscription, digest.subscriber, digest.title) == ("kunduz-watch", "asia-desk", "Kunduz")


def test_a_digest_of_the_same_alerts_has_the_same_id_and_one_of_others_has_another():
    one, two, three = make_alert(1), make_alert(2), make_alert(3)
    desk = make_desk()
    assert digest_of(desk, (one, two), NOON).id == digest_of(desk, (one, two), LATER).id
    assert digest_of(desk, (one, two), NOON).id != digest_of(desk, (one, three), NOON).id


def test_a_notice_is_one_for_a_day_and_a_threshold():
    def notice(floor, now):
        return budget_notice(make_match(), 20, floor, now).id

    assert notice(SeverityLevel.SEVERE, NOON) == notice(SeverityLevel.SEVERE, LATER)
    assert notice(SeverityLevel.SEVERE, NOON) != notice(SeverityLevel.EXTREME, NOON)
    assert notice(SeverityLevel.SEVERE, NOON) != notice(SeverityLevel.SEVERE, NOON + timedelta(days=1))


@given(facts, facts)
def test_every_alert_can_be_written_and_read_back(before, after):
    match = make_match(after, revision=2)
    for outcome in KINDS:
        alert = alert_for(match, make_known(before), outcome, NOON)
        assert decode(encode(alert), type(alert)) == alert
