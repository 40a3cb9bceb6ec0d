"""Which places there are: names, codes and numbers, and that a part of a name never matches."""

import datetime as dt
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oneplan
from builders import refusal_of, shared_data
from oneplan.errors import NotFound, NotValid
from oneplan.sources.lait.lists import read_authorities
from oneplan.words.area import (
    ENGLAND,
    Area,
    find_area,
    find_authority,
    list_areas,
    list_authorities,
    names_of,
    region_of,
)

CONTAINED = [
    (short, long)
    for short in list_areas()
    for long in list_areas()
    if short is not long and short.name.casefold() in long.name.casefold()
]
ENDED = {
    "Bournemouth (Pre LG)": (837, dt.date(2019, 3, 31), ["Bournemouth, Christchurch and Poole"]),
    "Poole (Pre LG)": (836, dt.date(2019, 3, 31), ["Bournemouth, Christchurch and Poole"]),
    "Dorset (Pre LG)": (835, dt.date(2019, 3, 31), ["Bournemouth, Christchurch and Poole", "Dorset"]),
    "Northamptonshire": (928, dt.date(2021, 3, 31), ["North Northamptonshire", "West Northamptonshire"]),
    "Cumbria": (909, dt.date(2023, 3, 31), ["Cumberland", "Westmorland and Furness"]),
}


def test_there_are_153_authorities_nine_regions_two_parts_of_london_and_england():
    kinds = Counter(area.kind for area in list_areas() if not area.is_authority and not area.ended)
    assert kinds == {"region": 9, "part of a region": 2, "country": 1}
    assert len(list_authorities()) == 153
    assert Counter(area.kind for area in list_authorities()) == {
        "unitary authority": 63,
        "metropolitan district": 36,
        "London borough": 33,
        "county": 21,
    }


def test_no_code_number_or_name_stands_for_two_areas():
    for key in ("code", "number", "name"):
        values = [getattr(area, key) for area in list_areas()]
        assert len(values) == len(set(values)) == 170


def test_codes_say_which_kind_of_area_they_are():
    prefixes = {
        "country": "E92",
        "region": "E12",
        "county": "E10",
        "unitary authority": "E06",
        "metropolitan district": "E08",
        "London borough": "E09",
    }
    for area in list_areas():
        if area.kind in prefixes:
            assert re.fullmatch(prefixes[area.kind] + r"\d{6}", area.code), area


def test_authorities_are_listed_by_name():
    names = [area.name for area in oneplan.list_authorities()]
    assert names == sorted(names)


@pytest.mark.parametrize("area", list_areas(), ids=lambda area: area.name)
def test_every_area_is_found_by_code_number_name_and_whatever_capitals(area: Area):
    for key in (area.code, area.code.lower(), str(area.number), area.name, area.name.upper()):
        assert find_area(key) is area
    assert find_area(f"  {area.name.lower()}\n") is area


@pytest.mark.parametrize(("short", "long"), CONTAINED, ids=lambda area: area.name)
def test_a_name_within_another_name_finds_only_itself(short: Area, long: Area):
    assert find_area(short.name) is short
    assert find_area(long.name) is long
    assert find_area(short.name) != find_area(long.name)


def test_gloucestershire_is_not_south_gloucestershire():
    assert find_area("Gloucestershire").code == "E10000013"
    assert find_area("South Gloucestershire").code == "E06000025"
    assert find_area("916").name == "Gloucestershire"
    assert find_area("803").name == "South Gloucestershire"


@given(area=st.sampled_from(list_areas()), data=st.data())
def test_a_part_of_a_name_is_not_found_unless_it_is_itself_a_name(area, data):
    start = data.draw(st.integers(0, len(area.name) - 1))
    part = area.name[start : data.draw(st.integers(start + 1, len(area.name)))]
    try:
        found = find_area(part)
    except NotFound:
        return
    assert found.name.casefold() == part.strip(" -,.").casefold() or str(found.number) == part


@pytest.mark.parametrize("name", ENDED)
def test_an_authority_that_has_ended_is_known_with_its_last_day_and_successors(name):
    number, last_day, successors = ENDED[name]
    area = find_area(str(number))
    assert (area.name, area.ended, sorted(names_of(area.successors))) == (name, last_day, successors)
    assert not area.is_authority
    with pytest.raises(NotValid, match=re.escape(name)) as refusal:
        find_authority(name)
    assert all(successor in str(refusal.value) for successor in successors)
    assert f"{last_day.day} March {last_day.year}" in str(refusal.value)


def test_exactly_five_authorities_have_ended():
    assert {area.name for area in list_areas() if area.ended} == set(ENDED)


def test_a_successor_is_an_authority_of_today():
    for area in list_areas():
        for code in area.successors:
            assert find_area(code).is_authority


@pytest.mark.parametrize(
    ("former", "name"),
    [
        ("E10000002", "Buckinghamshire"),
        ("E10000023", "North Yorkshire"),
        ("E10000027", "Somerset"),
        ("E10000009", "Dorset (Pre LG)"),
    ],
)
def test_a_former_code_finds_the_area_that_had_it(former, name):
    assert find_area(former).name == name


@pytest.mark.parametrize("name", ["England", "South West", "London", "London (Inner)"])
def test_a_place_larger_than_an_authority_is_refused_as_one(name):
    with pytest.raises(NotValid, match=rf"{re.escape(name)} is a .*, not a local authority"):
        find_authority(name)


def test_a_name_with_and_is_found_with_its_sign_and_without_commas():
    assert find_area("Bath & North East Somerset") is find_area("Bath and North East Somerset")
    assert find_area("Bournemouth Christchurch and Poole").number == 839
    assert find_area("Stoke on Trent") is find_area("Stoke-on-Trent")


def test_an_unknown_name_is_answered_with_the_names_that_come_nearest():
    with pytest.raises(NotFound, match="Did you mean Gloucestershire"):
        find_area("Glocestershire")


@given(st.text(max_size=200))
def test_any_text_is_an_area_or_a_sentence(text):
    refusal = refusal_of(lambda: find_area(text))
    assert refusal is None or (refusal.endswith((".", "?")) and len(refusal) < 250)


@pytest.mark.parametrize("area", list_authorities(), ids=lambda area: area.name)
def test_every_authority_lies_in_one_of_the_nine_regions(area: Area):
    region = region_of(area)
    assert region.kind == "region"
    assert region.within == ENGLAND


def test_areas_are_said_as_in_a_sentence():
    assert find_area("South West").said == "the South West"
    assert find_area("London").said == "London"
    assert find_area("Kent").said == "Kent"


def test_the_publishers_own_list_has_the_same_names_and_one_discontinued_england():
    listed = read_authorities(shared_data("lait", "la_code_list.xlsx")).rows()
    known = [(area.number, area.name) for area in list_areas()]
    assert sorted(listed) == sorted([*known, (1000, "England (discontinued)")])
