"""The report: what stands in a row, and what is not told."""

import json
from collections import Counter

from tests.quality.measures import Measure, Outcome, QualitySet, Target, Wrong, result_of
from tests.quality.metrics import accuracy, share, total
from tests.quality.report import NOT_MEASURED, Run, document, markdown

RUN = Run("2024-03-05", "abc1234")


def toy(blind: bool = False, **fields) -> QualitySet:
    measures = (
        Measure("type", accuracy, Target(0.9)),
        Measure("country", share),
        Measure("false alarms", total, Target(1, at_most=True)),
    )
    return QualitySet(
        name="toy", title="Toy", load=lambda _: [], judge=lambda _, __: [], measures=measures, blind=blind, **fields
    )


OUTCOMES = [
    Outcome({"type": ("a", "a"), "country": (1, 1)}, ("a", "a"), ("language en",)),
    Outcome({"type": ("a", "b"), "false alarms": (1, 1)}, ("a", "b"), ("language fr",), (Wrong("doc-2", "a", "b"),)),
    Outcome({"type": ("b", "b")}, ("b", "b"), ("language en",), (Wrong("doc-3", "b", "another country", 5.0),)),
]


def test_a_row_holds_date_commit_set_measure_value_interval_counts_and_target():
    lines = markdown(RUN, [result_of(toy(), 3, OUTCOMES)]).splitlines()
    assert lines[0] == "| date | commit | set | measure | value | 95 % interval | counts | target |"
    assert lines[2].startswith("| 2024-03-05 | abc1234 | toy | type | 0.667 | ")
    assert lines[2].endswith(" | 2 of 3 | ≥ 0.9 (missed) |")
    assert lines[3].endswith(" | country | 1.000 | 1.000 to 1.000 | 1 of 1 | – |")
    assert lines[4].endswith(" | false alarms | 1 | 1 to 1 | 1 of 1 | ≤ 1 |")


def test_a_set_that_is_absent_is_not_measured():
    (line,) = markdown(RUN, [result_of(toy(), 0, [])]).splitlines()[2:]
    assert NOT_MEASURED in line
    assert document(RUN, [result_of(toy(), 0, [])])["sets"][0]["figures"] == []


def test_types_that_are_taken_for_one_another_are_told_with_how_often_each_is_expected():
    assert "| a | b | 1 of 2 |" in markdown(RUN, [result_of(toy(), 3, OUTCOMES)])


def test_groups_show_the_measure_that_the_set_names():
    shown = markdown(RUN, [result_of(toy(grouped="type"), 3, OUTCOMES)])
    assert "| language en | 1.000 | 2 of 2 |" in shown
    assert "| language fr | 0.000 | 0 of 1 |" in shown


def test_the_worst_come_first_and_only_as_many_as_asked():
    shown = markdown(RUN, [result_of(toy(), 3, OUTCOMES)], worst=1)
    assert "| doc-3 | b | another country |" in shown
    assert "doc-2" not in shown
    assert "doc-3" not in markdown(RUN, [result_of(toy(), 3, OUTCOMES)])


def test_documents_of_a_blind_set_are_not_named_unless_revealed():
    result = result_of(toy(blind=True), 3, OUTCOMES)
    for told in (markdown(RUN, [result], worst=9), json.dumps(document(RUN, [result], worst=9))):
        assert "doc-" not in told
        assert "another country" in told
    assert "doc-2" in markdown(RUN, [result], worst=9, reveal=True)
    assert "doc-2" in json.dumps(document(RUN, [result], worst=9, reveal=True))


def test_json_says_whether_a_target_is_met():
    figures = document(RUN, [result_of(toy(), 3, OUTCOMES)])["sets"][0]["figures"]
    assert [figure["met"] for figure in figures] == [False, None, True]
    assert figures[0]["counts"] == "2 of 3"


def test_confusions_count_documents():
    assert result_of(toy(), 3, OUTCOMES).confusion == Counter({("a", "a"): 1, ("a", "b"): 1, ("b", "b"): 1})
