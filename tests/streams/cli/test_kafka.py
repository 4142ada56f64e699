import json
from pathlib import Path

import pytest

from tests.streams.cli.conftest import Command


def test_where_no_cluster_was_started_status_says_how_to(offline: Command) -> None:
    result = offline("kafka", "status")
    assert result.exit_code == 1
    assert "tocsin kafka start" in result.stdout
    assert json.loads(offline("kafka", "status", "--json").stdout) == {"brokers": "", "nodes": []}


def test_there_is_nothing_to_stop_where_nothing_was_started(offline: Command, tmp_path: Path) -> None:
    result = offline("kafka", "stop")
    assert result.exit_code == 0
    assert "no local Kafka here" in result.stderr
    assert not (tmp_path / "data").exists(), "asking leaves no trace"


@pytest.mark.parametrize("command", ["start", "stop", "status"])
def test_a_folder_that_cannot_be_one_is_refused_in_one_line(offline: Command, tmp_path: Path, command: str) -> None:
    (tmp_path / "file").touch()
    for folder in ("a,b", "file"):
        result = offline("kafka", command, "--data", folder)
        assert result.exit_code in (0, 1, 2)
        assert len(result.stderr.splitlines()) <= 1


@pytest.mark.parametrize("command", [["start"], ["stop"], ["status"]])
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": 1}', b"\xff"])
def test_a_broken_state_file_is_named_in_one_line(
    offline: Command, tmp_path: Path, command: list[str], content: bytes
) -> None:
    (tmp_path / "data" / "kafka").mkdir(parents=True)
    (tmp_path / "data" / "kafka" / "kafka.json").write_bytes(content)
    result = offline("kafka", *command)
    assert result.exit_code == (3 if command == ["start"] else 1)
    assert "kafka.json" in result.stderr
    assert result.stderr.startswith("error: ")


def test_a_version_that_is_not_locked_names_those_that_are(offline: Command) -> None:
    result = offline("kafka", "start", "--kafka-version", "0.8")
    assert result.exit_code == 3
    assert "4.3.0" in result.stderr


@pytest.mark.kafka
@pytest.mark.slow
@pytest.mark.usefixtures("kafka")  # its jars are there then
def test_a_cluster_starts_says_where_it_is_and_stops(offline: Command) -> None:
    started = offline("kafka", "start", "--json")
    try:
        assert started.exit_code == 0
        brokers = json.loads(started.stdout)["brokers"]
        assert offline("kafka", "start").stdout.strip() == brokers, "started already: the same address"
        assert offline("topics", "--create", "--broker", brokers, env={"TOCSIN_BROKER_WAIT": "20"}).exit_code == 0
        status = offline("kafka", "status")
        assert status.exit_code == 0
        assert "running" in status.stdout
    finally:
        assert offline("kafka", "stop").stderr == "stopped\n"
    assert "stopped" in offline("kafka", "status").stdout
    assert offline("kafka", "status").exit_code == 1
