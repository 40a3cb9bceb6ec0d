"""Checks on arrival: each finds what it looks for, and nothing else, and mends nothing."""

import polars as pl
import pytest

from builders import real_evidence, small_evidence
from library.made_up_lait import (
    AUTHORITIES,
    ENDED,
    ENGLAND,
    PLACES,
    YEARS,
    made_up_dictionary,
    made_up_row,
    made_up_rows,
)
from oneplan.definitions.measures import allowed_outside_bounds, kinds_of_measures
from oneplan.sources.checks import CHECKS, FLAGS, check_on_arrival
from oneplan.words.area import find_area

RATE = "KS1P_all"


def observations(values: dict[tuple[str, str], float | None], *, measure: str = RATE) -> pl.DataFrame:
    """Figures of one measure by area code and year, in the form in which they are kept."""
    rows = [
        {
            "measure": measure,
            "area": area,
            "period": year,
            "period_kind": "academic",
            "period_start": f"{int(year) - 1}-09-01",
            "period_end": f"{year}-08-31",
            "value": value,
        }
        for (area, year), value in values.items()
    ]
    dates = pl.col("period_start", "period_end").str.to_date()
    return pl.DataFrame(rows, schema_overrides={"value": pl.Float64}).with_columns(dates)


def flags(
    values: dict[tuple[str, str], float | None], *, measure: str = RATE, axis: str = "% of pupils"
) -> list[tuple[object, ...]]:
    measures = pl.DataFrame({"measure": [measure], "axis": [axis]})
    found = check_on_arrival(observations(values, measure=measure), measures=measures)
    assert dict(found.schema) == FLAGS
    assert found["why"].str.ends_with(".").all()
    return found.select("check", "area", "period", "value").rows()


HERE, THERE = AUTHORITIES[0].code, AUTHORITIES[1].code


def test_nothing_is_flagged_where_nothing_is_odd():
    assert flags({(ENGLAND.code, "2025"): 50, (HERE, "2025"): 40, (THERE, "2025"): 60}) == []


@pytest.mark.parametrize("england", [39.9, 60.1])
def test_england_outside_the_authorities_is_flagged(england):
    values = {(ENGLAND.code, "2025"): england, (HERE, "2025"): 40, (THERE, "2025"): 60}
    assert flags(values) == [("england-outside-authorities", ENGLAND.code, "2025", england)]


@pytest.mark.parametrize("england", [40, 60])
def test_england_at_the_edge_of_the_authorities_is_not_flagged(england):
    assert flags({(ENGLAND.code, "2025"): england, (HERE, "2025"): 40, (THERE, "2025"): 60}) == []


def test_a_region_does_not_widen_the_range_of_the_authorities():
    values = {(ENGLAND.code, "2025"): 70, (HERE, "2025"): 40, (find_area("985").code, "2025"): 80}
    assert [row[0] for row in flags(values)] == ["england-outside-authorities"]


def test_an_authority_that_existed_then_is_within_the_range():
    values = {(ENGLAND.code, "2017"): 70, (HERE, "2017"): 40, (ENDED.code, "2017"): 80}
    assert flags(values) == []


def test_a_count_of_england_is_larger_than_any_authority_and_no_flag():
    count = next(measure for measure, kind in kinds_of_measures().items() if kind == "count")
    values = {(ENGLAND.code, "2025"): 9000, (HERE, "2025"): 40, (THERE, "2025"): 60}
    assert flags(values, measure=count, axis="Number") == []


@pytest.mark.parametrize("value", [-0.1, 100.1])
def test_a_percentage_outside_its_bounds_is_flagged(value):
    assert flags({(HERE, "2025"): value}) == [("percentage-outside-bounds", HERE, "2025", value)]


@pytest.mark.parametrize("value", [0.1, 0, 100])
def test_a_percentage_at_its_bounds_is_not_flagged(value):
    assert flags({(HERE, "2025"): value, (THERE, "2025"): 50}) == []


def test_a_score_may_be_negative():
    assert flags({(HERE, "2025"): -0.5}, measure="AVG_Prog8_Score", axis="Score") == []


