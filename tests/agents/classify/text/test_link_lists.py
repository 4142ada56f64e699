"""Lists of links to other stories in the text of a page."""

import pytest

from agents.classify.text.furniture import strip_furniture
from tests.agents.classify.test_classify import read

STORY = "The council in Leeds votes on Tuesday on the budget of its schools, its leader said."
LINKS = ["Cholera claims 20 in Kalemie", "Five tips for better sleep", "Bomb kills 10 in Kabul market"]


def page(*lines: str) -> str:
    return "\n\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        page(STORY, *LINKS),
        page(STORY, *LINKS, "The vote is at noon, and the result is known by one."),
        page(STORY, "Most read", LINKS[0]),
        page(STORY, "Related stories", *LINKS[:2]),
        STORY + "\n" + "\n".join(LINKS),
    ],
)
def test_headlines_of_other_stories_are_none_of_this_one(text: str) -> None:
    stripped = strip_furniture(text)
    assert STORY in stripped
    assert "Kalemie" not in stripped
    assert {event.type.value for event in read(text).events}.isdisjoint({"attacks", "disaster_health"})


@pytest.mark.parametrize(
    "text",
    [
        page("Most read", LINKS[2], "KABUL (AP) - " + STORY),
        page(*LINKS, STORY),
        page(STORY, LINKS[2], "Police said the bomb went off at noon."),
        page(STORY, LINKS[1], LINKS[2], "Police said the bomb went off at noon."),
        page(
            STORY, "What is known so far:", "Two dead in the town of Otley", "Ten hurt in the town of Ilkley", LINKS[2]
        ),
        page(
            STORY, "- Two dead in the town of Otley", "- Ten hurt in Ilkley on Monday", "- Five missing in Shipley now"
        ),
        STORY.upper() + "\nTHE BOMB WENT OFF AT NOON AND\nTEN PEOPLE WERE HURT IN THE\nMARKET OF THE OLD TOWN",
        "The army said that the\nBomb Disposal Unit of the\nKabul Garrison was called to the\nMarket of the old town",
    ],
)
def test_a_headline_alone_and_what_a_story_lists_itself_stay(text: str) -> None:
    assert strip_furniture(text) == text or ("Most read" in text and LINKS[2] in strip_furniture(text))
