import dataclasses
import doctest

from hypothesis import given
from hypothesis import strategies as st

from agents.match import regions
from agents.match.regions import ANYWHERE, Whereabouts, contains, distance, encloses, keys_at, keys_of, whereabouts
from schemas.formats.regions import Circle, Country, Division, parse_region, polygon
from schemas.place import Place, PlaceKind
from tests.agents.match.strategies import box

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


def test_a_sea_is_in_circles_polygons_and_under_its_name_although_it_has_no_country():
    sea = Place(start=0, end=0, text="", name="Red Sea", kind=PlaceKind.WATER, lat=20.0, lon=38.0)
    at = whereabouts(None, (), sea)
    inside = ("near:20,38,50km", "place:Red Sea")
    assert all(contains(parse_region(text), at) for text in inside)
    assert all(set(keys_of(parse_region(text))) & set(keys_at(at)) for text in inside)
    assert not any(contains(parse_region(text), at) for text in ("near:10,38,50km", "SA", "m49:145", "place:Aden"))
    town = dataclasses.replace(sea, kind=PlaceKind.CITY)
    assert not any(contains(parse_region(text), whereabouts(None, (), town)) for text in inside)


def test_a_place_whose_country_is_not_known_has_no_keys_and_is_in_no_region():
    at = Whereabouts(None, ("142",), (36.7, 68.9), frozenset({"kunduz"}))
    assert keys_at(at) == ()
    assert not contains(Circle(36.7, 68.9, 100), at)
    assert not contains(Country("AF"), at)


corners = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(st.lists(corners, min_size=3, max_size=8), st.lists(corners, max_size=4), corners, st.floats(0, 1))
def test_every_place_in_a_polygon_has_one_of_its_keys(outline, hole, far, nearness):
    rings = tuple((*ring, ring[0]) for ring in (outline, hole) if ring)
    drawn = polygon(rings)
    # Draw the point towards the middle, so that many fall inside.
    (lon, lat), (far_lon, far_lat) = (sum(axis) / len(outline) for axis in zip(*outline, strict=True)), far
    at = Whereabouts("AF", point=(lat + (far_lat - lat) * nearness**4, lon + (far_lon - lon) * nearness**4))
    if contains(drawn, at):
        assert set(keys_of(drawn)) & set(keys_at(at))


@given(st.floats(-179, 179), st.floats(-89, 89), st.floats(0, 1), st.floats(0, 1))
def test_a_box_holds_what_lies_between_its_sides_and_its_hole_does_not(west, south, across, up):
    drawn = polygon((box(-179, -89, 179, 89), box(-10, -10, 10, 10)))
    lon, lat = west + (179 - west) * across, south + (89 - south) * up
    if -179 < lon < 179 and -89 < lat < 89 and 10 not in (abs(lon), abs(lat)):
        assert encloses(drawn, lat, lon) is not (-10 < lon < 10 and -10 < lat < 10)


def test_a_polygon_that_is_not_convex_leaves_its_bay_out():
    bay = polygon((((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 1.0), (0.0, 4.0), (0.0, 0.0)),))
    assert encloses(bay, 0.5, 2.0)
    assert encloses(bay, 2.0, 0.5)
    assert not encloses(bay, 3.0, 2.0)


def test_a_small_polygon_is_filed_under_its_cells_and_a_large_one_under_every_position():
    assert keys_of(polygon((box(68.2, 36.2, 69.5, 36.8),))) == ("cell:36,68", "cell:36,69")
    assert keys_of(polygon((box(0, 0, 20, 20),))) == (ANYWHERE,)


def test_a_division_is_that_of_its_country_whatever_the_case_and_accents():
    place = Place(start=0, end=0, text="", name="Garoua", kind=PlaceKind.CITY, admin1="Extrême-Nord")
    at = whereabouts("CM", (), place)
    assert contains(Division("CM", "extreme nord"), at)
    assert not contains(Division("TD", "extreme nord"), at)
    assert not contains(Division("CM", "Garoua"), at)
    assert set(keys_of(Division("CM", "extreme nord"))) & set(keys_at(at))