@pytest.mark.parametrize("measure", sorted(allowed_outside_bounds()))
def test_a_percentage_that_is_allowed_to_be_outside_is_not_flagged_and_says_why(measure):
    assert flags({(HERE, "2025"): 150.9}, measure=measure) == []
    assert allowed_outside_bounds()[measure].endswith(".")


def test_a_figure_for_an_authority_after_its_end_is_flagged():
    values = {(ENDED.code, "2019"): 50, (ENDED.code, "2020"): 50, (HERE, "2020"): 60}
    assert flags(values) == [("ended-authority", ENDED.code, "2020", 50)]


def test_a_last_period_of_zeros_everywhere_is_flagged_once():
    values = {(HERE, "2024"): 5, (THERE, "2024"): 0, (HERE, "2025"): 0, (THERE, "2025"): 0}
    assert flags(values) == [("zeros-at-the-end", "", "2025", 0)]


@pytest.mark.parametrize(
    "values",
    [
        {(HERE, "2024"): 0, (THERE, "2024"): 0, (HERE, "2025"): 0, (THERE, "2025"): 3},
        {(HERE, "2024"): 0, (THERE, "2024"): 0, (HERE, "2025"): 0, (THERE, "2025"): 0},
        {(HERE, "2024"): 3, (THERE, "2024"): 4, (HERE, "2025"): None, (THERE, "2025"): None},
    ],
    ids=["zeros and a figure", "zeros for ever", "nothing published"],
)
def test_zeros_that_may_be_true_are_not_flagged(values):
    assert flags(values) == []


def test_a_measure_that_is_not_defined_is_flagged_and_kept(tmp_path):
    rows = [made_up_row("Brand_New", year, area, value="5") for year in YEARS for area in PLACES]
    whole = pl.concat([made_up_rows(), pl.DataFrame(rows, schema=made_up_rows().schema)])
    evidence = small_evidence(tmp_path, observations=whole, dictionary=made_up_dictionary(["Brand_New"]))
    assert evidence.checks.filter(check="measure-not-defined")["measure"].to_list() == ["Brand_New"]
    assert evidence.observations(["Brand_New"]).height == len(rows)


def test_exactly_the_fifteen_known_cells_of_england_are_flagged_in_the_real_file():
    england = real_evidence().checks.filter(check="england-outside-authorities")
    assert set(england["area"]) == {ENGLAND.code}
    counted = dict(england["measure"].value_counts().iter_rows())
    assert set(counted) == {"FirstYJS", "PreChildDea"}
    assert england.height == sum(counted.values()) == 15
    cells = england.select("measure", "period", "value").rows()
    assert ("FirstYJS", "2024", 1258.0) in cells
    assert ("FirstYJS", "2016", 3071.0) in cells
    children = england.filter(measure="PreChildDea")["value"]
    assert (children.min(), children.max()) == (859.0, 1015.0)


def test_the_real_file_is_flagged_by_these_checks_and_by_no_other():
    counted = dict(real_evidence().checks["check"].value_counts().iter_rows())
    assert counted == {
        "left-out": 1,
        "england-outside-authorities": 15,
        "percentage-outside-bounds": 33,
        "ended-authority": 332,
    }
    assert set(counted) <= set(CHECKS)


def test_percentages_over_a_hundred_with_a_known_reason_are_not_flagged_in_the_real_file():
    flagged = set(real_evidence().checks.filter(check="percentage-outside-bounds")["measure"])
    assert not flagged & set(allowed_outside_bounds())
    known = real_evidence().observations(["%_2yr_olds", "%_3&4yr_olds"])
    assert known.filter(pl.col("value") > 100).height > 0


def test_a_flag_changes_no_figure():
    checks = real_evidence().checks.filter(pl.col("area") != "").drop_nulls("value")
    kept = real_evidence().observations(checks["measure"].unique())
    joined = checks.join(kept, on=["measure", "area", "period"], how="left", suffix="_kept")
    assert joined.height == checks.height
    assert (joined["value"] == joined["value_kept"]).all()


def test_the_checks_are_told_in_one_order():
    order = real_evidence().checks["check"].unique(maintain_order=True).to_list()
    assert order == [check for check in CHECKS if check in order]
