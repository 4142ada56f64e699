"""`tocsin knowledge check`: every file is read, every example holds."""

from __future__ import annotations

import json

from agents.classify.classifier import load_classifier
from agents.classify.examples import Example, mistake_in
from schemas.taxonomy import EventType
from tests.streams.cli.conftest import Command


def test_the_shipped_knowledge_of_a_language_holds(offline: Command) -> None:
    result = offline("knowledge", "check", "--language", "de")
    assert result.exit_code == 0, result.output
    assert "de  " in result.output
    assert "none wrong" in result.output


def test_counts_are_there_for_scripts(offline: Command) -> None:
    found = json.loads(offline("knowledge", "check", "--language", "fr", "--json").stdout)
    assert found["mistakes"] == []
    assert found["languages"]["fr"]["counter_examples"] >= 30


def test_an_example_that_does_not_hold_is_told() -> None:
    text = "The home side won by three goals."
    wrong = Example("attacks example 1", "en", text, EventType.ATTACKS, "grenade", counter=False)
    mistake = mistake_in(wrong, load_classifier(second_look=False))
    assert mistake is not None
    assert (mistake.expected, mistake.found) == ("attacks.grenade", "none")


def test_a_counter_example_that_is_found_is_told() -> None:
    text = "A suicide bomber killed nine people at a market in Kabul."
    wrong = Example("attacks example 1", "en", text, EventType.ATTACKS, None, counter=True)
    mistake = mistake_in(wrong, load_classifier(second_look=False))
    assert mistake is not None
    assert mistake.expected == "not attacks"


def test_a_language_that_is_not_there_is_refused(offline: Command) -> None:
    result = offline("knowledge", "check", "--language", "xx")
    assert result.exit_code == 2
    assert "xx" in result.output
