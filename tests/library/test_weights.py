"""Weights add up to what is known, and say what they cost."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneplan.errors import NotValid
from oneplan.understand.standard.weights import Margin, hajek_mean, kish_effective, rake

MANY = settings(max_examples=40, deadline=None)

SEED = st.integers(0, 2**32 - 1)


@MANY
@given(SEED)
def test_raked_weights_add_up_on_every_margin(seed):
    rng = np.random.default_rng(seed)
    levels = [np.concatenate([np.arange(k), rng.integers(0, k, 80)])[:80] for k in (2, 5, 3)]
    known = [rng.dirichlet(np.full(k, 5.0)) * 20_000 for k in (2, 5, 3)]
    found = rake(np.ones(80), [Margin(*each) for each in zip(levels, known, strict=True)], rounds=5000)
    assert found.still_out < 1e-6
    for level, wanted in zip(levels, known, strict=True):
        assert np.bincount(level, weights=found.weight) == pytest.approx(wanted, rel=1e-4)


def test_raking_to_one_margin_is_dividing_by_response():
    found = rake([1, 1, 1, 1], [Margin(np.array([0, 0, 0, 1]), np.array([60.0, 40.0]))])
    assert found.weight.tolist() == pytest.approx([20, 20, 20, 40])
    assert found.rounds == 1


def test_raking_keeps_the_odds_between_cells_that_no_margin_tells_apart():
    first, second = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    start = np.array([1.0, 2.0, 3.0, 5.0])
    weight = rake(start, [Margin(first, np.array([50, 50.0])), Margin(second, np.array([30, 70.0]))]).weight
    before, after = start[0] * start[3] / start[1] / start[2], weight[0] * weight[3] / weight[1] / weight[2]
    assert after == pytest.approx(before)


def test_bounded_weights_stay_within_their_bounds_and_say_what_is_still_out():
    level = np.array([0] * 99 + [1])
    found = rake(np.ones(100), [Margin(level, np.array([50.0, 50.0]))], most=3)
    assert found.weight.max() <= 3
    assert found.still_out > 0.1


def test_equal_weights_cost_nothing_and_unequal_ones_do():
    assert float(kish_effective(10, 10)) == 10
    weight = np.array([1.0, 1, 4])
    assert float(kish_effective(weight.sum(), (weight**2).sum())) == 2
    assert np.isnan(kish_effective(0, 0))


def test_a_weighted_mean_leaves_out_who_did_not_answer():
    assert float(hajek_mean([1, 0, np.nan], [1, 3, 100])) == 0.25
    assert hajek_mean([[1, 0], [0, 0]], [1, 1], axis=1).tolist() == [0.5, 0]
    assert np.isnan(hajek_mean([np.nan], [1]))


@pytest.mark.parametrize(
    ("weight", "margins", "words"),
    [
        ([1, 0], [], "above zero"),
        ([], [], "above zero"),
        ([1, 1], [Margin(np.array([0, 1]), np.array([5.0, 5, 5]))], "nobody in the sample"),
        ([1, 1], [Margin(np.array([0, 2]), np.array([5.0, 5]))], "lacks the number"),
        ([1, 1], [Margin(np.array([0]), np.array([5.0]))], "one level for each child"),
        (
            [1, 1],
            [Margin(np.array([0, 1]), np.array([5.0, 5])), Margin(np.array([0, 1]), np.array([5.0, 50]))],
            "same children",
        ),
    ],
)
def test_margins_that_cannot_be_met_are_refused(weight, margins, words):
    with pytest.raises(NotValid, match=words):
        rake(weight, margins)
