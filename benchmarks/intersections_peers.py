"""The same counts as an analyst would write them with polars, pandas, DuckDB, scipy and pysubgroup."""

import warnings
from itertools import combinations

import duckdb
import numpy as np
import pandas as pd
import polars as pl
from scipy import sparse

from benchmarks.intersections_data import CHARACTERISTICS, LEVELS, outcomes

DEPTH = 3
SETS = [members for size in range(1, DEPTH + 1) for members in combinations(range(len(LEVELS)), size)]


def with_polars(frame: pl.DataFrame, *, questions: int) -> list[pl.DataFrame]:
    names = outcomes(questions)
    sums = [pl.col(names).count().name.suffix("_n"), pl.col(names).sum().name.suffix("_y")]
    return [frame.group_by([CHARACTERISTICS[one] for one in members]).agg(sums) for members in SETS]


def with_pandas(frame: pd.DataFrame, *, questions: int) -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    names = outcomes(questions)
    found = []
    for members in SETS:
        groups = frame.groupby([CHARACTERISTICS[one] for one in members], observed=True)[names]
        found.append((groups.count(), groups.sum()))
    return found


def with_duckdb(con: duckdb.DuckDBPyConnection, *, questions: int) -> int:
    """One query, every set a grouping set."""
    sets = ", ".join(f"({', '.join(CHARACTERISTICS[one] for one in members)})" for members in SETS)
    sums = ", ".join(f"count({name}), sum({name})" for name in outcomes(questions))
    names = ", ".join(CHARACTERISTICS)
    query = f"select {names}, {sums} from children group by grouping sets ({sets})"
    con.execute(f"create or replace temp table counted as {query}").fetchall()
    return int(con.execute("select count(*) from counted").fetchall()[0][0])


def with_scipy(codes: np.ndarray, answers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The product of who is in which cell with the answers, cells of all sets at once."""
    children = codes.shape[1]
    columns, begin = [], 0
    for members in SETS:
        cell = np.zeros(children, dtype=np.int32)
        for one in members:
            cell = cell * LEVELS[one] + codes[one]
        columns.append(cell + begin)
        begin += int(np.prod([LEVELS[one] for one in members]))
    inside = np.concatenate(columns)
    who = np.tile(np.arange(children, dtype=np.int32), len(SETS))
    ones = np.ones(len(inside), dtype=np.int32)
    matrix = sparse.csr_array((ones, (inside, who)), shape=(begin, children))
    return matrix @ (answers & 1).astype(np.int32), matrix @ (answers >> 1 & 1).astype(np.int32)


def with_pysubgroup(frame: pd.DataFrame, *, outcome: str) -> object:
    """One outcome: the best subgroups of at most three conditions, all of them looked at."""
    import pysubgroup as ps

    asked = frame[[*CHARACTERISTICS, outcome]].dropna()
    target = ps.BinaryTarget(outcome, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        conditions = ps.create_selectors(asked, ignore=[outcome])
        task = ps.SubgroupDiscoveryTask(
            asked, target, conditions, result_set_size=20, depth=DEPTH, qf=ps.WRAccQF()
        )
        return ps.Apriori().execute(task)
