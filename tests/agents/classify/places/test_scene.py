"""The place of one event."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.classify.places.find import find_places
from agents.classify.places.gazetteer import load_gazetteer
from agents.classify.places.scene import Scene, SceneReason, scene
from tests.agents.classify.places.strategies import document, texts


def told(text: str, sentences: tuple[int, ...] = (0,), title: str = "", near: tuple[int, ...] = ()) -> Scene:
    read = document(text, title)
    chosen = scene(read, find_places(read, load_gazetteer()), sentences, near)
    assert chosen is not None
    return chosen


@pytest.mark.parametrize(
    ("text", "place", "country"),
    [
        ("Russia said its drones had struck a depot in Kharkiv.", "Kharkiv", "UA"),
        ("Washington urged Israel to let aid into Rafah.", "Rafah", "PS"),
        ("The U.S. delegation met mediators in Doha.", "Doha", "QA"),
        ("The Kunduz mosque bombing killed forty.", "Kunduz", "AF"),
        ("KABUL, Oct 9 (Reuters) — A bomber struck a school in Kunduz.", "Kunduz", "AF"),
        ("MOSUL, Iraq (AP) - Gunmen killed four people on Sunday.", "MOSUL", "IQ"),
        ("A tourist from Germany was stabbed in Marrakesh.", "Marrakesh", "MA"),
    ],
)
def test_the_scene_is_where_it_happened_and_not_who_speaks_of_it(text, place, country):
    chosen = told(text)
    assert chosen.place is not None
    assert (chosen.place.text, chosen.country) == (place, country)


def test_each_event_of_an_article_has_its_own_place():
    text = "A bomb killed nine people in Mogadishu. Envoys opened talks in Geneva."
    assert told(text, (0,)).country == "SO"
    assert told(text, (1,)).country == "CH"


def test_a_place_stated_in_the_sentence_outweighs_one_that_is_only_named():
    assert told("France condemned the killings in Goma.").reason is SceneReason.STATED


def test_the_neighbouring_sentence_tells_where_the_main_one_does_not():
    chosen = told("Gunmen opened fire on worshippers. It was the second raid on Maiduguri.", (0, 1))
    assert (chosen.country, chosen.reason) == ("NG", SceneReason.NEIGHBOUR)


def test_the_title_serves_where_the_text_names_no_place():
    chosen = told("Nine people died.", (1,), title="Blast in Mogadishu")
    assert (chosen.country, chosen.reason) == ("SO", SceneReason.TITLE)


def test_the_rest_of_the_article_is_a_last_resort_with_low_confidence():
    chosen = told("Nine people died. The mayor of Mogadishu wept.", (0,))
    assert chosen.reason is SceneReason.ARTICLE
    assert chosen.confidence < 0.5


def test_demonyms_tell_a_country_but_no_place():
    chosen = told("An Italian tourist was shot dead; Peruvian police are looking for two men.")
    assert (chosen.place, chosen.country, chosen.reason) == (None, "PE", SceneReason.ADJECTIVE)


def test_a_group_at_home_in_one_country_tells_the_country():
    assert told("Suspected members of Abu Sayyaf shot a trader.").country == "PH"


def test_without_any_clue_there_is_no_scene():
    read = document("Nothing is known.")
    assert scene(read, (), (0,)) is None


@given(texts, st.lists(st.integers(-2, 9), max_size=4), st.lists(st.integers(-2, 99), max_size=4))
@settings(max_examples=100, deadline=None)
def test_no_text_and_no_index_raises(text, sentences, near):
    read = document(text)
    chosen = scene(read, find_places(read, load_gazetteer()), sentences, near)
    assert chosen is None or 0.0 <= chosen.confidence <= 1.0


def test_a_very_long_article_told_in_all_its_sentences_is_read_in_linear_time():
    read = document("Paris, Texas, was hit near the town of Kunduz. " * 6_000)
    chosen = scene(read, find_places(read, load_gazetteer()), range(len(read.sentences)))
    assert chosen is not None
