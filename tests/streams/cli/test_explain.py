import asyncio
import json
from pathlib import Path

import pytest

from agents.notify.updates import Outcome
from streams.cli.common import CONTROL
from streams.explaining import NOTIFIED
from streams.settings import Settings
from tests.streams.cli.conftest import Command
from tests.streams.cli.test_trace import HORN, STORY, article
from tests.support import system

SEVERE = HORN.replace("moderate", "extreme").replace("horn", "extreme-only")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "horn.yaml").write_text(HORN)
    (tmp_path / "extreme.yaml").write_text(SEVERE)
    (tmp_path / "story.txt").write_text(STORY)
    (tmp_path / "stories.jsonl").write_text(
        "\n".join([article("one"), article("two"), article("three", text="A quiet day.")])
    )
    return tmp_path


@pytest.mark.usefixtures("files")
def test_an_alert_is_explained_stage_by_stage(offline: Command) -> None:
    result = offline("explain", "story.txt", "--subscription", "horn.yaml")
    assert result.exit_code == 0
    for part in ("attacks", "Mogadishu (SO)", "severity", "read ", "incident", "match      yes", "    regions: ", "notify     first",
                 "horn: ALERT (new)"):  # fmt: skip
        assert part in result.stdout, part


@pytest.mark.usefixtures("files")
def test_the_condition_that_was_not_met_is_named(offline: Command) -> None:
    result = offline("explain", "story.txt", "--subscription", "extreme.yaml")
    assert result.exit_code == 1
    assert "match      no: severity (too_mild)" in result.stdout
    assert result.stdout.endswith("extreme-only: no alert\n")


@pytest.mark.usefixtures("files")
def test_as_json_it_is_the_trace_with_a_verdict(offline: Command) -> None:
    shown = json.loads(offline("explain", "story.txt", "--subscription", "extreme.yaml", "--json").stdout)
    assert (shown["subscription"], shown["alerted"]) == ("extreme-only", False)
    verdict = shown["events"][0]["verdict"]
    assert verdict["matched"] is False
    assert verdict["failed"]["clause"] == "severity"


@pytest.mark.usefixtures("files")
def test_articles_before_the_one_that_is_asked_for_are_history(offline: Command) -> None:
    first = offline("explain", "stories.jsonl", "--id", "one", "--subscription", "horn.yaml")
    again = offline("explain", "stories.jsonl", "--id", "two", "--subscription", "horn.yaml")
    last = offline("explain", "stories.jsonl", "--subscription", "horn.yaml")
    assert (first.exit_code, again.exit_code, last.exit_code) == (0, 1, 1)
    assert "nothing new: it was told of this incident before" in again.stdout
    assert last.stdout.startswith("article   three")


def test_it_is_said_who_told_which_toll_and_what_a_withdrawn_article_leaves(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "horn.yaml").write_text(HORN)
    worse = article("two", text=STORY.replace("30", "41"), published="2024-03-05T11:00:00Z", source="two.example")
    gone = json.dumps({"id": "two", "pubstatus": "canceled", "published": "2024-03-05T12:00:00Z"})
    (tmp_path / "worse.jsonl").write_text(article("one", source="one.example") + "\n" + worse)
    (tmp_path / "gone.jsonl").write_text(article("one", source="one.example") + "\n" + worse + "\n" + gone)
    both = offline("explain", "worse.jsonl", "--subscription", "horn.yaml").stdout
    assert "told     killed: at least 30 by one.example, 2024-03-05" in both
    assert "; at least 41 by two.example, 2024-03-05 11:00, which holds" in both
    after = offline("explain", "gone.jsonl", "--subscription", "horn.yaml").stdout
    assert "changed  killed at least 41 → at least 30" in after
    assert "told     killed" not in after
    assert after.endswith("horn: ALERT (correction)\n")


