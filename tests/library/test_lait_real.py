"""What the reader makes of the publisher's real file: every row accounted for, nothing changed on the way."""

import datetime as dt
from functools import cache

import polars as pl
import pytest

from builders import real_evidence, real_import, shared_data
from oneplan.definitions.measures import KINDS, kinds_of_measures
from oneplan.words.area import find_area, names_of
from oneplan.words.number import read_figure
from oneplan.words.period import read_period

NEIGHBOURS_2025 = [
    *("Warwickshire", "West Sussex", "Hampshire", "North Somerset", "Wiltshire"),
    *("Cheshire East", "Leicestershire", "Oxfordshire", "Essex", "Worcestershire"),
]
NEIGHBOURS_2021 = [
    *("Wiltshire", "Bath and North East Somerset", "West Sussex", "Cambridgeshire", "Devon"),
    *("Dorset", "Shropshire", "Hampshire", "South Gloucestershire", "Worcestershire"),
]


@cache
def raw() -> pl.DataFrame:
    return pl.read_parquet(shared_data("lait", "bds_long_0.parquet"))


@cache
def observations() -> pl.DataFrame:
    return pl.read_parquet(real_evidence().folder / "observations.parquet")


def test_every_row_is_kept_or_left_out_with_its_reason():
    done = real_import()
    assert done.rows_read == raw().height == 641_070
    assert done.left_out.rows() == [("period not known, nothing published", "CINPermExclusion “0”", 170)]
    assert done.evidence.count_observations() == 641_070 - 170


def test_every_dash_is_missing_with_its_reason_and_never_a_zero():
    dashes = raw().filter(pl.col("Values") == "-").height
    assert dashes == 93_883
    assert real_import().missing == {"dash": dashes - 170}
    missing = observations().filter(pl.col("value").is_null())
    assert missing.height == dashes - 170
    assert missing["missing"].unique().to_list() == ["dash"]
    assert observations().filter(pl.col("value").is_not_null())["missing"].null_count() == 641_070 - dashes


def test_there_are_434_measures_in_the_figures_the_dictionary_and_the_definitions():
    figures = set(observations()["measure"].unique())
    assert len(figures) == 434
    assert set(real_evidence().measures["measure"]) == figures == set(kinds_of_measures())
    assert set(kinds_of_measures().values()) <= set(KINDS)


def test_the_dictionary_keeps_all_448_rows_and_the_14_names_under_two_topics():
    measures = real_evidence().measures
    assert measures.height == 448
    twice = measures.filter(pl.col("measure").is_duplicated())
    assert twice["measure"].n_unique() == 14
    assert twice.select("measure", "topic").is_unique().all()
    titles = measures.filter(measure="CINFixedExclusion").select("topic", "title").rows()
    assert sorted(titles) == [
        ("All Pupil Absence & Exclusions", "CIN - % with at least one fixed period exclusion"),
        ("Children in Need", "% with at least one fixed period exclusion"),
    ]


def test_the_dictionary_says_which_way_is_better_only_where_the_publisher_does():
    polarity = dict(real_evidence().measures["polarity"].value_counts().iter_rows())
    assert polarity == {"high": 222, "low": 100, None: 126}
    decimals = dict(real_evidence().measures["decimals"].value_counts().iter_rows())
    assert decimals == {1: 274, 2: 129, 0: 45}


def test_every_published_text_is_kept_to_the_letter():
    number = {code: find_area(code).number for code in observations()["area"].unique()}
    ours = observations().select(
        measure="measure",
        number=pl.col("area").replace_strict(number, return_dtype=pl.Int64),
        published="published",
    )
    theirs = (
        raw()
        .filter(pl.col("Years") != "0")
        .select(
            measure=pl.col("Short Desc").str.strip_chars(),
            number=pl.col("LA Number").cast(pl.Int64),
            published="Values",
        )
    )
    assert ours.sort(ours.columns).equals(theirs.sort(theirs.columns))


def test_the_fast_reader_agrees_with_read_figure_on_every_distinct_text():
    distinct = observations().select("published", "value", "missing").unique()
    assert distinct["published"].n_unique() == distinct.height > 40_000
    read = [read_figure(text) for text in distinct["published"]]
    wrong = [
        (figure, value, missing)
        for figure, value, missing in zip(read, distinct["value"], distinct["missing"], strict=True)
        if (figure.value, figure.missing) != (value, missing or "")
    ]
    assert not wrong, (len(wrong), wrong[:5])


