"""The model of strata is the top of a likelihood worked out slowly, and says when strata do not differ."""

import itertools
import math

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.polynomial.hermite import hermgauss
from scipy import special

import oneplan
from builders import shared_data
from oneplan.cells.cells import Characteristic
from oneplan.cells.counting import count_cells
from oneplan.cells.records import Records
from oneplan.errors import NotFound, NotValid
from oneplan.understand.shares import rows_fixing, shares_of
from oneplan.understand.standard.clustering import icc_from_counts
from oneplan.understand.strata.effects import main_effects
from oneplan.understand.strata.fit import fit_counts
from oneplan.understand.strata.fitted import area_under_curve
from oneplan.understand.strata.likelihood import laplace, quadrature

MANY = settings(max_examples=25, deadline=None)

SIZES = (2, 3, 4)
LEVELS = np.array(list(itertools.product(*(range(size) for size in SIZES))))
CHARACTERISTICS = tuple(
    Characteristic(name, tuple(f"{name} {level}" for level in range(size)))
    for name, size in zip(("sex", "year", "place"), SIZES, strict=True)
)


def drawn(seed, *, outcomes=1, spread=0.6, least=5, most=200):
    """Cases and children of 24 strata (strata × outcomes)."""
    rng = np.random.default_rng(seed)
    effects = main_effects(LEVELS, CHARACTERISTICS)[0]
    n = rng.integers(least, most, (len(LEVELS), outcomes)).astype(float)
    log_odds = effects @ rng.normal(0, 0.5, (effects.shape[1], outcomes)) - 0.8
    share = special.expit(log_odds + rng.normal(0, spread, log_odds.shape))
    return rng.binomial(n.astype(int), share).astype(float), n


def fitted(cases, n, **given):
    names = tuple(f"outcome {place}" for place in range(cases.shape[1]))
    return fit_counts(cases, n, levels=LEVELS, characteristics=CHARACTERISTICS, outcomes=names, **given)


GRID = np.linspace(-14, 14, 8001)


def slow_likelihood(y, n, eta, sigma):
    """One stratum's likelihood, summed over a fine grid of shifts."""
    height = special.xlogy(y, special.expit(eta + sigma * GRID)) + special.xlogy(
        n - y, special.expit(-eta - sigma * GRID)
    )
    coefficient = special.gammaln(n + 1) - special.gammaln(y + 1) - special.gammaln(n - y + 1)
    return np.exp(height + coefficient - GRID**2 / 2).sum() * (GRID[1] - GRID[0]) / math.sqrt(2 * math.pi)


POINT = st.tuples(st.integers(0, 60), st.integers(0, 60), st.floats(-4, 4), st.floats(0.01, 2.5))


@MANY
@given(POINT)
def test_quadrature_with_many_points_is_the_integral(point):
    y, more, eta, sigma = point
    nodes, weights = hermgauss(31)
    found = quadrature((float(y), float(y + more)), (eta, sigma, (nodes, np.log(weights))))[0]
    coefficient = special.gammaln(y + more + 1) - special.gammaln(y + 1) - special.gammaln(more + 1)
    assert math.exp(found + coefficient) == pytest.approx(slow_likelihood(y, y + more, eta, sigma), rel=1e-5)


@MANY
@given(POINT)
def test_the_derivatives_of_laplaces_likelihood_are_those_by_small_steps(point):
    y, more, eta, sigma = point
    counts, v = (float(y), float(y + more)), sigma**2
    found = laplace(counts, (eta, v))
    step = 1e-5

    def moved(by_eta, by_v, *, part=0):
        return laplace(counts, (eta + by_eta * step, v + by_v * step * v))[part]

    slopes = [(moved(1, 0) - moved(-1, 0)) / 2 / step, (moved(0, 1) - moved(0, -1)) / 2 / step / v]
    bends = [
        (moved(1, 0, part=1) - moved(-1, 0, part=1)) / 2 / step,
        (moved(0, 1, part=1) - moved(0, -1, part=1)) / 2 / step / v,
        (moved(0, 1, part=2) - moved(0, -1, part=2)) / 2 / step / v,
    ]
    assert found[1:3] == pytest.approx(slopes, rel=1e-4, abs=1e-4)
    assert found[3:] == pytest.approx(bends, rel=1e-4, abs=1e-4)


