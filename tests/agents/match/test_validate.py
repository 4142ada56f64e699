import pytest

from agents.match.validate import check
from schemas.formats.subscription import SubscriptionError
from schemas.subscription import OwnRegion
from tests.agents.match.strategies import make_subscription


def test_a_valid_subscription_is_made_ready():
    assert check(make_subscription(regions=("AF",), keywords="Kunduz")).query is not None


@pytest.mark.parametrize(
    ("region", "field"),
    [
        (OwnRegion(), "when.regions[0]"),
        (OwnRegion(polygons=((),)), "when.regions[0].geojson.coordinates"),
        (OwnRegion(polygons=(((),),)), "when.regions[0].geojson.coordinates[0]"),
        (OwnRegion(polygons=((((0.0, 95.0),) * 4,),)), "when.regions[0].geojson.coordinates[0][0]"),
        (OwnRegion(regions=("AF",)), "when.regions[0].area"),
        ("area:sahel", "when.regions[0]"),
    ],
)
def test_a_region_that_no_document_could_say_is_refused(region, field):
    with pytest.raises(SubscriptionError) as refused:
        check(make_subscription(regions=(region,), casualties=("killed >= 0",), keywords="Kunduz"))
    assert [mistake.field for mistake in refused.value.mistakes] == [field, "when.casualties[0]"]


def test_mistakes_of_fields_and_of_keywords_are_told_together():
    with pytest.raises(SubscriptionError) as refused:
        check(make_subscription(id="a b", events=("attaks",), regions=("XX",), keywords="titel:x"))
    assert [mistake.field for mistake in refused.value.mistakes] == [
        "id", "when.events[0]", "when.regions[0]", "when.keywords",
    ]  # fmt: skip
    assert "did you mean title:?" in str(refused.value)
