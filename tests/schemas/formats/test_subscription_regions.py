import pytest
import yaml

from schemas.formats.regions import Division, parse_region
from schemas.formats.subscription import SubscriptionError, read_subscription, write_subscription
from schemas.formats.subscription_regions import read_areas
from schemas.subscription import OwnRegion

SQUARE = [[43, 11], [51, 11], [51, 0.00001], [43, 11]]
GEOMETRY = {"type": "Polygon", "coordinates": [SQUARE]}
RINGS = (((43.0, 11.0), (51.0, 11.0), (51.0, 0.00001), (43.0, 11.0)),)
AREAS = read_areas({"areas": {"sahel": ["ml", "NE", "m49:011"], "gulf-of-aden": {"geojson": GEOMETRY}, "one": "AF"}})


def read(*regions, areas=AREAS):
    return read_subscription({"id": "a", "subscriber": "b", "when": {"regions": list(regions)}}, areas)


def mistakes_of(*regions, areas=AREAS):
    with pytest.raises(SubscriptionError) as refused:
        read(*regions, areas=areas)
    return {mistake.field: mistake.expected for mistake in refused.value.mistakes}


def test_an_area_stands_for_its_regions_and_keeps_its_name():
    assert read("AF", "area:sahel", "Area: gulf-of-aden", "area:one").when.regions == (
        "AF",
        OwnRegion(area="sahel", regions=("ML", "NE", "m49:011")),
        OwnRegion(area="gulf-of-aden", polygons=(RINGS,)),
        OwnRegion(area="one", regions=("AF",)),
    )


def test_a_polygon_needs_no_name():
    assert read({"geojson": GEOMETRY}).when.regions == (OwnRegion(polygons=(RINGS,)),)


def test_what_is_written_needs_no_file_of_areas_and_is_the_same_as_yaml_too():
    subscription = read("area:sahel", {"geojson": GEOMETRY}, "area:gulf-of-aden", "admin1:af/Kunduz")
    document = write_subscription(subscription)
    assert document["when"]["regions"][0] == {"area": "sahel", "regions": ["ML", "NE", "m49:011"]}
    assert read_subscription(document) == subscription
    assert read_subscription(yaml.safe_dump(document).encode()) == subscription


def test_an_area_that_is_not_given_is_refused_with_what_is_near():
    assert mistakes_of("AF", "area:sahell") == {
        "when.regions[1]": "expected the name of an area that is given: did you mean sahel?"
    }
    assert mistakes_of("area:sahel", areas={})["when.regions[0]"].endswith("stands for with --areas")


@pytest.mark.parametrize(
    ("region", "field"),
    [
        ({}, "when.regions[0]"),
        ({"area": "x"}, "when.regions[0]"),
        ({"area": "x", "regions": []}, "when.regions[0]"),
        ({"area": "a b", "regions": ["AF"]}, "when.regions[0].area"),
        ({"regions": ["AF"]}, "when.regions[0].area"),
        ({"area": "x", "regions": ["XX"]}, "when.regions[0].regions[0]"),
        ({"area": "x", "regions": ["area:sahel"]}, "when.regions[0].regions[0]"),
        ({"area": "x", "regions": [{"geojson": GEOMETRY}]}, "when.regions[0].regions[0]"),
        ({"geojson": GEOMETRY, "name": "x"}, "when.regions[0].name"),
        ({"geojson": {"type": "Polygon"}}, "when.regions[0].geojson.coordinates"),
        (None, "when.regions[0]"),
        (["AF"], "when.regions[0]"),
        ("admin1:Kunduz", "when.regions[0]"),
        ("admin1:XX/Kunduz", "when.regions[0]"),
        ("admin1:AF/", "when.regions[0]"),
    ],
)
def test_a_region_that_is_wrong_is_refused_at_its_field(region, field):
    assert list(mistakes_of(region)) == [field]


def test_all_polygons_of_a_subscription_have_at_most_ten_thousand_points():
    long = {"type": "Polygon", "coordinates": [[*SQUARE[:3] * 1700, SQUARE[0]]]}
    assert read({"geojson": long}).when.regions
    twice = {"type": "MultiPolygon", "coordinates": [long["coordinates"], [SQUARE]]}
    assert "at most 10,000" in mistakes_of({"geojson": long}, {"geojson": twice})["when.regions"]


def test_a_division_has_a_country_and_a_name():
    assert parse_region("ADMIN1:cm / Extrême-Nord") == Division("CM", "Extrême-Nord")
    assert read("ADMIN1:cm / Extrême-Nord").when.regions == ("admin1:CM/Extrême-Nord",)


@pytest.mark.parametrize(
    ("document", "field"),
    [
        (None, "areas"),
        ([], "areas"),
        ({}, "areas"),
        ({"areas": ["AF"]}, "areas"),
        ({"areas": {"x": ["AF"]}, "id": "a"}, "areas.id"),
        ({"areas": {"a b": ["AF"]}}, "areas.a b"),
        ({"areas": {"x": []}}, "areas.x"),
        ({"areas": {"x": None}}, "areas.x"),
        ({"areas": {"x": {"area": "y", "regions": ["AF"]}}}, "areas.x.area"),
        ({"areas": {"x": ["XX"]}}, "areas.x.regions[0]"),
        ({"areas": {"x": {"geojson": {"type": "Point"}}}}, "areas.x.geojson.type"),
    ],
)
def test_a_document_of_areas_that_is_wrong_is_refused_at_its_field(document, field):
    with pytest.raises(SubscriptionError) as refused:
        read_areas(document)
    assert [mistake.field for mistake in refused.value.mistakes] == [field]
