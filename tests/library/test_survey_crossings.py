"""Two characteristics together: what is shown of them is right, and tells of no small group."""

import dataclasses
import itertools
import json

import closed_survey as made
import numpy as np
import polars as pl
import pytest

from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.publish.survey.county import list_figures
from oneplan.understand.survey.crossing import (
    CROSS,
    KEPT,
    LEFT,
    OTHERS,
    choose_left_out,
    cross_levels,
    join_rare,
    level_of,
    pairs_of_levels,
)
from oneplan.understand.survey.differing import find_differences
from oneplan.understand.survey.folding import NO_GROUPS
from oneplan.understand.survey.gating import REST, SAID
from oneplan.understand.survey.released import read_released
from oneplan.understand.survey.releasing import release_survey

LEAST = 10
PAIR = ("sex", "extra-help")


def item(name):
    return next(one for one in made.released().items if one.id == name)


def follow(shown, many):
    """All sets of so many unknowns whose sum follows from sums of some of them that are shown."""
    _, sizes, turned = np.linalg.svd(np.array(shown, float))
    open_ways = turned[(sizes > 1e-9).sum() :]
    every = (np.arange(1 << many)[:, None] >> np.arange(many)) % 2
    return every[np.abs(every @ open_ways.T).max(axis=1, initial=0) < 1e-6]


def random_counts(random, shape):
    counts = random.choice([0, 1, 4, 8, 12, 20, 90], shape, p=[0.1, 0.15, 0.15, 0.15, 0.15, 0.15, 0.15])
    for axis in (0, 1):
        few = (counts.sum(axis=axis) < LEAST) & (counts.sum(axis=axis) > 0)
        counts = np.where(np.expand_dims(few, axis), 0, counts)
    return counts


@pytest.mark.parametrize("seed", range(60))
def test_no_small_number_of_pupils_follows_from_two_characteristics_and_what_is_crossed(seed):
    random = np.random.default_rng(seed)
    counts = random_counts(random, (random.integers(2, 4), random.integers(2, 6)))
    left = choose_left_out(counts, least=LEAST)
    if left is None:
        return
    there = list(zip(*np.nonzero(counts), strict=True))
    if not there:
        return
    rows = [[cell[axis] == place for cell in there] for axis in (0, 1) for place in range(counts.shape[axis])]
    rows += [[cell == other for other in there] for cell in there if not left[cell]]
    assert not [counts[cell] for cell in there if counts[cell] < LEAST and not left[cell]]
    found = follow(rows, len(there)) @ np.array([counts[cell] for cell in there])
    assert not found[(found > 0) & (found < LEAST)].size


@pytest.mark.parametrize("seed", range(40))
def test_no_small_number_follows_from_all_crossings_of_one_version_together(seed):
    """The first characteristic is crossed with both others: every sum of all tables' numbers of pupils."""
    random = np.random.default_rng(seed)
    counts = random.choice([0, 1, 3, 7, 11, 40], (2, 3, 2), p=[0.1, 0.2, 0.2, 0.2, 0.15, 0.15])
    crossed = [counts.sum(axis=2), counts.sum(axis=1)]
    if any(0 < number < LEAST for two in crossed for axis in (0, 1) for number in two.sum(axis=axis)):
        return
    lefts = [choose_left_out(two, least=LEAST) for two in crossed]
    kept = [(two > 0) & ~left for two, left in zip(crossed, lefts, strict=True) if left is not None]
    axes = [at for at, left in zip((1, 2), lefts, strict=True) if left is not None]
    cells = [
        cell
        for cell in itertools.product(*map(range, counts.shape))
        if all(two[cell[0], cell[at]] for at, two in zip((1, 2), crossed, strict=True))
    ]
    rows = [[cell[at] == place for cell in cells] for at in range(3) for place in range(counts.shape[at])]
    for at, shown in zip(axes, kept, strict=True):
        rows += [
            [(cell[0], cell[at]) == pair for cell in cells] for pair in zip(*np.nonzero(shown), strict=True)
        ]
    found = follow(rows, len(cells)) @ np.array([counts[cell] for cell in cells])
    assert not found[(found > 0) & (found < LEAST)].size


def test_a_crossing_that_cannot_hide_its_small_groups_is_not_shown():
    assert choose_left_out(np.array([[8, 4, 0], [20, 0, 0], [0, 30, 9]]), least=LEAST) is None
    assert choose_left_out(np.full((11, 11), 20), least=LEAST) is None


def test_a_level_is_parted_in_the_versions_alone_where_a_crossing_is_small():
    first = pl.Series(["girl"] * 60 + ["boy"] * 60 + ["girl"] * 30 + ["boy"] * 30)
    other = pl.Series(
        (["yes"] * 20 + ["no"] * 40) * 2 + ["yes"] * 4 + ["no"] * 26 + ["yes"] * 8 + ["no"] * 22
    )
    versions = pl.Series(["old"] * 120 + ["young"] * 60)
    crossed = cross_levels(first, other, versions=versions, least=LEAST)
    assert set(crossed.filter(versions == "old")) == {f"yes{KEPT}", f"no{KEPT}"}
    assert set(crossed.filter(versions == "young")) == {f"yes{LEFT}", f"no{LEFT}"}
    assert crossed.map_elements(level_of, return_dtype=pl.String).equals(other)
    assert set(pairs_of_levels(crossed)) >= {(f"yes{KEPT}", "yes"), ("yes", TOTAL), (f"no{LEFT}", "no")}


