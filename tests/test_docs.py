"""README is executed: what it names exists, what it shows is valid, what it lists is complete."""

import asyncio
import dataclasses
import importlib.metadata
import re
import tomllib
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path

import click
import orjson
import pytest

from agents.classify.classifier import load_classifier
from agents.match.importing.csv_columns import Column
from agents.match.importing.drafts import finish
from agents.match.importing.reading import Format, read
from agents.match.importing.result import Status
from agents.match.query.parser import parse as parse_query
from agents.match.validate import check
from agents.pipeline import Pipeline
from schemas.alert import Alert, AlertKind
from schemas.codec import encode
from schemas.formats.article import read_article
from schemas.formats.casualties import COUNTS
from schemas.formats.cloudevents import TYPE_PREFIX, headers_of
from schemas.formats.subscription import read_subscription
from schemas.formats.subscription_regions import read_areas
from schemas.formats.yaml_documents import load_documents
from schemas.levels import Urgency
from schemas.place import Place, PlaceKind
from schemas.subscription import OwnRegion
from schemas.taxonomy import EventType
from streams.admin import ensure_alert_topics
from streams.dead_letters import OURS
from streams.examples import run_examples
from streams.settings import FILE_VARIABLE, Settings
from streams.topics import TABLE, Topic, alerts_of
from streams.tracing import EVENT_FIELDS, trace_line
from tests.streams.cli.lines import calls, commands, parse
from tests.support.system import send_raw, until

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOW = datetime(2024, 3, 5, tzinfo=UTC)


def blocks(language: str) -> list[str]:
    return [content for name, content in FENCE.findall(README) if name == language]


def prose() -> str:
    return FENCE.sub("", README)


def code_spans() -> list[str]:
    return re.findall(r"`([^`\n]+)`", prose())


def table(header: str, after: str = "") -> list[list[str]]:
    """The rows of the first table with this header line after a mark, as cells."""
    rest = README[README.index(after) :]
    assert header in rest, header
    lines = takewhile(lambda line: line.startswith("|"), rest[rest.index(header) :].splitlines())
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in list(lines)[2:]]


def fields(mark: str) -> list[str]:
    """The names in the first column of a table of trace fields."""
    rows = table("| field | holds |", f"<!-- trace: {mark} -->")
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row[0])]


SHOWN = [line for block in blocks("sh") for line in block.splitlines() if "tocsin" in line]
NAMED = [span for span in code_spans() if span.startswith("tocsin ")]


@pytest.mark.parametrize("line", SHOWN)
def test_a_command_line_that_is_shown_is_one_that_the_command_takes(line: str) -> None:
    found = list(calls(line))
    assert found
    for call in found:
        parse(call)


@pytest.mark.parametrize("span", NAMED)
def test_a_command_that_is_named_exists_with_its_options(span: str) -> None:
    (call,) = calls(span)
    parse(call, complete=False)


def test_every_command_is_shown_somewhere() -> None:
    shown = {" ".join(call) for line in [*SHOWN, *NAMED] for call in calls(line)}
    leaves = [name for name, command in commands() if not isinstance(command, click.Group)]
    assert [name for name in leaves if not any(f"{line} ".startswith(f"{name} ") for line in shown)] == []


def test_make_targets_are_those_of_the_makefile() -> None:
    there = set(re.findall(r"^([a-z0-9-]+):", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"`?make ([a-z0-9-]+)\b", "\n".join([*code_spans(), *blocks("sh")])))
    listed = {target for row in table("| target | does |") for target in re.findall(r"make ([a-z0-9-]+)", row[0])}
    assert named <= there
    assert listed == there


def test_the_table_of_settings_is_that_of_the_program() -> None:
    rows = {row[0].strip("`"): row[1:] for row in table("| variable | default | meaning |")}
    assert list(rows) == [f"TOCSIN_{entry.name.upper()}" for entry in dataclasses.fields(Settings)]
    for entry in dataclasses.fields(Settings):
        default, meaning = rows[f"TOCSIN_{entry.name.upper()}"]
        assert meaning == entry.metadata["help"]
        if entry.name != "worker_id":  # its default is the machine's name
            assert default.strip("`") == str(entry.default)


def test_every_variable_that_is_named_is_a_setting() -> None:
    known = {f"TOCSIN_{entry.name.upper()}" for entry in dataclasses.fields(Settings)}
    named = set(re.findall(r"TOCSIN_[A-Z][A-Z_]*[A-Z]", README))
    of_tests = {"TOCSIN_TEST_KAFKA", "TOCSIN_TEST_KAFKA_NODES", "TOCSIN_TEST_KAFKA_VERSION", "TOCSIN_QUALITY_SETS"}
    assert named - known == {FILE_VARIABLE, *of_tests}


def test_the_table_of_topics_is_that_of_the_program() -> None:
    rows = [[cell.strip("`") for cell in row] for row in table("| topic | partitions | key | holds | kept |")]
    assert rows == [described(topic) for topic in (*TABLE, alerts_of("<subscriber>"))]


