"""What a group adds to the larger groups it lies in: its parents, and whether it is worse than each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY
from oneplan.understand.intersections.chance import chance_deviate
from oneplan.understand.intersections.counts import Counts
from oneplan.understand.intersections.rows import NO_CELL, Rows
from oneplan.understand.intersections.schooling import (
    Lies,
    Schooling,
    design_effects,
    effects_of,
    spread_beside,
)

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

_SURE = 1.959963984540054


def parents_of(rows: Rows, cells: Whole) -> Whole:
    """The cells that fix one characteristic less, one column each; `NO_CELL` where there are no more.

    A cell that fixes one characteristic has the headline as its only parent.

    Examples
    --------
    >>> rows = Rows.of(np.array([[-1, -1], [0, -1], [-1, 2], [0, 2]], dtype=np.int16))
    >>> parents_of(rows, np.arange(4)).tolist()
    [[-1, -1], [0, -1], [0, -1], [2, 1]]
    """
    cell, which = np.nonzero(rows.levels[cells] != ANY)
    most = max(int(np.bincount(cell, minlength=1).max()), 1)
    wanted = rows.levels[cells[cell]]
    wanted[np.arange(cell.size), which] = ANY
    found = np.full((cells.size, most), NO_CELL, dtype=np.int64)
    found[cell, np.arange(cell.size) - np.searchsorted(cell, cell)] = rows.find(wanted)
    return found


@dataclass(frozen=True)
class Beside:
    """Pairs of a found gap and one parent of its group: places in the findings, and parents' cells."""

    finding: Whole
    parent: Whole


def pairs_with_parents(rows: Rows, cell: Whole) -> Beside:
    """Each found gap of a group that fixes two characteristics or more, with each of its group's parents."""
    once, back = np.unique(cell, return_inverse=True)
    of = parents_of(rows, once)[back]
    # The headline alone as a parent: that is the test that found the gap.
    finding, place = np.nonzero((of != NO_CELL) & (of != 0))
    return Beside(finding, of[finding, place])


def adds_to(
    counts: Counts, schooling: Schooling, *, beside: Beside, cell: Whole, outcome: Whole, worse: Whole
) -> Flags:
    """Whether a group's cases are surely further on the same side than those of the rest of each parent.

    Parameters
    ----------
    cell, outcome, worse
        Of each finding; `worse` is +1 where the group has more cases than others, −1 where fewer.
    """
    group, question = cell[beside.finding], outcome[beside.finding]
    x, n = counts.cases[group, question], counts.n[group, question]
    all_x, all_n = counts.cases[beside.parent, question], counts.n[beside.parent, question]
    rest = all_n - n
    sure = np.zeros(group.size, dtype=np.bool_)
    some = np.flatnonzero(rest > 0)
    effect = effect_beside(counts, schooling, pair=(group[some], beside.parent[some]), outcome=question[some])
    z = chance_deviate(x[some], n[some], cases=all_x[some], everybody=all_n[some]) / np.sqrt(effect)
    sure[some] = z * worse[beside.finding[some]] >= _SURE
    return sure


def adds_to_every_parent(beside: Beside, adds: Flags, *, findings: int) -> Flags:
    """Whether each finding's group adds to each of its parents; a group with none but the headline does."""
    lacking = np.bincount(beside.finding[~adds], minlength=findings)
    return np.asarray(lacking == 0)


def effect_beside(
    counts: Counts, schooling: Schooling, *, pair: tuple[Whole, Whole], outcome: Whole
) -> Floats:
    """The design effect of a group beside the rest of a parent; each pair's schools are walked once."""
    group, parent = pair
    n = counts.n[group, outcome].astype(np.float64)
    rest = counts.n[parent, outcome] - n
    effect = np.ones(group.size)
    if counts.schools is None:
        return effect
    for place, universe in enumerate(counts.schools.universes):
        mine = np.flatnonzero(schooling.universe[outcome] == place)
        key = parent[mine] * np.int64(len(counts.levels)) + group[mine]
        once, back = np.unique(key, return_inverse=True)
        larger, smaller = np.divmod(once, np.int64(len(counts.levels)))
        walked = spread_beside(universe, smaller, beside=larger, schools=len(counts.schools.names))
        asked = walked[1][back]
        lies = Lies(walked[0][back], asked, schooling.asked[place, parent[mine]] - asked, walked[2][back])
        effect[mine], _ = effects_of(lies, schooling.rho[outcome[mine]], n=n[mine], rest=rest[mine])
    return effect


def explains(
    counts: Counts, schooling: Schooling, *, beside: Beside, cell: Whole, outcome: Whole, worse: Whole
) -> Flags:
    """Whether each parent, with the group taken out of it, is no longer surely apart from all others."""
    group, question = cell[beside.finding], outcome[beside.finding]
    x, n = counts.cases[group, question], counts.n[group, question]
    left = counts.n[beside.parent, question] - n
    z = chance_deviate(
        counts.cases[beside.parent, question] - x,
        left,
        cases=counts.cases[0, question] - x,
        everybody=counts.n[0, question] - n,
    )
    whole = counts.n[beside.parent, question].astype(np.float64)
    rest = counts.n[0, question] - whole
    effect, _ = design_effects(schooling, cells=beside.parent, outcomes=question, n=whole, rest=rest)
    return np.asarray(z / np.sqrt(effect) * worse[beside.finding] < _SURE)
