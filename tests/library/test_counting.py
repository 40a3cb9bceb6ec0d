"""Counting: every engine gives the same cells in the same order, and says how far it is."""

import importlib.util
import shutil
import subprocess
import sys
from math import prod

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import oneplan
from builders import refusal_of
from oneplan.cells import counting
from oneplan.cells.covering import plan_roots
from oneplan.cells.declaring import Missing, Outcome
from oneplan.cells.engines.queries import Dialect
from oneplan.cells.layout import lay_out


def made_up(children, *, outcomes=3, schools=7, seed=1):
    """Records with every kind of column: two universes, weights, a mean, children without a school."""
    random = np.random.default_rng(seed)
    frame = pl.DataFrame(
        {f"c{number}": random.integers(0, levels, children) for number, levels in enumerate((2, 5, 3, 4))}
    )
    routed = pl.col("c0") == 0
    answers = [
        pl.Series(f"q{number}", random.choice([0, 1, 2], children, p=[0.6, 0.3, 0.1])).replace(2, None)
        for number in range(outcomes)
    ]
    frame = frame.with_columns(
        *answers,
        school=pl.Series(random.integers(0, schools, children)),
        weight=pl.Series(random.random(children).round(4)),
        score=pl.Series(random.normal(10, 3, children)),
    ).with_columns(
        pl.when(routed).then(-9).otherwise(pl.col("q0")).alias("q0"),
        pl.when(pl.col("school") == 0).then(None).otherwise(pl.col("school")).alias("school"),
    )
    return oneplan.Records(
        frame,
        characteristics=["c0", "c1", "c2", "c3"],
        outcomes=[*(f"q{number}" for number in range(outcomes)), Outcome("score", counts="mean")],
        school="school",
        weight="weight",
        missing=Missing(not_asked=(-9,)),
    )


def assert_same(one, other):
    """Every array of two answers is equal."""
    assert (one.characteristics, one.outcomes, one.depth) == (
        other.characteristics,
        other.outcomes,
        other.depth,
    )
    for name in ("levels", "size", "n", "cases"):
        mine, theirs = getattr(one, name), getattr(other, name)
        assert mine.dtype == theirs.dtype, name
        assert np.array_equal(mine, theirs), name
    assert one.schools.names == other.schools.names
    assert np.array_equal(one.schools.n, other.schools.n)
    assert np.array_equal(one.schools.cases, other.schools.cases)
    for mine, theirs in zip(one.schools.universes, other.schools.universes, strict=True):
        for name in ("outcomes", "start", "school", "children"):
            assert getattr(mine, name).dtype == getattr(theirs, name).dtype, name
            assert np.array_equal(getattr(mine, name), getattr(theirs, name)), name
        assert np.array_equal(mine.asked, theirs.asked)
    for name in ("total", "cases", "squares"):
        assert np.array_equal(getattr(one.weights, name), getattr(other.weights, name)), name
    for name in ("n", "total", "squares"):
        assert np.array_equal(getattr(one.means, name), getattr(other.means, name)), name


@pytest.mark.parametrize("engine", ["scipy", "duckdb"])
@pytest.mark.parametrize("depth", [1, 3, 4])
def test_every_engine_gives_the_same_to_the_last_digit(engine, depth):
    records = made_up(3000)
    expected = oneplan.count_cells(records, depth=depth, engine="compiled")
    assert len(expected.schools.universes) == 2
    assert_same(oneplan.count_cells(records, depth=depth, engine=engine), expected)


def test_more_outcomes_than_fit_at_once_are_counted_in_parts():
    records = made_up(500, outcomes=350)
    assert_same(oneplan.count_cells(records, depth=2, engine="scipy"), oneplan.count_cells(records, depth=2))


def test_more_children_than_sixteen_bits_hold_are_counted_right():
    children = 70_000
    frame = pl.DataFrame({"all": ["x"] * children, "sad": [1] * children, "school": ["a"] * children})
    records = oneplan.Records(frame, characteristics=["all"], outcomes=["sad"], school="school")
    cells = oneplan.count_cells(records)
    assert cells.n.tolist() == cells.cases.tolist() == [[children], [children]]
    assert cells.schools.universes[0].children.tolist() == [children, children]


def test_spark_gives_the_same_to_the_last_digit():
    if not importlib.util.find_spec("pyspark"):
        pytest.skip("pyspark is not installed (pip install 'oneplan[spark]')")
    if not shutil.which("java"):
        pytest.skip("Java is not installed, which Spark needs")
    records = made_up(400)
    assert_same(oneplan.count_cells(records, depth=2, engine="spark"), oneplan.count_cells(records, depth=2))


def test_without_spark_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    refused = refusal_of(lambda: oneplan.count_cells(made_up(10), engine="spark"))
    assert "oneplan[spark]" in refused


