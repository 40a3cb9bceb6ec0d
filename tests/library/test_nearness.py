"""Where need is and no help is near: distances are right, and what nobody wrote down is not near anybody."""

import gzip
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import refusal_of, shared_data
from oneplan.errors import NotValid
from oneplan.plan.nearness import EARTH_KM, Asked, find_nearness, haversine_km
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
