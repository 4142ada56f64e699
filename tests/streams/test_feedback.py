from dataclasses import replace
from datetime import UTC, datetime

import pytest

from schemas.alert import Alert, AlertKind
from schemas.codec import decode, encode
from schemas.event import Driver, Severity
from schemas.feedback import Feedback, Judgement
from schemas.incident import Facts
from schemas.levels import SeverityLevel
from schemas.taxonomy import EventType
from streams.feedback import NotJudged, Row, counts, feedback_on, standing

NOON = datetime(2024, 3, 5, 12, tzinfo=UTC)
DRIVERS = tuple(Driver(name="x", value="1", points=2, rule=rule) for rule in ("weapon-explosive", "fatalities-10"))
SEVERITY = Severity(level=SeverityLevel.SEVERE, score=9, drivers=DRIVERS, floor="many-dead")
ALERT = Alert(
    id="a-1", kind=AlertKind.NEW, subscription="horn", subscriber="africa", title="", headline="Bomb", issued=NOON,
    incident="inc-1", facts=Facts(type=EventType.ATTACKS, subtype="bombing", severity=SEVERITY),
)  # fmt: skip


def given(alert: str, verdict: Judgement, by: str = "ana", **fields: object) -> Feedback:
    on = replace(ALERT, id=alert)
    return replace(feedback_on(on, verdict, reason="", by=by, at=NOON), **fields)


def test_a_verdict_keeps_what_the_alert_told_and_which_rules_spoke() -> None:
    found = feedback_on(ALERT, Judgement.FALSE_ALARM, reason="a film", by="ana", at=NOON)
    assert found == Feedback(
        alert="a-1", subscription="horn", subscriber="africa", verdict=Judgement.FALSE_ALARM, at=NOON, incident="inc-1",
        event="attacks.bombing", rules=("weapon-explosive", "fatalities-10", "many-dead"), reason="a film", by="ana",
    )  # fmt: skip
    assert decode(encode(found), Feedback) == found


def test_what_tells_of_no_incident_itself_is_not_judged() -> None:
    digest = replace(ALERT, id="d", kind=AlertKind.DIGEST, facts=None, items=(ALERT,))
    with pytest.raises(NotJudged, match=r"one by one \(a-1\)"):
        feedback_on(digest, Judgement.USEFUL, reason="", by="", at=NOON)
    with pytest.raises(NotJudged, match="about the subscription"):
        feedback_on(replace(ALERT, kind=AlertKind.NOTICE, facts=None), Judgement.USEFUL, reason="", by="", at=NOON)


def test_of_a_persons_verdicts_on_one_alert_the_last_stands() -> None:
    first, second = given("a", Judgement.USEFUL), given("a", Judgement.FALSE_ALARM)
    other, another = given("a", Judgement.USEFUL, by="ben"), given("b", Judgement.USEFUL)
    assert standing([first, other, second, another]) == [second, other, another]


def test_counts_are_by_subscription_event_and_rule_the_noisiest_first() -> None:
    verdicts = [
        given("a", Judgement.USEFUL, rules=("fatalities-10",)),
        given("b", Judgement.FALSE_ALARM, subscription="asia", rules=("weapon-explosive", "fatalities-10")),
        given("c", Judgement.USEFUL, event=None, rules=()),
    ]
    assert counts(verdicts) == [
        Row("subscription", "asia", 0, 1),
        Row("subscription", "horn", 2, 0),
        Row("event", "attacks.bombing", 1, 1),
        Row("event", "unknown", 1, 0),
        Row("rule", "fatalities-10", 1, 1),
        Row("rule", "weapon-explosive", 0, 1),
    ]
