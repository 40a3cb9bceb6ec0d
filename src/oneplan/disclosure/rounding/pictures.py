"""Finds other counts that would be rounded in just the same way: one child more, or one child elsewhere."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from oneplan.cells.compiling import compiled
from oneplan.disclosure.releases.turning import turn_round

_TRIES = 4000
_NOBODY = -1


class Ranges(NamedTuple):
    """Cells over inner cells, and the lowest and highest value that would be shown as each cell is."""

    start: NDArray[np.int64]
    inner: NDArray[np.int32]
    inner_start: NDArray[np.int64]
    cells: NDArray[np.int32]
    value: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    children: NDArray[np.int64]


def find_pictures(ranges: Ranges, wanted: NDArray[np.int64]) -> csr_matrix:
    """For each wanted cell one other picture of the children, where one is near (pictures × inner cells).

    A picture adds a child to an inner cell (or takes one away) and may take one from another, so that
    every cell would be shown as it is.
    """
    found = np.full((len(wanted), 3), _NOBODY, np.int64)
    marks = np.zeros(len(ranges.value), np.int64)
    _find_all(ranges, wanted, found, marks)
    found = found[found[:, 0] != _NOBODY]
    pair, number = found[:, 1] != _NOBODY, np.arange(len(found))
    rows, columns = np.concatenate((number, number[pair])), np.concatenate((found[:, 0], found[pair, 1]))
    steps = np.concatenate((found[:, 2], -found[pair, 2]))
    return csr_matrix((steps, (rows, columns)), shape=(len(found), len(ranges.children)))


@compiled
def _find_all(
    ranges: Ranges, wanted: NDArray[np.int64], found: NDArray[np.int64], marks: NDArray[np.int64]
) -> None:
    for number in range(len(wanted)):
        for place in range(ranges.start[wanted[number]], ranges.start[wanted[number] + 1]):
            for step in (1, -1):
                if found[number, 0] == _NOBODY:
                    _try_one(ranges, wanted[number], ranges.inner[place], step, found[number], marks)


@compiled
def _try_one(
    ranges: Ranges, cell: int, inner: int, step: int, found: NDArray[np.int64], marks: NDArray[np.int64]
) -> None:
    """Change one inner cell; where that would show in other cells, look for one that makes up for it."""
    if ranges.children[inner] + step < 0:
        return
    narrow, broken = _mark_broken(ranges, inner, step, marks)
    if broken == 0:
        found[0], found[1], found[2] = inner, _NOBODY, step
    elif marks[cell] != 2:
        first = ranges.start[narrow]
        for place in range(first, min(ranges.start[narrow + 1], first + _TRIES)):
            other = ranges.inner[place]
            if _makes_up(ranges, cell, other, step, broken, marks):
                found[0], found[1], found[2] = inner, other, step
                break
    for place in range(ranges.inner_start[inner], ranges.inner_start[inner + 1]):
        marks[ranges.cells[place]] = 0


@compiled
def _mark_broken(ranges: Ranges, inner: int, step: int, marks: NDArray[np.int64]) -> tuple[int, int]:
    """Mark the cells that hold it, 2 where the change would show; the narrowest of those, and how many."""
    narrow, broken = _NOBODY, 0
    for place in range(ranges.inner_start[inner], ranges.inner_start[inner + 1]):
        cell = ranges.cells[place]
        marks[cell] = 1
        after = ranges.value[cell] + step
        if after < ranges.low[cell] or after > ranges.high[cell]:
            marks[cell] = 2
            broken += 1
            size = ranges.start[cell + 1] - ranges.start[cell]
            if narrow == _NOBODY or size < ranges.start[narrow + 1] - ranges.start[narrow]:
                narrow = cell
    return narrow, broken


@compiled
def _makes_up(
    ranges: Ranges, wanted: int, other: int, step: int, broken: int, marks: NDArray[np.int64]
) -> bool:
    """Whether taking the step back in this inner cell hides it everywhere but in the wanted cell."""
    if ranges.children[other] - step < 0:
        return False
    hidden = 0
    for place in range(ranges.inner_start[other], ranges.inner_start[other + 1]):
        cell = ranges.cells[place]
        if cell == wanted:
            return False
        after = ranges.value[cell] - step
        if marks[cell] == 0 and (after < ranges.low[cell] or after > ranges.high[cell]):
            return False
        hidden += marks[cell] == 2
    return hidden == broken


def make_ranges(
    start: NDArray[np.int64],
    inner: NDArray[np.int32],
    *,
    children: NDArray[np.int64],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
) -> Ranges:
    """The cells with their ranges, and the cells of each inner cell beside the inner cells of each cell."""
    inner_start, cells = turn_round(start, inner, count=len(children))
    value = np.add.reduceat(children[inner], start[:-1])
    return Ranges(start, inner, inner_start, cells, value, low, high, children)
