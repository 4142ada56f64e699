import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify.casualties.extract import find_casualties
from agents.classify.casualties.select import Casualties, casualties_of
from agents.classify.text.document import build_document
from schemas.article import Article
from schemas.event import Count


def read(text: str) -> Casualties:
    document = build_document(Article(id="a", text=text))
    return casualties_of(document, find_casualties(document), range(len(document.sentences)))


CASES = [
    ("Blast kills 55 in Kunduz.", 55, None),
    ("A bomb killed two soldiers and a civilian in the town.", 3, None),
    ("A roadside device went off, killing four people and wounding nine others.", 4, 9),
    ("Twelve people were killed and 30 injured when the bus was hit.", 12, 30),
    ("The death toll rose to 12 on Monday.", 12, None),
    ("A dozen people were killed in the raid.", 12, None),
    ("A 16-year-old boy was shot and killed in the street.", 1, None),
    ("No one was hurt in the explosion.", None, 0),
    ("At least 7 villagers died, including three children.", 7, None),
    ("A policeman and two of his sons were killed.", 3, None),
    ("The rocket left 12 dead and 3 wounded.", 12, 3),
    ("Two truck drivers who carried fuel were killed by gunmen.", 2, None),
]


@pytest.mark.parametrize(("text", "killed", "injured"), CASES)
def test_the_casualties_of_a_short_report(text: str, killed: int | None, injured: int | None) -> None:
    found = read(text)
    assert (found.killed and found.killed.best, found.injured.best if found.injured else None) == (killed, injured)


def test_at_least_leaves_the_upper_bound_open() -> None:
    assert read("At least 55 people were killed.").killed == Count(55, 55, None)


def test_a_suicide_bomber_is_no_victim() -> None:
    found = read("A suicide bomber killed himself and five others.")
    assert found.killed == Count(5, 5, 5)
    assert found.attackers_killed == Count(1, 1, 1)


@given(
    st.text()
    | st.lists(
        st.sampled_from(
            [
                "killed",
                "12",
                "at",
                "least",
                "between",
                "and",
                "5",
                "or",
                "9",
                "people",
                "dozens",
                "of",
                "himself",
                "no",
                "two",
                "-",
                ",",
                ".",
                "$",
                "was",
                "dead",
            ]
        )
    ).map(" ".join)
)
def test_any_text_gives_ordered_counts(text: str) -> None:
    found = read(text)
    for count in (found.killed, found.injured, found.missing, found.abducted, found.attackers_killed):
        if count is not None:
            assert count.low >= 0
            assert count.best is None or count.low <= count.best
            assert count.high is None or (count.best or count.low) <= count.high
