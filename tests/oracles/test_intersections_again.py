"""Every figure of find_gaps, again from one row a child: by loops, scipy and least squares."""

import functools

import numpy as np
import polars as pl
import pytest
from scipy import stats

import oneplan
from oneplan.understand.intersections.chance import chance_deviate
from oneplan.understand.intersections.discovery import discover
from oneplan.understand.intersections.judging import judge
from oneplan.understand.intersections.parents import adds_to, pairs_with_parents
from oneplan.understand.intersections.rows import Rows
from oneplan.understand.intersections.schooling import likeness_to_use
from oneplan.understand.standard.intervals import newcombe
from oneplan.understand.standard.multiplicity import p_adjust, selected_discoveries
from oracles import gaps_again
from oracles.gap_cells import count_slowly

SHAPE = (2, 3, 4)


@functools.cache
def children():
    """Made-up children of 30 schools, their answers, and their counts."""
    draw = np.random.default_rng(8)
    number = 1500
    levels = np.stack([draw.integers(0, size, number) for size in SHAPE], axis=1)
    school = draw.integers(0, 30, number)
    levels[:, 2] = np.where(draw.random(number) < 0.7, school % 4, levels[:, 2])
    of_school = draw.normal(0, 0.08, 30)[school]
    worse = (levels[:, 0] == 1) & (levels[:, 1] == 2)
    share = np.stack(
        [0.25 + 0.2 * worse + of_school, 0.5 - 0.2 * (levels[:, 2] == 1), 0.1 + 0 * worse], axis=1
    )
    answers = (draw.random((number, 3)) < share).astype(float)
    return levels, school, answers, count_slowly(levels, answers, schools=school)


def judged_again():
    """For each cell and outcome that is looked at: deviate, p-value, design effect."""
    levels, school, answers, cells = children()
    alone = np.array([gaps_again.likeness(school, answers[:, place]) for place in range(3)])
    rho = likeness_to_use(alone, cells.schools.n)
    everybody, found = np.ones(len(levels), bool), {}
    for row in range(1, len(cells)):
        group = gaps_again.members(cells, row, levels)
        for place in range(3):
            if min(group.sum(), (~group).sum()) < 10:
                continue
            effect, freedom, lean = gaps_again.effect(rho[place], school, group=group, rest=~group)
            if len(set(school[group])) < 3:
                continue
            x, cases = int(answers[group, place].sum()), int(answers[everybody, place].sum())
            z = gaps_again.deviate(x, int(group.sum()), cases, len(levels)) / np.sqrt(effect)
            straight = gaps_again.straightened(z, lean=lean, rho=rho[place], share=cases / len(levels))
            found[row, place] = (z, gaps_again.two_sided(straight, freedom), effect, freedom)
    return found


def test_each_deviate_is_the_one_worked_out_slowly():
    cells = children()[-1]
    again, judged = judged_again(), judge(cells)
    assert set(zip(*map(list, np.nonzero(np.isfinite(judged.z))), strict=True)) == set(again)
    for pair, (z, *_) in again.items():
        # In the middle, where nothing can be found, a series stands for the sum.
        assert judged.z[pair] == pytest.approx(z, abs=2e-3 if abs(z) < 1.9 else 1e-7), pair


def test_what_is_found_and_how_it_is_adjusted_is_the_same():
    cells = children()[-1]
    again = judged_again()
    found = discover(judge(cells), cells.n)
    expected = {}
    for place in range(3):
        mine = [pair for pair in again if pair[1] == place]
        values = gaps_again.adjusted([again[pair][1] for pair in mine])
        expected |= {pair: value for pair, value in zip(mine, values, strict=True) if value <= 0.05}
    assert len(expected) > 10
    got = dict(
        zip(zip(found.cell.tolist(), found.outcome.tolist(), strict=True), found.adjusted, strict=True)
    )
    assert got == pytest.approx(expected, rel=1e-6)