def test_what_an_article_holds_cannot_write_to_the_terminal(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "horn.yaml").write_text(HORN)
    bad = STORY.replace("car bomb killed", "car bomb\x1b[2J\x9b31m killed").replace("30 people", "30\x1b[31m people")
    (tmp_path / "bad.jsonl").write_text(article("o\x1bne", title="Car bomb\x1b]0;owned\x07 kills 30", text=bad))
    result = offline("explain", "bad.jsonl", "--subscription", "horn.yaml")
    assert result.stdout.startswith("article ")
    assert "“killed at least 30 [31m people”" in result.stdout
    assert set(CONTROL.findall(result.stdout)) <= {"\n", "\n\n"}


def test_an_alert_that_was_held_for_an_earlier_article_is_not_this_ones(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "slow.yaml").write_text(
        HORN.replace("when:", "deliver: {quiet: {zone: UTC, from: '08:00', to: '10:00'}}, when:")
    )
    later = article("two", text="A quiet day.", published="2024-03-05T11:00:00Z")
    (tmp_path / "both.jsonl").write_text(article("one") + "\n" + later)
    result = offline("explain", "both.jsonl", "--subscription", "slow.yaml")
    assert result.exit_code == 1
    assert result.stdout.endswith("horn: no alert\n")
    shown = json.loads(offline("explain", "both.jsonl", "--subscription", "slow.yaml", "--json").stdout)
    assert shown["alerted"] is False
    assert [alert["citation"]["article"] for alert in shown["alerts"]] == ["one"], "it came due at this time"


