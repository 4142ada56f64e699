"""Places under a language's own names: the German file as it ships."""

from __future__ import annotations

import pytest

from agents.classify.languages.language import language
from agents.classify.languages.names import find_names, with_others
from agents.classify.places.find import find_places
from agents.classify.places.gazetteer import load_gazetteer
from agents.classify.text.document import build_document
from schemas.article import Article


@pytest.mark.parametrize(("text", "places"), [
    ("In Kiew und in Teherans Süden.", ["UA", "IR"]),
    ("Die südkoreanische Regierung im Ostkongo.", ["KR", "CD"]),
    ("Metropolen, Kinder und weniger Romane.", []),
    ("Aus dem Gazastreifen in die Vereinigten Staaten.", ["PS", "US"]),
])  # fmt: skip
def test_a_place_is_found_by_its_own_name_and_not_in_a_compound(text: str, places: list[str]) -> None:
    found = find_names(build_document(Article(id="x", text=text)), language("de").names, load_gazetteer())
    assert [one.about.country for one in found] == places


def test_an_ordinary_word_is_no_place_of_its_name() -> None:
    text = "Die Regierung des Landes schickte einen Zug nach Doncaster."
    document, german, gazetteer = build_document(Article(id="x", text=text)), language("de"), load_gazetteer()
    found = with_others([], find_places(document, gazetteer), text, german.names.ordinary)
    assert [text[one.start : one.end] for one in found] == ["Doncaster"]
