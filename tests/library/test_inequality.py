"""Indices of inequality are what slow sums and statsmodels say, and the front door gives them all."""

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

import oneplan
from builders import shared_data
from oneplan.cells.cells import Characteristic
from oneplan.cells.counting import count_cells
from oneplan.cells.records import Records
from oneplan.errors import NotFound, NotValid
from oneplan.understand.inequality import concentration, extremes, gradient, spread
from oneplan.understand.inequality.figures import groups_of
from oneplan.understand.standard.survey_design import design_of

MANY = settings(max_examples=50, deadline=None)

SEED = st.integers(0, 2**32 - 1)


def figures(seed, *, groups=6):
    rng = np.random.default_rng(seed)
    return groups_of(
        rng.uniform(5, 60, groups), rng.integers(50, 900, groups), error=rng.uniform(0.5, 3, groups)
    )


@MANY
@given(SEED)
def test_where_all_groups_are_equal_every_index_says_so(seed):
    one = figures(seed)
    level = groups_of(np.full(6, 30.0), one.population, error=one.error)
    for function in (
        spread.between_group_variance,
        spread.between_group_deviation,
        spread.coefficient_of_variation,
        spread.theil_index,
        spread.mean_log_deviation,
        spread.index_of_disparity,
        concentration.concentration_index,
    ):
        assert float(function(level).value) == pytest.approx(0, abs=1e-9)
    assert float(gradient.slope_index(level).absolute.value) == pytest.approx(0, abs=1e-9)
    assert float(gradient.slope_index(level).relative.value) == pytest.approx(1)
    risk = extremes.attributable_risk(level, adverse=True, scale=100)
    assert float(risk.value) == pytest.approx(0, abs=1e-9)


@MANY
@given(SEED)
def test_relative_indices_do_not_know_the_unit_and_absolute_ones_do(seed):
    one = figures(seed)
    tenfold = groups_of(one.value * 10, one.population, error=one.error * 10)
    for function in (spread.theil_index, spread.mean_log_deviation):
        a, b = function(one), function(tenfold)
        assert (float(a.value), float(a.error)) == pytest.approx((float(b.value), float(b.error)))
    assert float(spread.coefficient_of_variation(one).value) == pytest.approx(
        float(spread.coefficient_of_variation(tenfold).value)
    )
    assert float(spread.between_group_variance(tenfold).value) == pytest.approx(
        100 * float(spread.between_group_variance(one).value)
    )


@MANY
@given(SEED)
def test_a_group_split_in_two_halves_changes_no_weighted_index(seed):
    one = figures(seed)
    split = groups_of(np.repeat(one.value, 2), np.repeat(one.population, 2) / 2)
    for function in (
        spread.between_group_variance,
        spread.theil_index,
        spread.mean_log_deviation,
        spread.index_of_disparity,
    ):
        assert float(function(split).value) == pytest.approx(float(function(one).value))
    assert float(
        concentration.concentration_index(groups_of(one.value, one.population)).value
    ) == pytest.approx(
        float(
            concentration.concentration_index(
                groups_of(split.value, split.population), order=np.repeat(np.arange(6), 2)
            ).value
        )
    )


@pytest.mark.parametrize(
    "function", [spread.between_group_variance, spread.theil_index, spread.mean_log_deviation]
)
def test_an_error_is_what_chance_makes_of_an_index(function):
    one = groups_of([22.0, 30, 35, 51], [400, 900, 500, 300], error=[1.5, 1, 1.2, 1.8])
    rng = np.random.default_rng(16)
    drawn = groups_of(rng.normal(one.value, one.error, (20_000, 4)), one.population)
    assert float(function(drawn).value.std()) == pytest.approx(float(function(one).error), rel=0.05)


def test_a_slope_weighs_each_group_once_by_its_children():
    one = figures(17)
    rank = gradient.middle_ranks(one.population)
    fit = sm.WLS(one.value, sm.add_constant(rank), weights=one.population).fit()
    found = gradient.slope_index(one)
    assert float(found.absolute.value) == pytest.approx(fit.params[1])
    assert float(found.start) == pytest.approx(fit.params[0])


def test_the_slopes_interval_covers_and_so_does_the_ratios():
    people, rng = np.array([300.0, 800, 500, 900, 400]), np.random.default_rng(18)
    truth = 40 - 22 * gradient.middle_ranks(people)
    error = np.array([2.0, 1.2, 1.6, 1.1, 1.8])
    drawn = groups_of(rng.normal(truth, error, (8000, 5)), people, error=np.broadcast_to(error, (8000, 5)))
    found = gradient.slope_index(drawn)
    for interval, value in ((found.absolute, -22), (found.relative, 18 / 40)):
        inside = (interval.lower <= value) & (value <= interval.upper)
        assert inside.mean() == pytest.approx(0.95, abs=0.01)


