"""Where need is and no help is near: distances are right, and what nobody wrote down is not near anybody."""

import gzip
import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import refusal_of, shared_data
from oneplan.errors import NotValid
from oneplan.plan.nearness import EARTH_KM, Asked, find_nearness, haversine_km
from oneplan.plan.nearness_by_district import compare_districts
from oneplan.sources.boundaries import Boundary, find_boundary, read_boundaries
from oneplan.sources.directory.offers import Offer, Place
from oneplan.sources.neighbourhoods import Neighbourhood, read_neighbourhoods

DEGREES = {"latitude": st.floats(49, 61), "longitude": st.floats(-9, 2.5)}


def lies(number, latitude=51.8, longitude=-2.2, **changes):
    made = Neighbourhood(
        code=f"E0100000{number}",
        name=f"Here {number}",
        ward="",
        district="",
        district_code="",
        imd=1,
        children=1,
        isolation=9,
        low_income=40,
        kind="",
        latitude=latitude,
        longitude=longitude,
    )
    return replace(made, **changes)


def offered(id_, *places, **changes):
    return Offer(id_, f"Help {id_}", places=tuple(Place(*place) for place in places), **changes)


def by_vectors(one, other):
    """The angle between two places, from their directions in space."""
    a, b = (
        np.array(
            [
                math.cos(math.radians(lat)) * math.cos(math.radians(lon)),
                math.cos(math.radians(lat)) * math.sin(math.radians(lon)),
                math.sin(math.radians(lat)),
            ]
        )
        for lat, lon in (one, other)
    )
    return EARTH_KM * math.atan2(float(np.linalg.norm(np.cross(a, b))), float(a @ b))


@given(
    here=st.tuples(DEGREES["latitude"], DEGREES["longitude"]),
    there=st.tuples(DEGREES["latitude"], DEGREES["longitude"]),
)
def test_a_distance_is_the_one_that_geometry_in_space_gives(here, there):
    km = haversine_km(
        np.array([here[0]]),
        np.array([here[1]]),
        to_latitude=np.array([there[0]]),
        to_longitude=np.array([there[1]]),
    )
    assert km[0, 0] == pytest.approx(by_vectors(here, there), abs=1e-6)


@given(
    homes=st.lists(st.tuples(DEGREES["latitude"], DEGREES["longitude"]), min_size=1, max_size=6),
    places=st.lists(
        st.lists(st.tuples(DEGREES["latitude"], DEGREES["longitude"]), max_size=3), min_size=1, max_size=5
    ),
    within=st.floats(0.5, 500),
)
def test_the_nearest_offer_and_how_many_are_near_are_what_a_slow_search_finds(homes, places, within):
    needy = [lies(number, *home) for number, home in enumerate(homes)]
    offers = [offered(str(number), *those) for number, those in enumerate(places)]
    found = find_nearness(needy, offers, asked=Asked(within_km=within))
    for row in found.rows:
        here = row.neighbourhood.latitude, row.neighbourhood.longitude
        km = [
            min(by_vectors(here, (place.latitude, place.longitude)) for place in offer.places)
            for offer in offers
            if offer.places
        ]
        near = [one for one in km if one <= within]
        assert row.km == (pytest.approx(min(km), abs=1e-6) if km else None)
        if all(abs(one - within) > 1e-6 for one in km):
            assert (row.offers, row.state) == (len(near), "near" if near else "none-near")


def test_those_without_help_come_first_and_the_ones_with_most_children_before_the_others():
    needy = [lies(1), lies(2, 53.0, low_income=10), lies(3, 53.0, low_income=90)]
    found = find_nearness(needy, [offered("a", (51.8, -2.2))])
    assert [(row.neighbourhood.code[-1], row.state) for row in found.rows] == [
        ("3", "none-near"),
        ("2", "none-near"),
        ("1", "near"),
    ]
    assert [row.neighbourhood.code[-1] for row in found.far] == ["3", "2"]


def test_deprived_and_isolated_are_different_places_and_unknown_is_neither():
    needy = [
        lies(1, imd=2),
        lies(2, imd=9, isolation=1),
        lies(3, imd=3, isolation=3),
        lies(4, imd=None, isolation=None),
    ]
    found = {
        row.neighbourhood.code[-1]: (row.is_deprived, row.is_isolated)
        for row in find_nearness(needy, []).rows
    }
    assert found == {"1": (True, False), "2": (False, True)}


