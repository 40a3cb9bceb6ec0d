"""Weights all the way: sums, shares, gaps, intervals and tests, from one row a child and by statsmodels."""

import functools

import numpy as np
import polars as pl
import pytest
from scipy import special, stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest
from statsmodels.stats.weightstats import DescrStatsW

import oneplan
from oneplan.understand.intersections.judging import judge
from oneplan.understand.intersections.measuring import group_of
from oneplan.understand.intersections.weighing import weighed
from oracles.gap_cells import count_slowly

NUMBER = 4000


@functools.cache
def children():
    """Made-up children, of whom those of the second district were less likely to answer, so weigh more."""
    draw = np.random.default_rng(31)
    school = draw.integers(0, 50, NUMBER)
    frame = pl.DataFrame(
        {
            "sex": draw.choice(["girl", "boy"], NUMBER),
            "district": np.where(
                draw.random(NUMBER) < 0.5,
                np.array(["a", "b", "c"])[school % 3],
                draw.choice(["a", "b", "c"], NUMBER),
            ),
            "school": school,
        }
    )
    girls_in_b = ((frame["sex"] == "girl") & (frame["district"] == "b")).to_numpy()
    yes = draw.random(NUMBER) < 0.2 + 0.25 * girls_in_b + draw.normal(0, 0.08, 50)[school]
    weight = np.where(frame["district"] == "b", 2.5, 1.0) * draw.uniform(0.5, 1.5, NUMBER)
    answers = pl.Series(yes.astype(int)).set(pl.Series(draw.random(NUMBER) < 0.05), None)
    return frame.with_columns(sad=answers, weight=pl.Series(weight.round(4)))


@functools.cache
def counted():
    records = oneplan.Records(
        children(), characteristics=["sex", "district"], outcomes=["sad"], school="school", weight="weight"
    )
    return oneplan.count_cells(records)


def inside(fixed):
    """Children who answered, in the group and not."""
    rows = children().filter(pl.col("sad").is_not_null())
    group = rows.select(pl.all_horizontal(pl.lit(True), *(pl.col(k) == v for k, v in fixed.items())))
    mask = group.to_series()
    return rows.filter(mask), rows.filter(~mask)


def weighed_again(rows):
    """Share, and the number of equal answers that these count for."""
    known = DescrStatsW(rows["sad"].to_numpy(), weights=rows["weight"].to_numpy())
    weight = rows["weight"].to_numpy()
    return float(known.mean), float(weight.sum() ** 2 / (weight**2).sum())


def test_weighted_sums_of_every_cell_are_those_of_its_children():
    cells = counted()
    assert len(cells) == 12
    for row in range(len(cells)):
        fixed = {
            one.name: one.levels[level]
            for one, level in zip(cells.characteristics, cells.levels[row], strict=True)
            if level >= 0
        }
        mine, _ = inside(fixed)
        weight, sad = mine["weight"].to_numpy(), mine["sad"].to_numpy()
        assert cells.weights.total[row, 0] == pytest.approx(weight.sum(), rel=1e-12)
        assert cells.weights.cases[row, 0] == pytest.approx(weight[sad == 1].sum(), rel=1e-12)
        assert cells.weights.squares[row, 0] == pytest.approx((weight**2).sum(), rel=1e-12)


def test_weighted_shares_gaps_intervals_and_tests_are_those_of_statsmodels():
    frame = oneplan.find_gaps(counted()).frame
    effects = []
    for row in frame.iter_rows(named=True):
        fixed = {name: row[f"is_{name}"] for name in ("sex", "district") if row[f"is_{name}"] is not None}
        (share, number), (other, its_number) = (weighed_again(rows) for rows in inside(fixed))
        assert row["weighted_share"] == pytest.approx(share, rel=1e-9)
        assert row["weighted_rest_share"] == pytest.approx(other, rel=1e-9)
        assert row["weighted_gap"] == pytest.approx(share - other, rel=1e-9)
        assert row["effective_n"] == pytest.approx(number, rel=1e-9)
        effect = row["design_effect"]
        effects.append(effect)
        n = np.array([number, its_number]) / effect
        cases = np.array([share, other]) * n
        lower, upper = confint_proportions_2indep(cases[0], n[0], cases[1], n[1], method="newcomb")
        assert row["weighted_lower"] == pytest.approx(lower, abs=1e-9)
        assert row["weighted_upper"] == pytest.approx(upper, abs=1e-9)
        assert row["weighted_p_value"] == pytest.approx(proportions_ztest(cases, n)[1], rel=1e-6)
        # The interval of the gap and its test tell the same story.
        assert (lower > 0 or upper < 0) == (row["weighted_p_value"] < 0.05)
    assert len(effects) >= 2
    assert max(effects) > 1.01


def repeated(draw, *, outcomes, of_schools):
    """One group of two hundred among two thousand, again and again: the group is like the rest."""
    number, schools = 2000, 60
    group = (np.arange(number) < 200).astype(int)
    school = draw.integers(0, schools, number)
    likely = 0.3 + of_schools * draw.normal(0, 1, (schools, outcomes))[school]
    weight = draw.choice([0.5, 1.0, 2.0], number)
    answers = draw.random((number, outcomes)) < np.clip(likely, 0.02, 0.98)
    return count_slowly(group[:, None], answers, schools=school, weights=weight, depth=1)


@pytest.mark.parametrize("of_schools", [0.0, 0.1])
def test_the_weighted_interval_holds_the_true_gap_as_often_as_it_says(of_schools):
    outcomes = 3000
    cells = repeated(np.random.default_rng(17), outcomes=outcomes, of_schools=of_schools)
    judged = judge(cells)
    pair = (np.full(outcomes, 2), np.arange(outcomes))
    found = weighed(
        cells.weights,
        group_of(cells, judged.schooling, pair=pair, turn=np.ones(outcomes, dtype=np.int8)),
    )
    held = float(((found.gap.lower <= 0) & (found.gap.upper >= 0)).mean())
    assert 0.93 <= held <= 0.97
    assert 0.03 <= float((found.p_value < 0.05).mean()) <= 0.07
    assert stats.kstest(found.p_value, "uniform").statistic < 0.04


def test_equal_weights_leave_the_score_test_that_has_none():
    draw = np.random.default_rng(2)
    levels, answers = draw.integers(0, 2, (900, 2)), draw.random((900, 1)) < 0.3
    answers |= (levels[:, :1] == 1) & (draw.random((900, 1)) < 0.4)
    plain = count_slowly(levels, answers, weights=np.full(900, 3.0))
    row = oneplan.find_gaps(plain).frame.row(0, named=True)
    n = np.array([row["n"], row["rest_n"]])
    z = proportions_ztest([row["cases"], plain.cases[0, 0] - row["cases"]], n)[0]
    assert row["weighted_p_value"] == pytest.approx(2 * special.ndtr(-abs(z)), rel=1e-9)