def described(topic: Topic) -> list[str]:
    partitions = "TOCSIN_PARTITIONS" if topic.stage else str(topic.partitions)
    kept = "last of each key (compacted)" if topic.compact else f"{topic.retention_days} days"
    return [topic.name, partitions, topic.key, topic.holds, kept]


def requirements() -> list[str]:
    groups = [PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"].values(),
              *PROJECT["dependency-groups"].values()]  # fmt: skip
    return [re.match(r"[\w.-]+", entry)[0] for group in groups for entry in group]


NOT_INSTALLED = {re.match(r"[\w.-]+", entry)[0] for entry in PROJECT["dependency-groups"]["gazetteer"]}
"""Only whoever rebuilds the gazetteer installs these, so that nothing of theirs can be asked where tests run."""


def test_every_dependency_has_its_reason_and_its_licence() -> None:
    rows = {row[0].strip("`"): row[1:] for row in table("| package | for | licence |")}
    assert list(rows) != []
    assert set(rows) == set(requirements())
    for reason, licence in rows.values():
        assert reason
        assert licence


@pytest.mark.parametrize("package", sorted(set(requirements()) - NOT_INSTALLED))
def test_a_licence_is_what_the_package_itself_says(package: str) -> None:
    metadata = importlib.metadata.metadata(package)
    licence = next(row[2] for row in table("| package | for | licence |") if row[0] == f"`{package}`")
    said = metadata.get("License-Expression") or metadata.get("License") or ""
    if licence == said:
        return
    classifiers = " ".join(entry for entry in metadata.get_all("Classifier", []) if entry.startswith("License"))
    families = {"BSD": "BSD", "MIT": "MIT", "Apache": "Apache", "GPL-2.0": "GPLv2", "MPL": "MPL"}
    named = [found for word, found in families.items() if word in licence]
    assert named, licence
    assert all(found in classifiers for found in named), (licence, said, classifiers)


def test_subscriptions_that_are_shown_are_valid() -> None:
    shown = [block for block in blocks("yaml") if "subscriber:" in block]
    assert shown
    for block in shown:
        subscription = read_subscription(block.encode())
        check(subscription)
        assert subscription.subscriber == "asia-desk"


def test_areas_that_are_shown_are_valid() -> None:
    (shown,) = [block for block in blocks("yaml") if block.startswith("areas:")]
    (document,) = load_documents(shown.encode())
    assert list(read_areas(document)) == ["sahel", "gulf-of-aden"]


def test_every_form_of_region_and_comparison_that_is_shown_is_one() -> None:
    areas = {"sahel": OwnRegion(area="sahel", regions=("ML",))}
    for region in (row[0].strip("`") for row in table("| region | holds what happened |")):
        read_subscription(f"{{id: a, subscriber: b, when: {{regions: [{region}]}}}}".encode(), areas)
    (casualties,) = [span for span in code_spans() if span.startswith("casualties:")]
    read_subscription(f"{{id: a, subscriber: b, when: {{{casualties}}}}}".encode())
    assert set(COUNTS) <= set(code_spans())


def test_the_order_of_urgency_is_that_of_its_scale() -> None:
    told = README[README.index("**Urgency**") :].partition("\n\n")[0]
    named = re.findall(r"`(\w+)` \(", told)
    assert named == [level.value.lower() for level in list(Urgency)[1:]]
    assert f"urgency: future                # at least: {', '.join(named)}" in README


def test_the_examples_of_a_subscription_that_is_shown_hold() -> None:
    (shown,) = [read_subscription(block.encode()) for block in blocks("yaml") if "tests:" in block]
    assert [outcome.ok for outcome in run_examples(shown, load_classifier(), NOW)] == [True, True]


def test_every_form_of_query_that_is_shown_is_one() -> None:
    rows = table("| query | finds |")
    assert len(rows) >= 10
    for query, finds in rows:
        parse_query(query.strip("`"))
        for other in re.findall(r"`([^`]+)`", finds):
            if not other.endswith(":"):
                parse_query(other)


def test_every_query_of_another_service_that_is_shown_becomes_what_is_shown() -> None:
    rows = table("| format | a query there | becomes the keywords |")
    assert [row[0].strip("`") for row in rows] == list(Format)
    for form, query, becomes in rows:
        text = query.strip("`").replace("⏎", "\n")
        (entry,) = finish(read(text.encode(), Format(form.strip("`"))), "asia-desk")
        assert (entry.status, entry.problems) == (Status.TAKEN, ())
        assert entry.subscription is not None
        assert entry.subscription.when.keywords == becomes.strip("`")
    assert {column.value for column in Column} <= set(code_spans())


def test_every_event_type_is_named() -> None:
    named = set(code_spans())
    assert {kind.value for kind in EventType} <= named


