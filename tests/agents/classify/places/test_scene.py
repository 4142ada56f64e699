"""The place of one event."""

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.classify.places import scene as scene_module
from agents.classify.places.find import find_places
from agents.classify.places.gazetteer import load_gazetteer
from agents.classify.places.scene import Scene, SceneReason, scene
from schemas.place import PlaceKind
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
        ("Poland is moving troops to its border with Belarus.", "Poland", "PL"),
        ("Soldiers were shot near Horqueta, in Concepción department.", "Horqueta", "PY"),
        ("BLAST IN LUSAKA KILLS TEN", "LUSAKA", "ZM"),
        ("A cargo ship was hit by a missile off Hodeidah.", "Hodeidah", "YE"),
        ("At least 20 migrants drowned when their boat capsized off Lampedusa.", "Lampedusa", "IT"),
        ("Gunmen killed eleven near the Sudan border, Chad's government said.", "Chad", "TD"),
        ("An attack near the Cameroon border killed ten.", "Cameroon", "CM"),
        ("Gunmen killed ten in Niger near the border with Mali.", "Niger", "NE"),
    ],
)
def test_the_scene_is_where_it_happened_and_not_who_speaks_of_it(text, place, country):
    chosen = told(text)
    assert chosen.place is not None
    assert (chosen.place.text, chosen.country) == (place, country)


@pytest.mark.parametrize(
    ("text", "title", "country"),
    [
        ("Ten Nigerian soldiers were killed in an ambush near the Cameroon border.", "", "NG"),
        ("Gunmen killed six Nigerien soldiers on the border with Mali.", "Soldiers killed on border with Mali", "NE"),
        ("Gunmen killed four Thai police near the border with Malaysia.", "", "TH"),
        ("Two German tourists were abducted near the Algeria border.", "", "DZ"),
    ],
)
def test_near_a_border_is_on_the_side_of_those_who_are_at_home_there(text, title, country):
    assert told(text, (1, 0) if title else (0,), title).country == country


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("A Liberian-flagged tanker was hit by a missile in the Red Sea.", None),
        ("A Dutch-owned freighter burned in the Gulf of Aden after a blast.", None),
        ("Cameroonian soldiers were killed near Lake Chad on Friday.", "CM"),
        ("A ferry sank on Lake Victoria and 12 Tanzanian pupils drowned.", "TZ"),
    ],
)
def test_a_flag_and_a_shared_lake_do_not_say_in_which_country_it_was(text, country):
    assert told(text).country == country


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


def test_an_abbreviation_counts_only_as_it_is_written_and_a_date_is_no_group():
    read = document("Ira left on November 17.")
    assert told("The IRA shot a trader.").country == "GB"
    assert scene(read, (), (0,)) is None


def test_without_any_clue_there_is_no_scene():
    read = document("Nothing is known.")
    assert scene(read, (), (0,)) is None


@given(texts, st.lists(st.integers(-2, 9), max_size=4), st.lists(st.integers(-2, 99), max_size=4))
@settings(max_examples=100, deadline=None)
def test_no_text_and_no_index_raises(text, sentences, near):
    read = document(text)
    chosen = scene(read, find_places(read, load_gazetteer()), sentences, near)
    assert chosen is None or 0.0 <= chosen.confidence <= 1.0


TRIGGERS = ("blast", "bomb", "killed", "talks", "meet", "struck", "exploded", "summit")


def near_trigger(text: str, sentences: tuple[int, ...] = (0,)) -> Scene:
    """The scene with the first of TRIGGERS in the text as the event's trigger."""
    lower = document(text).lower
    return told(text, sentences, near=(next(at for at, word in enumerate(lower) if word in TRIGGERS),))


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Dozens of worshippers died in Nigeria's Maiduguri mosque blast.", "Maiduguri", PlaceKind.CITY),
        ("Raiders killed eleven farmers in Nigeria's Borno state.", "Borno", PlaceKind.ADMIN1),
        ("A bomb ripped through a bus in Kabul, Afghanistan, at noon.", "Kabul", PlaceKind.CITY),
        ("A bomb went off in the northern Afghan city of Kunduz.", "Kunduz", PlaceKind.CITY),
        ("Officials in Kabul said a blast had hit Afghanistan's Herat province.", "Herat", PlaceKind.ADMIN1),
    ],
)
def test_a_finer_place_in_the_same_sentence_wins_over_the_country_that_holds_it(text, name, kind):
    chosen = near_trigger(text)
    assert chosen.place is not None
    assert (chosen.place.name, chosen.place.kind) == (name, kind)