def test_words_are_asked_for_once_an_incident(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text(
        "{id: words, subscriber: x, when: {events: [attacks], regions: [SO], keywords: market}, deliver: {updates: facts}}"
    )
    risen = STORY.replace("30", "41").replace(" at a market", "")
    (tmp_path / "rising.jsonl").write_text("\n".join([article("one"), article("two", text=risen)]))
    result = offline("explain", "rising.jsonl", "--subscription", "words.yaml")
    assert "match      no: keywords" in result.stdout
    assert "yes all the same" in result.stdout
    assert result.stdout.endswith("words: ALERT (update)\n")


@pytest.mark.usefixtures("files")
def test_what_is_not_there_is_one_line(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    for args, says in (
        (["gone.txt", "--subscription", "horn.yaml"], "gone.txt: "),
        (["stories.jsonl", "--id", "nine", "--subscription", "horn.yaml"], "there is no article nine"),
        (["empty.jsonl", "--subscription", "horn.yaml"], "there is no article"),
        (["stories.jsonl", "--id", "a\x1b[31mb", "--subscription", "horn.yaml"], "there is no article a [31mb"),
    ):
        result = offline("explain", *args)
        assert result.exit_code == 1, args
        assert result.stderr.startswith("error: ")
        assert says in result.stderr
        assert len(result.stderr.splitlines()) == 1


@pytest.mark.usefixtures("files")
def test_several_subscriptions_are_explained_beside_one_another(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "desks").mkdir()
    (tmp_path / "desks" / "both.yaml").write_text(f"[{HORN}, {SEVERE}]")
    for args in (["--subscription", "horn.yaml", "--subscription", "extreme.yaml"], ["--subscription", "desks"]):
        result = offline("explain", "story.txt", *args)
        assert result.exit_code == 0
        assert result.stdout.count("  severity ") == 1, "what was found stands there once"
        assert result.stdout.endswith("horn: ALERT (new)\nextreme-only: no alert\n")
        both = [json.loads(line) for line in offline("explain", "story.txt", *args, "--json").stdout.splitlines()]
        assert [(shown["subscription"], shown["alerted"]) for shown in both] == [
            ("horn", True),
            ("extreme-only", False),
        ]
        assert [len(shown["alerts"]) for shown in both] == [1, 0]
        assert both[1]["events"][0]["matches"] == []


@pytest.mark.usefixtures("files")
def test_scores_thresholds_and_policy_are_shown(offline: Command, tmp_path: Path) -> None:
    again = offline("explain", "stories.jsonl", "--id", "two", "--subscription", "horn.yaml")
    assert "    levels   Minor from " in again.stdout
    assert " that join" in again.stdout
    assert "  for        horn: updates escalation" in again.stdout
    first = offline("explain", "story.txt", "--subscription", "horn.yaml")
    assert "notify     first: it was not told of this incident before" in first.stdout
    held = HORN.replace("when:", "deliver: {quiet: {zone: UTC, from: '08:00', to: '10:00'}, budget: 5}, when:")
    (tmp_path / "held.yaml").write_text(held)
    result = offline("explain", "stories.jsonl", "--id", "one", "--subscription", "held.yaml")
    assert "horn: updates escalation, quiet 08:00–10:00 UTC, budget 5 a day" in result.stdout
    assert "held by quiet hours until 2024-03-05T10:00:00+00:00; without that, first" in result.stdout
    shown = json.loads(
        offline("explain", "stories.jsonl", "--id", "one", "--subscription", "held.yaml", "--json").stdout
    )
    (policy,) = shown["events"][0]["policy"]
    assert (policy["outcome"], policy["judged"]) == ("held_quiet", "first")


@pytest.mark.usefixtures("files")
def test_it_says_that_the_subscription_mutes_the_incident(offline: Command, tmp_path: Path) -> None:
    shown = json.loads(offline("explain", "story.txt", "--subscription", "horn.yaml", "--json").stdout)
    incident = shown["events"][0]["incident"]["id"]
    (tmp_path / "muting.yaml").write_text(HORN.replace("when:", f"deliver: {{mute: [{incident}]}}, when:"))
    result = offline("explain", "story.txt", "--subscription", "muting.yaml")
    assert result.exit_code == 1
    assert "  for        horn: updates escalation, mute list of 1" in result.stdout
    assert "  notify     muted: the subscription mutes this incident" in result.stdout


def test_every_decision_of_notify_is_put_into_words() -> None:
    assert set(NOTIFIED) == set(Outcome)


@pytest.mark.parametrize("args", [["--history", "soon", "story.txt"], [], ["story.txt", "--article", "one"]])
def test_a_file_or_an_article_of_the_topic_is_wanted_and_a_time(offline: Command, args: list[str]) -> None:
    result = offline("explain", *args)
    assert result.exit_code == 2
    assert "Error: " in result.stderr


@pytest.mark.kafka
def test_an_article_is_found_on_the_topic_with_those_before_it(tocsin: Command, settings: Settings) -> None:
    horn = {"id": "horn", "subscriber": "x", "when": {"events": ["attacks"], "regions": ["SO"]}}
    asyncio.run(system.apply(settings, [horn]))
    dates = {"old": "01", "one": "04", "two": "05", "later": "06"}
    stories = [json.loads(article(name, published=f"2024-03-{day}T09:00:00Z")) for name, day in dates.items()]
    asyncio.run(system.send_articles(settings, stories))
    asyncio.run(system.send_raw(settings, "articles", [b"{broken"], key=b"broken"))
    alone = tocsin("explain", "--article", "two", "--history", "1h")
    assert alone.exit_code == 0, alone.stderr
    assert alone.stdout.startswith("article   two")
    assert alone.stdout.endswith("horn: ALERT (new)\n")
    known = tocsin("explain", "--article", "two")
    assert known.exit_code == 1
    assert "nothing new: it was told of this incident before" in known.stdout
    assert "articles[" in known.stderr, "what is no article is named"
    gone = tocsin("explain", "--article", "nine")
    assert gone.exit_code == 1
    assert "there is no article 'nine' on the topic" in gone.stderr
    broken = tocsin("explain", "--article", "broken")
    assert (broken.exit_code, len(broken.stderr.splitlines())) == (1, 1)


@pytest.mark.kafka
@pytest.mark.usefixtures("files")
def test_a_subscription_is_found_by_its_id_on_the_topic(tocsin: Command, settings: Settings) -> None:
    asyncio.run(
        system.apply(settings, [{"id": "horn", "subscriber": "x", "when": {"events": ["attacks"], "regions": ["SO"]}}])
    )
    assert tocsin("explain", "story.txt", "--subscription", "horn").exit_code == 0
    unknown = tocsin("explain", "story.txt", "--subscription", "nobody")
    assert unknown.exit_code == 1
    assert "neither a file nor the id" in unknown.stderr
