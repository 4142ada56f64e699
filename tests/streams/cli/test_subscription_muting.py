import json
from pathlib import Path

import pytest
import yaml

from tests.streams.cli.conftest import Command

ONE, TWO, THREE = (f"inc-{number:020x}" for number in (1, 2, 3))
DESK = """
id: kunduz-watch
subscriber: asia-desk
title: کندز
when: {events: [attacks], regions: [AF]}
deliver: {updates: facts, digest: 15m}
tests: {must: [A bomb killed 20 people at a mosque in Kunduz on Friday.]}
"""


@pytest.fixture
def applied(tocsin: Command, tmp_path: Path) -> Command:
    (tmp_path / "kunduz.yaml").write_text(DESK)
    assert tocsin("subscriptions", "apply", "kunduz.yaml", "--no-tests").exit_code == 0
    return tocsin


def standing(tocsin: Command) -> dict[str, object]:
    document: dict[str, object] = yaml.safe_load(tocsin("subscriptions", "get", "kunduz-watch").stdout)
    return document


@pytest.mark.kafka
def test_muted_incidents_stand_in_the_document_and_all_else_stays(applied: Command) -> None:
    before = standing(applied)
    result = applied("subscriptions", "mute", "kunduz-watch", TWO, ONE, TWO)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines() == [f"kunduz-watch: muted: {TWO}", f"kunduz-watch: muted: {ONE}"]
    assert standing(applied) == before | {"deliver": {"updates": "facts", "digest": "15m", "mute": [TWO, ONE]}}
    assert applied("subscriptions", "unmute", "kunduz-watch", TWO, ONE).exit_code == 0
    assert standing(applied) == before


@pytest.mark.kafka
def test_to_mute_again_says_so_and_changes_nothing(applied: Command) -> None:
    applied("subscriptions", "mute", "kunduz-watch", ONE)
    result = applied("subscriptions", "mute", "kunduz-watch", ONE, TWO)
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [f"kunduz-watch: muted: {TWO}", f"kunduz-watch: muted already: {ONE}"]
    again = applied("subscriptions", "mute", "kunduz-watch", ONE, "--json")
    assert again.exit_code == 0
    assert json.loads(again.stdout) == {
        "subscription": "kunduz-watch",
        "muted": [],
        "already_muted": [ONE],
        "mute": [ONE, TWO],
    }


@pytest.mark.kafka
def test_what_is_not_muted_cannot_be_unmuted_and_then_nothing_is(applied: Command) -> None:
    applied("subscriptions", "mute", "kunduz-watch", ONE, TWO)
    refused = applied("subscriptions", "unmute", "kunduz-watch", ONE, THREE)
    assert refused.exit_code == 1
    assert refused.stderr == f"error: 'kunduz-watch' does not mute {THREE}; nothing was written\n"
    done = applied("subscriptions", "unmute", "kunduz-watch", ONE, "--json")
    assert json.loads(done.stdout) == {"subscription": "kunduz-watch", "unmuted": [ONE], "mute": [TWO]}


@pytest.mark.kafka
def test_one_subscription_can_mute_a_thousand_incidents_and_no_more(applied: Command) -> None:
    many = [f"inc-{number:020x}" for number in range(1000)]
    assert applied("subscriptions", "mute", "kunduz-watch", *many).exit_code == 0
    refused = applied("subscriptions", "mute", "kunduz-watch", "inc-" + "f" * 20)
    assert refused.exit_code == 1
    assert refused.stderr == "error: 'kunduz-watch' would mute 1,001 incidents, of 1,000 at most\n"
    assert applied("subscriptions", "mute", "kunduz-watch", many[0]).exit_code == 0


@pytest.mark.kafka
@pytest.mark.parametrize("command", ["mute", "unmute"])
def test_nobody_s_incidents_cannot_be_muted(tocsin: Command, command: str) -> None:
    result = tocsin("subscriptions", command, "no\x1b[31mbody", ONE)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "error: there is no subscription 'no\\x1b[31mbody'\n"


@pytest.mark.parametrize("command", ["mute", "unmute"])
@pytest.mark.parametrize("incident", ["", "inc-1", ONE.upper(), ONE + "\n", f"{ONE}0", "alert-" + "0" * 24, "\x1b[2J"])
def test_what_is_no_id_of_an_incident_is_wrong_usage_and_no_broker_is_asked(
    offline: Command, command: str, incident: str
) -> None:
    result = offline("subscriptions", command, "kunduz-watch", ONE, incident)
    assert result.exit_code == 2
    assert f"{incident!r}: expected the id of an incident" in result.stderr


@pytest.mark.parametrize("command", ["mute", "unmute"])
def test_without_a_broker_it_is_code_3(offline: Command, command: str) -> None:
    assert offline("subscriptions", command, "kunduz-watch", ONE).exit_code == 3
