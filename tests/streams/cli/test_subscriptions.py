import asyncio
import json
from pathlib import Path

import pytest
import yaml

from schemas.formats.subscription import read_subscription
from streams.cli.common import CONTROL
from streams.settings import Settings
from tests.streams.cli.conftest import Command
from tests.support import system

FULL = """
id: kunduz-watch
subscriber: asia-desk
title: "Kunduz: \\"north\\" & Kabul — کندز"
when:
  events: [attacks, diplomatic_talks.summit]
  regions: [AF, NO, "m49:034", "near:36.73,68.86,100km", "place:kunduz"]
  severity: moderate
  certainty: possible
  modality: [actual, planned]
  languages: [en, no]
  sources: {exclude: [rumours.example]}
  keywords: '(Kunduz OR Kabul) AND (mosque OR "suicide bomb*") NOT cricket'
deliver:
  updates: facts
  quiet: {zone: Asia/Kabul, from: "22:00", to: "06:00", bypass: severe}
  digest: 15m
  budget: 20/day
"""
QUIET = "{id: calm, subscriber: asia-desk, when: {events: [attacks], regions: [AF]}}"


@pytest.fixture
def desks(tmp_path: Path) -> Path:
    folder = tmp_path / "desks"
    folder.mkdir()
    (folder / "kunduz.yaml").write_text(FULL)
    (folder / "two.json").write_text(json.dumps([
        {"id": name, "subscriber": "europe", "when": {"events": ["unrest"], "regions": ["FR"]}} for name in ("1e3", "null")
    ]))  # fmt: skip
    return folder


def ids(result) -> list[str]:
    return [json.loads(line)["id"] for line in result.stdout.splitlines()]


@pytest.mark.kafka
def test_what_is_applied_is_listed_and_is_read_back_the_same(tocsin: Command, desks: Path, tmp_path: Path) -> None:
    applied = tocsin("subscriptions", "apply", str(desks))
    assert applied.exit_code == 0
    assert "applied 3: kunduz-watch, 1e3, null" in applied.stderr
    assert ids(tocsin("subscriptions", "list", "--json")) == ["1e3", "kunduz-watch", "null"]
    assert ids(tocsin("subscriptions", "list", "--json", "--subscriber", "europe")) == ["1e3", "null"]
    rows = tocsin("subscriptions", "list").stdout.splitlines()
    assert [row.split()[0] for row in rows] == ["id", "1e3", "kunduz-watch", "null"]
    for name in ("kunduz-watch", "1e3", "null"):
        for option in ([], ["--json"]):
            document = tocsin("subscriptions", "get", name, *option)
            assert document.exit_code == 0
            file = tmp_path / "again.yaml"
            file.write_bytes(document.stdout_bytes)
            assert tocsin("subscriptions", "apply", str(file)).exit_code == 0
            assert tocsin("subscriptions", "get", name, *option).stdout_bytes == document.stdout_bytes
    again = read_subscription(tocsin("subscriptions", "get", "kunduz-watch").stdout_bytes)
    assert again == read_subscription(yaml.safe_load(FULL.replace("NO,", '"NO",').replace("no]", '"no"]')))


@pytest.mark.kafka
def test_apply_creates_the_topic_that_the_subscriber_reads(tocsin: Command, desks: Path, settings: Settings) -> None:
    tocsin("subscriptions", "apply", str(desks))
    read = tocsin("alerts", "tail", "asia-desk", "--no-follow")
    assert (read.exit_code, read.stdout, read.stderr) == (0, "", "")