def test_rare_levels_of_the_first_characteristic_are_crossed_together_and_one_alone_as_it_is():
    many = ["girl"] * 60 + ["boy"] * 60
    assert set(join_rare(pl.Series([*many, "neither", "no answer"]))) == {"girl", "boy", OTHERS}
    assert set(join_rare(pl.Series([*many, "neither"]))) == {"girl", "boy", "neither"}


def test_what_is_shown_of_two_characteristics_is_counted_right():
    released, happy = made.released(), item("happy")
    assert PAIR in released.crossings
    frame = made.closed().frame.filter(~pl.col("version").is_in(released.places.left_out))
    answers = {one.says.in_version("primary"): one.code for one in released.asked.by_id["sex"].options}
    shown = 0
    for sex, help_ in released.levels_in_crossing(happy, PAIR):
        figures = released.in_crossing(happy, PAIR, levels=(sex, help_))
        if figures and help_ == "No":
            mine = frame.filter(pl.col("sex") == answers[sex], pl.col("extra-help") == "no")
            said = mine["happy"].is_in(list(happy.cases)).sum()
            assert figures[0] <= mine.height
            assert figures[1] <= said
            shown += figures == (mine.height, said)
    assert shown


def test_a_group_of_two_characteristics_is_told_where_both_alone_do_not_explain_it():
    closed = made.closed()
    random = np.random.default_rng(6)
    both = closed.frame.select((pl.col("sex") == "girl") & (pl.col("extra-help") == "yes")).to_series()
    rarely = both.fill_null(value=False).to_numpy() & (random.random(closed.frame.height) < 0.8)
    changed = pl.when(pl.Series(rarely)).then(pl.lit("never")).otherwise(pl.col("happy")).alias("happy")
    frame = closed.frame.with_columns(changed)
    released = release_survey(dataclasses.replace(closed, frame=frame), made.roll())
    told = {one.told.outcome: one for one in find_differences(released).by_topic["feelings"]}["happy"]
    assert told.told.levels == {"sex": "A girl", "extra-help": "Yes"}
    asked = [released.asked.by_id[name].asks.in_version("primary") for name in PAIR]
    assert f"Of pupils who said “A girl” to “{asked[0]}” and “Yes” to “{asked[1]}”, " in told.sentence
    shown = released.in_crossing(item("happy"), PAIR, levels=("A girl", "Yes"))
    assert told.told.n == shown[0]
    assert told.told.share == pytest.approx(shown[1] / shown[0])


def test_the_file_of_the_county_has_rows_of_two_characteristics():
    released = made.released()
    rows = list(list_figures(released))
    assert len({tuple(row) for row in rows}) == 1
    two = [row for row in rows if row["and_of"]]
    assert two
    for row in two:
        one = next(each for each in released.items if each.id == row["question"])
        pair, levels = (row["of"], row["and_of"]), (row["level"], row["and_level"])
        assert released.in_crossing(one, pair, levels=levels) == (row["asked"], row["said"])


def test_groups_that_are_none_are_not_told_of_two_characteristics():
    released = made.released()
    for one in released.items:
        for pair in released.crossings:
            for levels in released.levels_in_crossing(one, pair):
                assert not (NO_GROUPS | {OTHERS, TOTAL}).intersection(levels)
                assert not [level for level in levels if level.endswith((KEPT, LEFT))]
        for name in released.characteristics:
            assert not [level for level in released.levels_of(one, name) if level.endswith((KEPT, LEFT))]


def test_what_is_left_out_of_crossings_is_shown_with_no_question():
    released = made.released()
    tables = [
        gated.table for kinds in released.tables.values() for kind, gated in kinds.items() if CROSS in kind
    ]
    assert tables
    for table in tables:
        for codes, value in table.cells.items():
            if codes[1].endswith(LEFT) and codes[0] != TOTAL:
                assert value is None


def test_the_number_of_pupils_in_a_crossing_is_the_same_in_every_question_of_the_same_versions():
    released = made.released()
    seen = {}
    for one in released.items:
        for pair in released.crossings:
            table = released.table_of(one.id, CROSS.join(pair))
            if table:
                bases = {codes: value for codes, value in table.cells.items() if codes[-1] == TOTAL}
                assert seen.setdefault((pair, one.versions), bases) == bases


def test_figures_of_before_there_were_crossings_can_still_be_read(tmp_path):
    made.released().write(tmp_path)
    tables = tmp_path / "tables.jsonl"
    lines = tables.read_text(encoding="utf-8").splitlines(keepends=True)
    before = [line for line in lines if CROSS not in json.loads(line)["kind"]]
    tables.write_text("".join(before), encoding="utf-8")
    again = read_released(tmp_path)
    assert again.crossings == ()
    assert again.in_group(item("happy"), "sex", level="A girl") == made.released().in_group(
        item("happy"), "sex", level="A girl"
    )


def test_crossings_are_read_again_as_they_were(tmp_path):
    made.released().write(tmp_path)
    again, happy = read_released(tmp_path), item("happy")
    assert again.crossings == made.released().crossings
    for levels in again.levels_in_crossing(happy, PAIR):
        assert again.in_crossing(happy, PAIR, levels=levels) == made.released().in_crossing(
            happy, PAIR, levels=levels
        )


def test_both_answers_of_a_crossing_are_shown_or_neither():
    for kinds in made.released().tables.values():
        for kind, gated in kinds.items():
            for codes in gated.table.cells if CROSS in kind else ():
                halves = [gated.table.cells.get((*codes[:-1], half), 0) for half in (SAID, REST)]
                assert (halves[0] is None) == (halves[1] is None)
