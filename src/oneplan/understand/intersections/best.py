"""The best-off group that the same characteristics make, to stand beside a found one; it is never tested."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY
from oneplan.understand.intersections.counts import Counts
from oneplan.understand.intersections.measuring import Group
from oneplan.understand.intersections.rows import NO_CELL

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Best:
    """For each found gap the best-off group, `NO_CELL` where none is large enough, and its share."""

    cell: Whole
    share: Floats


def best_beside(counts: Counts, group: Group, *, least: int) -> Best:
    """Find, among the groups that fix the characteristics a found one fixes, the one that does best.

    Only groups of `least` children or more: the best of many small groups is best by luck. A group so large
    is one of them itself, so its gap beside the best is never below zero.
    """
    cell, share = np.full(group.cell.size, NO_CELL, dtype=np.int64), np.full(group.cell.size, np.nan)
    fixes = (counts.levels != ANY) @ (1 << np.arange(counts.levels.shape[1]))
    sets, back = np.unique(fixes[group.cell], return_inverse=True)
    for place, chosen in enumerate(sets):
        mine = np.flatnonzero(back == place)
        questions, column = np.unique(group.outcome[mine], return_inverse=True)
        turn = np.ones(questions.size)
        turn[column] = group.turn[mine]
        rows = np.flatnonzero(fixes == chosen)
        n, cases = counts.n[np.ix_(rows, questions)], counts.cases[np.ix_(rows, questions)]
        shares = np.where(n >= least, cases / np.maximum(n, 1), np.nan)
        worse = np.where(np.isnan(shares), np.inf, turn * shares)
        best = worse.argmin(axis=0)
        known = np.isfinite(worse.min(axis=0))[column]
        cell[mine] = np.where(known, rows[best][column], NO_CELL)
        share[mine] = shares[best, np.arange(questions.size)][column]
    return Best(cell, share)