def test_a_finer_place_in_another_country_does_not_win():
    chosen = near_trigger("Militants struck in Mali, and a spokesman flew home to Marseille.")
    assert chosen.country == "ML"


def test_a_rocket_falls_where_it_is_fired_at_and_not_where_it_comes_from():
    assert told("Gunners fired a rocket from the northern Gaza Strip into southern Israel.").country == "IL"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Russia and Ukraine held talks in Doha on Monday.", "Doha"),
        ("Envoys of Serbia and Kosovo are to meet in Geneva.", "Geneva"),
        ("Talks on the war in Sudan will resume in Jeddah.", "Jeddah"),
        ("The Cairo talks broke up without a deal between Israel and Hamas.", "Cairo"),
        ("Egypt hosted talks on a truce.", "Egypt"),
        ("Delegations from both Libyan camps began talks in the Moroccan capital.", "Rabat"),
    ],
)
def test_talks_are_held_at_the_venue_that_is_named(text, name):
    chosen = near_trigger(text)
    assert chosen.place is not None
    assert chosen.place.name == name


@pytest.mark.parametrize(
    "text",
    [
        "The United States and the Taliban will resume talks next week. A vendor sells bread in Kabul.",
        "Armenia and Azerbaijan agreed to meet again. A soldier stands guard in Stepanakert.",
        "KABUL, Oct 9 (Reuters) — The Taliban and Pakistan will hold talks next week.",
    ],
)
def test_talks_without_a_venue_have_no_place_and_only_a_guess_of_a_country(text):
    chosen = near_trigger(text)
    assert chosen.place is None
    assert chosen.country is not None
    assert chosen.confidence < 0.3


def test_talks_that_have_begun_are_held_where_the_dateline_says():
    chosen = near_trigger("GENEVA, Oct 9 (Reuters) — Libyan envoys opened talks on Monday.")
    assert (chosen.country, chosen.reason) == ("CH", SceneReason.DATELINE)


@pytest.mark.parametrize(
    ("text", "main", "name"),
    [
        ("A car bomb killed nine in the Somali capital.", 0, "Mogadishu"),
        ("Somalia buried its dead. A second bomb exploded in the capital.", 1, "Mogadishu"),
        ("A bomb exploded near the capital of Chad.", 0, "N'Djamena"),
    ],
)
def test_the_capital_is_the_capital_of_the_country_spoken_of(text, main, name):
    chosen = near_trigger(text, (main,))
    assert chosen.place is not None
    assert (chosen.place.name, chosen.reason) == (name, SceneReason.CAPITAL)
    assert 0.3 < chosen.confidence < 0.6


def test_a_capital_with_a_name_and_capital_that_is_no_city_are_not_the_capital():
    named = near_trigger("A bomb exploded in the capital, Nairobi, in Kenya.")
    assert (named.place and named.place.text, named.reason) == ("Nairobi", SceneReason.NAMED)
    money = told("Kenya's capital markets and its capital punishment were debated in Mombasa.")
    assert money.place is not None
    assert money.place.text == "Mombasa"


def test_a_title_names_the_country_and_the_lead_the_city():
    chosen = told("Crowds in Kenya's largest port, Mombasa, burnt cars.", (0, 1), title="Kenya riots injure nine")
    assert (chosen.place and chosen.place.name, chosen.country) == ("Mombasa", "KE")


def test_a_city_of_the_event_is_a_finer_scene_than_a_strait():
    text = "A ferry sank in the Bosphorus. Divers from Istanbul found nine bodies."
    chosen = told(text, (0, 1))
    assert chosen.place is not None
    assert chosen.place.name == "Istanbul"
    assert told(text, (0,)).place.name == "Bosphorus"


