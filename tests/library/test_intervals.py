"""Intervals are what other tools and slow sums say they are, and refuse what cannot be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from oneplan.errors import NotValid
from oneplan.understand.standard import intervals, rates

MANY = settings(max_examples=80, deadline=None)

CONFIDENCE = st.sampled_from([0.8, 0.95, 0.998])


@st.composite
def counts(draw):
    n = draw(st.integers(1, 100_000))
    return draw(st.integers(0, n)), n


@MANY
@given(counts(), CONFIDENCE)
def test_a_proportion_lies_in_its_interval_and_the_interval_from_0_to_1(count, confidence):
    for method in (intervals.wilson, intervals.clopper_pearson):
        found = method(*count, confidence=confidence)
        assert 0 <= found.lower <= found.value <= found.upper <= 1


@MANY
@given(counts(), CONFIDENCE)
def test_children_without_the_outcome_have_the_mirrored_interval(count, confidence):
    cases, n = count
    one, other = (intervals.wilson(some, n, confidence=confidence) for some in (cases, n - cases))
    assert float(one.lower) == pytest.approx(1 - float(other.upper), abs=1e-12)


@MANY
@given(counts(), CONFIDENCE)
def test_wilson_and_the_exact_interval_are_those_of_statsmodels(count, confidence):
    for ours, theirs in ((intervals.wilson, "wilson"), (intervals.clopper_pearson, "beta")):
        found = ours(*count, confidence=confidence)
        wanted = proportion_confint(*count, alpha=1 - confidence, method=theirs)
        assert [float(found.lower), float(found.upper)] == pytest.approx(wanted, rel=1e-7, abs=1e-9)


@MANY
@given(counts(), counts(), CONFIDENCE)
def test_a_difference_of_proportions_is_that_of_statsmodels(one, other, confidence):
    found = intervals.newcombe(*one, other_cases=other[0], other_n=other[1], confidence=confidence)
    wanted = confint_proportions_2indep(*one, *other, method="newcomb", alpha=1 - confidence)
    assert [float(found.lower), float(found.upper)] == pytest.approx(wanted, rel=1e-7, abs=1e-9)


def test_arrays_of_any_shape_give_what_each_count_gives_alone():
    rng = np.random.default_rng(1)
    n = rng.integers(1, 50, (4, 3, 2))
    cases = rng.integers(0, n + 1)
    found = intervals.wilson(cases, n, confidence=np.array([0.95, 0.998]))
    alone = [
        float(intervals.wilson(cases[at], n[at], confidence=(0.95, 0.998)[at[-1]]).upper)
        for at in np.ndindex(n.shape)
    ]
    assert found.upper.ravel().tolist() == pytest.approx(alone, rel=1e-14)


def test_nobody_asked_says_nothing_rather_than_zero():
    for method in (intervals.wilson, intervals.clopper_pearson):
        found = method([0, np.nan], [0, 10])
        assert np.isnan([found.value, found.lower, found.upper]).all()
    assert np.isnan(rates.rate(3, 0).value)


def test_a_confidence_of_one_takes_everything():
    found = intervals.wilson([0, 3], [5, 5], confidence=1)
    assert (found.lower.tolist(), found.upper.tolist()) == ([0, 0], [1, 1])


def test_an_interval_covers_as_often_as_it_says_on_the_average():
    shares = np.linspace(0.05, 0.95, 181)
    n = 30
    found = intervals.wilson(np.arange(n + 1), n)
    inside = (found.lower[:, None] <= shares) & (shares <= found.upper[:, None])
    covered = (inside * stats.binom.pmf(np.arange(n + 1)[:, None], n, shares)).sum(axis=0)
    assert 0.945 < covered.mean() < 0.96
    exact = intervals.clopper_pearson(np.arange(n + 1), n)
    inside = (exact.lower[:, None] <= shares) & (shares <= exact.upper[:, None])
    assert (inside * stats.binom.pmf(np.arange(n + 1)[:, None], n, shares)).sum(axis=0).min() >= 0.95


@MANY
@given(st.integers(0, 400), CONFIDENCE)
def test_the_limits_of_a_count_leave_as_much_on_each_side_as_they_say(events, confidence):
    lower, upper = rates.exact_poisson(events, confidence=confidence)
    tail = (1 - confidence) / 2
    assert stats.poisson.cdf(events, float(upper)) == pytest.approx(tail, rel=1e-6)
    if events:
        assert stats.poisson.sf(events - 1, float(lower)) == pytest.approx(tail, rel=1e-6)
    near = rates.byar(events or 1, confidence=0.95)
    true = rates.exact_poisson(events or 1, confidence=0.95)
    assert [float(each) for each in near] == pytest.approx([float(each) for each in true], rel=0.02, abs=0.15)


def test_a_rate_of_nine_events_is_exact_and_one_of_ten_is_byars():
    found = rates.poisson_limits([9, 10])
    assert float(found[0][0]) == float(rates.exact_poisson(9)[0])
    assert float(found[0][1]) == float(rates.byar(10)[0])


def test_a_mean_is_that_of_scipy_without_the_unknown():
    rng = np.random.default_rng(2)
    values = rng.normal(20, 5, (3, 40))
    values[0, ::3] = np.nan
    found = intervals.mean(values, confidence=0.9)
    for row in range(3):
        known = values[row][~np.isnan(values[row])]
        wanted = stats.ttest_1samp(known, 0).confidence_interval(0.9)
        assert (float(found.lower[row]), float(found.upper[row])) == pytest.approx(tuple(wanted))


def test_one_child_has_a_mean_but_no_interval():
    found = intervals.mean([7.0])
    assert float(found.value) == 7
    assert np.isnan([found.lower, found.upper]).all()
    assert np.isnan(intervals.mean([np.nan]).value)


def test_a_ratio_is_not_said_where_there_is_no_case():
    found = intervals.log_ratio([0, 5], [10, 10], other_cases=[3, 3], other_n=[10, 10])
    assert np.isnan(found.value).tolist() == [True, False]
    assert found.lower[1] < found.value[1] < found.upper[1]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: intervals.wilson(5, 4), "more cases than children"),
        (lambda: intervals.wilson(-1, 4), "below zero"),
        (lambda: intervals.wilson(1, 4, confidence=95), "give a share"),
        (lambda: intervals.wilson(1, 4, confidence=0), "give a share"),
        (lambda: rates.rate(-1, 4), "below zero"),
        (lambda: rates.rate(1, -4), "below zero"),
        (lambda: intervals.mean_from(1, deviation=1, n=5, confidence=2), "give a share"),
    ],
)
def test_what_cannot_be_is_refused_in_words(call, words):
    with pytest.raises(NotValid, match=words):
        call()
