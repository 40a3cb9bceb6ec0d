"""The table of published figures that comes with oneplan: what it holds, and that it answers the same.

It holds, for every measure of a pair or a headline, all areas in the last five periods in which the measure
has any value. So every row that the finder gives from it is the row that the full file gives, sentences
included, and no row is lost but those whose latest period is older. Only what looks back further than the
periods held can differ: the trend (cut to them), and for an area with holes in them what is counted from it.
"""

import datetime as dt
import json

import polars as pl
import pytest

import oneplan
from builders import built_in_evidence, real_evidence
from oneplan.definitions.families import measures_in_pairs
from oneplan.sources.evidence import BUILT_IN, TABLES, read_edition
from oneplan.sources.figures import MOST_BYTES, PERIODS_KEPT, write_figures
from oneplan.understand.compare import COMPARATORS
from oneplan.words.area import list_authorities

PREVIOUS = tuple(f"previous_{name}" for name in ("period", "gap", "group_value", "reference_value"))
LOOKS_BACK = ("trend", "steady", "moves_a_lot", "order", *PREVIOUS, "change", "caution")
KEY = ["family", "group"]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("figures") / "made again"
    size = write_figures(real_evidence(), into=folder)
    return read_edition(folder), size


@pytest.mark.parametrize("table", TABLES)
def test_the_table_that_comes_with_oneplan_is_what_the_real_file_gives(written, table):
    again, _ = written
    kept = pl.read_parquet(BUILT_IN / f"{table}.parquet")
    made = pl.read_parquet(again.folder / f"{table}.parquet")
    assert kept.equals(made)
    assert kept.schema == made.schema


def test_its_description_is_what_the_real_edition_says(written):
    again, _ = written
    assert again.edition == built_in_evidence().edition


def test_it_is_at_most_400_kilobytes(written):
    size = sum(path.stat().st_size for path in BUILT_IN.iterdir())
    assert size <= MOST_BYTES == 400_000
    assert written[1] <= MOST_BYTES


def test_source_edition_licence_and_date_are_inside():
    inside = json.loads((BUILT_IN / "edition.json").read_text(encoding="utf-8"))
    assert inside["publisher"] == "Department for Education"
    assert inside["title"] == "Local Authority Interactive Tool"
    assert inside["label"] == "April 2026"
    assert inside["licence"] == "Open Government Licence v3.0"
    assert "Open Government Licence v3.0" in inside["attribution"]
    assert dt.date.fromisoformat(inside["updated"]) == dt.date(2026, 4, 1)
    assert inside["built_in"] is True


def test_it_holds_every_measure_of_the_pairs_for_all_170_areas_in_five_periods_at_most():
    held = pl.read_parquet(BUILT_IN / "observations.parquet")
    assert tuple(sorted(held["measure"].unique())) == measures_in_pairs()
    assert held.group_by("measure").agg(pl.col("area").n_unique())["area"].unique().to_list() == [170]
    periods = held.group_by("measure").agg(pl.col("period_end").n_unique())["period_end"]
    assert periods.max() == PERIODS_KEPT == 5


def test_each_figure_is_the_publishers_and_its_text_says_the_same_number():
    held = pl.read_parquet(BUILT_IN / "observations.parquet")
    key = ["measure", "area", "period_kind", "period_start", "period_end"]
    both = held.join(real_evidence().observations(measures_in_pairs()), on=key, suffix="_real", how="left")
    assert both.height == held.height
    assert both["value"].equals(both["value_real"], check_names=False)
    assert both["missing"].equals(both["missing_real"], check_names=False)
    said = both.filter(pl.col("value").is_not_null())
    assert (said["published"].cast(pl.Float64) == said["value"]).all()


@pytest.mark.parametrize("against", COMPARATORS)
def test_it_answers_as_the_full_file_does(against):
    """Every column that does not look back is equal, sentences included; what looks back is cut to five.

    Beside England for all authorities; beside the others, which differ in few columns, for every fourth.
    """
    for area in list_authorities()[:: 1 if against == "england" else 4]:
        small = oneplan.find_hidden_gaps(built_in_evidence(), area=area.code, against=against).sort(KEY)
        whole = oneplan.find_hidden_gaps(real_evidence(), area=area.code, against=against).sort(KEY)
        held = whole.join(small.select(KEY), on=KEY, how="semi").sort(KEY)
        lost = whole.join(small.select(KEY), on=KEY, how="anti")
        assert small.drop(LOOKS_BACK).equals(held.drop(LOOKS_BACK)), area.name
        _check_lost(lost, area=area.name)
        for few, many in zip(small["trend"], held["trend"], strict=True):
            assert len(few) <= PERIODS_KEPT
            assert list(few) == list(many)[-len(few) :]


def _check_lost(lost: pl.DataFrame, *, area: str) -> None:
    """A row that the small table lacks is one whose latest period is before the last five of its measure."""
    held = pl.read_parquet(BUILT_IN / "observations.parquet")
    oldest = dict(held.group_by("measure").agg(pl.col("period_end").min()).iter_rows())
    for row in lost.iter_rows(named=True):
        first_held = max(oldest[row["group_measure"]], oldest[row["reference_measure"]])
        assert row["period_end"] < first_held, (area, row["group_measure"], row["period"])


def test_what_is_steady_is_the_same_wherever_four_comparable_periods_are_held():
    differ = []
    for area in list_authorities():
        small = oneplan.find_hidden_gaps(built_in_evidence(), area=area.code)
        whole = oneplan.find_hidden_gaps(real_evidence(), area=area.code)
        both = small.join(whole, on=KEY, suffix="_whole")
        held_all = both.filter(pl.col("trend").list.len() == pl.col("trend_whole").list.len().clip(0, 5))
        differ += held_all.filter(
            pl.col("steady").ne_missing(pl.col("steady_whole"))
            | pl.col("moves_a_lot").ne_missing(pl.col("moves_a_lot_whole"))
        ).rows()
    assert not differ, (len(differ), differ[:2])


def test_the_table_is_not_made_from_itself(tmp_path):
    with pytest.raises(oneplan.NotValid, match="cannot be made from itself"):
        write_figures(built_in_evidence(), into=tmp_path)
