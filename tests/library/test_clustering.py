"""The likeness of schools is what an analysis of variance says, from rows and from counts."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.anova import anova_lm

from oneplan.errors import NotValid
from oneplan.understand.standard.clustering import anova_icc, design_effect, icc_from_counts

MANY = settings(max_examples=50, deadline=None)


@MANY
@given(st.integers(0, 2**32 - 1), st.integers(2, 12))
def test_counts_and_rows_say_the_same(seed, schools):
    rng = np.random.default_rng(seed)
    school = np.concatenate([np.arange(schools), rng.integers(0, schools, 40)])
    values = rng.integers(0, 2, school.size)
    n = np.bincount(school)[:, None]
    cases = np.bincount(school, weights=values)[:, None]
    rows, counted = anova_icc(school, values), icc_from_counts(n, cases)
    for name in ("rho", "mean_schools", "mean_within", "size", "f", "p_value"):
        assert float(getattr(rows, name)) == pytest.approx(
            float(getattr(counted, name)[0]), rel=1e-9, abs=1e-12, nan_ok=True
        )


def test_the_test_is_that_of_statsmodels():
    rng = np.random.default_rng(4)
    school = rng.integers(0, 9, 200)
    values = rng.normal(size=200) + 0.3 * school
    found = anova_icc(school, values)
    table = anova_lm(smf.ols("y ~ C(s)", pd.DataFrame({"y": values, "s": school})).fit())
    assert float(found.f) == pytest.approx(table["F"].iloc[0])
    assert float(found.p_value) == pytest.approx(table["PR(>F)"].iloc[0])


def test_schools_that_decide_everything_have_a_likeness_of_one():
    found = icc_from_counts([[10], [10]], [[10], [0]])
    assert float(found.rho[0]) == 1
    assert np.isinf(found.f[0])


def test_a_likeness_that_cannot_be_known_is_not_a_number():
    assert np.isnan(anova_icc(["a", "a"], [0, 1]).rho)
    assert np.isnan(anova_icc(["a", "b"], [0, 1]).rho)
    assert np.isnan(anova_icc([], []).rho)
    assert np.isnan(icc_from_counts(np.zeros((3, 1)), np.zeros((3, 1))).rho[0])


def test_a_planted_likeness_is_found_again():
    rng = np.random.default_rng(5)
    share = rng.beta(0.2 * (1 / 0.05 - 1), 0.8 * (1 / 0.05 - 1), (400, 1))
    n = np.full((400, 1), 60)
    assert float(icc_from_counts(n, rng.binomial(n, share)).rho[0]) == pytest.approx(0.05, abs=0.01)


def test_a_child_who_did_not_answer_is_left_out():
    known = anova_icc(["a", "a", "b", "b"], [0, 1, 1, 1])
    with_unknown = anova_icc(["a", "a", "b", "b", "b"], [0, 1, 1, 1, np.nan])
    assert float(known.rho) == float(with_unknown.rho)


def test_a_design_effect_is_never_below_one():
    assert design_effect([-0.1, 0, 0.02], size=[50, 50, 51]).tolist() == [1, 1, 2]


def test_lists_that_do_not_fit_are_refused():
    with pytest.raises(NotValid, match="one length"):
        anova_icc(["a"], [1, 2])
    with pytest.raises(NotValid, match="one shape"):
        icc_from_counts([[1, 2]], [[1]])
