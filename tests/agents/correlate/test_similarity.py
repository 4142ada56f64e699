from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.correlate.knowledge import load
from agents.correlate.probe import Features, probe
from agents.correlate.similarity import compatible, distance_km, score
from schemas.event import Count, Event
from schemas.taxonomy import EventType, Modality
from tests.agents.correlate.strategies import event, events, party


def features(one: Event) -> Features:
    return probe(one, load()).features


def points(one: Event, other: Event, likeness: float = 0.1, breadth: float = 5000.0) -> dict[str, float]:
    return dict(score(features(one), features(other), likeness, breadth, load()))


def test_unlike_words_say_less_against_between_headlines_than_between_leads():
    one, other = event("a", "x", where="Kabul"), event("b", "x", where="Kabul")
    lead, headline = (points(one, other, 0.02, breadth)["words"] for breadth in (5000.0, 1000.0))
    assert lead < headline < 0


def test_the_age_of_a_victim_speaks_for_one_incident_and_another_age_against_where_few_were_hit():
    boy = event("a", "A 16-year-old is shot", where="Kabul", killed=1)
    same = event("b", "Teenager dies", "Jorem Talvik, 16, was hit at noon.", where="Kabul", killed=1)
    other = event("c", "A 40-year-old man is shot", where="Kabul", killed=1)
    many = event("d", "A 40-year-old man among the dead", where="Kabul", killed=9)
    assert points(boy, same)["ages"] > 0
    assert points(boy, other)["ages"] < 0
    assert "ages" not in points(boy, many)


def test_one_degree_of_latitude_is_about_111_km():
    assert distance_km(10, 20, 11, 20) == pytest.approx(111.2, abs=0.1)


def test_a_town_and_its_neighbour_speak_for_one_incident_and_distant_towns_against():
    suburb = event("b", "x", where="Kabul")
    assert suburb.place is not None
    suburb = dataclasses.replace(suburb, place=dataclasses.replace(suburb.place, name="Paghman", lat=34.59, lon=68.95))
    assert points(event("a", "x", where="Kabul"), suburb)["place"] > 0
    assert points(event("a", "x", where="Kabul"), event("b", "x", where="Herat"))["place"] < 0


def test_a_place_that_may_be_a_namesake_takes_less_away_than_a_sure_one():
    herat = event("b", "x", where="Herat")
    assert herat.place is not None
    steps = [dataclasses.replace(herat.place, confidence=sure) for sure in (0.3, 0.6, 0.9)]
    lost = [
        points(event("a", "x", where="Kabul"), dataclasses.replace(herat, place=at)).get("place", 0.0) for at in steps
    ]
    assert 0 == lost[0] > lost[1] > lost[2]


def test_a_rising_toll_speaks_less_against_than_another_order_of_magnitude():
    twelve, fifteen, three, sixty = (event("a", "x", killed=number) for number in (12, 15, 3, 60))
    assert points(twelve, fifteen)["killed"] > 0 > points(three, sixty)["killed"]
    assert points(twelve, twelve)["killed"] > points(twelve, fifteen)["killed"]


def test_what_one_side_leaves_out_counts_neither_way():
    assert not {"place", "killed", "injured", "target", "weapon"} & set(
        points(event("a", "x", killed=3), event("b", "x"))
    )


def test_talks_are_told_apart_by_who_talks():
    us_af = event("a", "x", type=EventType.DIPLOMATIC_TALKS, actors=(party("US"), party("AF")))
    us_ru = event("a", "x", type=EventType.DIPLOMATIC_TALKS, actors=(party("US"), party("RU")))
    tr_ir = event("a", "x", type=EventType.DIPLOMATIC_TALKS, actors=(party("TR"), party("IR")))
    assert points(us_af, us_af)["actors"] > points(us_af, us_ru)["actors"] > 0 > points(us_af, tr_ir)["actors"]


def test_more_likeness_never_makes_less_of_it():
    steps = [points(event("a", "x"), event("b", "x"), step / 50).get("words", 0.0) for step in range(51)]
    assert steps == sorted(steps)


def test_types_that_have_nothing_to_do_with_one_another_are_not_compared():
    talks, attack = event("a", "x", type=EventType.POLITICAL_CHANGE), event("b", "x")
    assert not compatible(features(talks), features(attack), load())
    assert not compatible(features(attack), features(event("c", "x", modality=Modality.DRILL)), load())


@given(events(1), events(2), st.floats(0, 1))
def test_likeness_is_mutual(one: Event, other: Event, likeness: float):
    assert points(one, other, likeness) == points(other, one, likeness)
    assert compatible(features(one), features(other), load()) == compatible(features(other), features(one), load())


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_counts_of_any_size_are_compared(one: int, other: int):
    points(event("a", "x", killed=None, injured=Count(one)), event("b", "x", injured=Count(other, other)))
