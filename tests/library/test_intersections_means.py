"""Gaps between means: found, turned the right way, and as Welch's test has them."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

import oneplan
from oneplan.cells.declaring import Outcome
from oneplan.errors import NotFound, NotValid
from oneplan.understand.intersections.means import find_mean_gaps


def made_up(*, planted=4.0, schools=True, number=5000, likeness=0.0, seed=2):
    draw = np.random.default_rng(seed)
    sex, year = draw.integers(0, 2, number), draw.integers(0, 4, number)
    school = draw.integers(0, 50, number)
    of_school = draw.normal(0, 10 * likeness**0.5, (50, 2))[school]
    group = (sex == 1) & (year == 2)
    scores = 50 + of_school + draw.normal(0, 10, (number, 2)) - planted * group[:, None] * [1, 0]
    frame = pl.DataFrame(
        {
            "sex": np.where(sex == 1, "girl", "boy"),
            "year": [f"year {7 + each}" for each in year],
            "school": school,
            "wellbeing": scores[:, 0].round(2),
            "other": scores[:, 1].round(2),
            "sad": draw.random(number) < 0.3 + of_school[:, 0] / 50,
        }
    )
    means = [Outcome("wellbeing", counts="mean"), Outcome("other", counts="mean")]
    records = oneplan.Records(
        frame, characteristics=["sex", "year"], outcomes=["sad", *means], school="school" if schools else None
    )
    return frame, oneplan.count_cells(records, depth=2)


def test_a_planted_group_is_found_and_its_gap_is_in_the_outcomes_own_units():
    _, cells = made_up()
    found = find_mean_gaps(
        cells, good=["wellbeing"], phrases={"sex=girl": "girls", "year=year 9": "in year 9"}
    )
    rows = found.filter(pl.col("group") == "girls, in year 9")
    assert rows["outcome"].to_list() == ["wellbeing"]
    assert rows["gap"].to_list() == pytest.approx([4.0], abs=1.2)
    assert (rows["lower"] > 0).all()
    assert rows["across"].all()


def test_positive_means_worse_whichever_way_the_outcome_is_good():
    _, cells = made_up()
    one, other = find_mean_gaps(cells), find_mean_gaps(cells, good=["wellbeing", "other"])
    assert one["gap"].to_list() == pytest.approx((-other["gap"]).to_list())
    assert one["lower"].to_list() == pytest.approx((-other["upper"]).to_list())


def test_without_schools_the_test_is_welchs():
    frame, cells = made_up(schools=False)
    found = find_mean_gaps(cells)
    assert len(found) > 0
    for row in found.iter_rows(named=True):
        group = pl.lit(value=True)
        for name in ("sex", "year"):
            if row[f"is_{name}"] is not None:
                group &= pl.col(name) == row[f"is_{name}"]
        inside = frame.select(inside=group)["inside"].to_numpy()
        values = frame[row["outcome"]].to_numpy()
        again = stats.ttest_ind(values[inside], values[~inside], equal_var=False)
        interval = again.confidence_interval(0.95)
        assert row["gap"] == pytest.approx(values[inside].mean() - values[~inside].mean())
        assert (row["lower"], row["upper"]) == pytest.approx((interval.low, interval.high))
        assert row["p_value"] == pytest.approx(again.pvalue, rel=1e-6)


def test_where_nothing_is_there_little_is_found():
    found = [
        find_mean_gaps(made_up(planted=0.0, number=1500, likeness=0.05, seed=seed)[1]) for seed in range(40)
    ]
    questions_with_a_finding = sum(each["outcome"].n_unique() for each in found)
    assert questions_with_a_finding <= 9  # of 80, at 5%: more in one of a hundred runs


def test_every_row_adds_to_its_parents():
    frame, _ = made_up()
    lower = frame.with_columns(wellbeing=pl.col("other") - 5 * (pl.col("sex") == "girl"))
    records = oneplan.Records(
        lower,
        characteristics=["sex", "year"],
        outcomes=[Outcome("wellbeing", counts="mean")],
        school="school",
    )
    found = find_mean_gaps(oneplan.count_cells(records, depth=2))
    assert found["group"].to_list()[:2] == ["sex: boy", "sex: girl"]
    assert len(found) <= 4  # of eight deeper groups, all of which share in the gap


def test_schools_widen_the_interval_of_a_group_that_goes_by_school():
    frame, _ = made_up(likeness=0.1)
    by_school = frame.with_columns(
        year=pl.when(pl.col("school") < 12).then(pl.lit("a")).otherwise(pl.lit("b"))
    )
    records = oneplan.Records(
        by_school,
        characteristics=["sex", "year"],
        outcomes=["sad", Outcome("wellbeing", counts="mean")],
        school="school",
    )
    found = find_mean_gaps(oneplan.count_cells(records, depth=1), level=0.99)
    assert found.filter(pl.col("is_year") == "a")["design_effect"].item() > 2
    assert found.filter(pl.col("is_year") == "a")["schools"].item() == 12


def test_what_cannot_be_is_refused_in_a_sentence():
    _, cells = made_up(number=500)
    with pytest.raises(NotFound, match="'happy'"):
        find_mean_gaps(cells, good=["happy"])
    with pytest.raises(NotValid, match="level"):
        find_mean_gaps(cells, level=1)
    records = oneplan.Records(
        pl.DataFrame({"a": ["x", "y"], "b": [1, 0]}), characteristics=["a"], outcomes=["b"]
    )
    with pytest.raises(NotValid, match="counts='mean'"):
        find_mean_gaps(oneplan.count_cells(records))
