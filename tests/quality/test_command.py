"""The command: its exit codes, what it prints where, and what it refuses."""

import json
from pathlib import Path

import pytest

from tests.quality import __main__ as command
from tests.quality.report import NOT_MEASURED
from tests.quality.running import load, measure
from tests.quality.sets import SETS


def test_a_set_that_is_absent_is_said_to_be_and_fails_nothing(tmp_path, capsys):
    assert command.main(["--sets", str(tmp_path), "--only", "rdwti", "--processes", "1"]) == 0
    told = capsys.readouterr()
    assert NOT_MEASURED in told.out
    assert told.err == f"rdwti: {NOT_MEASURED}\n"


def test_json_is_one_object_on_standard_output(tmp_path, capsys):
    assert command.main(["--sets", str(tmp_path), "--only", "bbc", "--json", "--processes", "1"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [entry["set"] for entry in found["sets"]] == ["bbc"]


def test_a_set_that_cannot_be_read_is_wrong_usage(tmp_path, capsys):
    (tmp_path / "muc_dev.jsonl").write_text("[]\n")
    with pytest.raises(SystemExit) as ended:
        command.main(["--sets", str(tmp_path), "--only", "muc"])
    assert ended.value.code == 2
    assert "muc_dev.jsonl, line 1: expected an object" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--only", "toy"], ["--write", "--only", "bbc"], ["--write", "--reveal"]])
def test_wrong_usage(words, capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(words)
    assert ended.value.code == 2
    assert capsys.readouterr().err


def test_a_gate_that_is_not_passed_is_exit_code_1(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(command, "failures", lambda results, gates: ["sample: type: expected more"])
    assert command.main(["--sets", str(tmp_path), "--only", "bbc", "--processes", "1"]) == 1
    assert "below the gate: sample: type: expected more" in capsys.readouterr().err


def test_the_folder_is_that_of_the_option_the_variable_or_the_default(monkeypatch):
    monkeypatch.setenv(command.VARIABLE, "/elsewhere")
    assert command.folder_of_sets(Path("/given")) == Path("/given")
    assert command.folder_of_sets(None) == Path("/elsewhere")
    monkeypatch.delenv(command.VARIABLE)
    assert command.folder_of_sets(None).parts[-2:] == ("shared", "bench")


def test_help_names_every_set():
    shown = command.arguments().format_help()
    assert all(name in shown for name in SETS)


def test_processes_give_results_in_order(tmp_path):
    (tmp_path / "bbc_news_dev.tsv").write_text("The home side won the cup.\t0\n" * 70)
    told = []
    results = list(measure(load(["bbc", "muc"], tmp_path), 1, told.append))
    assert [(result.set, result.documents) for result in results] == [("bbc", 70), ("muc", 0)]
    assert told == ["bbc: 70 documents, false alarms 0", f"muc: {NOT_MEASURED}"]
