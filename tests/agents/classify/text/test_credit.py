import pytest

from agents.classify.text.credit import agency_of


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("NAIROBI (Reuters) - A dam broke.", "Reuters"),
        ("NAIROBI, Kenya (AP) — A dam broke.", "AP"),
        ("AFP — A dam broke.", "AFP"),
        ("A dam broke. " * 60 + "\n\nSource: Xinhua", "Xinhua"),
        ("A dam broke.\n\n(With inputs from PTI)", "PTI"),
        ("A dam broke on Monday, AFP reported.", None),
        ("AP photographer hurt in Minsk", None),
        ("MAP (12) shows the dam", None),
        ("", None),
    ],
)
def test_an_agency_is_credited_by_its_place_in_the_text(text, agency):
    assert agency_of(text) == agency


def test_a_byline_credits_its_agency():
    assert agency_of("A dam broke.", "Jane Doe, Associated Press") == "AP"
    assert agency_of("A dam broke.", "Jane Mapes") is None