def test_only_what_the_directory_says_is_of_the_level_and_for_the_age_counts():
    offers = [
        offered("early", (51.8, -2.2), level="early", youngest=0, oldest=4),
        offered("older", (51.8, -2.2), level="early", youngest=11, oldest=18),
        offered("no-age", (51.8, -2.2), level="early"),
        offered("no-level", (51.8, -2.2), youngest=0, oldest=4),
        offered("no-place", level="early", youngest=0, oldest=4),
    ]
    found = find_nearness([lies(1)], offers, asked=Asked(level="early", age=3))
    (row,) = found.rows
    assert (row.offers, row.nearest.id) == (1, "early")
    assert (found.offers, found.without_place) == (1, 1)
    assert (found.level_not_said, found.age_not_said) == (1, 1)


def test_where_nobody_says_where_a_neighbourhood_lies_one_cannot_tell():
    found = find_nearness([lies(1, None, None)], [offered("a", (51.8, -2.2))])
    assert [row.state for row in found.rows] == ["cannot-tell"]
    assert (found.without_centre, found.far) == (1, ())


def test_where_nothing_is_offered_none_is_near():
    (row,) = find_nearness([lies(1)], []).rows
    assert (row.state, row.nearest, row.km) == ("none-near", None, None)


@pytest.mark.parametrize("km", [0, -1, float("nan")])
def test_a_distance_that_is_none_is_refused(km):
    with pytest.raises(NotValid, match="above 0 km"):
        find_nearness([], [], asked=Asked(within_km=km))


def test_the_county_s_own_neighbourhoods_are_read_and_its_needy_ones_counted_as_by_hand():
    path = shared_data("geo", "gloucestershire_lsoa21_imd2025_ruc21_ward24_lad24.csv")
    found = read_neighbourhoods(path)
    assert len(found) == 393
    assert {one.district for one in found} >= {"Stroud", "Cotswold", "Gloucester"}
    deprived = {one.code for one in found if one.imd <= 2}
    isolated = {one.code for one in found if one.isolation <= 2}
    assert deprived
    assert len(deprived & isolated) < min(len(deprived), len(isolated)) / 2
    nearness = find_nearness(found, [offered("a", (51.86, -2.24))])
    assert {row.neighbourhood.code for row in nearness.rows} == deprived | isolated
    # The file says how deprived each is, and not where it lies: that has to come from elsewhere.
    assert {row.state for row in nearness.rows} == {"cannot-tell"}
    assert nearness.without_centre == len(nearness.rows)


def test_england_s_neighbourhoods_are_read_packed():
    path = shared_data("geo", "england_lsoa21_imd2025_min.csv.gz")
    assert len(read_neighbourhoods(path)) > 33_000


HEAD = "lsoa21_code,lsoa21_name,IMD_decile,latitude,longitude"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "has no column lsoa21_code"),
        ("lsoa21_code\n", "has no column IMD_decile"),
        (f"{HEAD}\nE01000001,A,1,,\nE01000001,B,1,,\n", "row 3, lsoa21_code: E01000001 is there twice"),
        (f"{HEAD}\nW01000001,A,1,,\n", "row 2, lsoa21_code: 'W01000001' is no neighbourhood of England"),
        (f"{HEAD}\nE01000001,A,11,,\n", "row 2, IMD_decile: 11 is no tenth"),
        (f"{HEAD}\nE01000001,A,one,,\n", "row 2, IMD_decile: 'one' is no number"),
        (f"{HEAD}\nE01000001,A,1,1e9,\n", "row 2, latitude: '1e9' is no number"),
    ],
)
def test_a_bad_table_is_refused_by_row_and_column(tmp_path, text, says):
    path = tmp_path / "here.csv"
    path.write_text(text)
    said = refusal_of(lambda: read_neighbourhoods(path))
    assert said is not None
    assert says in said


def test_a_file_that_is_none_or_packed_badly_is_refused(tmp_path):
    assert "There is no file" in refusal_of(lambda: read_neighbourhoods(tmp_path / "none.csv"))
    packed = tmp_path / "here.csv.gz"
    packed.write_bytes(b"no gzip")
    assert "not a CSV file in UTF-8" in refusal_of(lambda: read_neighbourhoods(packed))
    packed.write_bytes(gzip.compress(f"{HEAD}\nE01000001,A,1,51.8,-2.2\n".encode()))
    (one,) = read_neighbourhoods(packed)
    assert (one.imd, one.latitude, one.isolation) == (1, 51.8, None)


COUNTY = ("geo", "gloucestershire_districts_may2024_bsc.geojson")


