import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.streams.cli.conftest import Command, clean_environment

STORY = "MOGADISHU — A car bomb killed at least 30 people at a market in Mogadishu on Tuesday, police said."
HORN = "{id: horn, subscriber: africa-desk, when: {events: [attacks], regions: [SO], severity: moderate}}"


def lines(result) -> list[dict]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def article(name: str, **fields: object) -> str:
    return json.dumps({"id": name, "text": STORY, "published": "2024-03-05T09:00:00Z"} | fields)


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    file = tmp_path / "stories.jsonl"
    risen = STORY.replace("30", "41")
    file.write_text(
        "\n".join([article("one"), article("two", text="A quiet day at the market."), article("three", text=risen)])
    )
    return file


def test_one_line_an_article_in_order(offline: Command, stories: Path, tmp_path: Path) -> None:
    (tmp_path / "horn.yaml").write_text(HORN)
    result = offline("trace", str(stories), "--subscriptions", "horn.yaml")
    assert result.exit_code == 0
    found = lines(result)
    assert [line["id"] for line in found] == ["one", "two", "three"]
    assert [[alert["kind"] for alert in line["alerts"]] for line in found] == [["new"], [], ["update"]]
    first, _, third = (line["events"][0] for line in found)
    assert first["incident"]["id"] == third["incident"]["id"]
    assert (first["incident"]["revision"], third["incident"]["revision"]) == (1, 2)


def test_spans_count_characters_of_the_text_that_is_printed(offline: Command) -> None:
    text = "💣 " + STORY
    (line,) = lines(offline("trace", "-", stdin=text))
    assert line["text"].strip() == text
    assert line["places"]
    spans = line["places"] + line["events"][0]["evidence"]
    for span in spans:
        assert line["text"][span["start"] : span["end"]] == span["text"]


@pytest.mark.parametrize(
    ("stage", "present", "absent"),
    [("classify", (), ("incident", "matches", "decisions")), ("correlate", ("incident",), ("matches", "decisions")),
     ("match", ("incident", "matches"), ("decisions",)), ("notify", ("incident", "matches", "decisions"), ())],
)  # fmt: skip
def test_it_ends_after_the_stage_that_is_asked_for(
    offline: Command, tmp_path: Path, stage: str, present: tuple[str, ...], absent: tuple[str, ...]
) -> None:
    (tmp_path / "horn.yaml").write_text(HORN)
    (line,) = lines(offline("trace", "-", "--stage", stage, "--subscriptions", "horn.yaml", stdin=STORY))
    (event,) = line["events"]
    assert set(present) <= set(event)
    assert set(absent).isdisjoint(event)
    assert bool(line["alerts"]) == (stage == "notify")


def test_an_article_that_cannot_be_read_is_a_line_with_its_error_and_the_rest_goes_on(
    offline: Command, tmp_path: Path
) -> None:
    file = tmp_path / "mixed.jsonl"
    file.write_bytes(b"{broken\n" + article("one").encode() + b"\n\xff\n[]\n")
    result = offline("trace", str(file))
    assert result.exit_code == 1
    found = lines(result)
    assert [line["id"] for line in found] == [None, "one", None, None]
    assert [line["origin"] for line in found if line["id"] is None] == [f"{file}:{number}" for number in (1, 3, 4)]
    for line in found:
        assert line["id"] is not None or set(line) == {"id", "origin", "error"}
    assert found[0]["error"]["reason"] == "not_json"
    assert f"{file}:1: " in result.stderr


def test_the_date_of_an_article_without_one_can_be_given(offline: Command) -> None:
    runs = [lines(offline("trace", "-", "--received", "2024-03-05T12:00:00", stdin=STORY)) for _ in range(2)]
    assert runs[0] == runs[1]
    assert runs[0][0]["published"] is None
    assert runs[0][0]["events"][0]["date"] in ("2024-03-05", None)


def test_missing_files_and_wrong_subscriptions_are_named(offline: Command, tmp_path: Path) -> None:
    gone = offline("trace", "gone.txt")
    assert gone.exit_code == 1
    assert gone.stderr == "error: gone.txt: no such file or folder\n"
    (tmp_path / "wrong.yaml").write_text("{id: x}")
    wrong = offline("trace", "-", "--subscriptions", "wrong.yaml", stdin=STORY)
    assert (wrong.exit_code, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith("error: wrong.yaml: ")


def test_a_reader_that_has_had_enough_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text("\n".join(article(str(number)) for number in range(300)))
    read, write = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "streams.cli", "trace", str(file)],
        env=clean_environment(),
        stdout=write,
        stderr=subprocess.PIPE,
    )
    os.close(write)
    assert os.read(read, 10).startswith(b'{"id":"0"')
    os.close(read)
    _, errors = process.communicate(timeout=50)
    assert b"Traceback" not in errors
    assert process.returncode in (0, 1)
