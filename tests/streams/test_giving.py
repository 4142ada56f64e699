import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codec import read_object
from schemas.errors import RecordError
from schemas.feedback import Judgement
from streams.giving import LONGEST, Said, read_said

FIELDS = ("alert", "verdict", "reason", "by")
RIGHT = {"alert": "a-1", "verdict": "useful"}
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


def refusal(data: dict[str, Any]) -> str:
    with pytest.raises(RecordError) as error:
        read_said(data)
    return str(error.value)


def test_what_is_said_is_an_alert_and_a_verdict_and_perhaps_why_and_who() -> None:
    assert read_said(RIGHT) == Said(alert="a-1", verdict=Judgement.USEFUL)
    whole = {"alert": "a-1", "verdict": "false-alarm", "reason": "a film", "by": "ana"}
    assert read_said(whole) == Said(alert="a-1", verdict=Judgement.FALSE_ALARM, reason="a film", by="ana")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"colour": "red"}, ["'colour'", "unknown field", "'red'"]),
        ({"resaon": "x"}, ["'resaon'", "did you mean reason?"]),
        ({"verdict": "nice"}, ["verdict", "useful or false-alarm", "'nice'"]),
        ({"verdict": None}, ["verdict", "None"]),
        ({"verdict": ["useful"]}, ["verdict", "['useful']"]),
        ({"alert": 5}, ["alert", "5"]),
        ({"reason": "x" * (LONGEST + 1)}, ["reason", "2000", "'xxx"]),
        ({"by": {}}, ["by", "{}"]),
        ({"by": "a\udcff"}, ["by", "UTF-8", "udcff"]),
    ],
)
def test_what_is_wrong_is_named_with_its_value(wrong: dict[str, Any], words: list[str]) -> None:
    said = refusal(RIGHT | wrong)
    assert [word for word in words if word not in said] == []
    assert len(said) < 300


@pytest.mark.parametrize("missing", ["alert", "verdict"])
def test_what_is_missing_is_named(missing: str) -> None:
    assert missing in refusal({name: value for name, value in RIGHT.items() if name != missing})


def test_the_longest_texts_are_taken() -> None:
    assert read_said(RIGHT | {"reason": "é" * LONGEST, "by": "x" * LONGEST}).by == "x" * LONGEST


def read(raw: bytes) -> Said | str:
    """What is said in these bytes, or why it is none."""
    try:
        return read_said(read_object(raw))
    except RecordError as error:
        return str(error)


@given(st.binary() | VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_said_or_refused_in_a_few_words(raw: bytes) -> None:
    found = read(raw)
    assert isinstance(found, Said) or 0 < len(found) < 500


@given(st.sampled_from(FIELDS), VALUES)
def test_of_a_wrong_value_the_field_is_named(field: str, value: object) -> None:
    found = read(json.dumps(RIGHT | {field: value}).encode())
    if isinstance(found, Said):
        assert getattr(found, field) == value
    else:
        assert field in found


@given(st.text().filter(lambda name: name not in FIELDS), VALUES)
def test_an_unknown_field_is_refused_whatever_it_holds(name: str, value: object) -> None:
    assert "unknown field" in refusal(RIGHT | {name: value})