@MANY
@given(POINT, st.sampled_from([3, 7]))
def test_the_derivatives_of_quadrature_are_those_by_small_steps(point, points):
    y, more, eta, sigma = point
    nodes, weights = hermgauss(points)
    counts, rule, step = (float(y), float(y + more)), (nodes, np.log(weights)), 1e-6
    found = quadrature(counts, (eta, sigma, rule))
    by_eta, by_sigma = (
        (
            quadrature(counts, (eta + a * step, sigma + b * step, rule))[0]
            - quadrature(counts, (eta - a * step, sigma - b * step, rule))[0]
        )
        / (2 * step)
        for a, b in ((1, 0), (0, 1))
    )
    assert found[1:] == pytest.approx((by_eta, by_sigma), rel=1e-4, abs=1e-5)


def test_the_fit_is_a_top_of_the_slow_likelihood():
    cases, n = drawn(31, least=2, most=30)
    found = fitted(cases, n, points=15)
    effects = main_effects(LEVELS, CHARACTERISTICS)[0]

    def slow(at):
        return sum(
            math.log(slow_likelihood(y, int(size), eta, at[-1]))
            for y, size, eta in zip(cases[:, 0], n[:, 0], effects @ at[:-1], strict=True)
        )

    top = np.array([*found.main.beta[0], math.sqrt(found.main.variance[0])])
    assert slow(top) == pytest.approx(found.main.log_likelihood[0], abs=1e-6)
    for place in range(top.size):
        for step in (-0.03, 0.03):
            beside = top.copy()
            beside[place] += step
            assert slow(beside) < slow(top)


def test_where_strata_differ_by_chance_alone_the_variance_is_zero_and_the_fit_is_the_plain_one():
    rng = np.random.default_rng(32)
    n = np.full((24, 1), 400.0)
    cases = (n * 0.3).round()
    cases[rng.integers(0, 24, 6)] += 1
    found = fitted(cases, n)
    assert found.empty.variance[0] == 0
    assert found.empty.partition[0] == 0
    assert found.empty.median_odds_ratio[0] == 1
    assert np.isnan(found.change_in_variance[0])
    assert found.to_frame()["no_variance"].to_list() == [True]
    plain = sm.GLM(
        np.column_stack([cases, n - cases]),
        main_effects(LEVELS, CHARACTERISTICS)[0],
        family=sm.families.Binomial(),
    ).fit()
    assert found.main.beta[0] == pytest.approx(plain.params, abs=1e-6)
    assert found.main.beta_error[0] == pytest.approx(plain.bse, rel=1e-5)
    assert found.main.log_likelihood[0] == pytest.approx(plain.llf, rel=1e-9)


@MANY
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_strata_and_of_outcomes_changes_nothing(seed):
    cases, n = drawn(seed, outcomes=3)
    whole = fitted(cases, n)
    shuffled = np.random.default_rng(seed).permutation(len(LEVELS))
    again = fit_counts(
        cases[shuffled][:, ::-1],
        n[shuffled][:, ::-1],
        levels=LEVELS[shuffled],
        characteristics=CHARACTERISTICS,
        outcomes=("c", "b", "a"),
    )
    assert again.main.variance[::-1] == pytest.approx(whole.main.variance, rel=1e-5, abs=1e-8)
    assert again.main.beta[::-1] == pytest.approx(whole.main.beta, rel=1e-5, abs=1e-7)


def test_a_planted_variance_and_what_single_effects_make_of_it_are_found_again():
    rng = np.random.default_rng(33)
    outcomes = 200
    effects = main_effects(LEVELS, CHARACTERISTICS)[0]
    beta = np.array([-0.5, 0.6, 0.3, -0.3, 0.2, 0.4, -0.2])
    log_odds = (effects @ beta)[:, None] + rng.normal(0, 0.5, (len(LEVELS), outcomes))
    n = np.full(log_odds.shape, 600.0)
    found = fitted(rng.binomial(600, special.expit(log_odds)).astype(float), n)
    # The likelihood takes the coefficients for known, which costs 7 of 24 strata.
    assert found.main.variance.mean() == pytest.approx(0.25 * (24 - 7) / 24, rel=0.1)
    assert found.main.beta.mean(axis=0) == pytest.approx(beta, abs=0.06)
    assert np.nanmean(found.change_in_variance) > 0.3


def test_shifts_are_drawn_towards_nothing_and_more_so_in_small_strata():
    cases = np.tile([[2.0], [200]], (12, 1))
    n = np.tile([[4.0], [400]], (12, 1))
    cases[:2] = [[4], [400 * 0.9]]
    found = fitted(cases, n)
    observed = special.logit((cases[:2, 0] + 0.5) / (n[:2, 0] + 1)) - found.empty.beta[0, 0]
    kept = found.empty.shift[:2, 0] / observed
    assert 0 < kept[0] < kept[1] < 1
    assert found.empty.shift_error[0, 0] > found.empty.shift_error[1, 0]