@pytest.mark.parametrize("scale", ["log", "logit"])
def test_on_another_scale_the_interval_covers_too(scale):
    people, rng = np.array([300.0, 800, 500, 900, 400]), np.random.default_rng(19)
    rank = gradient.middle_ranks(people)
    truth = np.exp(-0.7 - rank) if scale == "log" else 1 / (1 + np.exp(0.2 + 1.2 * rank))
    ends = (np.exp(-0.7), np.exp(-1.7)) if scale == "log" else (1 / (1 + np.exp(0.2)), 1 / (1 + np.exp(1.4)))
    drawn = rng.binomial(people.astype(int), truth, (6000, 5)) / people
    error = np.sqrt(drawn * (1 - drawn) / people)
    found = gradient.slope_index(groups_of(drawn, people, error=error), scale=scale)
    for interval, value in ((found.absolute, ends[1] - ends[0]), (found.relative, ends[1] / ends[0])):
        inside = (interval.lower <= value) & (value <= interval.upper)
        assert inside.mean() == pytest.approx(0.95, abs=0.015)


@MANY
@given(SEED)
def test_a_concentration_index_is_twice_the_covariance_with_rank(seed):
    one = figures(seed)
    rank = gradient.middle_ranks(one.population)
    wanted = 2 * np.cov(one.value, rank, aweights=one.population, ddof=0)[0, 1]
    assert float(concentration.concentration_index(one).value) == pytest.approx(wanted)
    relative = concentration.concentration_index(one, kind="relative")
    assert float(relative.value) == pytest.approx(wanted / np.average(one.value, weights=one.population))
    erreygers = concentration.concentration_index(one, kind="erreygers", bounds=(0, 100))
    assert float(erreygers.value) == pytest.approx(4 * wanted / 100)


def test_an_index_of_children_is_that_of_their_groups():
    rng = np.random.default_rng(20)
    order, values = rng.integers(0, 4, 300), rng.integers(0, 2, 300).astype(float)
    n = np.bincount(order)
    groups = groups_of(np.bincount(order, weights=values) / n, n)
    found = concentration.concentration_of_children(
        values, order, design=design_of(np.ones(300), school=np.arange(300) % 30)
    )
    assert float(found.value) == pytest.approx(float(concentration.concentration_index(groups).value))
    assert found.lower < found.value < found.upper


def test_a_group_without_a_figure_is_left_out():
    with_unknown = groups_of([20.0, np.nan, 40], [100, 900, 300])
    without = groups_of([20.0, 40], [100, 300])
    for function in (spread.between_group_variance, spread.theil_index, spread.index_of_disparity):
        assert float(function(with_unknown).value) == pytest.approx(float(function(without).value))


def test_the_reference_is_compared_with_the_worst_of_the_others():
    one = groups_of([50.0, 30, 20])
    assert float(extremes.difference(one, adverse=True, reference=0).value) == -20
    assert float(extremes.difference(one, adverse=True, reference=2).value) == 30
    assert float(extremes.difference(one, adverse=False, reference=0).value) == 30
    assert float(extremes.ratio(one, adverse=True).value) == 2.5


def test_nobody_would_gain_where_the_last_in_order_is_worse():
    one = groups_of([20.0, 30, 50], [100, 100, 100])
    assert float(extremes.attributable_risk(one, adverse=True, ordered=True, scale=100).value) == 0
    fraction = extremes.attributable_fraction(one, adverse=False, ordered=True, scale=100)
    assert float(fraction.value) == pytest.approx(50)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: groups_of([]), "no group"),
        (lambda: groups_of([1, 2], [0, 0]), "children in them"),
        (lambda: groups_of([1, 2], [1, 2], error=[-1, 1]), "below zero"),
        (lambda: spread.theil_index(groups_of([1, 2])), "population of each group"),
        (lambda: gradient.slope_index(groups_of([1, np.nan], [1, 1])), "every group"),
        (lambda: gradient.slope_index(groups_of([1, 2], [1, 1]), scale="cubic"), "no scale"),
        (lambda: gradient.slope_index(groups_of([0, 2], [1, 1]), scale="log"), "may be 0"),
        (lambda: concentration.concentration_index(groups_of([1, 2], [1, 1]), kind="gini"), "no kind"),
        (lambda: concentration.concentration_index(groups_of([1, 2], [1, 1]), kind="wagstaff"), "bounds"),
        (lambda: concentration.concentration_index(groups_of([1, 2], [1, 1]), bounds=(0, 1)), "do not lie"),
        (lambda: extremes.difference(groups_of([1, 2]), adverse=True, reference=5), "no group number 5"),
    ],
)
def test_figures_that_cannot_be_are_refused(call, words):
    with pytest.raises(NotValid, match=words):
        call()


def a_wave(*, children=4000, schools=60, seed=21):
    rng = np.random.default_rng(seed)
    fifth = rng.integers(1, 6, children)
    return pl.DataFrame(
        {
            "deprivation": [f"fifth {each}" for each in fifth],
            "language": rng.choice(
                ["English", "Polish", "Urdu", "Welsh"], children, p=[0.8, 0.1, 0.099, 0.001]
            ),
            "school": rng.integers(0, schools, children),
            "sad": (rng.random(children) < 0.35 - 0.05 * fifth).astype(int),
            "never": np.zeros(children, dtype=int),
        }
    )


