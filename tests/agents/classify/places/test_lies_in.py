"""Which country a text itself says that a place lies in."""

import pytest

from tests.agents.classify.places.strategies import found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A volcano on the Indonesian island of Flores erupted.", {}),
        ("A bomb killed four in the Nigerian village of Paris.", {}),
        ("Troops raided the north-eastern Colombian border town of Birmingham.", {}),
        ("Rebels hold the Congolese rebel-held town of Valencia.", {}),
        ("A ferry sank near Indonesia's Flores island.", {"Indonesia": "ID"}),
        ("Gunmen burned a church in San Fernando, Nigeria, on Sunday.", {"Nigeria": "NG"}),
        ("Gunmen burned a church in San Fernando, Nigeria.", {"Nigeria": "NG"}),
        ("A slide in the Spanish town of Santiago killed two.", {"Santiago": "ES"}),
        ("A slide in Santiago, Spain, killed two.", {"Santiago": "ES", "Spain": "ES"}),
        ("A slide in the US city of Birmingham killed two.", {"Birmingham": "US"}),
    ],
)
def test_a_place_of_a_country_that_the_text_names_is_in_no_other(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Nigerian troops left the town of Birmingham.", "Birmingham", "GB"),
        ("A Nigerian was found in the town of Birmingham.", "Birmingham", "GB"),
        ("Offices in Paris, Spain and Kenya were closed.", "Paris", "FR"),
        ("Offices in Paris, Spain, and Kenya were closed.", "Paris", "FR"),
        ("Offices in Paris, Spain, Kenya and Chad were closed.", "Paris", "FR"),
        ("Spain's Paris office was closed.", "Paris", "FR"),
        ("A rally was held in the Russian city of Simferopol.", "Simferopol", "UA"),
        ("A rally was held on the French island of Martinique.", "Martinique", "MQ"),
        ("The Spanish-built village of Athens burned.", "Athens", "GR"),
    ],
)
def test_a_country_beside_a_place_does_not_always_say_where_it_lies(text, name, country):
    assert found(text)[name] == country
