"""How many, in languages of patterns: their files as they ship."""

from __future__ import annotations

import pytest

from agents.classify.casualties.words import TollKind
from agents.classify.languages.language import language
from agents.classify.languages.tolls import find_tolls
from agents.classify.text.document import build_document
from schemas.article import Article
from schemas.event import Count


def tolls(text: str, code: str) -> dict[str, Count]:
    known = language(code)
    view = known.view(build_document(Article(id="x", text=text)))
    found = find_tolls(view, range(len(view.sentences)), known.tolls)
    return {toll.kind.value: toll.size for toll in found if not (toll.part or toll.unreal)}


@pytest.mark.parametrize(("code", "text", "killed", "injured"), [
    ("es", "Doce personas murieron y treinta resultaron heridas.", Count(12, 12, 12), Count(30, 30, 30)),
    ("es", "Al menos 15 muertos deja un ataque.", Count(15, 15, None), None),
    ("es", "Más de treinta y dos muertos.", Count(32, 32, None), None),
    ("es", "Un policía murió en el tiroteo.", Count(1, 1, 1), None),
    ("es", "Murieron cuatro soldados.", Count(4, 4, 4), None),
    ("es", "Unas 1.200 personas murieron.", Count(1200, 1200, 1200), None),
    ("es", "Tres años después murieron las plantas.", None, None),
    ("es", "Murieron 53 personas, heridas más de cien.", Count(53, 53, 53), Count(100, 100, None)),
    ("es", "Hay 20 muertos, entre ellos tres niños muertos.", Count(20, 20, 20), None),
    ("es", "Nueve personas, entre ellas dos menores, perdieron la vida.", Count(9, 9, 9), None),
    ("fr", "Quatre-vingt-dix-sept personnes ont péri.", Count(97, 97, 97), None),
    ("fr", "Le bilan est de quatre-vingts morts.", Count(80, 80, 80), None),
    ("fr", "Soixante et onze personnes ont été tuées.", Count(71, 71, 71), None),
    ("fr", "Deux cent vingt-quatre morts après le naufrage.", Count(224, 224, 224), None),
    ("fr", "Plusieurs dizaines de morts à Alep.", Count(10, 10, None), None),
    ("fr", "Trente et un Syriens, dont dix enfants, ont été tués.", Count(31, 31, 31), None),
    ("de", "Zwölf Menschen kamen ums Leben, dreißig wurden verletzt.", Count(12, 12, 12), Count(30, 30, 30)),
    ("de", "Mindestens 15 Tote bei Anschlag.", Count(15, 15, None), None),
    ("de", "Die Zahl der Toten stieg auf einundfünfzig.", Count(51, 51, 51), None),
    ("de", "Der 45-jährige Richter wurde am 3. Mai erschossen.", Count(1, 1, 1), None),
    ("de", "Rebellen töteten zwei Dutzend Bewohner.", Count(24, 24, None), None),
    ("de", "Bei zwei Explosionen starben 9 Menschen.", Count(9, 9, 9), None),
    ("pt", "Doze pessoas morreram e trinta ficaram feridas.", Count(12, 12, 12), Count(30, 30, 30)),
    ("pt", "Ataque deixa pelo menos 15 mortos.", Count(15, 15, None), None),
    ("pt", "Mais de trinta e dois mortos.", Count(32, 32, None), None),
    ("pt", "Um policial morreu no tiroteio.", Count(1, 1, 1), None),
    ("pt", "Morreram quatro soldados.", Count(4, 4, 4), None),
    ("pt", "Outras 1.200 pessoas morreram.", Count(1200, 1200, 1200), None),
    ("pt", "Nove pessoas, entre elas duas menores, perderam a vida.", Count(9, 9, 9), None),
    ("pt", "Dezasseis mineiros foram mortos.", Count(16, 16, 16), None),
    ("pt", "Há 20 mortos, entre eles três crianças.", Count(20, 20, 20), None),
    ("pt", "Subiu para 45 o número de mortos.", Count(45, 45, 45), None),
    ("pt", "O jornalista foi morto a tiros.", Count(1, 1, 1), None),
    ("pt", "Drone fere seis agentes.", None, Count(6, 6, 6)),
])  # fmt: skip
def test_the_toll_that_a_sentence_tells(code: str, text: str, killed: Count | None, injured: Count | None) -> None:
    found = tolls(text, code)
    assert (found.get(TollKind.KILLED.value), found.get(TollKind.INJURED.value)) == (killed, injured)
