"""The cues of `knowledge/roles.toml`: each example beside a cue gives the standing that the cue names."""

from pathlib import Path

import pytest

from agents.classify import role_cues as module
from agents.classify.actor_names import actor_file, find_actors
from agents.classify.events.knowledge import read
from agents.classify.role_cues import Standing, role_cues
from agents.classify.roles import Clause, noun_phrase, standing_of
from agents.classify.text.document import build_document
from schemas.article import Article

ROOT = read(Path(module.__file__).parent / "knowledge" / "roles.toml")
EXAMPLES = [
    (row.text("standing"), example)
    for side in ("before", "after")
    for row in ROOT.rows(side)
    for example in row.texts("examples")
]


def standings(text: str) -> list[Standing | None]:
    """The standing of each actor named in a text of one sentence."""
    document = build_document(Article(id="a", text=text))
    sentence = document.sentences[0]
    clause = Clause(document.tokens, document.lower, sentence.first, sentence.last, frozenset())
    found = []
    for one in find_actors(document, actor_file()):
        named = one.name.name or one.name.metonym
        phrase = noun_phrase(clause, one.first, one.last, adjective=one.name.adjective, name=named, cues=role_cues())
        found.append(None if phrase is None else standing_of(clause, phrase, role_cues()))
    return found


@pytest.mark.parametrize(("standing", "example"), EXAMPLES)
def test_an_example_of_a_cue_gives_its_standing(standing: str, example: str) -> None:
    assert standing in standings(example)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Taliban fighters killed eight.", Standing.SUBJECT),
        ("Taliban fighters were killed.", Standing.VICTIM),
        ("Taliban fighters killed in raid", Standing.VICTIM),
        ("Taliban killed at least five.", Standing.SUBJECT),
        ("Police shot dead a protester.", Standing.SUBJECT),
        ("Two police shot dead in ambush", Standing.VICTIM),
        ("Two police were shot dead.", Standing.VICTIM),
        ("A Taliban attack was foiled.", Standing.MODIFIER),
        ("Hamas, the rulers of the strip, claimed responsibility.", Standing.CLAIMANT),
        ("Hamas did not claim responsibility.", None),
        ("The Taliban-run radio was off air.", None),
        ("The anti-Taliban front met.", None),
        ("Israel's weather was mild.", None),
        ("Afghan carpets were sold.", None),
    ],
)
def test_the_standing_of_a_name(text: str, expected: Standing | None) -> None:
    assert standings(text)[0] == expected


def test_a_cue_beyond_the_clause_does_not_govern_the_name() -> None:
    assert standings("A camp was attacked, and on Friday the Taliban left.") == [None]
