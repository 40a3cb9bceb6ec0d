"""Is the gap closing, and is what was found confirmed: made-up waves of the same schools."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import oneplan
from oneplan.errors import NotValid
from oneplan.understand.intersections.closing import Changes, compare_waves
from oneplan.understand.intersections.confirming import confirm_findings
from oneplan.understand.intersections.pairing import carried_over, pair_waves
from oracles.gap_cells import count_slowly

PLANTED = "c0: l1, c1: l2"


def made_up(shifts, *, seed=3, number=6000, schools=60, icc=0.05, outcomes=3, everybody=None):
    """Waves in which one group is worse off by so much each; the schools keep what is theirs."""
    draw = np.random.default_rng(seed)
    own = draw.beta(0.3 * (1 - icc) / icc, 0.7 * (1 - icc) / icc, (schools, outcomes)) if icc else 0.3
    own = np.broadcast_to(own, (schools, outcomes))
    waves = []
    for place, shift in enumerate(shifts):
        levels = np.stack([draw.integers(0, size, number) for size in (2, 3, 4)], axis=1)
        school = draw.integers(0, schools, number)
        levels[:, 2] = np.where(draw.random(number) < 0.8, school % 4, levels[:, 2])
        worse = ((levels[:, 0] == 1) & (levels[:, 1] == 2))[:, None]
        share = own[school] + shift * worse + (everybody[place] if everybody else 0.0)
        waves.append(count_slowly(levels, draw.random(share.shape) < share, schools=school))
    return waves


def the_planted(changes):
    return changes.frame.filter(pl.col("group") == PLANTED)


def test_a_gap_that_closes_is_said_to_close():
    changes = compare_waves(made_up([0.3, 0.05]))
    rows = the_planted(changes)
    assert type(changes) is Changes
    assert rows["verdict"].to_list() == ["closing"] * 3
    assert rows["change"].to_list() == pytest.approx((rows["gap_after"] - rows["gap_before"]).to_list())
    assert (rows["change_upper"] < 0).all()
    assert (rows["relative_change"] < 0).all()
    assert not rows["levelling_down"].any()


def test_a_gap_that_opens_is_said_to_widen():
    assert the_planted(compare_waves(made_up([0.02, 0.3])))["verdict"].to_list() == ["widening"] * 3


def test_a_gap_that_closes_because_the_others_fell_behind_is_flagged():
    changes = compare_waves(made_up([0.3, 0.05], everybody=[0.0, 0.3]))
    rows = the_planted(changes)
    assert rows["verdict"].to_list() == ["closing"] * 3
    assert rows["levelling_down"].all()


def test_no_change_is_only_said_where_a_change_would_have_been_seen():
    large = compare_waves(made_up([0.2, 0.2], number=40_000, icc=0.0))
    small = compare_waves(made_up([0.2, 0.2], number=1500, icc=0.0))
    assert set(the_planted(large)["verdict"]) == {"no-change"}
    assert set(the_planted(small)["verdict"]) == {"cannot-tell"}


def test_the_interval_of_a_change_covers_and_no_change_is_seldom_called_one():
    inside, verdicts = [], []
    for seed in range(12):
        frame = compare_waves(made_up([0.0, 0.0], seed=seed, outcomes=10)).frame
        inside.append(((frame["change_lower"] <= 0) & (frame["change_upper"] >= 0)).to_numpy())
        verdicts.append(frame.select("outcome", pl.col("verdict").is_in(["closing", "widening"])))
    assert 0.93 < np.concatenate(inside).mean() < 0.97
    by_question = [frame.group_by("outcome").agg(pl.col("verdict").any())["verdict"] for frame in verdicts]
    assert np.concatenate(by_question).mean() < 0.1


def test_schools_that_stay_as_they_are_do_not_blur_a_change():
    first, second = made_up([0.0, 0.0], icc=0.15, number=12_000, outcomes=8)
    paired = compare_waves([first, second])
    strangers = replace(second, schools=replace(second.schools, names=tuple(f"x{k}" for k in range(60))))
    apart = compare_waves([first, strangers])
    assert paired.carried_over > 0.8
    assert apart.carried_over == 0
    by_school = pl.col("group") == "c2: l1"
    width = [
        (one.frame.filter(by_school)["change_upper"] - one.frame.filter(by_school)["change_lower"]).mean()
        for one in (paired, apart)
    ]
    assert width[0] < 0.75 * width[1]


def test_how_far_schools_carry_over_is_found_again():
    waves = made_up([0.0, 0.0], icc=0.1, number=30_000, outcomes=40)
    columns = np.arange(40)
    assert carried_over(*waves, columns=(columns, columns))[0] == pytest.approx(1.0, abs=0.05)
    others = made_up([0.0], icc=0.1, number=30_000, outcomes=40, seed=99)
    assert carried_over(waves[0], others[0], columns=(columns, columns))[0] < 0.15


def test_with_three_waves_the_trend_is_that_of_generalised_least_squares():
    waves = made_up([0.3, 0.2, 0.05], icc=0.0)
    alone = [replace(wave, schools=None) for wave in waves]
    row = the_planted(compare_waves(alone, times=[2018, 2020, 2024])).row(0, named=True)
    gaps, weights = [], []
    for wave in alone:
        cell = next(k for k in range(len(wave)) if wave.levels[k].tolist() == [1, 2, -1])
        n, x = int(wave.n[cell, 0]), int(wave.cases[cell, 0])
        rest, others = int(wave.n[0, 0]) - n, int(wave.cases[0, 0]) - x
        gaps.append(x / n - others / rest)
        parts = [((a + 1) / (b + 2)) * (1 - (a + 1) / (b + 2)) / b for a, b in ((x, n), (others, rest))]
        weights.append(1 / sum(parts))
    slope = np.polyfit([2018, 2020, 2024], gaps, 1, w=np.sqrt(weights))[0]
    assert row["trend"] == pytest.approx(slope, rel=1e-6)
    assert row["change"] == pytest.approx(slope * 6, rel=1e-6)
    assert row["verdict"] == "closing"


def test_questions_that_are_not_comparable_are_left_out_and_named():
    first, second = made_up([0.1, 0.1])
    second = replace(second, outcomes=("o0", "o1", "new"))
    changes = compare_waves([first, second], not_comparable=["o1"])
    assert set(changes.frame["outcome"]) == {"o0"}
    assert changes.left_out == ("o1", "o2", "new")


def test_levels_are_paired_by_name_and_not_by_place():
    first, second = made_up([0.2, 0.2])
    turned = second.characteristics[0]
    turned = replace(turned, levels=turned.levels[::-1])
    flipped = second.levels.copy()
    flipped[:, 0] = np.where(flipped[:, 0] < 0, -1, 1 - flipped[:, 0])
    other = replace(second, characteristics=(turned, *second.characteristics[1:]), levels=flipped)
    one, same = compare_waves([first, second]).frame, compare_waves([first, other]).frame
    assert one["gap_after"].to_list() == same["gap_after"].to_list()


def test_what_is_found_in_one_wave_is_confirmed_in_the_next_or_not():
    first, second = made_up([0.25, 0.25])
    gone = made_up([0.0], seed=44)[0]
    found = oneplan.find_gaps(first)
    again, vanished = confirm_findings(found, second), confirm_findings(found, gone)
    planted = pl.col("group") == PLANTED
    assert again.filter(planted)["confirmed"].to_list() == [True] * 3
    assert not any(vanished["confirmed"])
    assert (again["next_adjusted"] >= again["next_p_value"]).all()


def test_a_group_or_question_that_is_gone_is_neither_confirmed_nor_refuted():
    first, second = made_up([0.25, 0.25])
    found = oneplan.find_gaps(first)
    without = replace(second, outcomes=("o0", "o1", "other"))
    rows = confirm_findings(found, without).filter(pl.col("outcome") == "o2")
    assert len(rows) > 0
    assert rows["confirmed"].null_count() == len(rows)


def test_waves_that_cannot_be_compared_are_refused_in_a_sentence():
    first, second = made_up([0.1, 0.1])
    with pytest.raises(NotValid, match="two waves"):
        compare_waves([first])
    with pytest.raises(NotValid, match="No question"):
        pair_waves([first, replace(second, outcomes=("x", "y", "z"))])
    renamed = tuple(replace(each, name=f"other-{each.name}") for each in second.characteristics)
    with pytest.raises(NotValid, match="No group"):
        compare_waves([first, replace(second, characteristics=renamed)])
    for options, says in (
        ({"times": [2, 1]}, "one time for each wave"),
        ({"times": [1]}, "one time for each wave"),
        ({"margin": 5}, "margin"),
        ({"level": 0}, "level"),
    ):
        with pytest.raises(NotValid, match=says):
            compare_waves([first, second], **options)
    with pytest.raises(NotValid, match="level"):
        confirm_findings(oneplan.find_gaps(first), second, level=2)
