import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.event import Event
from schemas.formats.casualties import COUNTS, Comparison, parse_comparison
from schemas.incident import Facts


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("killed >= 10", "killed >= 10"),
        (" Injured>0 ", "injured > 0"),
        ("attackers_killed = 0", "attackers_killed = 0"),
        ("missing <= 0", "missing <= 0"),
        ("abducted < 007", "abducted < 7"),
    ],
)
def test_a_comparison_is_read_with_and_without_spaces(text, written):
    assert str(parse_comparison(text)) == written
    assert str(parse_comparison(written)) == written


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("killed", "such as killed >= 10"),
        ("killed >= many", "such as killed >= 10"),
        ("killed >= 1.5", "such as killed >= 10"),
        ("killed >= 10 people", "such as killed >= 10"),
        ("killed > 12345678901", "such as killed >= 10"),
        ("kiled > 1", "did you mean killed"),
        ("killed == 1", "one of >= > = <= <"),
        ("killed >= 0", "always holds"),
        ("killed > -1", "always holds"),
        ("killed < 0", "can never hold"),
        ("killed <= -3", "can never hold"),
        ("killed = -1", "can never hold"),
    ],
)
def test_what_is_no_comparison_or_settled_beforehand_is_refused_with_the_reason(text, says):
    with pytest.raises(ValueError, match=says):
        parse_comparison(text)


@given(st.sampled_from([">=", ">", "=", "<=", "<"]), st.integers(-3, 3))
def test_what_is_taken_holds_of_some_count_and_not_of_every(operator, number):
    try:
        parse_comparison(f"killed {operator} {number}")
    except ValueError:
        settled = True
    else:
        settled = False
    asked = Comparison("killed", operator, number)
    assert settled is (len({asked.holds(count) for count in range(9)}) == 1)


def test_the_counts_are_those_of_an_incident_and_of_an_event():
    for record in (Facts, Event):
        counted = {name for name, kind in record.__annotations__.items() if kind == "Count | None"}
        assert counted == set(COUNTS)
