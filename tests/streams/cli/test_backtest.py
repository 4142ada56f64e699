"""An archive through the pipeline: what subscriptions would have sent, how noisy, and what an edit changes."""

import gzip
import json
import random
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import orjson
import pytest
import yaml
import zstandard

from streams.cli.common import CONTROL
from streams.local.sample import load_stories, subscription_documents
from tests.streams.cli.conftest import Command
from tests.streams.cli.test_trace import HORN, STORY, article

RISEN = STORY.replace("30", "41")
LATER = "2024-03-06T10:30:00Z"
HOLDING = {
    document["id"]
    for document in subscription_documents()
    if document["deliver"].keys() & {"quiet", "digest", "budget"}
}
"""The subscriptions of the sample whose alerts may come later than their article."""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "horn.yaml").write_text(HORN)
    (tmp_path / "mild.yaml").write_text(HORN.replace("moderate", "extreme"))
    folder = tmp_path / "archive"
    folder.mkdir()
    later = article("two", text=RISEN, published=LATER)
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(article("one").encode() + b"\n"))
    (folder / "a.jsonl.zst").write_bytes(zstandard.ZstdCompressor().compress(later.encode() + b"\n"))
    (folder / "c.ndjson").write_text("\n" + article("three", text="A quiet day.", published="2024-03-07T08:00:00Z"))
    (folder / "notes.md").write_text("no articles")
    return folder


def backtest(offline: Command, *args: object) -> dict:
    result = offline("backtest", "--subscriptions", "horn.yaml", "--json", *map(str, args))
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def kinds(found: dict) -> list[tuple[str, str]]:
    return [(alert["article"], alert["kind"]) for entry in found["subscriptions"] for alert in entry["alerts"]]


def test_the_sample_gives_the_alerts_that_an_editor_expects(offline: Command, tmp_path: Path) -> None:
    stories = load_stories()
    expected = Counter(
        (str(story.article["id"]), alert.subscription, str(alert.kind))
        for story in stories
        for alert in story.expect.alerts or ()
    )
    judged = {str(story.article["id"]) for story in stories if story.expect.alerts is not None}
    (tmp_path / "horn.yaml").write_text(yaml.safe_dump(list(subscription_documents())))
    lines = [orjson.dumps(story.article) + b"\n" for story in stories]
    random.Random(7).shuffle(lines)
    (tmp_path / "one.jsonl.gz").write_bytes(gzip.compress(b"".join(lines[::2])))
    (tmp_path / "two.jsonl").write_bytes(b"".join(lines[1::2]))
    found = backtest(offline, "one.jsonl.gz", "two.jsonl")
    sent = Counter(
        (alert["article"], alert["subscription"], alert["kind"])
        for entry in found["subscriptions"]
        for alert in entry["alerts"]
        if alert["article"] in judged and alert["subscription"] not in HOLDING
    )
    assert sent == Counter({row: count for row, count in expected.items() if row[1] not in HOLDING})
    held = {entry["id"]: entry["kinds"] for entry in found["subscriptions"] if entry["id"] in HOLDING}
    for holding, sent_of in held.items():  # expected with a later article, and told of under its own
        assert Counter(sent_of) == Counter(kind for _, name, kind in expected.elements() if name == holding)
    assert found["archive"]["articles"] == len(stories)


@pytest.mark.usefixtures("archive")
def test_articles_run_in_the_order_of_their_dates_whatever_file_they_stand_in(offline: Command) -> None:
    found = backtest(offline, "archive")
    assert kinds(found) == [("one", "new"), ("two", "update")]
    (horn,) = found["subscriptions"]
    assert horn["days"] == {"2024-03-05": 1, "2024-03-06": 1}
    assert (horn["total"], horn["incidents"], horn["articles"]) == (2, 1, 2)
    assert found["archive"]["days"] == 3
    assert horn["per_day"] == pytest.approx(2 / 3)


@pytest.mark.usefixtures("archive")
def test_standard_input_is_an_archive_too(offline: Command) -> None:
    lines = article("two", text=RISEN, published=LATER) + "\n" + article("one")
    result = offline("backtest", "--subscriptions", "horn.yaml", "--json", "-", stdin=lines)
    assert kinds(json.loads(result.stdout)) == [("one", "new"), ("two", "update")]


@pytest.mark.usefixtures("archive")
def test_dates_bound_what_is_run(offline: Command) -> None:
    found = backtest(offline, "archive", "--since", "2024-03-06", "--until", "2024-03-07")
    assert kinds(found) == [("two", "new")]
    assert (found["archive"]["articles"], found["archive"]["outside"]) == (1, 2)
    nothing = backtest(offline, "archive", "--until", "2020-01-01")
    assert (nothing["archive"]["articles"], nothing["subscriptions"][0]["total"]) == (0, 0)


@pytest.mark.usefixtures("archive")
def test_the_table_and_the_bars_are_for_people(offline: Command) -> None:
    result = offline("backtest", "--subscriptions", "horn.yaml", "archive")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "3 articles, 2024-03-05 to 2024-03-07 (3 days)"
    assert lines[1].split("  ")[0] == "subscription"
    assert re.split(r" {2,}", lines[2]) == ["horn", "1", "1", "0", "0", "2", "0.67", "1 on 2024-03-05", "2", "1"]
    assert lines[-1] == "horn ██  most 1"
    assert result.stderr == "", "no bar of progress where nobody looks"


