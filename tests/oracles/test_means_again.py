"""Gaps between means, again: likeness by statsmodels, the variance by its whole matrix, and by simulation."""

import functools

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from statsmodels.formula.api import ols

import oneplan
from oneplan.cells.declaring import Outcome
from oneplan.understand.intersections.means import find_mean_gaps
from oneplan.understand.intersections.schooling import likeness_to_use
from oneplan.understand.standard.clustering import anova_icc, icc_from_sums

SCHOOLS = 40
ENGINES = ("compiled", "scipy", "duckdb")


def drawn(seed, *, number=2400, scores=1, likeness=0.1):
    """Children of whom none differs but by school; one characteristic goes by school, the other does not."""
    draw = np.random.default_rng(seed)
    school = draw.integers(0, SCHOOLS, number)
    of_school = draw.normal(0, np.sqrt(likeness), (SCHOOLS, scores))[school]
    values = 50 + 10 * (of_school + draw.normal(0, np.sqrt(1 - likeness), (number, scores)))
    return pl.DataFrame(
        {
            "sex": draw.choice(["girl", "boy"], number),
            "place": np.where(school < 12, "coast", "town"),
            "school": school,
            **{f"score{place}": values[:, place].round(2) for place in range(scores)},
        }
    )


def declared(frame):
    scores = [Outcome(name, counts="mean") for name in frame.columns if name.startswith("score")]
    return oneplan.Records(frame, characteristics=["sex", "place"], outcomes=scores, school="school")


@functools.cache
def routed():
    """Two scores, one of which a fifth left out, and some children without a school."""
    frame = drawn(4, scores=2).with_row_index("row")
    return frame.with_columns(
        score1=pl.when(pl.col("row") % 5 > 0).then("score1"),
        school=pl.when(pl.col("row") % 17 > 0).then("school"),
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_sums_by_school_and_the_spread_over_schools_are_counted_where_there_are_scores_alone(engine):
    frame = routed()
    cells = oneplan.count_cells(declared(frame), depth=2, engine=engine)
    sums = cells.means.by_school
    for place, name in enumerate(("score0", "score1")):
        for number, school in enumerate(cells.schools.names):
            values = frame.filter(pl.col("school") == int(school))[name].drop_nulls().to_numpy()
            assert sums.n[number, place] == len(values)
            assert sums.total[number, place] == pytest.approx(values.sum(), rel=1e-12)
            assert sums.squares[number, place] == pytest.approx((values**2).sum(), rel=1e-12)
    (universe,) = cells.schools.universes
    assert universe.outcomes.size == 0
    assert universe.children[: universe.start[1]].sum() == frame["school"].is_not_null().sum()


def test_the_likeness_in_a_score_is_that_of_an_analysis_of_variance():
    frame = routed()
    sums = oneplan.count_cells(declared(frame)).means.by_school
    found = icc_from_sums(sums.n, sums.total, squares=sums.squares)
    for place, name in enumerate(("score0", "score1")):
        rows = frame.select("school", score=name).drop_nulls()
        assert found.rho[place] == pytest.approx(anova_icc(rows["school"], rows["score"]).rho, rel=1e-6)
        by_hand = sm.stats.anova_lm(ols("score ~ C(school)", rows.to_pandas()).fit())
        assert found.mean_schools[place] == pytest.approx(by_hand["mean_sq"].iloc[0], rel=1e-6)
        assert found.mean_within[place] == pytest.approx(by_hand["mean_sq"].iloc[1], rel=1e-6)
        assert found.p_value[place] == pytest.approx(by_hand["PR(>F)"].iloc[0], rel=1e-5)


def test_the_design_effect_is_that_of_the_whole_matrix_of_variances():
    frame = drawn(9, likeness=0.2).with_columns(
        score0=pl.col("score0") - 6 * ((pl.col("sex") == "girl") & (pl.col("place") == "coast"))
    )
    cells = oneplan.count_cells(declared(frame), depth=2)
    sums = cells.means.by_school
    (rho,) = likeness_to_use(icc_from_sums(sums.n, sums.total, squares=sums.squares).rho, sums.n)
    school = frame["school"].to_numpy()
    alike = (1 - rho) * np.eye(len(school)) + rho * (school[:, None] == school[None, :])
    found = find_mean_gaps(cells)
    assert found.height >= 2
    for row in found.iter_rows(named=True):
        inside = np.ones(len(school), dtype=bool)
        for name in ("sex", "place"):
            if row[f"is_{name}"] is not None:
                inside &= (frame[name] == row[f"is_{name}"]).to_numpy()
        beside = np.where(inside, 1 / inside.sum(), -1 / (~inside).sum())
        effect = beside @ alike @ beside / (1 / inside.sum() + 1 / (~inside).sum())
        assert row["design_effect"] == pytest.approx(max(effect, 1.0), rel=1e-9)


@pytest.mark.parametrize("likeness", [0.0, 0.1])
def test_the_interval_of_a_gap_between_means_holds_none_as_often_as_it_says(likeness):
    # At a level of nearly one every gap is found, so that each interval can be looked at.
    cells = oneplan.count_cells(declared(drawn(21, scores=600, likeness=likeness)), depth=1)
    found = find_mean_gaps(cells, level=0.999999)
    for name in ("sex", "place"):
        mine = found.filter(pl.col(f"is_{name}").is_not_null()).unique("outcome")
        assert mine.height > 500
        missed = ((mine["lower"] > 0) | (mine["upper"] < 0)).sum() / 600
        assert 0.03 <= missed <= 0.075
