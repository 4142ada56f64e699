"""Records and state of other versions: what the next minor one adds is passed over, what another major says is not taken."""

import json
from typing import Any

import pytest

from agents.match.agent import Subscriptions
from schemas.alert import Alert
from schemas.codec import decode, encode
from schemas.errors import Reason, RecordError
from schemas.feedback import Feedback, Judgement
from schemas.formats.subscription import read_subscription
from streams.feedback import feedback_on
from streams.handling import Handling
from streams.metrics import Metrics
from streams.restore import _take
from tests.integration.test_broken_stages import HELD, READS, STATES, WHEN, key_of, sound, stages, writes
from tests.streams.toys import Stored

RECORDS = [topic for topic in READS if topic != "articles"]  # which are others' own, and have no version


def next_minor(raw: bytes) -> bytes:
    """The record as the next minor version would write it: each object in it has a member that nobody knows."""
    document = grown(json.loads(raw))
    return json.dumps(document | {"schema": document["schema"].rpartition(".")[0] + ".7"}).encode()


def grown(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: grown(member) for name, member in value.items()} | {"of-the-future": {"deep": [1, None]}}
    return [grown(member) for member in value] if isinstance(value, list) else value


def next_major(raw: bytes) -> bytes:
    document = json.loads(raw)
    return json.dumps(document | {"schema": document["schema"].partition("/")[0] + "/2.0"}).encode()


def written_by(topic: str, raw: bytes) -> list[tuple[str, bytes | None, bytes | None]]:
    return [(write.topic, write.key, write.value) for write in writes(stages()[READS[topic]], topic, raw)]


@pytest.mark.parametrize("topic", RECORDS)
def test_a_record_of_the_next_minor_version_leads_to_what_it_would_lead_to_in_this_one(topic: str) -> None:
    assert written_by(topic, next_minor(sound()[topic])) == written_by(topic, sound()[topic]) != []


@pytest.mark.parametrize("topic", RECORDS)
async def test_a_record_of_another_major_version_is_a_dead_letter_that_names_it(topic: str) -> None:
    stage = stages()[READS[topic]]
    record = Stored(topic=topic, value=next_major(sound()[topic]), timestamp=WHEN)
    work = await Handling(0, [stage], 60.0).work_through([(stage, record)], None)
    assert work.letters == {(stage.name, "unknown_version"): 1}
    assert not work.unsettled
    said = dict(work.writes[0].headers)
    assert said["tocsin-reason"] == b"unknown_version"
    assert b"/2.0'" in said["tocsin-error"]
    assert work.writes[0].value == record.value


@pytest.mark.parametrize("record", STATES)
def test_state_of_the_next_minor_version_is_taken_and_of_another_major_counted(
    record: str, caplog: pytest.LogCaptureFixture
) -> None:
    stage, metrics = stages()[STATES[record]], Metrics()
    topic, _, kind = record.partition("/")

    def restored(raw: bytes) -> int:
        stage.clear()
        _take(stage, topic, Stored(topic=topic, key=key_of(kind, raw), value=raw), metrics)
        return stage.size()

    refused = {"stage": stage.name, "reason": "restore_unknown_version"}
    assert json.loads(sound()[record])["schema"] == {"told": "told/1.0", "desk": "desk/1.0"}.get(
        kind, {"ledger": "ledger/1.0", "incidents": "incident/1.0"}.get(topic)
    )
    assert restored(next_minor(sound()[record])) == 1
    assert not metrics.registry.get_sample_value("tocsin_dead_letters_total", refused)
    assert restored(next_major(sound()[record])) == 0
    assert metrics.registry.get_sample_value("tocsin_dead_letters_total", refused) == 1
    assert "/2.0'" in caplog.text


@pytest.mark.parametrize("record", [record for record in STATES if record != "incidents"])
def test_state_from_before_it_said_its_version_is_taken(record: str) -> None:
    stage = stages()[STATES[record]]
    topic, _, kind = record.partition("/")
    document = json.loads(sound()[record])
    del document["schema"]
    raw = json.dumps(document).encode()
    stage.restore(topic, key_of(kind, raw), raw)
    assert stage.size() == 1


def test_a_subscription_of_the_next_minor_version_counts_and_of_another_major_is_refused() -> None:
    metrics = Metrics()
    subscriptions = Subscriptions(metrics)
    raw = encode(read_subscription(HELD))
    assert subscriptions.change("somalia", next_minor(raw)) == "africa"
    assert subscriptions.change("somalia", next_major(raw)) is None
    assert subscriptions.count == 1
    assert metrics.registry.get_sample_value("tocsin_subscriptions_refused_total") == 1


def test_alerts_and_verdicts_of_the_next_minor_version_are_read_and_of_another_major_named() -> None:
    alert = decode(alert_bytes(), Alert)
    verdict = feedback_on(alert, Judgement.USEFUL, reason="", by="ana", at=alert.issued)
    for raw, kind in ((alert_bytes(), Alert), (encode(verdict), Feedback)):
        assert decode(next_minor(raw), kind) == decode(raw, kind)
        with pytest.raises(RecordError, match=r"/2\.0'") as error:
            decode(next_major(raw), kind)
        assert error.value.reason is Reason.UNKNOWN_VERSION


def alert_bytes() -> bytes:
    """As the stage writes it: of a subscription that holds nothing back."""
    match = json.loads(sound()["matches"])
    match["deliver"] = {}
    return next(
        value or b"" for topic, _, value in written_by("matches", json.dumps(match).encode()) if "alerts" in topic
    )