def counted(frame, **changes):
    fifths = [f"fifth {each}" for each in range(1, 6)]
    given = {
        "characteristics": {"deprivation": fifths, "language": None},
        "outcomes": ["sad", "never"],
        "school": "school",
    }
    return count_cells(Records(frame, **{**given, **changes}), depth=1)


def value_of(found, index, *, outcome="sad", column="value"):
    return found.filter(pl.col("index") == index, pl.col("outcome") == outcome)[column].item()


def test_an_order_adds_the_slope_and_the_concentration():
    frame = a_wave()
    found = oneplan.inequality(counted(frame), "deprivation")
    shares = frame.group_by("deprivation").agg(pl.len(), pl.mean("sad")).sort("deprivation")
    groups = groups_of(shares["sad"].to_numpy(), shares["len"].to_numpy())
    assert value_of(found, "slope index of inequality") == pytest.approx(
        float(gradient.slope_index(groups).absolute.value)
    )
    assert value_of(found, "difference") == pytest.approx(shares["sad"][0] - shares["sad"][4])
    assert value_of(found, "Theil index") == pytest.approx(float(spread.theil_index(groups).value))
    assert value_of(found, "slope index of inequality", column="upper") < 0
    turned = oneplan.inequality(counted(frame), "deprivation", most_disadvantaged="last")
    assert value_of(turned, "slope index of inequality") == pytest.approx(
        -value_of(found, "slope index of inequality")
    )


def test_an_outcome_that_nobody_has_is_told_without_a_ratio():
    found = oneplan.inequality(counted(a_wave()), "deprivation", outcomes=["never"])
    assert value_of(found, "difference", outcome="never") == 0
    assert value_of(found, "ratio", outcome="never") is None


def test_small_groups_and_those_not_recorded_are_left_out_and_counted():
    frame = a_wave().with_columns(
        language=pl.when(pl.arange(0, pl.len()) % 10 == 0).then(None).otherwise("language")
    )
    found = oneplan.inequality(counted(frame), "language")
    welsh = frame.filter(pl.col("language") == "Welsh").height
    assert 0 < welsh < 10
    assert value_of(found, "difference", column="groups") == 3
    assert value_of(found, "difference", column="left_out") == 400 + welsh


def test_schools_make_the_limits_wider_and_leave_the_values():
    rng = np.random.default_rng(22)
    plain = a_wave()
    share = rng.beta(2, 5, 60)[plain["school"].to_numpy()]
    frame = plain.with_columns(sad=pl.Series(rng.binomial(1, share)))
    found = oneplan.inequality(counted(frame), "deprivation")
    alone = oneplan.inequality(counted(frame, school=None), "deprivation")
    for index in ("difference", "slope index of inequality", "population attributable risk"):
        assert value_of(found, index) == pytest.approx(value_of(alone, index))
        assert value_of(found, index, column="upper") > value_of(alone, index, column="upper")


def test_a_reference_level_is_compared_with():
    cells = counted(a_wave())
    found = oneplan.inequality(cells, "language", reference="English")
    place = {level: at for at, level in enumerate(cells.characteristics[1].levels)}
    rows = {int(level): at for at, level in enumerate(cells.levels[:, 1]) if level >= 0}
    share = {
        name: cells.cases[rows[place[name]], 0] / cells.n[rows[place[name]], 0]
        for name in ("English", "Polish", "Urdu")
    }
    wanted = max(share["Polish"], share["Urdu"]) - share["English"]
    assert value_of(found, "difference") == pytest.approx(wanted)


def test_real_pupils_of_real_authorities_have_indices():
    frame = pl.read_parquet(shared_data("pupils", "mlmRev_Chem97.parquet")).with_columns(
        passed=(pl.col("score") >= 6).cast(int), gender=pl.col("gender").cast(str), school=pl.col("school")
    )
    cells = count_cells(
        Records(frame, characteristics=["gender"], outcomes=["passed"], school="school"), depth=1
    )
    found = oneplan.inequality(cells, "gender", adverse=False)
    shares = frame.group_by("gender").agg(pl.mean("passed"))["passed"]
    assert value_of(found, "difference", outcome="passed") == pytest.approx(shares.max() - shares.min())


@pytest.mark.parametrize(
    ("ask", "error", "words"),
    [
        ({"characteristic": "eye colour"}, NotFound, "no characteristic"),
        ({"characteristic": "language", "outcomes": ["glad"]}, NotFound, "no outcome"),
        ({"characteristic": "language", "reference": "Cornish"}, NotFound, "no level"),
        (
            {"characteristic": "deprivation", "leave_out": [f"fifth {n}" for n in range(1, 6)]},
            NotValid,
            "leave out",
        ),
    ],
)
def test_what_is_not_there_is_said(ask, error, words):
    with pytest.raises(error, match=words):
        oneplan.inequality(counted(a_wave(children=200)), **ask)


def test_one_group_is_compared_with_nobody():
    frame = pl.DataFrame({"language": ["English"] * 20, "sad": [0, 1] * 10})
    cells = count_cells(Records(frame, characteristics=["language"], outcomes=["sad"]))
    found = oneplan.inequality(cells, "language")
    assert found["value"].is_null().all()
    assert isinstance(cells.characteristics[0], Characteristic)
