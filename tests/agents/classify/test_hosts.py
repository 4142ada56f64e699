"""Where talks are held that name no place."""

import pytest

from schemas.taxonomy import EventType
from tests.agents.classify.test_classify import read


def country(text: str) -> str | None:
    return next(event.country for event in read(text).events if event.type is EventType.DIPLOMATIC_TALKS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Erdogan hosts the presidents of Azerbaijan and Georgia for talks on energy.", "TR"),
        ("The White House hosts a summit of the leaders of Armenia and Azerbaijan on Friday.", "US"),
        ("Turkey will host the foreign ministers of Iran and Iraq for talks next week.", "TR"),
        ("Merkel hosted the Serbian and Kosovar leaders for talks.", "DE"),
        ("A summit of African leaders hosted by Macron discussed debt.", "FR"),
        ("Macron received Zelensky on Tuesday for talks.", "FR"),
        ("The Indian and Chinese foreign ministers held talks in the Kremlin on Monday.", "RU"),
        ("The Serbian and Kosovar leaders met at the Élysée for talks.", "FR"),
    ],
)
def test_talks_without_a_place_are_at_home_of_their_host(text: str, expected: str) -> None:
    assert country(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Erdogan hosted talks between Armenia and Azerbaijan in Geneva.", "CH"),
        ("Trump met Zelensky in Rome on Saturday for talks.", "IT"),
        ("Trump will host the leaders of Armenia and Azerbaijan at a summit in Doha.", "QA"),
    ],
)
def test_a_place_that_is_named_outweighs_the_host(text: str, expected: str) -> None:
    assert country(text) == expected
