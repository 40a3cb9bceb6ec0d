"""One measure in every period: what stands beside it, what is joined with nothing, and what is not known."""

import pytest

from builders import built_in_evidence, real_evidence
from oneplan.definitions.families import list_families
from oneplan.errors import NotFound, NotValid
from oneplan.understand.neighbours import Neighbourhood
from oneplan.understand.series import gap_series, measure_series, newest_figures, series_everywhere

HERE = "E10000013"


def rows_of(family, *, group="all", area=HERE, **more):
    found = measure_series(real_evidence(), family=family, area=area, **more)
    return [row for row in found.frame.to_dicts() if row["group"] == group]


def row_of(family, period, **more):
    return next(row for row in rows_of(family, **more) if row["period"] == period)


def test_the_known_headline_stands_beside_england_the_region_and_the_neighbours():
    row = row_of("attainment-8", "2025")
    beside = [row[name] for name in ("value", "england_value", "region_value", "neighbours_value")]
    assert beside == [50.3, 46.0, 46.2, 46.17]
    assert (row["neighbours_used"], row["rank"], row["of"]) == (10, 29, 152)


def test_the_known_gap_over_time():
    rows = gap_series(real_evidence(), family="attainment-8", group="free-school-meals", area=HERE).frame
    last = rows.to_dicts()[-1]
    assert [last[name] for name in ("gap", "england_gap", "neighbours_gap")] == [19.0, 15.0, 18.05]
    assert (last["rank"], last["of"], last["neighbours_used"]) == (136, 152, 10)
    assert rows["period"].to_list() == [str(year) for year in range(2016, 2026)]


def test_a_place_can_be_named_in_any_way():
    by_name = measure_series(real_evidence(), family="attainment-8", area="Gloucestershire").frame
    assert by_name.equals(measure_series(real_evidence(), family="attainment-8", area=HERE).frame)


def test_periods_before_a_break_are_kept_and_not_comparable():
    comparable = {row["period"]: row["comparable"] for row in rows_of("attainment-8")}
    assert [period for period, is_so in comparable.items() if not is_so] == ["2016", "2017"]


def test_what_is_missing_is_null_with_its_reason_and_never_nought():
    row = row_of("progress-8", "2020")
    assert (row["value"], row["sound"], row["published"], row["missing"]) == (None, None, "-", "dash")
    assert (row["rank"], row["england_value"], row["neighbours_value"]) == (None, None, None)
    gaps = gap_series(real_evidence(), family="progress-8", group="care", area=HERE).frame
    assert gaps.filter(period="2020")["gap"].to_list() == [None]


def test_a_figure_that_cannot_be_right_is_shown_and_compared_with_nothing():
    row = row_of("first-time-entrants", "2024", group="youth-justice")
    assert (row["england_published"], row["england_value"]) == ("1258", None)
    assert row["england_doubt"] == "england-outside-authorities"
    assert (row["sound"], row["region_value"], row["rank"]) == (64.0, 121.0, 2)


def test_a_region_is_doubted_where_england_is_and_it_lies_outside_too():
    row = rows_of("child-deaths-that-could-change")[-1]
    assert (row["region_published"], row["region_value"]) == ("71", None)
    assert row["region_doubt"] == "region-outside-authorities"


@pytest.mark.parametrize("family", ["children-in-care-number", "spending-on-care", "pupil-premium"])
def test_nothing_stands_beside_a_total(family):
    rows = measure_series(real_evidence(), family=family, area=HERE).frame
    assert rows["total"].all()
    for name in ("england_value", "region_value", "neighbours_value", "rank"):
        assert rows[name].null_count() == len(rows)


def test_a_cost_for_each_child_is_no_total():
    row = rows_of("weekly-cost-care")[-1]
    assert not row["total"]
    assert row["england_value"] == 2100.0


def test_where_no_way_is_better_there_is_no_rank():
    for family in (family for family in list_families() if family.polarity == "none"):
        assert series_everywhere(real_evidence(), family=family.id)["rank"].null_count() > 0
    assert series_everywhere(real_evidence(), family="chlamydia-found")["rank"].drop_nulls().is_empty()


def test_low_is_ranked_first_where_low_is_better():
    cells = series_everywhere(real_evidence(), family="persistent-absence")
    last = cells.filter(group="all", period="2025").drop_nulls("rank").sort("value")
    assert last["rank"][0] == 1
    assert last["rank"].is_sorted()


def test_too_few_neighbours_make_no_mean_and_are_counted():
    few = Neighbourhood(name="2025", least=10)
    found = [row for row in rows_of("progress-8", group="in-need", near=few) if row["neighbours_used"] == 8]
    assert found
    assert all(row["neighbours_value"] is None for row in found)


def test_the_list_of_2021_gives_another_mean():
    older = row_of("attainment-8", "2025", near=Neighbourhood(name="2021"))
    assert older["neighbours_value"] != row_of("attainment-8", "2025")["neighbours_value"]


@pytest.mark.parametrize("area", [HERE, "E06000053", "E09000001", "E06000063"])
def test_the_newest_figures_are_the_last_sound_ones_of_each_series(area):
    newest = {row["measure"]: row for row in newest_figures(real_evidence(), area=area).frame.to_dicts()}
    for family in ("attainment-8", "first-time-entrants", "spending-on-care", "killed-or-injured-on-roads"):
        rows = measure_series(real_evidence(), family=family, area=area).frame.to_dicts()
        last = {row["measure"]: row for row in rows if row["sound"] is not None}
        names = ("period", "sound", "england_value", "region_value", "neighbours_value", "total")
        for measure, row in last.items():
            assert [row[name] for name in names] == [newest[measure][name] for name in names]
        assert {measure for measure in newest if newest[measure]["family"] == family} == set(last)


def test_every_family_has_a_series_in_every_edition():
    for evidence in (real_evidence(), built_in_evidence()):
        for family in list_families():
            frame = measure_series(evidence, family=family.id, area="Kent").frame
            assert set(frame["group"]) <= set(family.measures)


@pytest.mark.parametrize(
    ("family", "area", "refusal"),
    [
        ("unicorns", HERE, NotFound),
        ("attainment-8", "Atlantis", NotFound),
        ("attainment-8", "England", NotValid),
        ("attainment-8", "Cumbria", NotValid),
    ],
)
def test_what_there_is_not_is_refused_in_words(family, area, refusal):
    with pytest.raises(refusal):
        measure_series(built_in_evidence(), family=family, area=area)


def test_a_group_that_is_compared_with_nobody_has_no_gap():
    with pytest.raises(NotFound, match="compared with nobody"):
        gap_series(built_in_evidence(), family="attainment-8", group="white", area=HERE)