def test_a_stratum_where_nobody_answered_takes_no_part():
    cases, n = drawn(34)
    cases[0], n[0] = 0, 0
    found = fitted(cases, n)
    without = fit_counts(
        cases[1:], n[1:], levels=LEVELS[1:], characteristics=CHARACTERISTICS, outcomes=("outcome 0",)
    )
    assert found.main.variance == pytest.approx(without.main.variance)
    assert found.empty.shift[0, 0] == 0
    assert found.to_frame()["strata"].to_list() == [23]


def test_a_level_that_nobody_was_asked_of_has_no_error():
    cases, n = drawn(35, outcomes=2)
    cases[LEVELS[:, 2] == 3, 1] = n[LEVELS[:, 2] == 3, 1] = 0
    found = fitted(cases, n)
    assert np.isfinite(found.main.beta_error[0]).all()
    assert found.main.ended.all()
    assert found.main.variance[1] >= 0


def test_an_outcome_that_all_or_none_have_ends_without_a_variance():
    n = np.full((24, 2), 50.0)
    found = fitted(np.stack([np.zeros(24), np.full(24, 50.0)], axis=1), n)
    assert found.empty.ended.all()
    assert found.empty.variance.tolist() == [0, 0]
    assert found.empty.share[0, 0] < 0.01
    assert np.isnan(found.area_empty).all()


def test_the_area_under_the_curve_is_that_of_all_pairs():
    rng = np.random.default_rng(36)
    n = rng.integers(1, 6, (8, 2)).astype(float)
    cases = rng.integers(0, n + 1).astype(float)
    score = rng.choice([0.1, 0.2, 0.5, 0.7], (8, 2))
    for outcome in range(2):
        children = [
            (score[stratum, outcome], child < cases[stratum, outcome])
            for stratum in range(8)
            for child in range(int(n[stratum, outcome]))
        ]
        pairs = [
            (high > low) + 0.5 * (high == low)
            for (high, is_case), (low, other) in itertools.product(children, children)
            if is_case and not other
        ]
        assert float(area_under_curve(score, cases, n=n)[outcome]) == pytest.approx(np.mean(pairs))


def test_design_effects_make_strata_less_sure():
    cases, n = drawn(37)
    plain, schooled = fitted(cases, n), fitted(cases, n, effect=2.5)
    assert schooled.empty.variance[0] < plain.empty.variance[0]
    assert (schooled.n == n).all()
    assert (schooled.empty.shift_error >= 0).all()


def records(seed=38, *, children=6000, schools=50):
    rng = np.random.default_rng(seed)
    sex, meals, place = (
        rng.integers(0, 2, children),
        rng.integers(0, 2, children),
        rng.integers(0, 3, children),
    )
    school = rng.integers(0, schools, children)
    log_odds = -1.4 + 0.4 * meals + 0.9 * (sex & meals) + rng.normal(0, 0.4, schools)[school]
    return pl.DataFrame(
        {
            "sex": np.array(["girl", "boy"])[sex],
            "meals": np.array(["no", "yes"])[meals],
            "place": np.array(["town", "village", "city"])[place],
            "school": school,
            "sad": (rng.random(children) < special.expit(log_odds)).astype(int),
            "late": rng.integers(0, 2, children),
        }
    )


def counted(**given):
    asked = {"characteristics": ["sex", "meals", "place"], "outcomes": ["sad", "late"], "school": "school"}
    return count_cells(Records(records(), **{**asked, **given}))


def test_the_front_door_fits_the_cells_that_fix_what_was_named():
    cells = counted()
    found = oneplan.fit_strata(cells, characteristics=["sex", "meals"], clustered=False)
    assert len(found) == 4
    table = found.of_outcome("sad")
    slow = (
        records().group_by("sex", "meals").agg(pl.len(), pl.sum("sad")).sort(pl.col("sex"), pl.col("meals"))
    )
    assert table.select("sex", "meals", "children", "cases").sort("sex", "meals").rows() == slow.rows()
    alone = fit_counts(
        found.cases,
        found.n,
        levels=found.levels,
        characteristics=found.characteristics,
        outcomes=found.outcomes,
    )
    assert alone.main.variance == pytest.approx(found.main.variance)


