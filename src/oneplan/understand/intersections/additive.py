"""The hidden part of a gap: what remains beyond the additive effects of the single characteristics."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY
from oneplan.understand.intersections.counts import Counts
from oneplan.understand.intersections.measuring import Group
from oneplan.understand.standard.intervals import Interval, normal_deviate

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

# Levels of one characteristic sum to the same as those of another, so the equations leave one answer open for
# each characteristic but the first; so little on the diagonal settles it and moves no expected share.
_SETTLING = 1e-9


@dataclass(frozen=True)
class _Tables:
    """The cells of one characteristic and of pairs, by the columns that single levels have.

    `column` (characteristics × levels) is the column of a level, `single` its cell; `pairs` are rows of two
    columns and the cell of both; `owner` is the characteristic of a column.
    """

    column: Whole
    single: Whole
    owner: Whole
    pairs: Whole


def hidden_part(counts: Counts, group: Group) -> Interval:
    """How much worse a group is than its characteristics, added up, would make it.

    For each set of characteristics and each question: least squares of the outcome on the main effects of the
    characteristics of the set, over all children, solved from the counts of single characteristics and of
    pairs. Positive means worse for the group; not a number for a group of one characteristic.
    """
    value, lever = np.full(group.cell.size, np.nan), np.full(group.cell.size, np.nan)
    fixed = counts.levels[group.cell] != ANY
    several = np.flatnonzero(fixed.sum(axis=1) >= 2)
    sets, back = np.unique(fixed[several], axis=0, return_inverse=True)
    tables = _tables(counts.levels)
    for place, chosen in enumerate(sets):
        mine = several[back.ravel() == place]
        expected, lever[mine] = _main_effects(counts, tables, np.flatnonzero(chosen), group=group, mine=mine)
        value[mine] = group.turn[mine] * (group.cases[mine] / group.n[mine] - expected)
    with np.errstate(invalid="ignore"):
        left = np.maximum(1 / group.n - lever, 0.0)
        spread = np.sqrt(group.pooled * (1 - group.pooled) * left * group.effect)
    reach = normal_deviate(0.95) * spread
    return Interval(value, value - reach, value + reach)


def _tables(levels: NDArray[np.int16]) -> _Tables:
    fixed = levels != ANY
    number = fixed.sum(axis=1)
    single = np.flatnonzero(number == 1)
    owner = fixed[single].argmax(axis=1)
    column = np.full((levels.shape[1], int(levels.max(initial=0)) + 1), -1, dtype=np.int64)
    column[owner, levels[single, owner]] = np.arange(single.size)
    pair = np.flatnonzero(number == 2)
    which = np.nonzero(fixed[pair])[1].reshape(-1, 2)
    columns = column[which, np.take_along_axis(levels[pair], which, axis=1)]
    return _Tables(column, single, owner, np.column_stack([columns, pair]))


def _main_effects(
    counts: Counts, tables: _Tables, chosen: Whole, *, group: Group, mine: Whole
) -> tuple[Floats, Floats]:
    """What main effects alone expect of each group, and its leverage; one small system a question."""
    questions, back = np.unique(group.outcome[mine], return_inverse=True)
    here = np.flatnonzero(np.isin(tables.owner, chosen))
    place = np.full(tables.owner.size, -1)
    place[here] = np.arange(here.size)
    one, other, cell = tables.pairs[(place[tables.pairs[:, :2]] >= 0).all(axis=1)].T
    children = counts.n[np.ix_(tables.single[here], questions)].T.astype(np.float64)
    cross = np.zeros((questions.size, here.size, here.size))
    cross[:, place[one], place[other]] = cross[:, place[other], place[one]] = counts.n[
        np.ix_(cell, questions)
    ].T
    diagonal = np.arange(here.size)
    cross[:, diagonal, diagonal] = children + _SETTLING * counts.n[0, questions][:, None]
    inverse = np.linalg.inv(cross)
    cases = counts.cases[np.ix_(tables.single[here], questions)].T.astype(np.float64)
    effects = np.einsum("qij,qj->qi", inverse, cases)
    at = place[tables.column[chosen[None, :], counts.levels[group.cell[mine]][:, chosen]]]
    expected = effects[back[:, None], at].sum(axis=1)
    lever = inverse[back[:, None, None], at[:, :, None], at[:, None, :]].sum(axis=(1, 2))
    return expected, lever
