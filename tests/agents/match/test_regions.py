import doctest

from hypothesis import given
from hypothesis import strategies as st

from agents.match import regions
from agents.match.regions import Whereabouts, contains, distance, keys_at, keys_of
from schemas.formats.regions import Circle, Country

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


def test_the_examples_in_the_documentation_hold():
    assert doctest.testmod(regions).failed == 0


@given(latitudes, longitudes, st.floats(0.1, 5000), latitudes, longitudes, st.floats(0, 1))
def test_every_place_in_a_circle_has_one_of_its_keys(lat, lon, km, far_lat, far_lon, nearness):
    # Draw the point towards the centre, so that many fall inside.
    point = (lat + (far_lat - lat) * nearness**4, lon + (far_lon - lon) * nearness**4)
    circle, at = Circle(lat, lon, km), Whereabouts("AF", point=point)
    if contains(circle, at):
        assert set(keys_of(circle)) & set(keys_at(at))


@given(latitudes, st.floats(0.1, 500), latitudes)
def test_a_circle_reaches_over_the_date_line(lat, km, other):
    circle, at = Circle(lat, 179.99, km), Whereabouts("FJ", point=(other, -179.99))
    if contains(circle, at):
        assert set(keys_of(circle)) & set(keys_at(at))


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_the_same_both_ways_and_at_most_half_round_the_earth(lat, lon, other_lat, other_lon):
    there = distance(lat, lon, other_lat, other_lon)
    assert abs(there - distance(other_lat, other_lon, lat, lon)) < 0.001
    assert 0 <= there < 20_016


def test_a_place_whose_country_is_not_known_has_no_keys_and_is_in_no_region():
    at = Whereabouts(None, ("142",), (36.7, 68.9), frozenset({"kunduz"}))
    assert keys_at(at) == ()
    assert not contains(Circle(36.7, 68.9, 100), at)
    assert not contains(Country("AF"), at)
