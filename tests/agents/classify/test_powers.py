"""Who must be named for words to be diplomatic tension."""

import pytest

from schemas.taxonomy import EventType
from tests.agents.classify.test_classify import read

TENSION = EventType.DIPLOMATIC_TENSION


def types(text: str) -> set[EventType]:
    return {event.type for event in read(text).events}


@pytest.mark.parametrize(
    "text",
    [
        "The opposition accused the electoral commission of fraud.",
        "Rwanda demanded the immediate release of its envoy.",
        "Hamas threatened to resume rocket fire.",
        "The minister rejected the offer.\n\nHe accused them of bad faith.",
        "A group calling itself Dawn claimed responsibility for the bombing.",
    ],
)
def test_a_power_makes_words_between_powers(text: str) -> None:
    assert TENSION in types(text)


@pytest.mark.parametrize(
    "text",
    [
        "A mother demanded that the witness come forward.\n\nHer son was shot dead on Elm Street on Friday.",
        "He is accused of stealing a van.\n\nThe driver refused to give his name.",
        "The landlord threatened to change the locks.",
    ],
)
def test_words_between_neighbours_are_no_diplomacy(text: str) -> None:
    assert TENSION not in types(text)