def test_each_district_s_own_point_lies_in_it_and_in_no_other():
    path = shared_data(*COUNTY)
    boundaries = read_boundaries(path)
    said = [feature["properties"] for feature in json.loads(path.read_bytes())["features"]]
    assert len(boundaries) == len(said) == 6
    for one in said:
        inside = [b.name for b in boundaries if b.holds(latitude=one["LAT"], longitude=one["LONG"])]
        assert inside == [one["LAD24NM"]]
    assert find_boundary(boundaries, latitude=51.5, longitude=-0.1) is None


@given(
    corners=st.lists(st.floats(0, 2 * math.pi), min_size=3, max_size=8, unique=True),
    place=st.tuples(st.floats(-1.2, 1.2), st.floats(-1.2, 1.2)),
)
def test_inside_is_what_the_sides_of_a_convex_shape_say(corners, place):
    ring = np.array([[math.cos(angle), math.sin(angle)] for angle in sorted(corners)])
    sides = [
        (b[0] - a[0]) * (place[1] - a[1]) - (b[1] - a[1]) * (place[0] - a[0])
        for a, b in zip(ring, np.roll(ring, -1, axis=0), strict=True)
    ]
    if min(abs(side) for side in sides) > 1e-9:
        inside = all(side > 0 for side in sides)
        boundary = Boundary("E07000001", "Shape", (ring,))
        assert boundary.holds(latitude=place[1], longitude=place[0]) == inside


def test_a_lake_in_a_district_is_not_in_it():
    outer = np.array([[0, 0], [4, 0], [4, 4], [0, 4]], dtype=float)
    lake = np.array([[1, 1], [3, 1], [3, 3], [1, 3]], dtype=float)
    district = Boundary("E07000001", "Shore", (outer, lake))
    assert not district.holds(latitude=2, longitude=2)
    assert district.holds(latitude=0.5, longitude=0.5)


def test_need_and_help_stand_side_by_side_for_each_district_of_the_county():
    boundaries = read_boundaries(shared_data(*COUNTY))
    here = read_neighbourhoods(shared_data("geo", "gloucestershire_lsoa21_imd2025_ruc21_ward24_lad24.csv"))
    offers = [
        offered("town", (51.8646, -2.2384), (51.8650, -2.2390), level="early"),
        offered("spa", (51.8986, -2.0752), level="early"),
        offered("both", (51.8646, -2.2384), (51.8986, -2.0752), level="early"),
        offered("london", (51.5, -0.1), level="early"),
        offered("telephone", level="early"),
        offered("special", (51.8646, -2.2384), level="specialist"),
    ]
    found = compare_districts(here, offers, boundaries=boundaries, asked=Asked(level="early"))
    assert {row.name: row.offers for row in found.rows if row.offers} == {"Gloucester": 2, "Cheltenham": 2}
    assert (found.elsewhere, found.without_place) == (1, 1)
    assert sum(row.neighbourhoods for row in found.rows) == 393
    by_hand = {
        row.name: sum(1 for one in here if one.district == row.name and one.imd <= 2) for row in found.rows
    }
    assert {row.name: row.deprived for row in found.rows} == by_hand
    assert [row.offers for row in found.rows[:4]] == [0, 0, 0, 0]


def one_district(kind, *, properties='{"LADCD": "E07", "LADNM": "A"}', lines="[]"):
    geometry = f'{{"type": "{kind}", "coordinates": {lines}}}'
    return f'{{"features": [{{"properties": {properties}, "geometry": {geometry}}}]}}'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"features": [7]}',
        one_district("Point"),
        one_district("Polygon"),
        one_district("Polygon", properties="{}", lines="[[[0, 0], [1, 0], [1, 1]]]"),
        one_district("Polygon", properties="[7]", lines="[[[0, 0], [1, 0], [1, 1]]]"),
        one_district("Polygon", lines="[[[0, 0], [1]]]"),
        one_district("Polygon", lines='[[["a", "b"]]]'),
        one_district("Polygon", lines="[[[0, 0], [NaN, 1]]]"),
        "[" * 100_000,
    ],
)
def test_boundaries_that_are_none_are_refused(tmp_path, text):
    path = tmp_path / "lines.geojson"
    path.write_text(text)
    assert "lines.geojson is no GeoJSON file of districts" in refusal_of(lambda: read_boundaries(path))
    assert "There is no file" in refusal_of(lambda: read_boundaries(tmp_path / "none.geojson"))
