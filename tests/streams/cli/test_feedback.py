import asyncio
import json
from dataclasses import replace

import pytest

from schemas.alert import AlertKind
from schemas.codec import encode
from streams.admin import ensure_alert_topics
from streams.settings import Settings
from tests.streams.cli.conftest import Command
from tests.streams.test_feedback import ALERT
from tests.support import system

DIGEST = replace(ALERT, id="d-1", kind=AlertKind.DIGEST, facts=None, incident=None, items=(replace(ALERT, id="a-2"),))


@pytest.mark.kafka
def test_feedback_on_an_alert_is_kept_and_counted(tocsin: Command, settings: Settings) -> None:
    asyncio.run(ensure_alert_topics(settings, {"africa", "asia"}))
    asyncio.run(system.send_raw(settings, "alerts.africa", [b"{broken", encode(ALERT), encode(DIGEST)], key=b"inc-1"))
    said = tocsin("feedback", "a-1", "false-alarm", "--reason", "a film", "--by", "ana")
    assert said.exit_code == 0, said.stderr
    assert said.stderr.endswith("false-alarm from ana: a-1 of horn\n")
    assert tocsin("feedback", "a-1", "useful", "--by", "ben").exit_code == 0
    assert tocsin("feedback", "a-2", "useful", "--by", "ana").exit_code == 0, "one of a digest's"
    digest = tocsin("feedback", "d-1", "useful")
    assert digest.exit_code == 1
    assert "one by one (a-2)" in digest.stderr
    found = [json.loads(line) for line in tocsin("feedback", "list", "--json").stdout.splitlines()]
    assert [(entry["alert"], entry["verdict"], entry["by"], entry["reason"]) for entry in found] == [
        ("a-1", "false-alarm", "ana", "a film"),
        ("a-1", "useful", "ben", ""),
        ("a-2", "useful", "ana", ""),
    ]
    assert [record.key for record in asyncio.run(system.records(settings, "feedback"))] == [b"a-1", b"a-1", b"a-2"]
    assert tocsin("feedback", "list").stdout.count("attacks.bombing") == 3
    counted = [json.loads(line) for line in tocsin("feedback", "counts", "--json").stdout.splitlines()]
    assert counted[:2] == [
        {"kind": "subscription", "name": "horn", "useful": 2, "false_alarms": 1},
        {"kind": "event", "name": "attacks.bombing", "useful": 2, "false_alarms": 1},
    ]
    assert tocsin("feedback", "counts").stdout.splitlines()[1].split() == ["subscription", "horn", "2", "1"]


@pytest.mark.kafka
def test_a_wrong_id_is_refused_and_nothing_is_written(tocsin: Command, settings: Settings) -> None:
    result = tocsin("feedback", "nothing\x1b[2J", "useful")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: there is no alert 'nothing")
    assert len(result.stderr.splitlines()) == 1
    assert tocsin("feedback", "list", "--json").stdout == ""
    assert asyncio.run(system.records(settings, "feedback")) == []


@pytest.mark.kafka
def test_a_record_that_is_no_feedback_is_named(tocsin: Command, settings: Settings) -> None:
    tocsin("topics", "--create")
    asyncio.run(system.send_raw(settings, "feedback", [b"{broken"], key=b"a"))
    result = tocsin("feedback", "list")
    assert result.exit_code == 0
    assert "feedback@0: " in result.stderr


@pytest.mark.parametrize(
    "args", [["a-1"], ["a-1", "nice"], ["a-1", "useful", "--by", "x" * 2001], ["a-1", "useful", "--reason", "\udcff"]]
)
def test_a_verdict_is_one_of_two_and_its_words_are_text_of_a_length(offline: Command, args: list[str]) -> None:
    result = offline("feedback", *args)
    assert result.exit_code == 2
    assert "Error: " in result.stderr
