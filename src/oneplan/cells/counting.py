"""Counts records into cells: every combination of up to so many characteristics, with an engine of choice."""

from importlib import import_module
from importlib.util import find_spec
from typing import Literal

import numpy as np

from oneplan.cells.amounts import Amount
from oneplan.cells.cells import Cells, Means, Weights
from oneplan.cells.layout import Layout, lay_out
from oneplan.cells.records import Records
from oneplan.cells.scores import sums_by_school
from oneplan.cells.tally import Progress, Tally
from oneplan.errors import NotValid

Engine = Literal["auto", "compiled", "scipy", "duckdb", "spark"]
ENGINES: tuple[Engine, ...] = ("auto", "compiled", "scipy", "duckdb", "spark")
MOST_NUMBERS = 2_000_000_000
"""Cells times outcomes: with more, the counts alone would not fit into a large machine."""

_MODULES = {"compiled": "compiled", "scipy": "sparse", "duckdb": "duck", "spark": "spark"}
_MOST_ROWS_IN_MEMORY = 20_000_000


def count_cells(
    records: Records, *, depth: int = 3, engine: Engine = "auto", progress: Progress | None = None
) -> Cells:
    """Count children by every combination of up to `depth` characteristics, for every outcome.

    The answer to “how many, of how many” for each group, in exact whole numbers; with a school, how each
    group spreads over schools is counted in the same pass. These are raw counts, not safe to show.

    Parameters
    ----------
    records
        The children, and what is counted of them.
    depth
        How many characteristics are crossed at most.
    engine
        `compiled` counts in memory with compiled loops; `scipy` in memory where nothing can be compiled;
        `duckdb` straight from a Parquet file that may be larger than memory; `spark` does the same on a
        cluster. `auto` is `compiled` where it can be, and `duckdb` for a Parquet file of more than 20 million
        rows. All give the same.
    progress
        Called with how much is done, of how much.

    Returns
    -------
    Cells
        One row a cell, in an order that depends on the declarations alone; row 0 is all children.

    Raises
    ------
    NotValid
        When there is no such engine or depth, or the result would be too large.

    Examples
    --------
    >>> import oneplan
    >>> import polars as pl
    >>> frame = pl.DataFrame({"sex": ["F", "M", "F", None], "sad": [1, 0, None, 1]})
    >>> records = oneplan.Records(frame, characteristics=["sex"], outcomes=["sad"])
    >>> cells = oneplan.count_cells(records)
    >>> cells.levels.tolist(), cells.n.tolist(), cells.cases.tolist()
    ([[-1], [0], [1], [2]], [[3], [1], [1], [1]], [[2], [1], [0], [1]])
    """
    layout = _layout(records, depth=depth)
    _check_wave(records)
    tally = _count_with(_choose(records, engine), records, layout=layout, progress=progress or _say_nothing)
    return _cells(records, layout, tally)


def is_prepared(records: Records, engine: Engine) -> bool:
    """Whether counting can begin at once: false where loops have to be compiled first, once a machine."""
    if _choose(records, engine) != "compiled":
        return True
    scanning = import_module("oneplan.cells.scanning")
    ready: bool = import_module("oneplan.cells.compiling").is_prepared(scanning.count_answers)
    return ready


def _say_nothing(_done: int, _of: int) -> None:
    """Nobody waits for progress."""


def _layout(records: Records, *, depth: int) -> Layout:
    if depth < 1:
        raise NotValid(f"A depth of {depth} crosses nothing. Ask for 1, 2, 3 or 4 characteristics at a time.")
    layout = lay_out(tuple(len(each.levels) for each in records.book.characteristics), depth)
    numbers = layout.possible * max(1, len(records.outcomes))
    if numbers > MOST_NUMBERS:
        raise NotValid(
            f"This would be {layout.possible:,} cells × {len(records.outcomes)} outcomes, which does not fit "
            "into memory. Name fewer characteristics, put their levels into fewer groups, or choose a "
            "smaller depth."
        )
    schools = len(records.book.schools)
    if layout.possible * schools > MOST_NUMBERS:
        raise NotValid(
            f"This would be {layout.possible:,} cells × {schools:,} schools, which does not fit into memory. "
            "Count one region at a time, choose a smaller depth, or count without the school."
        )
    return layout


def _check_wave(records: Records) -> None:
    if records.of_wave is None and len(records.waves) > 1:
        said = ", ".join(str(wave) for wave in records.waves)
        raise NotValid(f"The records hold several waves ({said}). Choose one with records.in_wave(…).")


def _choose(records: Records, engine: Engine) -> Engine:
    if engine not in ENGINES:
        raise NotValid(f"There is no engine “{engine}”. Choose one of: {', '.join(ENGINES)}.")
    if engine != "auto":
        return engine
    if records.rows.parquet and records.rows.count() > _MOST_ROWS_IN_MEMORY:
        return "duckdb"
    return "compiled" if find_spec("numba") else "scipy"


def _count_with(engine: Engine, records: Records, *, layout: Layout, progress: Progress) -> Tally:
    """Each engine is brought in when it is asked for: none pays for another."""
    module = import_module(f"oneplan.cells.engines.{_MODULES[engine]}")
    tally: Tally = module.count(records, layout, progress=progress)
    return tally


def _cells(records: Records, layout: Layout, tally: Tally) -> Cells:
    kept = tally.sizes > 0
    book = records.book
    everyone = bool(kept.all())
    return Cells(
        characteristics=book.characteristics,
        outcomes=tuple(outcome.name for outcome in book.outcomes),
        depth=layout.depth,
        levels=layout.levels if everyone else layout.levels[kept],
        size=tally.sizes if everyone else tally.sizes[kept],
        n=tally.n,
        cases=tally.cases,
        schools=tally.schools,
        weights=_weights(tally, book.weight),
        means=_means(tally, records),
    )


def _weights(tally: Tally, weight: Amount | None) -> Weights | None:
    if tally.weights is None or weight is None:
        return None
    unit = 10.0**weight.places
    total, cases, squares = (tally.weights[:, part::3] for part in range(3))
    return Weights(total=total / unit, cases=cases / unit, squares=squares / unit**2)


def _means(tally: Tally, records: Records) -> Means | None:
    if tally.means is None:
        return None
    means, school, schools = records.book.means, records.school, records.book.schools
    unit = 10.0 ** np.array([mean.places for mean in means])
    n, total, squares = (tally.means[:, part::3] for part in range(3))
    return Means(
        outcomes=tuple(mean.name for mean in means),
        n=n.astype(np.int32),
        total=total / unit,
        squares=squares / unit**2,
        by_school=sums_by_school(records.rows, means, school=school, schools=schools) if school else None,
    )
