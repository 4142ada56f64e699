"""The gate: the sets in the repository are measured, and none of their figures is below what `gate.toml` asks."""

from pathlib import Path

import pytest

from agents.classify.classifier import load_classifier
from tests.quality.gates import failures, load_gates
from tests.quality.measures import Result, result_of
from tests.quality.sets import SETS

IN_THE_REPOSITORY = ("examples", "sample", "once_blind", "blind")
pytestmark = pytest.mark.timeout(240)  # some 2,500 texts are classified, with the second look


@pytest.fixture(scope="module")
def results() -> list[Result]:
    classifier, found = load_classifier(), []
    for name in {gate.set for gate in load_gates()}:
        documents = SETS[name].load(Path())
        found.append(result_of(SETS[name], len(documents), SETS[name].judge(documents, classifier)))
    return found


def test_no_figure_is_below_its_gate(results):
    assert failures(results, load_gates()) == []


def test_gates_are_of_sets_in_the_repository_that_have_documents(results):
    assert {gate.set for gate in load_gates()} <= set(IN_THE_REPOSITORY)
    assert all(result.documents for result in results)


def test_a_figure_below_its_gate_is_named(results):
    gates = load_gates(
        """
        [[gate]]
        set = "examples"
        measure = "type"
        least = 1.01
        date = 2024-03-05
        reason = "more than all"
        [[gate]]
        set = "sample"
        measure = "false alarms"
        most = -1
        date = 2024-03-05
        reason = "fewer than none"
        [[gate]]
        set = "gva"
        measure = "killed"
        least = 1.0
        date = 2024-03-05
        reason = "not measured here"
        """
    )
    first, second = failures(results, gates)
    assert first.startswith("examples: type: expected at least 1.01, got ")
    assert second == "sample: false alarms: expected at most -1, got 0.0000"


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        ('set = "toy"\nmeasure = "type"\nleast = 1.0', "set: 'toy'"),
        ('set = "examples"\nmeasure = "toy"\nleast = 1.0', "measure: 'toy'"),
        ('set = "examples"\nmeasure = "type"', "one of least and most"),
        ('set = "examples"\nmeasure = "type"\nleast = "high"', "$.least"),
    ],
)
def test_a_wrong_gate_is_named(entry, named):
    with pytest.raises(ValueError, match=r"gate\.toml, gate 1: ") as caught:
        load_gates(f'[[gate]]\n{entry}\ndate = 2024-03-05\nreason = "r"\n')
    assert named in str(caught.value)