@pytest.mark.kafka
def test_a_subscriber_whose_topic_kafka_refuses_is_named_and_nothing_is_written(
    tocsin: Command, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    first.write_text("{id: a, subscriber: news.desk, when: {events: [attacks]}}")
    second.write_text("{id: b, subscriber: news_desk, when: {events: [attacks]}}")  # Kafka holds . and _ for the same
    assert tocsin("subscriptions", "apply", str(first)).exit_code == 0
    result = tocsin("subscriptions", "apply", str(second))
    assert result.exit_code == 1
    assert result.stderr.startswith("error: subscriber news_desk: ")
    assert ids(tocsin("subscriptions", "list", "--json")) == ["a"]


@pytest.mark.kafka
def test_one_mistake_in_one_file_and_nothing_is_written(tocsin: Command, desks: Path) -> None:
    tocsin("topics", "--create")
    (desks / "wrong.yaml").write_text("""
id: a b
subscriber: x
when: {events: [attak], regions: [Narnia], severity: awful, keyword: x}
---
id: noisy
subscriber: x
when: {keywords: "NOT x"}
---
id: kunduz-watch
subscriber: other
when: {events: [attacks]}
""")
    result = tocsin("subscriptions", "apply", str(desks))
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert all(line.startswith("error: ") for line in lines)
    for part in ("document 1: id: ", "document 1: when.events[0]: ", "document 1: when.regions[0]: ", "document 1: when.severity: ",
                 "document 1: when.keyword: ", "document 2: when.keywords: ", "document 3: id: 'kunduz-watch' is used in"):  # fmt: skip
        assert len([line for line in lines if f"{desks / 'wrong.yaml'}, {part}" in line]) == 1, part
    assert len(lines) == 7
    assert tocsin("subscriptions", "list", "--json").stdout == ""


@pytest.mark.parametrize("command", ["apply", "lint"])
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no subscription in it"),
        (b"# a comment\n---\n", "no subscription in it"),
        (b"\xff\xfe\x00", "expected UTF-8"),
        (b"id: [", "neither JSON nor YAML"),
        (b"text", "expected a mapping"),
        (b"id: a\nid: b\n", "stands twice"),
        (b"\x00", "neither JSON nor YAML"),
        (b"[" * 5000, "neither JSON nor YAML"),
        (b"a: &a [*a]", "alias"),
        ("{id: кундуз, subscriber: a}".encode(), "letters a"),
        (b"{id: ../../etc, subscriber: a}", "letters a"),
        (b"{id: a}", "subscriber"),
    ],
)
def test_a_file_that_holds_no_subscription_is_named(
    offline: Command, tmp_path: Path, command: str, content: bytes, says: str
) -> None:
    file = tmp_path / "broken.yaml"
    file.write_bytes(content)
    result = offline("subscriptions", command, str(file))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: {file}: ")
    assert says in result.stderr
    assert result.stdout == ""


def test_files_and_folders_that_are_missing_or_empty_are_all_named(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = offline("subscriptions", "lint", "gone.yaml", "empty")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "error: gone.yaml: no such file or folder",
        "error: empty: there is no subscription in it",
    ]


def test_a_dry_run_checks_and_needs_no_broker(offline: Command, desks: Path) -> None:
    result = offline("subscriptions", "apply", str(desks), "--dry-run")
    assert result.exit_code == 0
    assert "3 subscriptions are valid; nothing written" in result.stderr


AREAS = """
areas:
  horn: [so, DJ, "admin1:KE/Mandera"]
  gulf-of-aden: {geojson: {type: Polygon, coordinates: [[[43.2, 11.2], [51.3, 11.8], [45, 0.00001], [43.2, 11.2]]]}}
"""
OWN = """
{id: own, subscriber: africa, when: {
  regions: ["area:horn", "area:gulf-of-aden", {geojson: {type: Polygon, coordinates: [[[0, 0], [1, 0], [1, 1], [0, 0]]]}}],
  urgency: expected, casualties: [killed >= 10, injured > 0]}}
"""


def test_areas_are_looked_up_in_the_files_that_are_given(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "areas.yaml").write_text(AREAS)
    (tmp_path / "own.yaml").write_text(OWN)
    for command in ("lint", "test", "apply"):
        options = ["--dry-run"] if command == "apply" else []
        assert offline("subscriptions", command, "own.yaml", "--areas", "areas.yaml", *options).exit_code == 0
        result = offline("subscriptions", command, "own.yaml", *options)
        assert result.exit_code == 1
        assert "own.yaml: when.regions[0]: 'area:horn': expected the name of an area; give the file" in result.stderr


def test_an_area_that_no_file_names_is_refused_with_what_is_near(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "areas.yaml").write_text(AREAS)
    (tmp_path / "own.yaml").write_text(OWN.replace("area:horn", "area:hornn"))
    result = offline("subscriptions", "lint", "own.yaml", "--areas", "areas.yaml")
    assert result.exit_code == 1
    assert result.stderr == (
        "error: own.yaml: when.regions[0]: 'area:hornn': expected the name of an area that is given: did you mean horn?\n"
    )


