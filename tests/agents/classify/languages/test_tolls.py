"""How many, in languages of patterns: their files as they ship."""

from __future__ import annotations

import pytest

from agents.classify.casualties.words import TollKind
from agents.classify.languages.language import language
from agents.classify.languages.tolls import find_tolls
from agents.classify.text.document import build_document
from schemas.article import Article
from schemas.event import Count


def tolls(text: str, code: str = "es") -> dict[str, Count]:
    known = language(code)
    view = known.view(build_document(Article(id="x", text=text)))
    found = find_tolls(view, range(len(view.sentences)), known.tolls)
    return {toll.kind.value: toll.size for toll in found if not (toll.part or toll.unreal)}


@pytest.mark.parametrize(("text", "killed", "injured"), [
    ("Doce personas murieron y treinta resultaron heridas.", Count(12, 12, 12), Count(30, 30, 30)),
    ("Al menos 15 muertos deja un ataque.", Count(15, 15, None), None),
    ("Más de treinta y dos muertos.", Count(32, 32, None), None),
    ("Un policía murió en el tiroteo.", Count(1, 1, 1), None),
    ("Murieron cuatro soldados.", Count(4, 4, 4), None),
    ("Unas 1.200 personas murieron.", Count(1200, 1200, 1200), None),
    ("Tres años después murieron las plantas.", None, None),
    ("Murieron 53 personas, heridas más de cien.", Count(53, 53, 53), Count(100, 100, None)),
    ("Hay 20 muertos, entre ellos tres niños muertos.", Count(20, 20, 20), None),
    ("Nueve personas, entre ellas dos menores, perdieron la vida.", Count(9, 9, 9), None),
])  # fmt: skip
def test_the_toll_that_a_sentence_tells(text: str, killed: Count | None, injured: Count | None) -> None:
    found = tolls(text)
    assert (found.get(TollKind.KILLED.value), found.get(TollKind.INJURED.value)) == (killed, injured)


@pytest.mark.parametrize(("text", "killed"), [
    ("Quatre-vingt-dix-sept personnes ont péri.", Count(97, 97, 97)),
    ("Le bilan est de quatre-vingts morts.", Count(80, 80, 80)),
    ("Soixante et onze personnes ont été tuées.", Count(71, 71, 71)),
    ("Deux cent vingt-quatre morts après le naufrage.", Count(224, 224, 224)),
    ("Plusieurs dizaines de morts à Alep.", Count(10, 10, None)),
    ("Trente et un Syriens, dont dix enfants, ont été tués.", Count(31, 31, 31)),
])  # fmt: skip
def test_numbers_of_several_words_and_their_parts(text: str, killed: Count) -> None:
    assert tolls(text, "fr")[TollKind.KILLED.value] == killed


@pytest.mark.parametrize(("text", "killed", "injured"), [
    ("Zwölf Menschen kamen ums Leben, dreißig wurden verletzt.", Count(12, 12, 12), Count(30, 30, 30)),
    ("Mindestens 15 Tote bei Anschlag.", Count(15, 15, None), None),
    ("Die Zahl der Toten stieg auf einundfünfzig.", Count(51, 51, 51), None),
    ("Der 45-jährige Richter wurde am 3. Mai erschossen.", Count(1, 1, 1), None),
    ("Rebellen töteten zwei Dutzend Bewohner.", Count(24, 24, None), None),
    ("Bei zwei Explosionen starben 9 Menschen.", Count(9, 9, 9), None),
])  # fmt: skip
def test_the_toll_that_a_german_sentence_tells(text: str, killed: Count | None, injured: Count | None) -> None:
    found = tolls(text, "de")
    assert (found.get(TollKind.KILLED.value), found.get(TollKind.INJURED.value)) == (killed, injured)
