"""A country's capital where a text says "the capital" and no more."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice
from operator import attrgetter

from agents.classify.places.columns import Gazetteer, facts
from agents.classify.places.scene_cues import SceneCues
from agents.classify.places.toponym import Toponym
from agents.classify.text.document import Document, Sentence

_MOST_BACK = 20  # places before "the capital" among which its country is looked for


def capital_named(
    document: Document, sentence: Sentence, places: Sequence[Toponym], gazetteer: Gazetteer, roles: SceneCues
) -> Toponym | None:
    """The capital that a sentence speaks of: the Somali capital, the capital of Somalia, or the capital of the country
    named last before it. None where no country is known or the word means money or punishment."""
    lower = document.lower
    if "capital" not in lower[sentence.first : sentence.last]:
        return None
    for at in range(sentence.first, sentence.last):
        if lower[at] != "capital" or (at + 1 < len(lower) and lower[at + 1] in roles.words["no_capital"]):
            continue
        country = _owner(document, at, places, roles)
        row = gazetteer.capitals.get(country or "")
        if row is not None and country is not None:
            return _capital(document, at, row, gazetteer)
    return None


def _owner(document: Document, at: int, places: Sequence[Toponym], roles: SceneCues) -> str | None:
    """Whose capital it is; None where the words around it do not speak of a city."""
    starts, lower = document.starts, document.lower
    behind = bisect_left(places, starts[at], key=attrgetter("start"))
    if at + 2 < len(lower) and lower[at + 1] == "of":
        named = behind < len(places) and places[behind].start == starts[at + 2]
        return places[behind].about.country if named else None
    if at == 0:
        return None
    before = at - 2 if lower[at - 1] == "'s" and at > 1 else at - 1
    if behind > 0 and places[behind - 1].end == document.end(before):
        return places[behind - 1].about.country
    if lower[at - 1] != "the" or at < 2 or lower[at - 2] not in roles.words["capital_before"]:
        return None
    last = islice(reversed(range(behind)), _MOST_BACK)
    return next((places[place].about.country for place in last if places[place].about.country is not None), None)


def _capital(document: Document, at: int, row: int, gazetteer: Gazetteer) -> Toponym:
    return Toponym(document.starts[at], document.end(at), facts(gazetteer, row))