def test_files_of_areas_that_are_wrong_are_all_named(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(OWN)
    (tmp_path / "areas.yaml").write_text(AREAS)
    (tmp_path / "again.yaml").write_text("areas: {horn: [SO], x: [Narnia]}\n---\nareas: {horn: [SO]}")
    (tmp_path / "empty.yaml").write_text("# nothing")
    given = [part for name in ("areas", "again", "empty", "gone") for part in ("--areas", f"{name}.yaml")]
    result = offline("subscriptions", "lint", "own.yaml", *given)
    assert result.exit_code == 1
    assert [line.partition(": expected")[0] for line in result.stderr.splitlines()] == [
        "error: again.yaml, document 1: areas.x.regions[0]: 'Narnia'",
        "error: again.yaml, document 2: areas.horn: it stands in areas.yaml too",
        "error: empty.yaml: there is no area in it",
        "error: gone.yaml: no such file or folder",
    ]


@pytest.mark.kafka
def test_what_is_applied_with_areas_is_read_back_and_applied_without_them(tocsin: Command, tmp_path: Path) -> None:
    for name, content in (("areas.yaml", AREAS), ("own.yaml", OWN)):
        (tmp_path / name).write_text(content)
    assert tocsin("subscriptions", "apply", "own.yaml", "--areas", "areas.yaml").exit_code == 0
    assert "horn,gulf-of-aden,polygon from 0,0" in tocsin("subscriptions", "list").stdout
    document = tocsin("subscriptions", "get", "own")
    (tmp_path / "again.yaml").write_bytes(document.stdout_bytes)
    assert tocsin("subscriptions", "apply", "again.yaml").exit_code == 0
    assert tocsin("subscriptions", "get", "own").stdout_bytes == document.stdout_bytes
    regions = yaml.safe_load(document.stdout)["when"]["regions"]
    assert regions[0] == {"area": "horn", "regions": ["SO", "DJ", "admin1:KE/Mandera"]}


def test_lint_is_code_1_where_there_is_a_warning(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "calm.yaml").write_text(QUIET)
    (tmp_path / "noisy.yaml").write_text(
        "{id: all, subscriber: x}\n---\n{id: never, subscriber: x, when: {keywords: 'oil AND NOT oil'}}"
    )
    calm = offline("subscriptions", "lint", "calm.yaml")
    assert (calm.exit_code, calm.stdout) == (0, "")
    noisy = offline("subscriptions", "lint", "calm.yaml", "noisy.yaml")
    assert noisy.exit_code == 1
    assert [line.partition(":")[0] for line in noisy.stdout.splitlines()] == ["all", "never"]
    assert "(no_condition)" in noisy.stdout
    assert "(contradiction)" in noisy.stdout
    found = [json.loads(line) for line in offline("subscriptions", "lint", "noisy.yaml", "--json").stdout.splitlines()]
    assert [(entry["id"], entry["fault"]) for entry in found] == [("all", "no_condition"), ("never", "contradiction")]
    assert all(set(entry) == {"id", "fault", "field", "message"} for entry in found)


def test_what_a_document_holds_cannot_write_to_the_terminal(offline: Command, tmp_path: Path) -> None:
    words = "oil\\u001b[2J\\u009b AND NOT oil\\u001b[2J\\u009b"
    (tmp_path / "never.json").write_text(f'{{"id": "never", "subscriber": "x", "when": {{"keywords": "{words}"}}}}')
    (tmp_path / "wrong.json").write_text(
        '{"id": "a\\u001b[2J", "subscriber": "x", "when": {"events": ["\\u001b[31m"]}}'
    )
    for name in ("never.json", "wrong.json"):
        result = offline("subscriptions", "lint", name)
        assert result.exit_code == 1
        assert set(CONTROL.findall(result.stdout + result.stderr)) == {"\n"}


@pytest.mark.kafka
def test_delete_takes_all_or_none(tocsin: Command, desks: Path) -> None:
    tocsin("subscriptions", "apply", str(desks))
    refused = tocsin("subscriptions", "delete", "null", "nobody", "no\x1b[31mone")
    assert refused.exit_code == 1
    assert refused.stderr == "error: there is no subscription 'nobody', 'no\\x1b[31mone'; none was deleted\n"
    assert len(ids(tocsin("subscriptions", "list", "--json"))) == 3
    assert tocsin("subscriptions", "delete", "null", "1e3").exit_code == 0
    assert ids(tocsin("subscriptions", "list", "--json")) == ["kunduz-watch"]
    assert tocsin("subscriptions", "get", "null").exit_code == 1


@pytest.mark.kafka
def test_records_that_are_no_subscription_are_listed_with_the_reason_and_can_be_deleted(
    tocsin: Command, settings: Settings, desks: Path
) -> None:
    tocsin("subscriptions", "apply", str(desks))
    for key, value in (
        (b"bad", b"{broken"),
        (b"\xff\xfe", b"[]"),
        (b"other", b'{"schema":"subscription/1.0","id":"x","subscriber":"y"}'),
    ):
        asyncio.run(system.send_raw(settings, "subscriptions", [value], key=key))
    result = tocsin("subscriptions", "list", "--json")
    assert ids(result) == ["1e3", "kunduz-watch", "null"]
    named = [line.partition(": ")[0] for line in result.stderr.splitlines()]
    assert named == ["bad", "other", "\\xff\\xfe"]
    assert tocsin("subscriptions", "delete", *named).exit_code == 0
    assert tocsin("subscriptions", "list", "--json").stderr == ""


@pytest.mark.kafka
def test_a_system_without_topics_has_no_subscriptions(tocsin: Command) -> None:
    assert tocsin("subscriptions", "list").stdout.split() == ["id", "subscriber", "title", "when"]
    assert tocsin("subscriptions", "get", "x").stderr == "error: there is no subscription 'x'\n"
    assert tocsin("subscriptions", "delete", "x").exit_code == 1