def test_what_holds_over_all_questions_is_what_the_plain_procedures_say():
    draw = np.random.default_rng(3)
    levels = draw.integers(0, 3, (2500, 3))
    share = 0.3 + 0.25 * ((levels[:, 0] == 1) & (levels[:, 1] == 1))[:, None] * (np.arange(12) < 4)
    cells = count_slowly(levels, draw.random((2500, 12)) < share)
    judged = judge(cells)
    p = 2 * stats.norm.sf(np.abs(judged.z)).T
    chosen, across = selected_discoveries(p)
    strict = p_adjust(p, method="benjamini-yekutieli") <= 0.05
    found = discover(judged, cells.n)
    places = (found.outcome, found.cell)
    assert 4 <= chosen.sum() < 12
    assert found.across.tolist() == across[places].tolist()
    assert found.strict.tolist() == strict[places].tolist()
    assert found.across.sum() == across.sum()
    assert found.strict.sum() == strict.sum()


def test_a_group_adds_to_a_parent_as_its_children_say():
    levels, school, answers, cells = children()
    judged = judge(cells)
    found = discover(judged, cells.n)
    way = np.sign(judged.z[found.cell, found.outcome]).astype(int)
    beside = pairs_with_parents(Rows.of(cells.levels), found.cell)
    adds = adds_to(cells, judged.schooling, beside=beside, cell=found.cell, outcome=found.outcome, worse=way)
    assert 0 < adds.sum() < len(adds)
    for place, parent, sure in zip(beside.finding, beside.parent, adds, strict=True):
        row, question = found.cell[place], found.outcome[place]
        assert parent in gaps_again.parents(cells, row)
        group = gaps_again.members(cells, row, levels)
        larger = gaps_again.members(cells, parent, levels)
        rho = judged.schooling.rho[question]
        effect, *_ = gaps_again.effect(rho, school, group=group, rest=larger & ~group)
        x, cases = int(answers[group, question].sum()), int(answers[larger, question].sum())
        z = gaps_again.deviate(x, int(group.sum()), cases, int(larger.sum())) / np.sqrt(effect)
        assert sure == (z * way[place] >= 1.959963984540054)


def test_each_row_says_the_gap_and_its_interval_again():
    levels, school, answers, cells = children()
    frame = oneplan.find_gaps(cells).frame
    again = judged_again()
    assert len(frame) > 3
    for row in frame.iter_rows(named=True):
        fixed = np.array([-1 if row[f"is_c{k}"] is None else int(row[f"is_c{k}"][1:]) for k in range(3)])
        cell = int(np.flatnonzero((cells.levels == fixed).all(axis=1))[0])
        place = cells.outcomes.index(row["outcome"])
        group, values = gaps_again.members(cells, cell, levels), answers[:, place]
        effect, freedom = again[cell, place][2:]
        scaled = [
            each / effect for each in (values[group].sum(), group.sum(), values[~group].sum(), (~group).sum())
        ]
        level = 1 - 2 * stats.norm.sf(stats.t.ppf(0.975, freedom))
        interval = newcombe(scaled[0], scaled[1], other_cases=scaled[2], other_n=scaled[3], confidence=level)
        assert row["schools"] == len(set(school[group]))
        assert row["gap"] == pytest.approx(values[group].mean() - values[~group].mean())
        assert (row["lower"], row["upper"]) == pytest.approx(
            (float(interval.lower), float(interval.upper)), abs=1e-9
        )
        assert row["excess_lower"] == pytest.approx(group.sum() * float(interval.lower))
        assert row["relative"] == pytest.approx(values[group].mean() / values[~group].mean() - 1)
        if (fixed >= 0).sum() > 1:
            expected = gaps_again.beyond_adding_up(levels, values, fixed)
            assert row["hidden"] == pytest.approx(expected, abs=1e-6)
        else:
            assert row["hidden"] is None


@pytest.mark.parametrize("seed", range(3))
def test_the_deviate_is_that_of_the_hypergeometric_mid_p(seed):
    draw = np.random.default_rng(seed)
    everybody = draw.integers(20, 30_000, 3000)
    n = np.maximum(1, (everybody * draw.random(3000) ** 3 * 0.7).astype(int))
    cases = np.clip((everybody * draw.random(3000) ** 2).astype(int), 1, everybody - 1)
    x = draw.hypergeometric(cases, everybody - cases, n)
    x += (draw.normal(0, 3, 3000) * np.sqrt(n * cases / everybody * (1 - cases / everybody))).astype(int)
    x = np.clip(x, np.maximum(0, n - (everybody - cases)), np.minimum(n, cases))
    law = stats.hypergeom(everybody, cases, n)
    above, below = law.sf(x) + 0.5 * law.pmf(x), law.cdf(x - 1) + 0.5 * law.pmf(x)
    expected = np.where(above <= below, stats.norm.isf(above), -stats.norm.isf(below))
    got = chance_deviate(x, n, cases=cases, everybody=everybody)
    known = np.isfinite(expected) & (np.abs(expected) < 25)
    far = known & (np.abs(expected) >= 1.9)
    assert known.sum() > 2900
    assert np.abs(got - expected)[known].max() < 2e-3
    assert np.abs(got - expected)[far].max() < 1e-6


