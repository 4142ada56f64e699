import json
from pathlib import Path

import pytest

from streams.cli.common import CONTROL
from streams.local import sample
from tests.streams.cli.conftest import Command
from tests.streams.cli.test_trace import HORN, STORY

SAMPLE = Path(sample.__file__).parent / "subscriptions"
QUIET_DAY = "A quiet day at the market in Mogadishu."


def subscription(tests: dict[str, object], **fields: object) -> str:
    when = {"events": ["attacks"], "regions": ["SO"], "severity": "moderate"}
    return json.dumps({"id": "horn", "subscriber": "africa-desk", "when": when, "tests": tests} | fields)


@pytest.fixture
def holds(tmp_path: Path) -> Path:
    file = tmp_path / "holds.json"
    file.write_text(subscription({"must": [STORY], "must_not": [QUIET_DAY]}))
    return file


@pytest.fixture
def fails(tmp_path: Path) -> Path:
    file = tmp_path / "fails.json"
    elsewhere = "Bomb in Kunduz\n\n" + STORY.replace("Mogadishu", "Kunduz").replace("MOGADISHU", "KUNDUZ")
    file.write_text(subscription({"must": [elsewhere, QUIET_DAY], "must_not": [STORY]}))
    return file


def test_the_subscriptions_of_the_sample_hold_what_their_examples_say(offline: Command) -> None:
    result = offline("subscriptions", "test", str(SAMPLE))
    assert result.exit_code == 0, result.stdout
    assert result.stderr.startswith("10 subscriptions, ")
    assert result.stderr.endswith(" examples, 0 failed\n")
    assert {line.partition(":")[0] for line in result.stdout.splitlines()} == {file.stem for file in SAMPLE.iterdir()}


def test_each_example_is_ok_or_says_which_clause_failed_or_was_met(offline: Command, holds: Path, fails: Path) -> None:
    kept = offline("subscriptions", "test", str(holds))
    assert kept.exit_code == 0
    assert [line.rpartition(": ")[2] for line in kept.stdout.splitlines()] == ["ok", "ok"]
    broken = offline("subscriptions", "test", str(fails))
    assert broken.exit_code == 1
    elsewhere, nothing, alerting = broken.stdout.splitlines()
    assert elsewhere.startswith("horn: must[1] 'Bomb in Kunduz': must alert and does not: the first clause that failed")
    assert "regions (elsewhere): found Kunduz, AF, asked for SO" in elsewhere.replace("Kunduz, Kunduz", "Kunduz")
    assert "is events (nothing_recognised)" in nothing
    assert "must not alert and does: matched clauses events: attacks" in alerting
    assert "regions: Mogadishu" in alerting
    assert broken.stderr == "1 subscriptions, 3 examples, 3 failed\n"


def test_as_json_it_is_one_object_an_example(offline: Command, fails: Path) -> None:
    found = [json.loads(line) for line in offline("subscriptions", "test", str(fails), "--json").stdout.splitlines()]
    assert [(entry["list"], entry["number"], entry["ok"], entry["alerts"]) for entry in found] == [
        ("must", 1, False, False),
        ("must", 2, False, False),
        ("must_not", 1, False, True),
    ]
    assert found[0]["title"] == "Bomb in Kunduz"
    assert found[0]["failed"]["clause"] == "regions"
    assert found[2]["failed"] is None
    assert {reason["clause"] for reason in found[2]["reasons"]} == {"events", "regions", "severity"}


def test_examples_know_nothing_of_one_another(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "twice.json").write_text(subscription({"must": [STORY, STORY]}))
    assert offline("subscriptions", "test", "twice.json").exit_code == 0


def test_what_holds_alerts_back_plays_no_part(offline: Command, tmp_path: Path) -> None:
    deliver = {"digest": "1d", "quiet": {"zone": "UTC", "from": "00:00", "to": "23:59"}}
    (tmp_path / "held.json").write_text(subscription({"must": [STORY]}, deliver=deliver))
    assert offline("subscriptions", "test", "held.json").exit_code == 0


def test_the_fields_of_an_example_are_those_of_its_article(offline: Command, tmp_path: Path) -> None:
    when = {"keywords": "market", "sources": {"include": ["wire.example"]}}
    article = {"text": QUIET_DAY, "source": "wire.example", "published": "2024-03-05", "language": "en-GB"}
    tests = {"must": [article], "must_not": [article | {"source": "other.example"}]}
    (tmp_path / "words.json").write_text(subscription(tests, when=when))
    result = offline("subscriptions", "test", "words.json")
    assert result.exit_code == 0, result.stdout


def test_without_examples_there_is_nothing_to_run(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "horn.yaml").write_text(HORN)
    result = offline("subscriptions", "test", "horn.yaml")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "1 subscriptions, 0 examples, 0 failed\n")


def test_what_an_example_holds_cannot_write_to_the_terminal(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text(subscription({"must": ["A quiet\x1b[2J day"]}))
    result = offline("subscriptions", "test", "bad.json")
    assert set(CONTROL.findall(result.stdout + result.stderr)) == {"\n"}


def test_apply_refuses_all_where_one_example_fails(offline: Command, holds: Path, fails: Path) -> None:
    fails.write_text(fails.read_text().replace('"horn"', '"other"'))
    result = offline("subscriptions", "apply", str(holds), str(fails), "--dry-run")
    assert result.exit_code == 1
    *named, last = result.stderr.splitlines()
    assert all(line.startswith("error: other: must") for line in named)
    assert len(named) == 3
    assert last == "error: 3 examples failed; nothing was written (--no-tests writes all the same)"
    assert offline("subscriptions", "apply", str(holds), "--dry-run").exit_code == 0
    assert offline("subscriptions", "apply", str(fails), "--dry-run", "--no-tests").exit_code == 0


@pytest.mark.kafka
def test_examples_are_stored_with_the_subscription(tocsin: Command, holds: Path, fails: Path) -> None:
    assert tocsin("subscriptions", "apply", str(fails)).exit_code == 1
    assert tocsin("subscriptions", "list", "--json").stdout == ""
    assert tocsin("subscriptions", "apply", str(holds)).exit_code == 0
    stored = json.loads(tocsin("subscriptions", "get", "horn", "--json").stdout)
    assert stored["tests"] == {"must": [STORY], "must_not": [QUIET_DAY]}
