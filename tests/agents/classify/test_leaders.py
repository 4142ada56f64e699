"""Leaders and seats of government: the examples beside the words of `knowledge/leaders.toml`, and years of office."""

from pathlib import Path

import pytest

from agents.classify import role_cues as module
from agents.classify.actor_names import actor_file, find_actors
from agents.classify.events.knowledge import read
from agents.classify.text.document import build_document
from schemas.article import Article

CASES = read(Path(module.__file__).parent / "knowledge" / "leaders.toml").rows("case")


def countries(text: str, year: int | None = None) -> list[str | None]:
    document = build_document(Article(id="a", text=text))
    return [one.entry.country for one in find_actors(document, actor_file(), year)]


@pytest.mark.parametrize(
    ("text", "state"), [(text, row.text("state")) for row in CASES for text in row.texts("examples")]
)
def test_a_leader_or_a_seat_of_government_names_its_state(text: str, state: str) -> None:
    assert countries(text)[0] == state


@pytest.mark.parametrize(
    ("text", "state"), [(text, row.text("state")) for row in CASES for text in row.texts("counter_examples")]
)
def test_what_bears_the_same_name_does_not(text: str, state: str) -> None:
    assert state not in countries(text)


@pytest.mark.parametrize(
    ("year", "state"), [(None, ["DE"]), (2005, ["DE"]), (2022, ["DE"]), (2004, []), (2023, []), (2026, [])]
)
def test_a_leader_speaks_for_the_state_in_the_years_of_office(year: int | None, state: list[str]) -> None:
    assert countries("Angela Merkel warned the others.", year) == state
