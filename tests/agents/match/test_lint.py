import pytest

from agents.match.lint import Fault, lint
from schemas.levels import Urgency
from schemas.subscription import OwnRegion, SourceFilter
from schemas.taxonomy import Modality
from tests.agents.match.strategies import AROUND_KUNDUZ, make_subscription


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
        ({"keywords": "title:bomb NOT bombs"}, Fault.CONTRADICTION),
        ({"keywords": "lead:(bomb mosque) NOT body:bomb"}, Fault.CONTRADICTION),
        ({"keywords": "cs:IS mosque NOT is"}, Fault.CONTRADICTION),
        ({"keywords": "bombing NOT bomb*"}, Fault.CONTRADICTION),
        ({"keywords": "bombard* NOT bomb*"}, Fault.CONTRADICTION),
        ({"keywords": '"suicide bombing" NOT suicide'}, Fault.CONTRADICTION),
        ({"keywords": '"suicide bombing" NOT "suicide bomb"~5'}, Fault.CONTRADICTION),
        ({"keywords": "drone NEAR/5 airport NOT drones"}, Fault.CONTRADICTION),
        ({"keywords": "count:3 drone NOT (fog OR drone)"}, Fault.CONTRADICTION),
        ({"keywords": "sentence:(drone NOT drones)"}, Fault.CONTRADICTION),
        ({"keywords": "Kunduz or Kabul"}, Fault.LOWER_CASE_OPERATOR),
        ({"keywords": " OR ".join(["said", *(f"word{n}" for n in range(150))])}, Fault.COMMON_IN_LONG_OR),
        ({"urgency": Urgency.IMMEDIATE}, Fault.NO_CONDITION),
        ({"urgency": Urgency.IMMEDIATE, "modality": (Modality.PLANNED,)}, Fault.MODALITY_NEVER),
        ({"casualties": ("killed >= 10", "injured > 0", "killed < 10")}, Fault.CASUALTIES_NEVER),
        ({"casualties": ("killed = 3", "killed = 4")}, Fault.CASUALTIES_NEVER),
        ({"casualties": ("killed > 3", "killed < 4")}, Fault.CASUALTIES_NEVER),
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
        {"casualties": ("killed >= 10",)},
        {"casualties": ("killed > 3", "killed <= 4", "injured < 3"), "keywords": "people"},
        {"events": ("agreement",), "casualties": ("killed >= 1",)},
        {"urgency": Urgency.EXPECTED, "modality": (Modality.PLANNED,), "events": ("unrest",)},
        {"regions": (OwnRegion(polygons=((AROUND_KUNDUZ,),)),)},
        {"keywords": "mosque NOT title:mosque"},
        {"keywords": "body:mosque NOT lead:mosque"},
        {"keywords": "mosque NOT cs:mosque"},
        {"keywords": "bomb* NOT bombing"},
        {"keywords": "embassies NOT embassi*"},
        {"keywords": 'suicide NOT "suicide bombing"'},
        {"keywords": '"suicide bombing"~5 NOT "suicide bombing"'},
        {"keywords": "drone NOT count:3 drone"},
        {"keywords": "drone NOT sentence:(drone airport)"},
        {"keywords": "(drone OR airport) NOT airport"},
        {"keywords": "source:reuters NOT reuters"},
        {"keywords": "drone NEAR/5 airport"},
        {"keywords": '(Kunduz OR Kabul) AND (mosque OR "suicide bomb*") NOT cricket'},
    ],
)
def test_a_plain_subscription_gets_no_warning(when):
    assert lint(make_subscription(**when)) == ()


def test_an_operator_in_small_letters_is_told_how_to_write():
    (warning,) = lint(make_subscription(keywords="Kunduz or Kabul"))
    assert warning.message == "'or' in small letters is a word: write OR"