def test_the_headers_of_an_alert_are_those_that_are_written() -> None:
    alert = Alert(
        id="a", kind=AlertKind.NEW, subscription="s", subscriber="x", title="", headline="h", issued=NOW, incident="i"
    )
    rows = {row[0].strip("`"): row[1] for row in table("| header | value |")}
    assert set(rows) == {name for name, _ in headers_of(alert)}
    assert rows["ce_type"].startswith(f"`{TYPE_PREFIX}<kind>`")
    assert re.findall(r"`(\w+)`", rows["ce_type"]) == [kind.value for kind in AlertKind]


def test_the_headers_of_a_dead_letter_are_those_that_are_written() -> None:
    assert set(OURS) <= set(code_spans())


def test_the_fields_of_a_trace_are_those_that_are_documented(traced: dict) -> None:
    assert fields("line") == list(traced)
    place = Place(start=0, end=5, text="Kabul", name="Kabul", kind=PlaceKind.CITY)
    assert fields("place") == [entry.name for entry in dataclasses.fields(place)]
    assert traced["places"]
    for shown in traced["places"] + traced["title_places"]:
        assert list(shown) == fields("place")
    (event,) = [entry for entry in traced["events"] if entry["type"] == "attacks"]
    assert fields("event") == list(event)
    assert set(EVENT_FIELDS) <= set(event)
    assert set(event["codes"]) == {"plover", "cameo", "acled", "iptc"}
    assert set(event["killed"]) == {"low", "best", "high"}
    assert set(event["severity"]) == {"level", "score", "drivers", "floor"}
    assert {"id", "revision", "change", "reason", "scores", "changes", "learned"} == set(event["incident"])
    assert set(event["incident"]["learned"][0]) == {"fact", "value", "at", "origins", "holds"}
    assert [set(match) for match in event["matches"]] == [{"subscription", "holds", "reasons"}]
    assert event["decisions"] == {"horn": "first"}
    assert traced["alerts"][0]["subscription"] == "horn"


@pytest.fixture(scope="module")
def traced() -> dict:
    """The line of an article that alerts."""
    article = {
        "id": "horn-1",
        "title": "Car bomb kills 30 in Mogadishu",
        "text": "MOGADISHU — A car bomb killed at least 30 people at a market in Mogadishu on Tuesday, police said.",
        "published": "2024-03-05T09:00:00Z",
    }
    subscription = {"id": "horn", "subscriber": "africa", "when": {"events": ["attacks"], "regions": ["SO"]}}
    pipeline = Pipeline(load_classifier(), [read_subscription(subscription)])
    return trace_line(pipeline.run(read_article(orjson.dumps(article)), NOW))


def test_links_lead_to_files_of_the_repository() -> None:
    targets = re.findall(r"\]\(([^)]+)\)", README)
    assert targets
    for target in targets:
        if not target.startswith(("http://", "https://")):
            assert (ROOT / target.partition("#")[0]).exists(), target


def test_folders_that_are_described_exist() -> None:
    layout = next(block for block in blocks("text") if block.startswith("schemas/"))
    for line in layout.splitlines():
        assert (ROOT / line.split()[0]).is_dir(), line
    for folder in re.findall(r"\b([a-z]+)/(?=[ ,])", layout):
        assert (ROOT / folder).is_dir() or (ROOT / "tests" / folder).is_dir(), folder


def test_python_that_is_shown_compiles() -> None:
    shown = blocks("python")
    assert shown
    for block in shown:
        compile(block, "README.md", "exec")


@pytest.mark.kafka
async def test_the_python_that_is_shown_reads_alerts(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    alert = Alert(
        id="a-1", kind=AlertKind.NEW, subscription="s", subscriber="desk", title="", headline="Bomb", issued=NOW
    )
    await ensure_alert_topics(settings, {"desk"})
    await send_raw(settings, "alerts.desk", [encode(alert)], key=b"inc-1")
    (block,) = blocks("python")
    mine = {
        "alerts.asia-desk": settings.topic("alerts.desk"),
        "127.0.0.1:9092": settings.brokers,
        "asyncio.run(main())": "",
    }
    for shown, used in mine.items():
        assert shown in block
        block = block.replace(shown, used)
    namespace: dict = {}
    exec(compile(block, "README.md", "exec"), namespace)  # noqa: S102 - our own example
    reading = asyncio.create_task(namespace["main"]())
    printed = ""

    async def has_printed() -> bool:
        nonlocal printed
        printed += capsys.readouterr().out
        return bool(printed) or reading.done()

    await until(has_printed, 30, "the example has printed an alert")
    reading.cancel()
    await asyncio.wait([reading])
    assert printed == "a-1 new Bomb\n"


def test_the_introduction_is_five_lines() -> None:
    introduction = README.split("\n\n")[1]
    assert len(introduction.splitlines()) == 5


def test_figures_have_a_place_and_a_command_each() -> None:
    section = README[README.index("<!-- figures: begin -->") : README.index("<!-- figures: end -->")]
    rows = [line for line in section.splitlines() if line.startswith("| ")][2:]
    assert rows
    for row in rows:
        assert re.search(r"\| `make [a-z-]+` \|$", row), row