def test_more_than_an_alert_an_hour_is_warned_of_with_the_hour(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "horn.yaml").write_text(HORN)
    tolls = (30, 41, 52)
    (tmp_path / "hour.jsonl").write_text(
        "\n".join(
            article(str(toll), text=STORY.replace("30", str(toll)), published=f"2024-03-05T09:{toll}:00Z")
            for toll in tolls
        )
    )
    found = backtest(offline, "hour.jsonl")
    assert found["warnings"] == [
        "horn: 3.0 alerts an hour over all 1 hours of the archive",
        "horn: 3 alerts in the hour from 2024-03-05 09:00 UTC",
    ]
    assert "3 alerts in the hour" in offline("backtest", "--subscriptions", "horn.yaml", "hour.jsonl").stderr


def test_what_cannot_be_placed_is_named_and_the_rest_goes_on(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "horn.yaml").write_text(HORN)
    cut = zstandard.ZstdCompressor().compress(random.Random(1).randbytes(50_000).hex().encode())[:20_000]
    (tmp_path / "cut.jsonl.zst").write_bytes(cut)
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(article("one").encode() + b"\n")[:-4])
    (tmp_path / "mixed.jsonl").write_text(
        "{broken\n" + article("none", published="soon") + "\n" + article("two", text=RISEN, published=LATER)
    )
    files = ("mixed.jsonl", "cut.jsonl.zst", "cut.jsonl.gz")
    result = offline("backtest", "--subscriptions", "horn.yaml", "--json", *files)
    assert result.exit_code == 0
    assert [line.split(" ")[0] for line in result.stderr.splitlines()[:4]] == [
        "mixed.jsonl:1:", "mixed.jsonl:2:", "cut.jsonl.zst:1:", "cut.jsonl.gz:2:",
    ]  # fmt: skip
    found = json.loads(result.stdout)
    assert {name: found["archive"][name] for name in ("articles", "undated", "unreadable")} == {
        "articles": 2, "undated": 1, "unreadable": 3,
    }  # fmt: skip
    assert kinds(found) == [("one", "new"), ("two", "update")]


def test_only_an_archive_of_which_nothing_can_be_read_is_a_failure(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "horn.yaml").write_text(HORN)
    (tmp_path / "bad.jsonl").write_text("{broken\n" * 200)
    (tmp_path / "empty").mkdir()
    bad = offline("backtest", "--subscriptions", "horn.yaml", "bad.jsonl")
    assert bad.exit_code == 1
    assert "and 100 more are left out" in bad.stderr
    assert bad.stderr.splitlines()[-1].startswith("error: nothing could be read")
    for path, says in (("gone.jsonl", "no such file or folder"), ("empty", "no file in it ends in .jsonl")):
        result = offline("backtest", "--subscriptions", "horn.yaml", path)
        assert result.exit_code == 1
        assert f"error: {path}: {says}" in result.stderr


@pytest.mark.usefixtures("archive")
def test_an_edit_says_what_only_one_side_sends_and_why(offline: Command) -> None:
    found = backtest(offline, "archive", "--against", "mild.yaml")["against"]
    assert found["edited"] == {"horn": "edited"}
    assert [(row["article"], row["kind"]) for row in found["only_new"]] == [("one", "new"), ("two", "update")]
    assert found["only_new"][0]["other"].startswith("severity (too_mild): found Severe, asked for at least Extreme")
    assert found["only_old"] == []
    turned = offline("backtest", "--subscriptions", "mild.yaml", "--against", "horn.yaml", "archive").stdout
    assert "horn (edited): 0 only now, 2 only before, 0 as before" in turned
    assert "- 2024-03-05 09:00 horn new: " in turned
    assert "    before: events: attacks" in turned
    assert "    now: severity (too_mild)" in turned
    same = offline("backtest", "--subscriptions", "horn.yaml", "--against", "horn.yaml", "archive").stdout
    assert same.endswith("the edit changes no subscription\n")


def test_held_alerts_go_out_at_their_time_and_the_last_ones_too(
    offline: Command, archive: Path, tmp_path: Path
) -> None:
    quiet = HORN.replace("when:", "deliver: {quiet: {zone: UTC, from: '08:00', to: '12:00'}}, when:")
    (tmp_path / "old.yaml").write_text(HORN)
    (tmp_path / "horn.yaml").write_text(quiet)
    found = backtest(offline, archive, "--against", "old.yaml")
    (horn,) = found["subscriptions"]
    assert [alert["time"] for alert in horn["alerts"]] == ["2024-03-05T12:00:00+00:00", "2024-03-06T12:00:00+00:00"]
    against = found["against"]
    assert (against["only_new"], against["only_old"]) == ([], [])
    assert (against["same"], against["moved"]) == ({"horn": 2}, {"horn": 2})


class Tags(HTMLParser):
    """Collects tags and attributes that would load or run something."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}


def test_the_page_stands_alone_and_what_articles_hold_is_text_in_it(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "horn.yaml").write_text(HORN)
    (tmp_path / "mild.yaml").write_text(HORN.replace("moderate", "extreme"))
    nasty = 'Car bomb <script>alert(1)</script> "><img src=x onerror=y> kills 30 in Mogadishu \x1b[31m'
    (tmp_path / "bad.jsonl").write_text(article("a<b>", title=nasty) + "\n")
    backtest(offline, "bad.jsonl", "--against", "mild.yaml", "--html", "report.html")
    written = (tmp_path / "report.html").read_text(encoding="utf-8")
    found = Tags()
    found.feed(written)
    assert found.tags["svg"] > 1
    assert {"script", "img", "link", "iframe"}.isdisjoint(found.tags)
    assert {"src", "href", "onerror"}.isdisjoint(found.attributes)
    assert "http" not in written.replace("http-equiv", "")
    assert "Only now: 1" in written
    shown = offline("backtest", "--subscriptions", "horn.yaml", "--against", "mild.yaml", "bad.jsonl").stdout
    assert set("".join(CONTROL.findall(shown))) <= {"\n"}