def test_the_deviate_of_a_whole_nation_is_near_enough_too():
    draw = np.random.default_rng(4)
    everybody = np.full(300, 10_000_000)
    cases, n = draw.integers(500_000, 5_000_000, 300), draw.integers(300_000, 4_000_000, 300)
    spread = np.sqrt(n * (everybody - n) / everybody * cases / everybody * (1 - cases / everybody))
    x = (n * (cases / everybody) + draw.choice([-1, 1], 300) * draw.uniform(1.9, 8, 300) * spread).astype(int)
    law = stats.hypergeom(everybody, cases, n)
    above, below = law.sf(x) + 0.5 * law.pmf(x), law.cdf(x - 1) + 0.5 * law.pmf(x)
    expected = np.where(above <= below, stats.norm.isf(above), -stats.norm.isf(below))
    assert np.abs(chance_deviate(x, n, cases=cases, everybody=everybody) - expected).max() < 1e-4


def test_the_deviate_goes_on_where_the_p_value_ends():
    far = chance_deviate([400, 800, 2000], [400, 800, 2000], cases=[400, 800, 2000], everybody=40_000)
    assert np.all(np.isfinite(far))
    assert np.all(np.diff(far) > 0)
    assert far[0] > 40


def test_the_best_group_is_the_best_of_those_that_the_same_characteristics_make():
    levels, _, answers, cells = children()
    frame = oneplan.find_gaps(cells, good=["o1"]).frame
    assert set(frame["outcome"]) >= {"o0", "o1"}
    for row in frame.iter_rows(named=True):
        fixed = [place for place in range(3) if row[f"is_c{place}"] is not None]
        place = int(row["outcome"][1:])
        shares = {}
        for own in {tuple(each) for each in levels[:, fixed].tolist()}:
            inside = (levels[:, fixed] == own).all(axis=1)
            if inside.sum() >= 30:
                name = ", ".join(f"c{at}: l{level}" for at, level in zip(fixed, own, strict=True))
                shares[name] = answers[inside, place].mean()
        good = row["outcome"] == "o1"
        best = (max if good else min)(shares, key=shares.get)
        assert row["best_group"] == best
        assert row["best_share"] == pytest.approx(shares[best])
        gap = shares[best] - row["share"] if good else row["share"] - shares[best]
        assert row["best_gap"] == pytest.approx(gap)


def test_where_too_many_are_silent_the_schools_are_those_of_who_answered():
    draw = np.random.default_rng(6)
    number = 4000
    school, sex = draw.integers(0, 40, number), draw.choice(["girl", "boy"], number)
    # Half of the schools asked boys only, which no column says.
    silent = (school < 20) & (sex == "girl")
    sad = draw.random(number) < 0.3 + 0.25 * (sex == "girl") + draw.normal(0, 0.1, 40)[school]
    frame = pl.DataFrame({"sex": sex, "school": school, "sad": sad}).with_columns(
        sad=pl.when(pl.Series(~silent)).then("sad")
    )
    cells = oneplan.count_cells(
        oneplan.Records(frame, characteristics=["sex"], outcomes=["sad"], school="school")
    )
    found = oneplan.find_gaps(cells)
    girls = found.frame.filter(pl.col("is_sex") == "girl").row(0, named=True)
    rho = found.questions["likeness"][0]
    there, girl = ~silent, sex == "girl"
    of_answered = gaps_again.effect(rho, school[there], group=girl[there], rest=~girl[there])[0]
    of_asked = gaps_again.effect(rho, school, group=girl, rest=~girl)[0]
    assert girls["design_effect"] == pytest.approx(of_answered)
    assert of_answered > 1.8 > of_asked
    assert girls["answered"] == pytest.approx(1 - silent.sum() / girl.sum())
    assert found.questions["answered"].to_list() == pytest.approx([1 - silent.mean()])
    assert "More than one in five of them gave no answer." in found.short_list[0].sentence
