import pytest

from agents.match.lint import Fault, lint
from schemas.subscription import SourceFilter
from tests.agents.match.strategies import make_subscription


@pytest.mark.parametrize(
    ("when", "fault"),
    [
        ({}, Fault.NO_CONDITION),
        ({"keywords": "people"}, Fault.COMMON_WORDS),
        ({"keywords": "Kunduz OR said"}, Fault.COMMON_WORDS),
        ({"keywords": "UN"}, Fault.SHORT_WORD),
        ({"keywords": "Kunduz and Kabul"}, Fault.LOWER_CASE_OPERATOR),
        ({"keywords": "Kunduz OR Kabul mosque"}, Fault.MIXED_OPERATORS),
        ({"keywords": "Kunduz mosque NOT Kunduz"}, Fault.CONTRADICTION),
        ({"keywords": "bombs mosque -(cricket OR bombing)"}, Fault.CONTRADICTION),
        ({"keywords": " OR ".join(["said", *(f"word{n}" for n in range(150))])}, Fault.COMMON_IN_LONG_OR),
        ({"sources": SourceFilter(include=("a",), exclude=("A", "b"))}, Fault.SOURCE_NEVER),
    ],
)
def test_a_subscription_that_is_probably_not_meant_is_warned_of(when, fault):
    assert fault in {warning.fault for warning in lint(make_subscription(**when))}


@pytest.mark.parametrize(
    "when",
    [
        {"keywords": "Kunduz"},
        {"keywords": "cs:IS AND mosque"},
        {"events": ("attacks",)},
        {"events": ("attacks",), "keywords": "people"},
        {"keywords": '(Kunduz OR Kabul) AND (mosque OR "suicide bomb*") NOT cricket'},
    ],
)
def test_a_plain_subscription_gets_no_warning(when):
    assert lint(make_subscription(**when)) == ()
