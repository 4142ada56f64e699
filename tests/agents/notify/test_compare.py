"""What differs between two states of an incident."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.notify.compare import differences, is_correction, is_escalation, is_retraction, show_count, show_place
from schemas.event import Actor, Count, Role
from schemas.incident import FactChange
from schemas.levels import SeverityLevel, Tier, Urgency
from schemas.taxonomy import Modality
from tests.agents.notify.strategies import city, counts, facts, make_facts


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (None, None),
        (Count(0, 0, 0), "0"),
        (Count(12, 12, 12), "12"),
        (Count(55, 55, None), "at least 55"),
        (Count(3, None, None), "at least 3"),
        (Count(10, None, 14), "10–14"),
        (Count(10, 10, 14), "10–14"),
        (Count(10, 12, 14), "12 (10–14)"),
        (Count(10, 12, None), "12 (at least 10)"),
        (Count(7, None, 7), "7"),
    ],
)
def test_a_count_is_shown_with_what_is_sure_and_what_is_best(count, words):
    assert show_count(count) == words


@given(counts, counts)
def test_counts_with_different_best_numbers_are_never_shown_alike(one, other):
    def best(count):
        return None if count is None else count.low if count.best is None else count.best

    if best(one) != best(other):
        assert show_count(one) != show_count(other)


def test_the_toll_comes_first_and_the_level_before_the_place():
    before, after = make_facts(), make_facts(killed=12, level=SeverityLevel.SEVERE, place=city("Kabul"))
    assert differences(before, after) == (
        FactChange(fact="killed", before="3", after="12"),
        FactChange(fact="severity", before="Moderate", after="Severe"),
        FactChange(fact="place", before="Kunduz", after="Kabul"),
    )


def test_a_fact_that_was_not_known_has_no_before():
    (change,) = differences(make_facts(killed=None), make_facts(killed=3))
    assert (change.before, change.after) == (None, "3")


def test_urgency_and_date_pass_without_being_news():
    assert differences(make_facts(urgency=Urgency.IMMEDIATE), make_facts(urgency=Urgency.PAST)) == ()


def test_who_claims_it_and_to_whom_it_is_attributed_are_facts_of_their_own():
    claim = Actor(name="ISIS-K", role=Role.CLAIMED)
    blame = Actor(name="Taliban", role=Role.ATTRIBUTED)
    (change,) = differences(make_facts(), make_facts(actors=(claim,)))
    assert (change.fact, change.after) == ("claimed by", "ISIS-K")
    (change,) = differences(make_facts(), make_facts(actors=(blame,)))
    assert (change.fact, change.after) == ("attributed to", "Taliban")


def test_the_order_of_actors_and_an_actor_named_twice_are_no_news():
    one, other = Actor(name="US", role=Role.PARTY), Actor(name="Taliban", role=Role.PARTY)
    assert differences(make_facts(actors=(one, other)), make_facts(actors=(other, one, one))) == ()


def test_a_place_is_shown_with_its_province_where_that_says_more():
    assert show_place(city("Kunduz", "Kunduz")) == "Kunduz"
    assert show_place(city("Imam Sahib", "Kunduz")) == "Imam Sahib, Kunduz"
    assert show_place(None) is None


def test_a_lower_toll_is_not_an_escalation():
    assert not is_escalation(make_facts(killed=12), make_facts(killed=3))
    assert is_correction(make_facts(killed=12), make_facts(killed=3))


def test_a_louder_tier_is_an_escalation_and_a_lower_one_no_correction():
    quiet, loud = make_facts(), make_facts(tier=Tier.FLASH)
    assert is_escalation(quiet, loud)
    assert not is_correction(loud, quiet)


def test_a_bound_that_closes_around_the_same_number_is_neither_worse_nor_taken_back():
    before, after = make_facts(killed=Count(55, 55, None)), make_facts(killed=55)
    assert not is_escalation(before, after)
    assert not is_correction(before, after)
    assert [change.fact for change in differences(before, after)] == ["killed"]


def test_planned_talks_that_take_place_are_no_retraction_and_a_denial_is():
    planned, held = make_facts(modality=Modality.PLANNED), make_facts(modality=Modality.ACTUAL)
    assert not is_retraction(planned, held)
    assert is_retraction(held, make_facts(modality=Modality.NEGATED))


@given(facts, facts)
def test_an_escalation_and_a_correction_always_have_something_to_say(before, after):
    if is_escalation(before, after) or is_correction(before, after):
        assert differences(before, after)


@given(facts)
def test_nothing_differs_from_itself(same):
    assert differences(same, same) == ()
    assert not is_escalation(same, same)
    assert not is_correction(same, same)


@given(facts, facts)
def test_there_and_back_are_the_same_changes_turned_round(before, after):
    there, back = differences(before, after), differences(after, before)
    assert [(c.fact, c.before, c.after) for c in there] == [(c.fact, c.after, c.before) for c in back]


@given(st.sampled_from(SeverityLevel), st.sampled_from(SeverityLevel))
def test_a_level_is_worse_or_taken_back_or_the_same_and_never_two_of_these(one, other):
    before, after = make_facts(level=one), make_facts(level=other)
    assert [is_escalation(before, after), is_correction(before, after), one is other].count(True) == 1