def test_schools_enter_by_the_design_effect_of_each_stratum():
    cells = counted()
    rows, _ = rows_fixing(cells, ["sex", "meals"])
    shares = shares_of(cells, rows, columns=np.array([0, 1]))
    rho = icc_from_counts(cells.schools.n, cells.schools.cases).rho
    assert rho[0] > 0.01
    frame = records()
    for row, effect in zip(rows, shares.effect[:, 0], strict=True):
        level = [each.levels[at] for each, at in zip(cells.characteristics, cells.levels[row], strict=True)]
        own = frame.filter(pl.col("sex") == level[0], pl.col("meals") == level[1])["school"].value_counts()
        company = (own["count"] ** 2).sum() / own["count"].sum()
        assert 1 < effect <= 1 + max(rho) * (company - 1) + 1e-9
    found = oneplan.fit_strata(cells, characteristics=["sex", "meals"])
    assert found.effect[:, 0] == pytest.approx(shares.effect[:, 0])
    assert (found.effect[:, 0] > found.effect[:, 1]).all()


def test_a_planted_intersection_stands_beyond_the_single_effects():
    found = oneplan.fit_strata(counted(), characteristics=["sex", "meals", "place"])
    table = found.of_outcome("sad").sort("beyond", descending=True)
    top = table.head(3)
    assert set(top["sex"]) == {"boy"} or set(top["meals"]) == {"yes"}
    assert found.area_empty[0] > found.area_empty[1]
    assert table["beyond_lower"][0] < table["beyond"][0] < table["beyond_upper"][0]


def test_real_children_have_strata_too():
    frame = pl.read_parquet(shared_data("pupils", "mlmRev_star.parquet")).filter(pl.col("gr") == "3")
    frame = frame.drop_nulls("read").with_columns(low=(pl.col("read") < 590).cast(int))
    for column in ("sx", "eth", "ses"):
        frame = frame.with_columns(pl.col(column).cast(str))
    cells = count_cells(Records(frame, characteristics=["sx", "eth", "ses"], outcomes=["low"], school="sch"))
    found = oneplan.fit_strata(cells, characteristics=["sx", "eth", "ses"], points=7)
    assert found.main.ended.all()
    assert 0 < found.empty.partition[0] < 0.3
    assert found.change_in_variance[0] > 0.5
    assert 0.5 < found.area_main[0] <= found.area_empty[0] + 0.01 < 0.8


@pytest.mark.parametrize(
    ("ask", "error", "words"),
    [
        ({"characteristics": ["eyes"]}, NotFound, "no characteristic"),
        ({"characteristics": []}, NotValid, "one characteristic or more"),
        ({"characteristics": ["sex", "sex"]}, NotValid, "each once"),
        ({"characteristics": ["sex", "meals"], "outcomes": ["glad"]}, NotFound, "no outcome"),
        ({"characteristics": ["sex", "meals"], "outcomes": []}, NotFound, "no outcome"),
        ({"characteristics": ["sex"]}, NotValid, "from three on"),
        ({"characteristics": ["sex", "meals"], "points": 0}, NotValid, "take 7"),
        ({"characteristics": ["a", "b", "c", "d", "e", "f", "g"]}, NotValid, "at most 6"),
    ],
)
def test_what_cannot_be_fitted_is_said(ask, error, words):
    with pytest.raises(error, match=words):
        oneplan.fit_strata(counted(), **ask)


def test_cells_that_were_not_counted_deep_enough_are_asked_for():
    shallow = count_cells(
        Records(records(), characteristics=["sex", "meals", "place"], outcomes=["sad"]), depth=1
    )
    with pytest.raises(NotFound, match="depth=2"):
        oneplan.fit_strata(shallow, characteristics=["sex", "meals"])


@pytest.mark.parametrize(
    ("cases", "n", "words"),
    [
        (np.zeros((24, 2)), np.zeros((24, 1)), "two tables"),
        (np.full((24, 1), 5.0), np.full((24, 1), 4.0), "as many as the children"),
        (np.full((24, 1), np.nan), np.full((24, 1), 4.0), "as many as the children"),
    ],
)
def test_counts_that_cannot_be_are_refused(cases, n, words):
    with pytest.raises(NotValid, match=words):
        fit_counts(cases, n, levels=LEVELS, characteristics=CHARACTERISTICS, outcomes=("one",))


def test_an_outcome_that_was_not_fitted_is_not_told():
    with pytest.raises(NotFound, match="those fitted"):
        fitted(*drawn(39)).of_outcome("glad")


def test_an_effect_that_others_say_already_is_left_out():
    levels = np.array([[0, 0], [1, 1], [0, 0], [1, 1]])
    columns, terms = main_effects(levels, CHARACTERISTICS[:2])
    assert terms == ("everybody", "sex: sex 1")
    assert columns.shape == (4, 2)
