"""M49 paths."""

import pytest

from agents.classify.places.gazetteer import load_gazetteer
from agents.classify.places.regions import region_names, region_path


@pytest.mark.parametrize(
    ("country", "path"),
    [
        ("NE", ("001", "002", "202", "011")),
        ("AF", ("001", "142", "034")),
        ("TW", ("001", "142", "030")),
        ("XK", ("001", "150", "039")),
        ("MX", ("001", "019", "419", "013")),
    ],
)
def test_a_path_leads_from_the_world_to_the_finest_region(country, path):
    assert region_path(country) == path


def test_every_country_has_a_path_of_named_regions():
    for country in load_gazetteer().country_rows:
        path = region_path(country)
        assert path[0] == "001"
        assert len(path) > 1 or country == "AQ"
        assert all(code in region_names() for code in path)


def test_an_unknown_code_is_somewhere_in_the_world():
    assert region_path("QQ") == ("001",)
