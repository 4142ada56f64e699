import pytest

from agents.match.validate import check
from schemas.formats.subscription import SubscriptionError
from tests.agents.match.strategies import make_subscription


def test_a_valid_subscription_is_made_ready():
    assert check(make_subscription(regions=("AF",), keywords="Kunduz")).query is not None


def test_mistakes_of_fields_and_of_keywords_are_told_together():
    with pytest.raises(SubscriptionError) as refused:
        check(make_subscription(id="a b", events=("attaks",), regions=("XX",), keywords="titel:x"))
    assert [mistake.field for mistake in refused.value.mistakes] == [
        "id", "when.events[0]", "when.regions[0]", "when.keywords",
    ]  # fmt: skip
    assert "did you mean title:?" in str(refused.value)
