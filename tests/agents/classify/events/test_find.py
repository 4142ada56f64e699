"""What a whole article gives: how many events, which, and with what modality."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.classify.events.find import find_events
from agents.classify.events.rules import load_rules
from schemas.taxonomy import EventType, Modality

TALKS = (
    "The United States is planning to hold talks with the Taliban on Saturday, officials said. "
    "The two sides last sat at one table before the pullout. "
    "The delegation will urge the group to respect the rights of women. "
    "Diplomats worry about a possible humanitarian crisis. "
    "Not long before, a mosque blast in an atack that ISIS-K claimed had killed at least 55 worshippers."
)


def test_talks_that_recall_a_bombing_give_exactly_two_events(find):
    found = find(TALKS, "US set to meet Taliban for talks in person")
    assert [(one.type, one.modality) for one in found] == [
        (EventType.DIPLOMATIC_TALKS, Modality.PLANNED),
        (EventType.ATTACKS, Modality.ACTUAL),
    ]
    assert found[1].sentences == (5,)


def test_six_sentences_on_one_attack_give_one_event(find):
    text = (
        "A suicide bomber killed twelve people at a market in Kunduz on Friday. The attack was the worst this year. "
        "The bomber struck at noon. The president condemned the attack. Police arrested two suspects. "
        "Ambulances took the wounded to hospital."
    )
    (only,) = find(text)
    assert (only.type, only.subtype) == (EventType.ATTACKS, "suicide_bombing")
    assert only.sentences[0] == 0
    assert only.codes.plover == "ASSAULT"


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The envoys are set to meet the Taliban delegation in Doha.", Modality.PLANNED),
        ("Putin to visit Hanoi", Modality.PLANNED),
        ("A car bomb threat emptied the ferry terminal at noon.", Modality.THREATENED),
        ("The city marked the tenth anniversary of the suicide bombing.", Modality.HISTORICAL),
        ("Rescuers took part in a drill that simulated a suicide bombing at the station.", Modality.DRILL),
        ("No suicide bombing took place, the governor said.", Modality.NEGATED),
        ("A suicide bombing could kill hundreds at such a rally.", Modality.HYPOTHETICAL),
        ("A suicide bombing killed nine at the gate.", Modality.ACTUAL),
    ],
)
def test_cues_near_the_trigger_set_the_modality(find, text, modality):
    assert find(text)[0].modality is modality


def test_an_exercise_of_armed_forces_is_itself_an_event(find):
    found = find("The two navies began live-fire exercises off the island on Monday.")
    assert (found[0].type, found[0].subtype, found[0].modality) == (
        EventType.MILITARY_POSTURE,
        "exercise",
        Modality.ACTUAL,
    )


@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_upper_and_lower_case_are_read_alike(find, case):
    found = find(case("Gunmen shot dead two aid workers near Bor."))
    assert found[0].type is EventType.ATTACKS


@pytest.mark.parametrize("slip", ["explosoin", "explsion", "exploosion", "explasion"])
def test_a_slip_of_one_letter_in_a_long_trigger_is_read(find, slip):
    assert find(f"A car bomb {slip} outside the mosque killed nine people.")[0].type is EventType.ATTACKS


def test_a_strong_trigger_passes_at_a_place_of_sport(find):
    assert find("A car bomb exploded outside the stadium before the cup match, killing three fans.")[0].type is (
        EventType.ATTACKS
    )


def test_a_strike_on_a_wedding_is_a_strike(find):
    assert find("An air strike on a wedding party killed thirty guests.")[0].subtype == "air_or_drone_strike"


@settings(deadline=None, max_examples=200)
@given(st.lists(st.one_of(st.sampled_from(sorted(load_rules().index.entries)), st.text(max_size=8)), max_size=60))
def test_no_text_raises_and_candidates_are_well_formed(find, read, words):
    document = read(" ".join(words))
    for one in find_events(document, load_rules()):
        assert 0.5 <= one.confidence <= 1.0
        assert one.sentences
        assert all(0 <= trigger.first < trigger.last <= len(document.tokens) for trigger in one.triggers)


def test_time_is_linear_in_the_length(read, rules):
    def seconds(times: int) -> float:
        document = read("rebels attacked the town and bombs killed people in talks with the army " * times)
        start = time.perf_counter()
        find_events(document, rules)
        return time.perf_counter() - start

    seconds(50)
    assert seconds(1600) < 24 * max(seconds(200), 0.002)  # eight times the text; quadratic would be 64