def test_scientific_notation_is_a_number_like_any_other():
    written = observations().filter(pl.col("published").str.contains("E", literal=True))
    assert written.height == 2_917
    assert written["measure"].n_unique() == 45
    tiny = observations().filter(published="4.7980000000000002E-2")
    assert set(tiny["value"]) == {0.04798}


def test_negatives_and_percentages_over_a_hundred_are_kept_as_published():
    negative = observations().filter(pl.col("value") < 0)
    assert (negative.height, negative["measure"].n_unique()) == (22_817, 44)
    highest = dict(observations().group_by("measure").agg(pl.col("value").max()).iter_rows())
    assert highest["%_2yr_olds"] == 233.3
    assert highest["%_3&4yr_olds"] == 150.9
    sept = observations().filter(measure="Sept_Guarantee")["value"].drop_nulls()
    assert sept.filter(sept > 100).sort().to_list() == [100.02, 100.21]


def test_no_figure_of_a_measure_and_area_stands_twice_for_one_period():
    key = ["measure", "area", "period_kind", "period_start", "period_end"]
    assert observations().select(key).is_unique().all()


def test_every_measure_has_the_same_170_areas_in_each_period():
    counts = observations().group_by("measure", "period_end", "period_kind").agg(pl.col("area").n_unique())
    assert counts["area"].unique().to_list() == [170]


def test_each_status_is_counted_as_the_labels_say():
    said = dict(observations()["period_status"].value_counts().iter_rows())
    assert said == {"": 609_280, "outturn": 21_420, "revised": 7_140, "final": 2_380, "provisional": 680}


def test_labels_with_a_dash_are_one_year_or_three_as_their_span_says():
    rolling = observations().filter(pl.col("period_kind").str.starts_with("rolling"))
    assert set(rolling["measure"]) == {"RTA", "Hosp_Adm_Alc_<18yrs"} or rolling["measure"].n_unique() == 2
    years = (pl.col("period_end") - pl.col("period_start")).dt.total_days().truediv(365.25).round()
    assert rolling.select(years.unique()).to_series().to_list() == [3]
    assert (
        observations()
        .filter(pl.col("period").str.len_chars() == 7)["period_kind"]
        .is_in(["academic", "financial", "rolling calendar"])
        .all()
    )


def test_every_period_is_what_the_words_say_of_its_label():
    kinds = dict(real_evidence().measures.unique("measure").select("measure", "year_kind").iter_rows())
    columns = ["measure", "period", "period_start", "period_end", "period_kind"]
    for measure, label, start, end, kind in observations().select(columns).unique().iter_rows():
        period = read_period(label, year_kind=kinds[measure])
        assert (period.start, period.end, period.kind) == (start, end, kind)


@pytest.mark.parametrize(("name", "names"), [("2025", NEIGHBOURS_2025), ("2021", NEIGHBOURS_2021)])
def test_the_neighbours_of_gloucestershire_are_these_ten_in_this_order(name, names):
    near = real_evidence().neighbours.filter(list=name, area="E10000013").sort("place")
    assert near["place"].to_list() == list(range(1, 11))
    assert names_of(near["neighbour"]) == names


def test_closeness_is_said_in_one_spelling():
    near = real_evidence().neighbours
    said = {"extremely close", "very close", "close", "somewhat close", "not close"}
    assert set(near["closeness"]) - {""} <= said
    ours = near.filter(list="2025", area="E10000013").sort("place")["closeness"].to_list()
    assert ours == ["extremely close"] + ["very close"] * 9


def test_only_four_neighbours_are_on_both_lists():
    assert len(set(NEIGHBOURS_2025) & set(NEIGHBOURS_2021)) == 4


def test_no_authority_is_its_own_neighbour_or_has_one_twice():
    near = real_evidence().neighbours
    assert near.filter(pl.col("area") == pl.col("neighbour")).is_empty()
    assert near.select("list", "area", "neighbour").is_unique().all()
    assert near.filter(list="2025")["area"].n_unique() >= 149


def test_the_edition_says_where_it_is_from_and_under_which_licence():
    edition = real_evidence().edition
    assert (edition.label, edition.updated) == ("April 2026", dt.date(2026, 4, 1))
    assert edition.publisher == "Department for Education"
    assert edition.licence == "Open Government Licence v3.0"
    assert not edition.built_in
    assert set(edition.files) == {
        "bds_long_0.parquet",
        "lait_data_dictionary.csv",
        "sn_may_2025.xlsx",
        "sn_april_2021.xlsx",
        "la_code_list.xlsx",
    }
    assert all(len(sha256) == 64 for sha256 in edition.files.values())