def test_a_dateline_below_the_menu_of_a_page_is_a_dateline():
    text = "Home | Subscribe\n\nMAPUTO — A bridge fell near the town of Beira."
    chosen = told(text, (1,))
    assert (chosen.place and chosen.place.name, chosen.reason) == ("Beira", SceneReason.STATED)
    bare = told("Home | Subscribe\n\nMAPUTO — A bridge fell.", (1,))
    assert (bare.place and bare.place.name, bare.reason) == ("Maputo", SceneReason.DATELINE)


def test_a_very_long_article_told_in_all_its_sentences_is_read_in_linear_time():
    read = document("Paris, Texas, was hit near the town of Kunduz. " * 6_000)
    chosen = scene(read, find_places(read, load_gazetteer()), range(len(read.sentences)))
    assert chosen is not None


def test_a_headline_of_two_stories_has_a_place_for_each():
    read = document("Envoys met again on Monday.", "Rebels accept truce at talks in Doha; drones kill four in Goma")
    places = find_places(read, load_gazetteer())
    of = {word: scene(read, places, (0,), (read.lower.index(word),)) for word in ("talks", "drones")}
    assert {word: chosen.country for word, chosen in of.items()} == {"talks": "QA", "drones": "CD"}


def test_what_is_known_to_be_of_talks_is_not_held_in_a_country_that_takes_part():
    text = "JEDDAH — The delegation and that of the United States had spoken for eight hours in a palace on the coast."
    read = document(text)
    chosen = scene(read, find_places(read, load_gazetteer()), (0,), (read.lower.index("delegation"),), talks=True)
    assert chosen.country == "SA"


_NEWS = st.lists(
    st.sampled_from(
        ["Kabul said ", "in Kunduz ", "from Paris ", "Nine died. ", "the border of Mali ", "near Goma. ", "Texas ", "Iraq. ",
         "Kandahar province ", "the Red Sea ", "the capital ", "peace talks ", "in Geneva, ", "Somali troops "]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(_NEWS | texts, st.lists(st.integers(0, 4), max_size=4), st.lists(st.integers(0, 20), max_size=2))
@settings(max_examples=200, deadline=None)
def test_the_scene_is_the_same_where_the_words_around_every_place_are_read(text, sentences, near):
    read = document(text)
    places = find_places(read, load_gazetteer())
    sentences = [number for number in sentences if number < len(read.sentences)]
    chosen = scene(read, places, sentences, near)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scene_module, "_ROUNDING", inf)
        assert scene(read, places, sentences, near) == chosen


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Tamil rebels ambushed a bus of recruits.", "LK"),
        ("A Kabyle singer was seized at a roadblock.", "DZ"),
        ("Carabinieri found a bomb in a parked van.", "IT"),
        ("An office of the Popular Party was set on fire.", "ES"),
        ("Gunmen of the MQM burned two buses.", "PK"),
        ("A barangay captain was shot dead on his porch.", "PH"),
        ("A Qassam rocket hit a greenhouse.", "IL"),
        ("Stones were thrown at an Israeli settlement.", "PS"),
        ("Kurdish rebels blew up a pipeline.", "TR"),
    ],
)
def test_a_people_a_party_or_a_police_force_tells_the_country_where_no_place_is_named(text, country):
    assert told(text).country == country


def test_the_whole_text_is_asked_where_the_event_s_own_sentence_tells_nothing():
    assert told("A bomb was found under a car. The IRA was blamed for it.", (0,)).country == "GB"


def test_where_something_came_from_is_not_where_it_went():
    assert told("Kyrgyz border guards fought men who had come from Tajikistan.").country == "KG"
    assert told("Rockets were fired from the Gaza Strip at the Negev.").country == "IL"
    assert told("Villagers fled from Darfur.").country == "SD"


def test_the_name_of_a_country_s_organisation_is_no_scene():
    assert told("The Sudan People's Liberation Movement shelled a camp in Juba.").country == "SS"
    assert told("Israel Defense Forces raided a camp in Jenin.").country == "PS"
    assert told("A Russia-backed militia shelled a school in Kramatorsk.").country == "UA"


def test_a_small_town_abroad_gives_way_to_a_place_in_the_country_of_the_text():
    text = "Men fled from Syria to the hamlet of Morag. Syria lost ground near Raqqa, and Iraq sent help."
    assert told(text, (0, 1)).country == "SY"
