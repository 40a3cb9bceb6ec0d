"""Every group's gap beside chance: one clustered deviate a cell and outcome, by compiled loops."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.cells import compiling
from oneplan.cells.compiling import compiled
from oneplan.understand.intersections.chance import deviate_of, log_factorials
from oneplan.understand.intersections.counts import Counts
from oneplan.understand.intersections.schooling import FEWEST_SCHOOLS, Schooling, schooling_of

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

COMPUTE_FROM = 10
"""Smaller groups are not looked at: no test on them could find anything, and each costs the others."""

_CELLS_A_TURN = 512


@dataclass(frozen=True)
class Judged:
    """What chance says of every cell and outcome.

    Attributes
    ----------
    z
        (cells × outcomes) the deviate of the group's cases beside the rest, divided by the root of the design
        effect; positive where the group has more cases. Not a number where the group was not looked at.
    tests
        (outcomes) groups looked at.
    share
        (outcomes) of all children.
    schooling
        How schools lie across the cells.
    """

    z: Floats
    tests: Whole
    share: Floats
    schooling: Schooling


def judge(counts: Counts) -> Judged:
    """Judge every cell and outcome of some counts: each group beside all other children."""
    cells, outcomes = counts.n.shape
    schooling = schooling_of(counts.schools, cells=cells, outcomes=outcomes)
    z = np.full((cells, outcomes), np.nan)
    n, cases = _rows(counts.n), _rows(counts.cases)
    logs = log_factorials(int(n[0].max(initial=0)))
    spread = (schooling.spread, schooling.asked, schooling.schools)

    def some(first: int) -> Whole:
        tests = np.zeros(outcomes, dtype=np.int64)
        turn = (first, min(first + _CELLS_A_TURN, cells))
        _judge_cells((n, cases), spread, (schooling.rho, schooling.universe), logs, turn, (z, tests))
        return tests

    # The first row is everybody: there is no rest.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        tests = sum(pool.map(some, range(1, cells, _CELLS_A_TURN)), np.zeros(outcomes, dtype=np.int64))
    share = cases[0] / np.maximum(n[0], 1)
    return Judged(z, tests, share, schooling)


def is_prepared() -> bool:
    """Whether judging can begin at once: false where loops have to be compiled first, once a machine."""
    return compiling.is_prepared(_judge_cells)


def _rows(table: NDArray[np.int32]) -> NDArray[np.int32]:
    return np.ascontiguousarray(table, dtype=np.int32)


@compiled
def _judge_cells(
    counts: tuple[NDArray[np.int32], NDArray[np.int32]],
    schools: tuple[Floats, Floats, Whole],
    alike: tuple[Floats, Whole],
    logs: Floats,
    turn: tuple[int, int],
    out: tuple[Floats, Whole],
) -> None:
    n, cases = counts
    spread, asked, number = schools
    rho, universe = alike
    z, tests = out
    for cell in range(turn[0], turn[1]):
        for outcome in range(n.shape[1]):
            of, everybody = n[cell, outcome], n[0, outcome]
            rest, some = everybody - of, cases[0, outcome]
            row = universe[outcome]
            if of < COMPUTE_FROM or rest < COMPUTE_FROM or min(some, everybody - some) <= 0:
                continue
            if number[row, cell] < FEWEST_SCHOOLS:
                continue
            apart = 1.0 / of + 1.0 / rest
            effect = 1.0
            lies = spread[row, cell]
            if lies == lies:  # noqa: PLR0124 - not a number where no school is known
                lies += max(1.0 / of - 1.0 / asked[row, cell], 0.0)
                lies += max(1.0 / rest - 1.0 / (asked[row, 0] - asked[row, cell]), 0.0)
                effect = max(1.0 + rho[outcome] * (lies / apart - 1.0), 1.0)
            away = deviate_of((cases[cell, outcome], of, some, everybody), logs)
            z[cell, outcome] = away / np.sqrt(effect)
            tests[outcome] += 1
