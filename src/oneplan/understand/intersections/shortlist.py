"""The short list: a few groups, none of which holds children of another on the same question."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY
from oneplan.understand.intersections.counts import Counts
from oneplan.understand.intersections.rows import NO_CELL, Levels, Rows

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

MOST_GROUPS = 20
MOST_IN_COMMON = 0.0
"""Of the smaller of two groups on one question, the share of children who may be in the larger one too."""


@dataclass(frozen=True)
class Listed:
    """Places in the ranked findings: those on the list, and for each the other findings on the same group."""

    places: tuple[int, ...]
    also: tuple[tuple[int, ...], ...]


def short_list(
    counts: Counts, cell: Whole, *, outcome: Whole, may: Flags, most: int, in_common: float
) -> Listed:
    """Walk down the ranking and keep each group that has few or no children of one kept before it.

    Only groups on the same question are compared. A group is listed once, for the question on which it ranks
    first; its other questions are named with it, and count as listed.

    Parameters
    ----------
    cell, outcome
        Of each finding, in the order of the ranking.
    may
        Whether a finding may be listed at all.
    most
        Groups on the list.
    in_common
        The share of the smaller group's children that two groups may have in common; 0 for none at all.
    """
    left = may.copy()
    rows = Rows.of(counts.levels)
    kept: list[int] = []
    also: list[tuple[int, ...]] = []
    while left.any() and len(kept) < most:
        first = int(left.argmax())
        of_group = np.flatnonzero(left & (cell == cell[first]))
        kept.append(first)
        also.append(tuple(int(place) for place in of_group if place != first))
        left &= cell != cell[first]
        beside = np.flatnonzero(left & np.isin(outcome, outcome[of_group]))
        n = counts.n[:, outcome[first]]
        left[beside] = share_in_common(rows, n, cells=cell[beside], one=int(cell[first])) <= in_common
    return Listed(tuple(kept), tuple(also))


def share_in_common(rows: Rows, n: NDArray[np.int32], *, cells: Whole, one: int) -> Floats:
    """Of the smaller of each group and that one, the share of children who are in both.

    Where both together fix more characteristics than were counted, the largest share that the counts allow.

    Examples
    --------
    >>> levels = np.array([[-1, -1], [0, -1], [1, -1], [-1, 0], [0, 0]], dtype=np.int16)
    >>> rows, n = Rows.of(levels), np.array([90, 50, 40, 30, 12])
    >>> share_in_common(rows, n, cells=np.array([2, 3]), one=1).tolist()
    [0.0, 0.4]
    """
    levels, other = rows.levels[cells], rows.levels[one]
    together = np.where(levels == ANY, other, levels).astype(np.int16)
    apart = ((levels != ANY) & (other != ANY) & (levels != other)).any(axis=1)
    depth = int((rows.levels != ANY).sum(axis=1).max())
    number = (together != ANY).sum(axis=1)
    common = np.full(cells.size, np.inf)
    for fixed in np.unique(number):
        mine = np.flatnonzero(number == fixed)
        for part in _parts(together[mine], fixed=int(fixed), depth=depth):
            row = rows.find(part)
            common[mine] = np.minimum(common[mine], np.where(row == NO_CELL, 0, n[row]))
    smaller = np.maximum(np.minimum(n[cells], n[one]), 1)
    return np.where(apart, 0.0, np.minimum(common / smaller, 1.0))


def _parts(levels: Levels, *, fixed: int, depth: int) -> Iterator[Levels]:
    """The same cells, each with only as many of its characteristics as were counted together, in all ways."""
    places = np.nonzero(levels != ANY)[1].reshape(len(levels), fixed)
    for chosen in combinations(range(fixed), min(fixed, depth)):
        part = np.full_like(levels, ANY)
        at = places[:, list(chosen)]
        np.put_along_axis(part, at, np.take_along_axis(levels, at, axis=1), axis=1)
        yield part
