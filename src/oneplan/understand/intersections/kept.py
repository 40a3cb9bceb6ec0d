"""Which found gaps are worth a row, and in which order: those whose group adds to each of its parents."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.understand.intersections.counts import Counts
from oneplan.understand.intersections.discovery import Discovered
from oneplan.understand.intersections.judging import Judged
from oneplan.understand.intersections.measuring import Group, group_of, shrunken
from oneplan.understand.intersections.parents import (
    adds_to,
    adds_to_every_parent,
    explains,
    pairs_with_parents,
)
from oneplan.understand.intersections.rows import NO_CELL, Rows
from oneplan.understand.standard.intervals import Interval

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

STATE_FROM = 30
"""Smaller groups are computed with all others, and nothing is said of them."""


@dataclass(frozen=True)
class Kept:
    """Findings in the order of the ranking.

    Attributes
    ----------
    group
        What is measured: cells, outcomes, counts.
    place
        Of each in what was discovered.
    shrunken
        The gap that it is ranked by.
    stated
        Whether the group and the rest are large enough to speak of.
    explained_by
        The smaller group without which nothing is left of this one's gap; `NO_CELL` where there is none.
    left_out
        Found gaps whose group adds nothing to one of its parents.
    """

    group: Group
    place: Whole
    shrunken: Interval
    stated: NDArray[np.bool_]
    explained_by: Whole
    left_out: int


def keep(counts: Counts, judged: Judged, *, discovered: Discovered, turn: NDArray[np.int8]) -> Kept:
    """Leave out what adds nothing, and rank the rest by the fewest children in excess that are likely.

    The rank is the lower bound of the shrunken gap, times the children of the group.
    """
    cell, outcome = discovered.cell, discovered.outcome
    way = np.sign(judged.z[cell, outcome]).astype(np.int64)
    rows = Rows.of(counts.levels)
    beside = pairs_with_parents(rows, cell)
    adds = adds_to(counts, judged.schooling, beside=beside, cell=cell, outcome=outcome, worse=way)
    worth = np.flatnonzero(adds_to_every_parent(beside, adds, findings=cell.size))
    group = group_of(counts, judged.schooling, pair=(cell[worth], outcome[worth]), turn=turn)
    order = np.argsort(-shrunken(group).lower * group.n, kind="stable")
    place = worth[order]
    group = group_of(counts, judged.schooling, pair=(cell[place], outcome[place]), turn=turn)
    stated = np.minimum(group.n, group.rest) >= STATE_FROM
    return Kept(
        group=group,
        place=place,
        shrunken=shrunken(group),
        stated=stated,
        explained_by=_explained(counts, judged, group, way=way[place] * stated, rows=rows),
        left_out=int(cell.size - place.size),
    )


def _explained(counts: Counts, judged: Judged, group: Group, *, way: Whole, rows: Rows) -> Whole:
    """For each finding, the found smaller group that its gap vanishes without: the one that leaves least."""
    found = np.full(group.cell.size, NO_CELL, dtype=np.int64)
    beside = pairs_with_parents(rows, group.cell)
    width = np.int64(len(counts.outcomes))
    key = group.cell * width + group.outcome
    order = np.argsort(key)
    wanted = beside.parent * width + group.outcome[beside.finding]
    at = order[np.minimum(np.searchsorted(key[order], wanted), max(key.size - 1, 0))] if key.size else wanted
    # A group too small to speak of (0) explains nothing.
    is_found = (key[at] == wanted) & (way[at] * way[beside.finding] > 0)
    vanishes = explains(
        counts, judged.schooling, beside=beside, cell=group.cell, outcome=group.outcome, worse=way
    )
    # In the order of the ranking, so that the group that ranks first is the one that is named.
    for pair in np.flatnonzero(is_found & vanishes)[::-1]:
        found[at[pair]] = group.cell[beside.finding[pair]]
    return found
