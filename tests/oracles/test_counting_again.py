"""Every cell of three data sets, two of them real, is what plain DuckDB queries count, with any engine."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl
import pytest

import oneplan
from builders import shared_data
from oneplan.cells.declaring import Missing, Outcome
from oracles.counted_again import CountedAgain, cells_of, schools_of

ENGINES = ("compiled", "scipy", "duckdb")


@dataclass(frozen=True)
class Case:
    """One data set, declared to oneplan and written out in SQL."""

    path: object
    records: dict
    characteristics: list
    outcomes: list
    depth: int
    school: str | None = None
    checked: tuple = field(default=(0,))


def chemistry(folder):
    """31,022 real pupils in 2,280 schools: grades by gender, age, earlier results and authority."""
    frame = pl.read_parquet(shared_data("pupils", "mlmRev_Chem97.parquet"))
    path = folder / "chemistry.parquet"
    frame.with_columns(
        age_band=pl.when(pl.col("age") < 0).then(pl.lit("younger")).otherwise(pl.lit("older")),
        gcse=(pl.col("gcsescore")).floor().cast(pl.Int64),
    ).write_parquet(path)
    return Case(
        path=path,
        records={
            "characteristics": ["gender", "age_band", "gcse", "lea"],
            "outcomes": [
                Outcome("failed", column="score", cases=[0]),
                Outcome("top", column="score", cases=[8, 10]),
            ],
            "school": "school",
        },
        characteristics=["gender", "age_band", "gcse::varchar", "lea::varchar"],
        outcomes=[("true", "score is not null", "score = 0"), ("true", "score is not null", "score >= 8")],
        depth=3,
        school="school",
    )


def star(folder):
    """Project STAR: 26,796 real rows with missing characteristics and missing scores."""
    path = shared_data("pupils", "mlmRev_star.parquet")
    said = pl.scan_parquet(path).collect_schema()
    assert {"gr", "cltype", "sx", "eth", "schtype", "read", "math", "sch"} <= set(said)
    banded = folder / "star.parquet"
    pl.read_parquet(path).with_columns(
        reads_low=pl.col("read") < 450, counts_low=(pl.col("math") < 480).cast(pl.Int8)
    ).write_parquet(banded)
    names = ["gr", "cltype", "sx", "eth", "schtype"]
    return Case(
        path=banded,
        records={
            "characteristics": names,
            "outcomes": [
                "reads_low",
                "counts_low",
                Outcome("no reading score", column="reads_low", counts="not answered"),
            ],
            "school": "sch",
        },
        characteristics=[f"coalesce({name}::varchar, 'Not recorded')" for name in names],
        outcomes=[
            ("true", "reads_low is not null", "reads_low"),
            ("true", "counts_low is not null", "counts_low = 1"),
            ("true", "true", "reads_low is null"),
        ],
        depth=4,
        school="sch",
    )


def routed(folder):
    """Made up, with every kind of missing, words to be escaped, and three universes."""
    random = np.random.default_rng(20)
    children = 4000
    year = random.choice(["Year 4", "Year 8", "Year 10", None], children, p=[0.3, 0.3, 0.3, 0.1])
    answers = ["Never", "Often", " often ", "Prefer not to say", "", None]
    frame = pl.DataFrame(
        {
            "year": year.tolist(),
            "home": random.choice(['It\'s "so" \\ far', "Near", "Prefer not to say"], children).tolist(),
            "care": random.choice([True, False, None], children).tolist(),
            "sad": random.choice(answers, children).tolist(),
            "bullied": [
                "Not asked" if each == "Year 4" else str(answer)
                for each, answer in zip(year, random.choice(["yes", "no", ""], children), strict=True)
            ],
            "school": random.choice(["a", "b", "c", None], children, p=[0.5, 0.3, 0.1, 0.1]).tolist(),
        }
    )
    path = folder / "routed.parquet"
    frame.write_parquet(path)
    return Case(
        path=path,
        records={
            "characteristics": {"year": ["Year 4", "Year 8", "Year 10"], "home": None, "care": None},
            "outcomes": [
                Outcome("often sad", column="sad", cases=["Often"]),
                Outcome("bullied", cases=["yes"]),
                Outcome("sad, of the older", column="sad", cases=["often"], asked_of={"year": ["Year 10"]}),
                Outcome("skipped", column="sad", counts="skipped"),
                Outcome("rather not", column="sad", counts="prefer not to say"),
            ],
            "school": "school",
            "missing": Missing(),
        },
        characteristics=[
            "coalesce(year, 'Not recorded')",
            "home",
            "case when care then 'Yes' when not care then 'No' else 'Not recorded' end",
        ],
        outcomes=[
            ("true", "trim(sad) in ('Never', 'Often', 'often')", "lower(trim(sad)) = 'often'"),
            ("bullied <> 'Not asked'", "bullied in ('yes', 'no')", "bullied = 'yes'"),
            (
                "year is not distinct from 'Year 10'",
                "trim(sad) in ('Never', 'Often', 'often')",
                "lower(trim(sad)) = 'often'",
            ),
            ("true", "true", "sad is null or sad = ''"),
            ("true", "true", "sad is not distinct from 'Prefer not to say'"),
        ],
        depth=3,
        school="school",
        checked=(0, 1, 2),
    )


@pytest.fixture(scope="module", params=[chemistry, star, routed], ids=lambda make: make.__name__)
def case(request, tmp_path_factory):
    return request.param(tmp_path_factory.mktemp("records"))


@pytest.fixture(scope="module")
def again(case):
    return CountedAgain(
        case.path,
        characteristics=case.characteristics,
        outcomes=case.outcomes,
        depth=case.depth,
        school=case.school,
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_every_cell_is_counted_as_a_plain_query_counts_it(case, again, engine):
    cells = oneplan.count_cells(oneplan.Records(case.path, **case.records), depth=case.depth, engine=engine)
    expected = again.cells()
    assert len(expected) >= 80
    assert cells_of(cells) == expected
    for outcome in case.checked:
        assert schools_of(cells, outcome) == dict(again.schools(outcome))


def test_outcomes_asked_of_the_same_children_share_a_universe(case):
    cells = oneplan.count_cells(oneplan.Records(case.path, **case.records), depth=1)
    asked = [tuple(universe.outcomes.tolist()) for universe in cells.schools.universes]
    for universe in cells.schools.universes:
        alone = universe.asked is not None
        answered = universe.children[: universe.start[1]].sum()
        assert alone == (len(universe.outcomes) == 1)
        assert not alone or answered < 0.8 * universe.asked[0]
    assert asked == (
        # Of three outcomes more than a fifth of those asked gave no answer, most of the first.
        [(3, 4), (0,), (2,), (1,)] if len(cells.outcomes) == 5 else [tuple(range(len(cells.outcomes)))]
    )


def test_a_frame_is_counted_like_its_file(case):
    from_file = oneplan.count_cells(oneplan.Records(case.path, **case.records), depth=2)
    frame = oneplan.Records(pl.read_parquet(case.path), **case.records)
    for engine in ENGINES:
        cells = oneplan.count_cells(frame, depth=2, engine=engine)
        assert np.array_equal(cells.levels, from_file.levels)
        assert np.array_equal(cells.n, from_file.n)
        assert np.array_equal(cells.cases, from_file.cases)
