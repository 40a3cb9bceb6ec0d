"""Filters: a form without script, an address that can be shared, and no choice that breaks the page."""

import re
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from web.reading import all_rows, read, rows, text

ADDRESS = "/children/hidden-gaps/"
NAMES = ("area", "group", "stage", "topic", "against", "sort", "repeats", "page")


def anchors(site, **query):
    return [row.anchor for row in all_rows(site, f"{ADDRESS}?{urlencode(query)}")]


def test_a_group_keeps_only_its_rows(site):
    found = anchors(site, group="care")
    assert found
    assert all(anchor.endswith("-care") for anchor in found)


def test_filters_narrow_together(site):
    both = set(anchors(site, group="poverty", stage="growing-well"))
    assert both == set(anchors(site, group="poverty")) & set(anchors(site, stage="growing-well"))
    assert both


def test_a_topic_keeps_only_its_measures(site):
    assert all(anchor.startswith("phonics") for anchor in anchors(site, topic="Key stage 1"))


def test_what_is_chosen_is_said_and_stays_chosen(site):
    answer = site.get(ADDRESS, {"group": "care", "sort": "rank", "area": "E10000016"})
    assert "for Kent, beside England, children in care, ordered by rank" in text(answer)
    for value in ("care", "rank", "E10000016"):
        assert f'<option value="{value}" selected>' in read(answer)


def test_ranks_fall_when_sorted_by_rank(site):
    ranked = [row.rank.split(" of ") for row in all_rows(site, f"{ADDRESS}?sort=rank")]
    shares = [int(re.match(r"\d+", rank)[0]) / int(of) for rank, of in ranked]
    assert shares == sorted(shares, reverse=True)


def test_widths_are_never_compared_across_units(site):
    listed = all_rows(site, f"{ADDRESS}?sort=width")
    units = [re.search(r"<small>([^<]+?)(?: ahead)?</small>", row.source)[1] for row in listed]
    assert units == sorted(units)
    points = [float(row.gap) for row in listed if "<small>points</small>" in row.source]
    assert points == sorted(points, reverse=True)


def test_repeats_are_counted_and_can_be_seen(site):
    few, all_of_them = anchors(site), anchors(site, repeats="yes")
    assert f"Show {len(all_of_them) - len(few)} more that repeat" in text(site.get(ADDRESS))
    assert set(few) < set(all_of_them)


def test_links_to_other_pages_keep_the_choice(site):
    page = read(site.get(ADDRESS, {"area": "E10000016", "sort": "rank"}))
    assert 'rel="next" href="?area=E10000016&amp;sort=rank&amp;page=2"' in page
    assert 'href="/children/?area=E10000016"' in page


def test_an_area_may_be_given_by_name_or_number(site):
    assert anchors(site, area="South Gloucestershire") == anchors(site, area="803")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"area": "Atlantis"}, "No area is called “Atlantis”"),
        ({"area": "E12000009"}, "not a local authority"),
        ({"area": "837"}, "ended"),
        ({"group": "unicorns"}, "Group of children: “unicorns” is not one of the choices"),
        ({"stage": "x"}, "Stage of life: “x”"),
        ({"topic": "x"}, "Topic: “x”"),
        ({"against": "x"}, "Compare with: “x”"),
        ({"sort": "x"}, "Sort by: “x”"),
    ],
)
def test_a_choice_that_is_not_understood_is_named_and_left_out(site, query, said):
    answer = site.get(ADDRESS, query)
    assert answer.status_code == 200
    assert said in text(answer)
    assert len(rows(answer)) == 10


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e3", "٣", "9" * 400, "", "2.0"])
def test_a_page_that_is_none_shows_rows_all_the_same(site, page):
    answer = site.get(ADDRESS, {"page": page})
    assert answer.status_code == 200
    assert rows(answer)


def test_a_hostile_choice_is_shown_as_text(site):
    answer = site.get(ADDRESS, {"group": "<script>alert(1)</script>", "area": "\"><img src=x onerror='x'>"})
    assert "<script" not in read(answer)
    assert "<img" not in read(answer)
    assert "&lt;script&gt;" in read(answer)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=60), max_size=8))
def test_nothing_in_an_address_breaks_a_page(site, query):
    for address in (ADDRESS, "/", "/children/", "/children/hidden-gaps.csv"):
        assert site.get(address, query).status_code == 200
