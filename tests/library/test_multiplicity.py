"""Adjusted p-values are those of statsmodels, and the fast way finds what the slow way finds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.multitest import multipletests

from oneplan.errors import NotValid
from oneplan.understand.standard.multiplicity import discoveries, p_adjust, selected_discoveries, simes

MANY = settings(max_examples=100, deadline=None)

THEIRS = {"benjamini-hochberg": "fdr_bh", "benjamini-yekutieli": "fdr_by", "holm": "holm"}
P = arrays(float, st.integers(1, 60), elements=st.sampled_from([*np.logspace(-300, 0, 25), 0.0, 0.04, 0.05]))


@MANY
@given(P, st.sampled_from(sorted(THEIRS)))
def test_adjusted_values_are_those_of_statsmodels(p, method):
    wanted = multipletests(p, method=THEIRS[method])[1]
    assert p_adjust(p, method=method) == pytest.approx(wanted, rel=1e-12, abs=0)


@MANY
@given(P)
def test_the_fast_way_finds_what_the_slow_way_finds(p):
    for level in (0.01, 0.05, 0.2):
        slow = np.array([each <= level for each in p_adjust(p)])
        fast = discoveries(p, level=level)
        close = np.isclose(p_adjust(p), level, rtol=1e-12)
        assert (slow == fast)[~close].all()


def test_a_test_that_was_not_made_is_not_counted():
    p = np.array([[0.01, np.nan, 0.04], [0.01, 0.02, 0.04]])
    found = p_adjust(p, axis=1)
    assert found[0].tolist() == pytest.approx([0.02, np.nan, 0.04], nan_ok=True)
    assert pytest.approx(found, nan_ok=True) == p_adjust(p.T, axis=0).T
    assert discoveries(np.array([np.nan, np.nan])).tolist() == [False, False]
    assert np.isnan(simes(np.array([np.nan])))


@MANY
@given(P)
def test_simes_is_the_smallest_adjusted_value(p):
    assert float(simes(p)) == pytest.approx(float(p_adjust(p).min()), rel=1e-12)


def test_within_chosen_families_the_level_is_divided_by_how_many_were_not_chosen():
    p = np.array([[0.001, 0.03, 0.8], [0.0005, 0.012, 0.9], [0.4, 0.6, 0.9], [0.3, 0.5, 0.7]])
    chosen, found = selected_discoveries(p, level=0.05)
    assert chosen.tolist() == [True, True, False, False]
    slow = [p_adjust(row) <= 0.05 * 2 / 4 for row in p]
    assert found.tolist() == [slow[0].tolist(), slow[1].tolist(), [False] * 3, [False] * 3]


def test_on_nothing_but_chance_few_families_are_chosen():
    rng = np.random.default_rng(3)
    false = sum(selected_discoveries(rng.random((20, 50)))[0].any() for _ in range(400))
    assert false / 400 < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: p_adjust([0.5, 1.1]), "from 0 to 1"),
        (lambda: p_adjust([-0.1]), "from 0 to 1"),
        (lambda: p_adjust([0.1], method="bonferroni"), "no method"),
        (lambda: simes([2]), "from 0 to 1"),
    ],
)
def test_what_is_no_p_value_is_refused(call, words):
    with pytest.raises(NotValid, match=words):
        call()


def test_no_test_at_all_finds_nothing():
    assert p_adjust([]).size == 0
    assert discoveries(np.zeros((3, 0))).shape == (3, 0)
