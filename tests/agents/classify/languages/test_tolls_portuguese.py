"""How many, in Portuguese: the file as it ships."""

from __future__ import annotations

import pytest

from agents.classify.casualties.words import TollKind
from agents.classify.languages.language import language
from agents.classify.languages.tolls import find_tolls
from agents.classify.text.document import build_document
from schemas.article import Article
from schemas.event import Count


def tolls(text: str) -> dict[str, Count]:
    known = language("pt")
    view = known.view(build_document(Article(id="x", text=text)))
    found = find_tolls(view, range(len(view.sentences)), known.tolls)
    return {toll.kind.value: toll.size for toll in found if not (toll.part or toll.unreal)}


@pytest.mark.parametrize(("text", "killed", "injured"), [
    ("Doze pessoas morreram e trinta ficaram feridas.", Count(12, 12, 12), Count(30, 30, 30)),
    ("Ataque deixa pelo menos 15 mortos.", Count(15, 15, None), None),
    ("Mais de trinta e dois mortos.", Count(32, 32, None), None),
    ("Um policial morreu no tiroteio.", Count(1, 1, 1), None),
    ("Morreram quatro soldados.", Count(4, 4, 4), None),
    ("Outras 1.200 pessoas morreram.", Count(1200, 1200, 1200), None),
    ("Nove pessoas, entre elas duas menores, perderam a vida.", Count(9, 9, 9), None),
    ("Dezasseis mineiros foram mortos.", Count(16, 16, 16), None),
    ("Há 20 mortos, entre eles três crianças.", Count(20, 20, 20), None),
    ("Subiu para 45 o número de mortos.", Count(45, 45, 45), None),
    ("O jornalista foi morto a tiros.", Count(1, 1, 1), None),
    ("Drone fere seis agentes.", None, Count(6, 6, 6)),
])  # fmt: skip
def test_the_toll_that_a_sentence_tells(text: str, killed: Count | None, injured: Count | None) -> None:
    found = tolls(text)
    assert (found.get(TollKind.KILLED.value), found.get(TollKind.INJURED.value)) == (killed, injured)
