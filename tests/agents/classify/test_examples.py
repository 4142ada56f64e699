"""Whether classify does what the examples beside the knowledge say."""

from __future__ import annotations

from agents.classify.classifier import load_classifier
from agents.classify.examples import Example, mistake_in
from schemas.taxonomy import EventType


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