def test_the_order_is_headline_then_sets_then_levels():
    cells = oneplan.count_cells(made_up(2000), depth=2)
    fixed = [tuple(np.flatnonzero(levels >= 0)) for levels in cells.levels]
    assert fixed[0] == ()
    assert fixed == sorted(fixed, key=lambda members: (len(members), members))
    for members in set(fixed):
        inside = [tuple(levels) for levels, mine in zip(cells.levels, fixed, strict=True) if mine == members]
        assert inside == sorted(inside)


def test_the_children_of_a_set_add_up_to_all():
    cells = oneplan.count_cells(made_up(2000), depth=3)
    totals = {}
    for levels, size, n in zip(cells.levels, cells.size, cells.n, strict=True):
        members = tuple(np.flatnonzero(levels >= 0))
        before = totals.get(members, (0, 0))
        totals[members] = (before[0] + int(size), before[1] + n)
    assert len(totals) == 1 + 4 + 6 + 4
    for size, n in totals.values():
        assert size == 2000
        assert np.array_equal(n, cells.n[0])


def test_a_depth_beyond_the_characteristics_crosses_all_of_them():
    cells = oneplan.count_cells(made_up(300), depth=9)
    assert cells.depth == 4
    assert (cells.levels >= 0).sum(axis=1).max() == 4


@pytest.mark.parametrize("engine", ["compiled", "scipy", "duckdb"])
def test_progress_goes_from_nothing_to_everything(engine):
    said = []
    oneplan.count_cells(made_up(300), engine=engine, progress=lambda *now: said.append(now))
    assert said[0][0] == 0
    assert said[-1][0] == said[-1][1] > 0
    assert [done for done, _ in said] == sorted(done for done, _ in said)


def test_auto_counts_without_a_compiler_where_there_is_none(monkeypatch):
    monkeypatch.setattr(counting, "find_spec", lambda name: None)
    assert counting._choose(made_up(10), "auto") == "scipy"


@pytest.mark.parametrize(
    ("more", "said"),
    [({"engine": "polars"}, "There is no engine “polars”"), ({"depth": 0}, "crosses nothing")],
)
def test_it_refuses_what_it_cannot_do(more, said):
    assert said in refusal_of(lambda: oneplan.count_cells(made_up(10), **more))


def test_what_would_not_fit_into_memory_is_refused_before_it_is_begun():
    frame = pl.DataFrame(
        {f"c{number}": [f"l{level}" for level in range(150)] for number in range(12)} | {"q": [0, 1] * 75}
    )
    records = oneplan.Records(frame, characteristics=[f"c{number}" for number in range(12)], outcomes=["q"])
    refused = refusal_of(lambda: oneplan.count_cells(records, depth=4))
    assert "fewer characteristics" in refused


def test_too_many_schools_are_refused_before_it_is_begun():
    frame = pl.DataFrame(
        {f"c{number}": [f"l{level % 20}" for level in range(30_000)] for number in range(6)}
        | {"q": [0, 1] * 15_000, "school": range(30_000)}
    )
    names = [f"c{number}" for number in range(6)]
    records = oneplan.Records(frame, characteristics=names, outcomes=["q"], school="school")
    assert "without the school" in refusal_of(lambda: oneplan.count_cells(records))


def test_opening_the_door_brings_in_no_compiler_and_no_data_base():
    heavy = "{'numba', 'scipy', 'duckdb', 'polars'} & {*sys.modules}"
    count, _, heavy = printed(f"import sys, oneplan; print(len(sys.modules), {heavy})").partition(" ")
    assert heavy == "set()"
    assert int(count) < 250


def test_asking_for_records_brings_in_no_compiler_and_no_data_base():
    asked = "import sys, oneplan; oneplan.Records; oneplan.count_cells"
    assert printed(f"{asked}; print({{'numba', 'scipy', 'duckdb'}} & {{*sys.modules}})") == "set()"


def printed(program):
    """What a program prints in a process of its own."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@given(st.lists(st.integers(1, 9), min_size=1, max_size=7), st.integers(1, 4), st.integers(1, 10**7))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_larger_sets_hold_every_wanted_set_just_once(counts, depth, children):
    layout = lay_out(tuple(counts), depth)
    given_cells = []
    for root in plan_roots(tuple(counts), depth, children=children):
        assert root.rows == prod(counts[member] for member in root.members)
        for step in root.steps:
            if step.size:
                assert max(step.source, step.target) + step.outer * step.inner <= root.work_rows
            else:
                given_cells.extend(range(step.target, step.target + step.outer))
    assert sorted(given_cells) == list(range(int(layout.begin[-1]))) == list(range(layout.possible))


def test_texts_are_quoted_as_each_data_base_wants():
    duck, spark = Dialect('"'), Dialect("`", escape_backslash=True)
    assert duck.name('a"b') == '"a""b"'
    assert duck.literal("it's") == "'it''s'"
    assert spark.literal("a\\ 'b'") == "'a\\\\ \\'b\\''"
    assert (duck.literal(True), duck.literal(3)) == ("TRUE", "3")
    assert duck.among("a", []) == "FALSE"
