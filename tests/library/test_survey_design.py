"""A survey's figures know of schools, weights and strata: beside statsmodels, slow sums and simulation."""

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import shared_data
from oneplan.errors import NotValid
from oneplan.understand.standard import survey_design as survey
from oneplan.understand.standard.intervals import clopper_pearson, mean
from oneplan.understand.standard.survey_regression import survey_regression

MANY = settings(max_examples=40, deadline=None)

SEED = st.integers(0, 2**32 - 1)


def drawn(seed, *, children=120, schools=12):
    rng = np.random.default_rng(seed)
    school = np.concatenate([np.arange(schools), rng.integers(0, schools, children - schools)])
    weight = rng.uniform(0.5, 2, children)
    values = (rng.random(children) < 0.3 + 0.02 * school).astype(float)
    return school, weight, values


def test_children_who_came_alone_have_the_usual_mean_and_interval():
    values = np.random.default_rng(11).normal(size=50)
    found = survey.survey_mean(values, survey.design_of(np.ones(50)))
    usual = mean(values)
    limits = found.interval(0.95)
    assert found.value == pytest.approx(float(usual.value))
    assert float(limits.lower) == pytest.approx(float(usual.lower))
    assert found.design_effect == pytest.approx(1)


@MANY
@given(SEED)
def test_the_error_of_a_mean_is_that_of_schools_totals_by_hand(seed):
    school, weight, values = drawn(seed)
    found = survey.survey_mean(values, survey.design_of(weight, school=school))
    middle = np.average(values, weights=weight)
    totals = [(weight * (values - middle))[school == each].sum() / weight.sum() for each in np.unique(school)]
    assert found.value == pytest.approx(middle)
    assert found.error == pytest.approx(np.sqrt(12 / 11 * np.square(totals).sum()))


@MANY
@given(SEED)
def test_a_regression_is_statsmodels_with_errors_by_school(seed):
    school, weight, values = drawn(seed)
    group = np.random.default_rng(seed).integers(0, 2, values.size).astype(float)
    group[:2] = 0, 1
    columns = np.stack([np.ones_like(group), group], axis=1)
    found = survey_regression(values, columns, design=survey.design_of(weight, school=school))
    theirs = sm.WLS(values, columns, weights=weight).fit(
        cov_type="cluster", cov_kwds={"groups": school, "use_correction": False}
    )
    assert found.value == pytest.approx(theirs.params)
    assert found.error == pytest.approx(theirs.bse * np.sqrt(12 / 11))
    assert found.degrees == 10


def test_a_logistic_regression_has_the_coefficients_of_statsmodels():
    school, weight, values = drawn(12, children=400)
    group = np.random.default_rng(12).integers(0, 2, values.size).astype(float)
    columns = np.stack([np.ones_like(group), group], axis=1)
    design = survey.design_of(weight, school=school)
    found = survey_regression(values, columns, design=design, kind="logistic")
    theirs = sm.GLM(values, columns, family=sm.families.Binomial(), freq_weights=weight).fit()
    assert found.value == pytest.approx(theirs.params, rel=1e-6)
    assert (found.p_value > 0).all()


def test_a_difference_of_groups_is_the_difference_of_their_means():
    school, weight, values = drawn(13)
    group = (np.arange(values.size) % 3 == 0).astype(float)
    design = survey.design_of(weight, school=school)
    columns = np.stack([np.ones_like(group), group], axis=1)
    found = survey_regression(values, columns, design=design)
    means = [survey.survey_mean(values, design, within=group == each).value for each in (0, 1)]
    assert found.value[1] == pytest.approx(means[1] - means[0])


def test_strata_make_a_mean_surer_where_they_differ():
    rng = np.random.default_rng(14)
    school = np.repeat(np.arange(20), 10)
    stratum = (school >= 10).astype(int)
    values = rng.normal(size=200) + 5 * stratum
    plain = survey.survey_mean(values, survey.design_of(np.ones(200), school=school))
    with_strata = survey.survey_mean(values, survey.design_of(np.ones(200), school=school, stratum=stratum))
    assert with_strata.error < plain.error / 3
    assert with_strata.degrees == 18


def test_schools_of_one_name_in_two_strata_are_two_schools():
    design = survey.design_of([1, 1, 1, 1], school=["a", "b", "a", "b"], stratum=[1, 1, 2, 2])
    assert design.schools.tolist() == [2, 2]


def test_one_school_says_nothing_of_how_sure_its_mean_is():
    found = survey.survey_mean([0, 1, 1], survey.design_of([1, 1, 1], school=["a", "a", "a"]))
    assert found.value == pytest.approx(2 / 3)
    assert np.isnan(found.error)
    assert np.isnan(found.interval().lower)


def test_nobody_of_a_group_leaves_its_mean_unknown():
    design = survey.design_of([1, 1], school=["a", "b"])
    assert np.isnan(survey.survey_mean([0, 1], design, within=[False, False]).value)


def test_the_interval_for_few_cases_is_exact_where_every_child_came_alone():
    values = np.array([1, 1, 1, *[0] * 37], dtype=float)
    found = survey.survey_mean(values, survey.design_of(np.ones(40)))
    ours = survey.korn_graubard(found, children=40)
    effective = found.value * (1 - found.value) / found.error**2
    wanted = clopper_pearson(effective * found.value, effective)
    assert (float(ours.lower), float(ours.upper)) == pytest.approx((float(wanted.lower), float(wanted.upper)))
    logit = survey.logit_interval(found)
    assert 0 < logit.lower < found.value < logit.upper < 1


def test_intervals_cover_in_a_survey_of_schools():
    rng = np.random.default_rng(15)
    inside = {"exact": 0, "logit": 0}
    rounds = 400
    for _ in range(rounds):
        share = rng.beta(0.15 * 19, 0.85 * 19, 30)
        school = np.repeat(np.arange(30), 20)
        found = survey.survey_mean(
            rng.binomial(1, share[school]), survey.design_of(np.ones(600), school=school)
        )
        for name, limits in (
            ("exact", survey.korn_graubard(found, children=600)),
            ("logit", survey.logit_interval(found)),
        ):
            inside[name] += bool(limits.lower <= 0.15 <= limits.upper)
    assert inside["exact"] / rounds > 0.93
    assert 0.91 < inside["logit"] / rounds < 0.98


def test_real_schools_drawn_in_clusters_are_less_sure_than_they_look():
    schools = pl.read_parquet(shared_data("pupils", "survey_apiclus1.parquet"))
    values = schools["api00"].to_numpy().astype(float)
    found = survey.survey_mean(
        values, survey.design_of(np.ones(values.size), school=schools["dnum"].to_numpy())
    )
    assert found.degrees == 14
    assert found.value == pytest.approx(644.1694, abs=1e-4)
    assert found.design_effect > 5


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: survey.design_of([]), "one weight a child"),
        (lambda: survey.design_of([1, -1]), "zero or more"),
        (lambda: survey.design_of([1, np.nan]), "zero or more"),
        (lambda: survey.design_of([1, 1], school=["a"]), "one length"),
        (
            lambda: survey_regression(
                [0, 1, 0], [[1, 1], [1, 1], [1, 1]], design=survey.design_of([1, 1, 1])
            ),
            "leave one of them out",
        ),
    ],
)
def test_a_design_that_cannot_be_is_refused(call, words):
    with pytest.raises(NotValid, match=words):
        call()
