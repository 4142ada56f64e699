import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.geojson import read_geometry, write_geometry
from schemas.formats.mistakes import Reading
from schemas.subscription import MOST_POINTS

SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
HOLE = [[0.2, 0.2], [0.4, 0.2], [0.4, 0.4], [0.2, 0.2]]


def read(kind, coordinates):
    reading = Reading()
    return read_geometry(reading, "g", {"type": kind, "coordinates": coordinates}), reading.mistakes


def mistake(kind, coordinates):
    found, mistakes = read(kind, coordinates)
    assert found == ()
    assert len(mistakes) == 1
    return mistakes[0]


def test_a_polygon_is_its_rings_with_holes_in_the_order_of_longitude_and_latitude():
    found, mistakes = read("Polygon", [[[43, 11, 25.5], *SQUARE[1:4], [43, 11]], HOLE])
    assert mistakes == []
    assert found[0][0][0] == (43.0, 11.0)
    assert len(found[0]) == 2


def test_several_polygons_are_one_region():
    found, mistakes = read("MultiPolygon", [[SQUARE], [SQUARE, HOLE]])
    assert mistakes == []
    assert [len(rings) for rings in found] == [1, 2]


@pytest.mark.parametrize(
    ("kind", "coordinates", "field", "says"),
    [
        ("Point", [1, 2], "g.type", "Polygon or MultiPolygon"),
        ("polygon", [SQUARE], "g.type", "Polygon or MultiPolygon"),
        (None, [SQUARE], "g.type", "Polygon or MultiPolygon"),
        ("Polygon", None, "g.coordinates", "at least 1 rings"),
        ("Polygon", [], "g.coordinates", "at least 1 rings"),
        ("MultiPolygon", [], "g.coordinates", "at least 1 polygons"),
        ("MultiPolygon", [[SQUARE], []], "g.coordinates[1]", "at least 1 rings"),
        ("MultiPolygon", [SQUARE], "g.coordinates[0][0]", "at least 4 positions"),
        ("Polygon", [SQUARE[:3]], "g.coordinates[0]", "at least 4 positions"),
        ("Polygon", [SQUARE[:4]], "g.coordinates[0]", "closed ring"),
        ("Polygon", [SQUARE, [*HOLE[:3], [0, 0]]], "g.coordinates[1]", "closed ring"),
        ("Polygon", [[[0], *SQUARE[1:]]], "g.coordinates[0][0]", "[longitude, latitude]"),
        ("Polygon", [[*SQUARE[:1], ["1", 0], *SQUARE[2:]]], "g.coordinates[0][1]", "[longitude, latitude]"),
        ("Polygon", [[*SQUARE[:1], [True, 0], *SQUARE[2:]]], "g.coordinates[0][1]", "[longitude, latitude]"),
        ("Polygon", [[*SQUARE[:1], [0, 91], *SQUARE[2:]]], "g.coordinates[0][1]", "longitude to 180"),
        ("Polygon", [[*SQUARE[:1], [181, 0], *SQUARE[2:]]], "g.coordinates[0][1]", "longitude to 180"),
        ("Polygon", [[*SQUARE[:1], [float("nan"), 0], *SQUARE[2:]]], "g.coordinates[0][1]", "longitude to 180"),
        ("Polygon", [[[0, 0], [1, 0], [2, 0], [0, 0]]], "g.coordinates[0]", "encloses something"),
        ("Polygon", [[[0, 0], [0, 1], [0, 2], [0, 0]]], "g.coordinates[0]", "encloses something"),
        ("Polygon", [[[179, 0], [-179, 0], [-179, 1], [179, 0]]], "g.coordinates[0]", "antimeridian"),
        ("Polygon", [[[0, 0]] * (MOST_POINTS + 1)], "g.coordinates[0]", "at most 10,000"),
        ("MultiPolygon", [[SQUARE]] * (MOST_POINTS // 5 + 1), "g.coordinates", "at most 10,000"),
    ],
)
def test_what_is_no_polygon_is_refused_at_its_place(kind, coordinates, field, says):
    found = mistake(kind, coordinates)
    assert found.field == field
    assert says in found.expected


def test_a_ring_may_reach_the_antimeridian_and_both_parts_of_one_that_is_cut_are_taken():
    west = [[-180, -20], [-177, -20], [-177, -15], [-180, -15], [-180, -20]]
    east = [[177, -20], [180, -20], [180, -15], [177, -15], [177, -20]]
    assert read("MultiPolygon", [[west], [east]])[1] == []


@pytest.mark.parametrize("value", [None, [], "POLYGON ((0 0, 1 0, 1 1, 0 0))", 3])
def test_what_is_no_mapping_is_refused(value):
    reading = Reading()
    assert read_geometry(reading, "g", value) == ()
    assert [entry.field for entry in reading.mistakes] == ["g"]


numbers = st.floats(-90, 90)
corners = st.lists(st.tuples(numbers, numbers), min_size=3, max_size=5).map(lambda ring: [*ring, ring[0]])


@given(st.lists(st.lists(corners, min_size=1, max_size=2), min_size=1, max_size=2))
def test_what_is_written_is_read_again(polygons):
    found, mistakes = read("MultiPolygon", polygons)
    if not mistakes:
        written = write_geometry(found)
        assert read(written["type"], written["coordinates"]) == (found, [])
