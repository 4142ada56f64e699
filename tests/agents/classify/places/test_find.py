"""What is a toponym, and which place it is."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.classify.places.candidates import find_candidates
from agents.classify.places.find import find_places
from agents.classify.places.gazetteer import Gazetteer, load_gazetteer
from agents.classify.places.setting import set_up
from schemas.place import PlaceKind
from tests.agents.classify.places.strategies import document, found, mentions, places, texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A truck bomb exploded in Kunduz on Friday.", {"Kunduz": "AF"}),
        ("KABUL, Oct 9 (Reuters) — The ministry gave no toll.", {"KABUL": "AF"}),
        ("Fighting spread across Kunduz province.", {"Kunduz": "AF"}),
        ("A tornado crossed Paris, Texas, at dusk.", {"Paris": "US", "Texas": "US"}),
        ("Commuters in Paris were stranded.", {"Paris": "FR"}),
        ("Blasts were heard in Kiev, Rangoon and Bombay.", {"Kiev": "UA", "Rangoon": "MM", "Bombay": "IN"}),
        ("Aid reached Tigray, Darfur and Donbas.", {"Tigray": "ET", "Darfur": "SD", "Donbas": "UA"}),
        ("Raids went on in the West Bank and the Gaza Strip.", {"West Bank": "PS", "Gaza Strip": "PS"}),
        ("Crowds gathered in Sana'a and N'Djamena.", {"Sana'a": "YE", "N'Djamena": "TD"}),
        ("Shells fell on al-Miqdadiyah and Deir ez-Zor.", {"al-Miqdadiyah": "IQ", "Deir ez-Zor": "SY"}),
        ("He was held in Bogotá, then in Bogota.", {"Bogotá": "CO", "Bogota": "CO"}),
        ("Marchers filled Cox's Bazar.", {"Cox's Bazar": "BD"}),
        ("Britain's minister left St. Petersburg for the UAE.", {"Britain": "GB", "St. Petersburg": "RU", "UAE": "AE"}),
        ("Ships waited in the Strait of Hormuz.", {"Strait of Hormuz": None}),
        ("Gunmen stormed a Mogadishu hotel on Friday.", {"Mogadishu": "SO"}),
        ("A blast tore through a central Baghdad hotel.", {"Baghdad": "IQ"}),
        ("A Nairobi court jailed him.", {"Nairobi": "KE"}),
        ("Shots were fired in Frankfurt and in San Sebastian.", {"Frankfurt": "DE", "San Sebastian": "ES"}),
        ("Trucks queued outside Ariel, on the West Bank.", {"Ariel": "PS", "West Bank": "PS"}),
        ("Gunmen ambushed a patrol in Mahmudiya and in Iskandariyah.", {"Mahmudiya": "IQ", "Iskandariyah": "IQ"}),
        ("A bus was burned in Londonderry, another in Co. Antrim.", {"Londonderry": "GB", "Co. Antrim": "GB"}),
        ("A bomb went off near a U.S. base in Athens.", {"Athens": "GR"}),
        ("Bombs went off around Havana; exiles in Miami paid for them.", {"Havana": "CU", "Miami": "US"}),
        ("Twenty people drowned off Lampedusa.", {"Lampedusa": "IT"}),
        ("A tanker was hit by a drone 30 miles off Fujairah.", {"Fujairah": "AE"}),
        ("A judge was shot in Tripoli in northern Lebanon.", {"Tripoli": "LB", "Lebanon": "LB"}),
    ],
)
def test_a_place_is_found_and_resolved_by_its_context(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A clinic burned down in the Tripoli area of northern Lebanon.", {"Tripoli": "LB", "Lebanon": "LB"}),
        ("A mortar hit a house in the Yarmouk neighbourhood of Baghdad.", {"Baghdad": "IQ"}),
        ("Rebels burned the village of Paris in northern Mali.", {"Mali": "ML"}),
    ],
)
def test_a_district_lies_in_the_country_of_what_it_is_a_district_of_or_is_not_told(text, expected):
    assert found(text) == expected


def test_the_district_of_a_city_is_not_the_city():
    (place,) = places("Gunmen seized the Qzville district of Kandahar.")
    assert (place.text, place.kind) == ("Kandahar", PlaceKind.CITY)


def test_towns_that_share_their_names_with_others_are_told_apart_by_one_another():
    text = "Deputies from Athens, Tyler and Lufkin met in Henderson County."
    assert {place.admin1 for place in places(text)} == {"Texas"}


@pytest.mark.parametrize(
    "text",
    [
        "Jordan scored twice in the final.",
        "Paris Hilton arrived late.",
        "THE MAYOR, IN A SPEECH, THANKED THE CENTER AND THE BANK.",
        "THEY WILL LEAVE TODAY, OR TOMORROW, ON FOOT.",
        "Guards of Ahmad al-Safi fled with Raul del Pozo.",
        "Giorgia Meloni and Chelsea Clinton shook hands.",
        "Mr. London and Gen. Houston were promoted.",
        "Kemal Denver wrote the song. Denver sang it himself.",
        "They met on Houston Street.",
        "Youths threw Molotov cocktails at the shop.",
        "Same story, other day. Of course nobody came.",
        "Talks in March went nowhere.",
    ],
)
def test_people_streets_and_words_named_like_places_are_not_returned(text):
    assert places(text) == ()


@pytest.mark.parametrize("end", ["-", ","])
@pytest.mark.parametrize("first", ["Va. police", "Sana'a", "Cox's Bazar", "US", "Bab", "Miqdadiyah", "Split"])
def test_the_first_word_has_nothing_before_it_however_the_text_ends(first, end):
    apart, joined = (document(f"{first} fell on Monday {mark}") for mark in (":", end))
    read = [find_candidates(set_up(one, load_gazetteer())) for one in (apart, joined)]
    assert read[0] == read[1]


def test_an_ordinary_word_is_a_town_where_its_context_says_so():
    assert found("Police in Nice made arrests. Nice weather is due.") == {"Nice": "FR"}
    assert found("Thousands marched in Split.") == {"Split": "HR"}
    assert found("Split the bill. Reading is fun.") == {}


def test_demonyms_are_mentions_and_niger_is_not_nigeria():
    assert mentions("Afghan and Nigerien officers met Nigerian ones.") == {
        "Afghan": "AF",
        "Nigerien": "NE",
        "Nigerian": "NG",
    }


def test_a_place_in_the_name_of_an_organisation_is_a_mention():
    assert mentions("The Houston Chronicle quoted the University of Nottingham.") == {
        "Houston": "US",
        "Nottingham": "GB",
    }


def test_a_government_named_by_its_building_is_a_mention():
    assert mentions("The Kremlin and the White House disagreed.") == {"Kremlin": "RU", "White House": "US"}


def test_a_countrys_abbreviation_before_a_noun_is_a_mention():
    assert mentions("The US troops left.") == {"US": "US"}
    assert found("The US said so. He gave it to us.") == {"US": "US"}


def test_text_in_capitals_alone_is_read():
    text = "GUERRILLAS ATTACKED A POLICE STATION IN SAN SALVADOR. THE SAME DAY TROOPS REACHED SANTA ANA."
    assert found(text) == {"SAN SALVADOR": "SV", "SANTA ANA": "SV"}


def test_what_else_is_named_decides_between_namesakes():
    assert found("Georgia votes today; Atlanta and Savannah report long lines.")["Georgia"] == "US"
    assert found("Georgia and Russia exchanged fire near Tskhinvali.")["Georgia"] == "GE"
    assert found("Pakistan sent troops to Punjab, near Lahore.")["Punjab"] == "PK"
    assert found("Officials in Tripoli, Lebanon, said Beirut had agreed.")["Tripoli"] == "LB"


def test_the_home_of_the_source_decides_where_the_text_does_not():
    assert found("The mayor of Birmingham resigned.", home="GB")["Birmingham"] == "GB"
    assert found("A fire broke out in Hamilton.", home="NZ")["Hamilton"] == "NZ"


def test_one_name_has_one_sense_in_one_article():
    senses = {(p.country, p.lat) for p in places("Floods hit Paris, Texas. Paris has no shelter.") if p.text == "Paris"}
    assert len(senses) == 1


def test_the_word_beside_a_name_tells_its_kind():
    (province,) = places("Snow closed roads in Herat province.")
    (city,) = places("Snow closed roads in the city of Herat.")
    assert (province.kind, city.kind) == (PlaceKind.ADMIN1, PlaceKind.CITY)


@pytest.mark.parametrize(
    ("text", "name", "admin1"),
    [
        ("Shots were heard in Maiduguri.", "Maiduguri", "Borno"),
        ("Snow closed roads in Herat province.", "Herat", "Herat"),
        ("Rain fell on Austin, Texas.", "Austin", "Texas"),
        ("Rain fell on Austin, Texas.", "Texas", "Texas"),
        ("Rain fell on Chad.", "Chad", None),
        ("Ships waited in the Strait of Hormuz.", "Strait of Hormuz", None),
    ],
)
def test_a_place_tells_its_first_level_division_by_name(text, name, admin1):
    (place,) = (place for place in places(text) if place.name == name)
    assert place.admin1 == admin1


@pytest.mark.parametrize(
    "text",
    [
        "Nice weather is expected.",
        "Police said nothing.",
        "March 5 is a holiday.",
        "May brought rain. Best of all, nobody was hurt.",
        "Mobile phones rang. Hope grew. Reading scores rose.",
    ],
)
def test_a_capital_at_the_start_of_a_sentence_makes_no_place(text):
    assert places(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BOMB KILLS FIVE IN BOGOTA", {"BOGOTA": "CO"}),
        ("LIMA -- A BOMB WENT OFF AT THE AMERICAN EMBASSY IN LA PAZ, BOLIVIA.", {"LA PAZ": "BO", "BOLIVIA": "BO"}),
        ("Blast in Quetta", {"Quetta": "PK"}),
        ("Quetta blast", {"Quetta": "PK"}),
    ],
)
def test_headlines_and_old_newswire_are_read(text, expected):
    assert expected.items() <= found(text).items()


def test_an_armed_group_tells_which_of_two_namesakes_is_meant():
    assert found("Men entered San Jose.") == {"San Jose": "US"}
    assert found("New People's Army men entered San Jose.") == {"San Jose": "PH"}


def test_the_place_in_a_longer_name_is_found_unless_people_are_called_so():
    assert found("A bomb exploded outside the Islamabad Marriott.") == {"Islamabad": "PK"}
    assert places("They toured the Clinton Steakhouse.") == ()


@given(texts)
@settings(max_examples=200, deadline=None)
def test_no_text_raises_and_spans_are_true_ordered_and_apart(text):
    end = 0
    for place in places(text):
        assert end <= place.start < place.end <= len(text)
        assert text[place.start : place.end] == place.text
        assert 0.0 <= place.confidence <= 1.0
        end = place.end


@pytest.mark.parametrize("piece", ["Paris, Texas ", "New ", "a", "U.S. ", "al-", "'s", "St. ", "Paris\n\n", "KABUL — "])
def test_a_megabyte_of_anything_is_read_in_linear_time(piece):
    small, large = (places(piece * (size // len(piece))) for size in (1_000, 300_000))
    assert len(large) >= len(small)


def test_five_megabytes_of_news_are_read_within_the_time_of_a_test():
    story = (
        "Gunmen from the Herat province attacked Kabul. John Houston, of Paris, Texas, spoke in Nigeria's Borno state. "
    )
    found_in = places(story * (5_000_000 // len(story)))
    assert len(found_in) > 100_000


class _Everything(set[str]):
    def __contains__(self, _: object) -> bool:
        return True


@cache
def _unsparing() -> Gazetteer:
    return replace(load_gazetteer(), openings=_Everything())


_RUNS = st.lists(
    st.sampled_from(["New", "York", "Rio", "de", "Janeiro", "Port", "of", "Spain", "Police", "Sana", "'a", "-", "the", "Al", "."]),
    max_size=25,
).map(" ".join)  # fmt: skip


@given(_RUNS | texts)
@settings(max_examples=200, deadline=None)
def test_the_first_two_words_of_names_only_spare_look_ups(text):
    read = document(text)
    assert find_places(read, _unsparing()) == find_places(read, load_gazetteer())


def test_an_island_is_not_the_town_of_its_name_in_a_country_that_nothing_speaks_for():
    assert "Mango" not in found("The navy of Tonga took water to Mango island.")
    assert found("Boats left Italy for Lampedusa island.")["Lampedusa"] == "IT"


@pytest.mark.parametrize("words", ["known as", "nicknamed", "alias"])
def test_what_a_person_is_known_as_is_no_place(words):
    text = f"Soldiers in Mexico held the son of the trafficker {words} El Chapo. Friends of El Chapo burnt buses."
    assert "El Chapo" not in found(text)


def test_what_an_area_is_known_as_is_a_place():
    assert "Kurdistan" in found("Shells fell in the region known as Kurdistan.")


def test_a_small_town_abroad_is_doubted_where_the_text_speaks_of_other_countries_alone():
    def sure(text):
        return next(place.confidence for place in places(text) if place.text == "Morag")

    alone, among = sure("Five shells fell in Morag."), sure("Israel said that five shells fell in Morag.")
    assert among < alone <= sure("Five shells fell in Morag. Poland protested.")
