import json
from pathlib import Path

import pytest

from schemas.formats.subscription import read_subscription
from schemas.formats.yaml_documents import load_documents
from tests.streams.cli.conftest import Command

ALERTS = "kabul mosque -cricket\nflood after:2024-01-01\ninurl:kabul\n"


@pytest.fixture
def alerts(tmp_path: Path) -> Path:
    file = tmp_path / "alerts.txt"
    file.write_text(ALERTS)
    return file


def ids(text: str) -> list[str]:
    return [read_subscription(document).id for document in load_documents(text.encode())]


def test_what_is_understood_is_written_and_the_rest_is_named(offline: Command, alerts: Path) -> None:
    result = offline("subscriptions", "import", "google", str(alerts), "--subscriber", "asia-desk")
    assert result.exit_code == 1
    assert ids(result.stdout) == ["kabul-mosque-cricket"]
    assert read_subscription(result.stdout_bytes).subscriber == "asia-desk"
    lines = result.stderr.splitlines()
    assert lines[0] == (
        f"not understood: {alerts}: line 2, column 7: 'after:2024-01-01': "
        "a subscription looks at news as it comes, without a first day"
    )
    assert lines[1].startswith(f"not understood: {alerts}: line 3, column 1: 'inurl:kabul': ")
    assert [line.split()[0] for line in lines[2:6]] == ["what", "taken", "in", "not"]
    assert lines[6:] == [
        "1 taken, 1 in part, 1 not",
        "1 in part not written; --partial writes them without what was not understood",
    ]


def test_partial_writes_what_can_be_said_with_a_comment(offline: Command, alerts: Path) -> None:
    result = offline("subscriptions", "import", "google", str(alerts), "--partial", "--prefix", "asia")
    assert result.exit_code == 1
    assert ids(result.stdout) == ["asia-kabul-mosque-cricket", "asia-flood-after-2024-01-01"]
    assert "# LEFT OUT: line 2, column 7: 'after:2024-01-01': " in result.stdout
    assert "--partial" not in result.stderr


def test_all_taken_is_code_0_and_lint_reads_what_was_written(offline: Command, tmp_path: Path) -> None:
    file, out = tmp_path / "keywords.csv", tmp_path / "desk.yaml"
    file.write_text("title,keywords\nKabul,kabul airport|“car bomb”\n")
    result = offline("subscriptions", "import", "auto", str(file), "--output", str(out))
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"wrote {out}" in result.stderr
    assert ids(out.read_text()) == ["kabul"]
    assert offline("subscriptions", "lint", str(out)).exit_code == 0
    assert offline("subscriptions", "apply", "--dry-run", str(out)).exit_code == 0


def test_json_says_of_each_query_what_became_of_it(offline: Command, alerts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.yaml"
    result = offline("subscriptions", "import", "google", str(alerts), "--json", "--output", str(out))
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["status"], row["written"]) for row in rows] == [("taken", True), ("in part", False), ("not", False)]
    assert [row["where"] for row in rows] == ["line 1", "line 2", "line 3"]
    assert read_subscription(rows[0]["subscription"]).when.keywords == "kabul AND mosque AND NOT cricket"
    assert rows[2]["subscription"] is None
    assert rows[1]["problems"][0]["column"] == 7
    assert ids(out.read_text()) == ["kabul-mosque-cricket"]


def test_nothing_taken_leaves_the_output_as_it_was(offline: Command, tmp_path: Path) -> None:
    file, out = tmp_path / "a.txt", tmp_path / "out.yaml"
    file.write_text("-film\n")
    result = offline("subscriptions", "import", "google", str(file), "--output", str(out))
    assert result.exit_code == 1
    assert f"{out} is as it was" in result.stderr
    assert not out.exists()


def test_files_that_cannot_be_read_are_named_and_the_others_taken(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("kabul")
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe\x00")
    paths = [str(tmp_path / name) for name in ("nosuch.txt", "bytes.txt", "", "good.txt")]
    result = offline("subscriptions", "import", "google", *paths)
    assert result.exit_code == 1
    assert ids(result.stdout) == ["kabul"]
    for path, why in zip(paths, ("No such file", "expected UTF-8", "Is a directory"), strict=False):
        assert [
            line for line in result.stderr.splitlines() if line.startswith(f"not understood: {path}: ") and why in line
        ], path
    assert "1 taken, 0 in part, 3 not" in result.stderr


def test_standard_input_is_read(offline: Command) -> None:
    result = offline("subscriptions", "import", "meltwater", "-", stdin="kabul near/3 bomb")
    assert result.exit_code == 0
    assert read_subscription(result.stdout_bytes).when.keywords == '"kabul bomb"~3'


@pytest.mark.parametrize(
    "args", [["nosuch", "x"], ["google"], ["google", "x", "--subscriber", "a b"], ["google", "x", "--prefix", "ü"],
             ["google", "x", "--prefix", "a" * 50], ["google", "x", "--subscriber", ""]]
)  # fmt: skip
def test_wrong_usage_is_code_2(offline: Command, args: list[str]) -> None:
    assert offline("subscriptions", "import", *args).exit_code == 2
