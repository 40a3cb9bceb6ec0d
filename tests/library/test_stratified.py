"""Trends and differences within strata are those of statsmodels and of slow sums."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable, Table

from oneplan.errors import NotValid
from oneplan.understand.standard.stratified import mantel_haenszel, trend_in_proportions

MANY = settings(max_examples=50, deadline=None)

SEED = st.integers(0, 2**32 - 1)


@MANY
@given(SEED, st.integers(2, 8))
def test_a_trend_is_that_of_statsmodels(seed, groups):
    rng = np.random.default_rng(seed)
    n = rng.integers(5, 60, groups)
    cases = rng.integers(1, n)
    found = trend_in_proportions(cases, n)
    theirs = Table(np.stack([n - cases, cases]), shift_zeros=False).test_ordinal_association()
    # Theirs divides by N - 1 where Armitage's test divides by N.
    times = n.sum() / (n.sum() - 1)
    assert float(found.chi_squared) == pytest.approx(theirs.zscore**2 * times, rel=1e-8, abs=1e-9)


def test_a_level_share_has_no_trend_and_scores_can_be_shifted():
    assert float(trend_in_proportions([5, 10], [50, 100]).chi_squared) == pytest.approx(0, abs=1e-12)
    one = trend_in_proportions([5, 10, 30], [50, 60, 70], score=[1, 2, 4])
    other = trend_in_proportions([5, 10, 30], [50, 60, 70], score=[11, 12, 14])
    assert float(one.chi_squared) == pytest.approx(float(other.chi_squared))


def test_a_trend_of_none_or_all_is_unknown():
    assert np.isnan(trend_in_proportions([0, 0], [5, 5]).p_value)


@MANY
@given(SEED, st.integers(1, 6), st.booleans())
def test_strata_together_are_those_of_statsmodels(seed, strata, correction):
    rng = np.random.default_rng(seed)
    counts = rng.integers(1, 30, (strata, 2, 2))
    found = mantel_haenszel(
        counts[:, 0, 0],
        counts[:, 0].sum(axis=1),
        other_cases=counts[:, 1, 0],
        other_n=counts[:, 1].sum(axis=1),
        correction=correction,
    )
    theirs = StratifiedTable(list(counts.astype(float)))
    assert float(found.odds_ratio.value) == pytest.approx(theirs.oddsratio_pooled)
    limits = theirs.oddsratio_pooled_confint()
    assert (float(found.odds_ratio.lower), float(found.odds_ratio.upper)) == pytest.approx(limits)
    if not correction:
        assert float(found.chi_squared) == pytest.approx(
            theirs.test_null_odds().statistic, rel=1e-8, abs=1e-9
        )


def test_a_stratum_that_tells_nothing_changes_nothing():
    one = mantel_haenszel([5, 9], [20, 30], other_cases=[3, 4], other_n=[25, 28])
    more = mantel_haenszel([5, 9, 0, 1], [20, 30, 0, 1], other_cases=[3, 4, 0, 0], other_n=[25, 28, 9, 0])
    assert float(one.chi_squared) == pytest.approx(float(more.chi_squared))
    assert float(one.odds_ratio.upper) == pytest.approx(float(more.odds_ratio.upper))


def test_many_comparisons_at_once_are_each_alone():
    rng = np.random.default_rng(10)
    n, other = rng.integers(5, 30, (3, 4)), rng.integers(5, 30, (3, 4))
    cases, others = rng.integers(0, n + 1), rng.integers(0, other + 1)
    whole = mantel_haenszel(cases, n, other_cases=others, other_n=other)
    alone = [
        float(mantel_haenszel(cases[row], n[row], other_cases=others[row], other_n=other[row]).p_value)
        for row in range(3)
    ]
    assert whole.p_value.tolist() == pytest.approx(alone)


def test_more_cases_than_children_are_refused():
    with pytest.raises(NotValid, match="more cases"):
        mantel_haenszel([5], [4], other_cases=[1], other_n=[2])
    with pytest.raises(NotValid, match="more cases"):
        trend_in_proportions([5, 1], [4, 4])
