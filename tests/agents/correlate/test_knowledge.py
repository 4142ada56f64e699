from __future__ import annotations

from importlib import resources

import pytest

from agents.correlate.knowledge import KnowledgeError, load, parse
from schemas.taxonomy import EventType

TEXT = resources.files("agents.correlate").joinpath("correlate.toml").read_text("utf-8")


def test_every_type_has_a_family_and_an_incident_closes_after_it_can_be_joined():
    for kind in EventType:
        family = load().family_of[kind]
        assert family.join <= family.close


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("threshold = 6.0 ", 'threshold = "high" ', "threshold"),
        (
            'types = ["attacks", "armed_conflict", "crime_cyber"]',
            'types = ["attacks", "armed_conflict"]',
            "crime_cyber",
        ),
        ('countries = ["EH", "MA"]', 'countries = ["EH", "IL"]', "'IL' is in another area too"),
        ('settles = "attacks"', 'settles = "unrest"', "'unrest' is neither"),
        ("[[0.0, -3.0], ", "[[0.5, -3.0], ", "curve"),
        (r"'\baged? (\d{1,2})\b'", r"'\baged? (\d{1,2}\b'", "ages: forms"),
        (r"'\baged? (\d{1,2})\b'", r"'\baged? \d{1,2}\b'", "expected one group, got 0"),
        ("[join]", "[join", "correlate.toml"),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong(right: str, wrong: str, message: str):
    assert right in TEXT
    with pytest.raises(KnowledgeError, match=r"correlate\.toml") as refused:
        parse(TEXT.replace(right, wrong, 1))
    assert message in str(refused.value)
