"""Which places a language says that something happened in."""

from __future__ import annotations

import pytest

from agents.classify.languages.language import language
from agents.classify.languages.names import find_names
from agents.classify.languages.sides import held_places
from agents.classify.places.gazetteer import load_gazetteer
from agents.classify.text.document import build_document
from schemas.article import Article


@pytest.mark.parametrize(("text", "held"), [
    ("Tropas de Colombia murieron en Irak.", ["Irak"]),
    ("Perú acusó a Bolivia en el Perú.", ["Perú"]),
    ("Irak", []),
])  # fmt: skip
def test_a_place_is_held_by_a_word_of_place(text: str, held: list[str]) -> None:
    spanish, document = language("es"), build_document(Article(id="x", text=text, language="es"))
    places = find_names(document, spanish.names, load_gazetteer())
    found = held_places(spanish.view(document), places, spanish.sides)
    assert [text[place.start : place.end] for place in places if place.start in found] == held
