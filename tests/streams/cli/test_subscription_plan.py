import json
from pathlib import Path

import pytest

from agents.match.compiled import compile_subscription
from agents.match.guards import MOST_GUARDS
from agents.match.plan import choices
from schemas.subscription import Subscription, When
from streams.settings import Settings
from tests.streams.cli.conftest import Command
from tests.streams.cli.test_subscriptions import FULL


@pytest.fixture
def kunduz(tmp_path: Path) -> Path:
    file = tmp_path / "kunduz.yaml"
    file.write_text(FULL.replace("north", "n"))
    return file


def test_the_plan_names_the_keys_and_what_else_could_have_been_taken(offline: Command, tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    keywords = "(Kunduz OR Takhar*) AND (harvest OR cs:Orchard) NOT cricket"
    file.write_text(f"{{id: one, subscriber: desk, when: {{events: [attacks], keywords: '{keywords}'}}}}")
    result = offline("subscriptions", "explain-plan", "one", "--file", str(file))
    assert result.exit_code == 0
    first, *rest = result.stdout.splitlines()
    assert first.startswith("one: filed under the keywords harvest OR cs:Orchard, in ")
    assert [line.split(maxsplit=1)[1] for line in rest[:2]] == ["term harvest", "written Orchard"]
    assert rest[2].startswith("not under the keywords Kunduz OR Takhar*: 2 keys in ")
    assert rest[2].endswith("; looked up before the test")
    assert rest[3].startswith("not under the facts: 1 keys in ")
    assert rest[4] == "not under the keywords NOT cricket: a text can meet it without any of its words"


def test_as_json_it_has_every_key_with_its_share(offline: Command, kunduz: Path) -> None:
    found = json.loads(offline("subscriptions", "explain-plan", "kunduz-watch", "--file", str(kunduz), "--json").stdout)
    assert (found["id"], found["filed_under"]) == ("kunduz-watch", "Kunduz OR Kabul")
    assert {key["term"] for key in found["keys"]} == {"kunduz", "kabul"}
    assert sum(key["share"] for key in found["keys"]) == pytest.approx(found["share"])
    assert {other["name"]: other["guards"] for other in found["others"]} == {
        "facts": False, 'mosque OR "suicide bomb*"': True, "NOT cricket": False,
    }  # fmt: skip


def test_one_that_is_filed_by_its_facts_shows_them(offline: Command, tmp_path: Path) -> None:
    file = tmp_path / "many.yaml"
    file.write_text(
        "{id: many, subscriber: desk, when: {events: [attacks], regions: ['near:0,0,300km'], severity: severe}}"
    )
    lines = offline("subscriptions", "explain-plan", "many", "--file", str(file)).stdout.splitlines()
    assert lines[0].startswith("many: filed under the facts, in ")
    assert "event attacks mark cell:" in lines[1]
    assert lines[-1] == "  and 16 more keys"


def test_one_that_is_not_there_is_refused(offline: Command, kunduz: Path) -> None:
    result = offline("subscriptions", "explain-plan", "nobody", "--file", str(kunduz))
    assert result.exit_code == 1
    assert result.stderr == f"error: there is no subscription 'nobody' in {kunduz}\n"


@pytest.mark.kafka
def test_without_a_file_it_is_read_from_the_topic(tocsin: Command, kunduz: Path, settings: Settings) -> None:
    assert tocsin("subscriptions", "apply", str(kunduz)).exit_code == 0
    result = tocsin("subscriptions", "explain-plan", "kunduz-watch")
    assert result.stdout.startswith("kunduz-watch: filed under the keywords Kunduz OR Kabul, in ")


def test_only_as_many_conditions_guard_as_are_looked_up() -> None:
    keywords = "zabulon AND yerevan AND xanthippe AND wombat"
    plan = choices(compile_subscription(Subscription(id="s", subscriber="d", when=When(keywords=keywords))))
    assert plan[0].chosen
    assert sum(choice.guards for choice in plan) == MOST_GUARDS
