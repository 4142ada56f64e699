import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify.dates import event_date
from agents.classify.languages.language import language
from agents.classify.text.document import build_document
from schemas.article import Article
from schemas.taxonomy import Modality

WEDNESDAY = dt.datetime(2024, 5, 15, 9, tzinfo=dt.UTC)


def date(text: str, published: dt.datetime | None = WEDNESDAY, modality: Modality = Modality.ACTUAL) -> dt.date | None:
    document = build_document(Article(id="a", text=text))
    return event_date(document, range(len(document.sentences)), published, modality)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("It went off on Wednesday.", (2024, 5, 15)),
        ("It went off on Tuesday.", (2024, 5, 14)),
        ("It went off on Thursday.", (2024, 5, 9)),
        ("It went off today.", (2024, 5, 15)),
        ("It went off yesterday.", (2024, 5, 14)),
        ("It went off on May 3.", (2024, 5, 3)),
        ("It went off on 3 May.", (2024, 5, 3)),
        ("It went off on 3rd May.", (2024, 5, 3)),
        ("It went off on December 8.", (2023, 12, 8)),
        ("It went off on Oct. 8, 2021.", (2021, 10, 8)),
        ("It went off on 8 October 2021.", (2021, 10, 8)),
        ("It went off on October 8th, 2021.", (2021, 10, 8)),
    ],
)
def test_a_date_is_reckoned_from_publication(text: str, day: tuple[int, int, int]) -> None:
    assert date(text) == dt.date(*day)


@pytest.mark.parametrize(
    "text",
    [
        "It was Bloody Sunday.",
        "They march every Friday.",
        "It went off last Monday.",
        "It went off on February 30.",
        "It went off on February 30, 2021.",
        "It went off on 8 October 0000.",
        "They may 5 times have tried.",
        "We march 12 abreast.",
        "On April 99 it went off.",
        "",
    ],
)
def test_what_is_no_exact_date_is_none(text: str) -> None:
    assert date(text) is None


def test_what_is_planned_lies_ahead() -> None:
    assert date("They will meet on Saturday.", modality=Modality.PLANNED) == dt.date(2024, 5, 18)
    assert date("They will meet on January 9.", modality=Modality.PLANNED) == dt.date(2025, 1, 9)
    assert date("They will meet tomorrow.", modality=Modality.PLANNED) == dt.date(2024, 5, 16)


def test_without_publication_only_a_date_with_a_year_counts() -> None:
    assert date("It went off on Tuesday, or on May 3.", None) is None
    assert date("It went off on May 3, 2020.", None) == dt.date(2020, 5, 3)


@pytest.mark.parametrize("year", [1, 9999])
@pytest.mark.parametrize("text", ["on Monday", "yesterday", "tomorrow", "on 31 December", "on 1 January", "on Sunday"])
@pytest.mark.parametrize("modality", [Modality.ACTUAL, Modality.PLANNED])
def test_the_ends_of_the_calendar_raise_nothing(year: int, text: str, modality: Modality) -> None:
    for month, day in ((1, 1), (12, 31)):
        found = date(text, dt.datetime(year, month, day, tzinfo=dt.UTC), modality)
        assert found is None or abs(found.year - year) <= 1


@given(
    st.text()
    | st.lists(
        st.sampled_from(
            ["May", "31", "30", "2", ",", "2021", "0", "9999", "Feb", ".", "29", "th", "Monday", "of", "last"]
        )
    ).map(" ".join),
    st.datetimes(timezones=st.just(dt.UTC)),
    st.sampled_from(Modality),
)
def test_any_text_is_read(text: str, published: dt.datetime, modality: Modality) -> None:
    found = date(text, published, modality)
    assert found is None or isinstance(found, dt.date)


def test_a_language_may_write_months_with_a_small_letter() -> None:
    document = build_document(Article(id="a", text="Estalló el 3 de mayo."))
    spanish = language("es")
    assert event_date(spanish.view(document), [0], WEDNESDAY, words=spanish.dates) == dt.date(2024, 5, 3)
