"""Finds other counts that would be rounded in just the same way, for each withheld cell another value."""

import time
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from oneplan.cells.compiling import compiled
from oneplan.disclosure.releases.turning import turn_round

_TRIES = 400
_STEPS = 128
_LOOKED_AT = 256
_NOISE = 4
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


class _Way(NamedTuple):
    """Where a walk away from the true counts has got to; `tally` holds the five numbers named below."""

    change: NDArray[np.int64]
    step: NDArray[np.int64]
    touched: NDArray[np.int32]
    is_touched: NDArray[np.bool_]
    made: NDArray[np.int32]
    tally: NDArray[np.int64]


_TOUCHED, _MADE, _RANDOM, _WANTED, _BROKEN = 0, 1, 2, 3, 4


class _Found(NamedTuple):
    """What was found: the steps of each picture, and of each cell what was in its way.

    `is_open` and `is_wanted` (cells): those that have another value in some picture, and those that shall.
    """

    made: NDArray[np.int32]
    steps: NDArray[np.int64]
    in_the_way: NDArray[np.int64]
    is_open: NDArray[np.bool_]
    is_wanted: NDArray[np.bool_]


class Pictures(NamedTuple):
    """Ways away from the true counts after which every cell would be shown as it is.

    `made` (pictures × steps) has the inner cells in which children are added or taken away, `steps` how many.
    """

    made: NDArray[np.int32]
    steps: NDArray[np.int64]

    def to_matrix(self, inner: int) -> csr_matrix:
        """(pictures × inner cells) by how much each differs from the true counts."""
        row, place = np.nonzero(self.steps)
        entries = (self.steps[row, place], (row, self.made[row, place]))
        return csr_matrix(entries, shape=(len(self.steps), inner))


NO_PICTURES = Pictures(np.zeros((0, _STEPS), np.int32), np.zeros((0, _STEPS), np.int64))


def find_pictures(
    ranges: Ranges, withheld: NDArray[np.bool_], *, before: Pictures = NO_PICTURES, until: float | None = None
) -> tuple[Pictures, NDArray[np.int64]]:
    """For each withheld cell another picture of the children, where one is near, and what is in the way.

    A picture moves, adds or takes away single children until every cell would be shown as it is and the
    wanted cell has another value: what is broken is mended where that breaks least. Pictures that were found
    before hold as long as no cell is shown that was withheld then. No cell is begun after `until`, by the
    monotonic clock.

    Returns
    -------
    pictures
        Those from before, and what was found now.
    in the way
        (cells) the smallest shown cell that no way to another value could mend; -1 where there is none.
    """
    cells, inner = len(ranges.value), len(ranges.children)
    way = _Way(
        np.zeros(cells, np.int64),
        np.zeros(inner, np.int64),
        np.zeros(cells, np.int32),
        np.zeros(cells, np.bool_),
        np.zeros(_STEPS, np.int32),
        np.array([0, 0, 1, 0, _NOBODY], np.int64),
    )
    is_open = find_open(ranges, before)
    wanted = np.flatnonzero(withheld & ~is_open)
    found = _Found(
        np.concatenate((before.made, np.zeros((len(wanted), _STEPS), np.int32))),
        np.concatenate((before.steps, np.zeros((len(wanted), _STEPS), np.int64))),
        np.full(cells, _NOBODY),
        is_open,
        withheld.copy(),
    )
    for number, cell in enumerate(wanted.tolist(), start=len(before.steps)):
        if until is not None and time.monotonic() > until:
            break
        _find_one(ranges, cell, way, found, number)
    there = found.steps.any(axis=1)
    return Pictures(found.made[there], found.steps[there]), found.in_the_way


def find_open(ranges: Ranges, pictures: Pictures) -> NDArray[np.bool_]:
    """(cells) those that have another value in some of these pictures."""
    shape = (len(ranges.value), len(ranges.children))
    holds = csr_matrix((np.ones(len(ranges.inner), np.int64), ranges.inner, ranges.start), shape=shape)
    changes = holds @ pictures.to_matrix(len(ranges.children)).T
    changes.eliminate_zeros()
    return np.asarray(np.diff(changes.tocsr().indptr) > 0)


@compiled
def _find_one(ranges: Ranges, cell: int, way: _Way, found: _Found, number: int) -> None:
    way.tally[_WANTED] = cell
    for attempt in range(_TRIES):
        if found.is_open[cell]:
            found.in_the_way[cell] = _NOBODY
            return
        if attempt > 1 and number > 0:
            other = _next_random(way) % number
            _follow(ranges, way, found.made[other], found.steps[other])
        if _walk(ranges, way, 1 - 2 * (attempt % 2)):
            for k in range(way.tally[_MADE]):
                found.made[number, k], found.steps[number, k] = way.made[k], way.step[way.made[k]]
            for k in range(way.tally[_TOUCHED]):
                found.is_open[way.touched[k]] |= way.change[way.touched[k]] != 0
        else:
            _remember_blocking(ranges, way, found)
        _go_back(way)


@compiled
def _remember_blocking(ranges: Ranges, way: _Way, found: _Found) -> None:
    cell, before = way.tally[_BROKEN], found.in_the_way[way.tally[_WANTED]]
    if cell == _NOBODY or found.is_wanted[cell]:
        return
    if before == _NOBODY or ranges.value[cell] < ranges.value[before]:
        found.in_the_way[way.tally[_WANTED]] = cell


@compiled
def _walk(ranges: Ranges, way: _Way, step: int) -> bool:
    """Change the wanted cell by one child, and mend what that breaks; whether all could be mended."""
    broken = way.tally[_WANTED]
    way.tally[_BROKEN] = _NOBODY
    for _ in range(_STEPS - way.tally[_MADE]):
        inner = _choose(ranges, way, broken, step)
        if inner == _NOBODY:
            return False
        _make(ranges, way, inner, step)
        broken = _find_broken(ranges, way)
        way.tally[_BROKEN] = broken
        if broken == _NOBODY:
            return bool(way.change[way.tally[_WANTED]] != 0)
        step = 1 if ranges.value[broken] + way.change[broken] < ranges.low[broken] else -1
    return False


@compiled
def _follow(ranges: Ranges, way: _Way, made: NDArray[np.int32], steps: NDArray[np.int64]) -> None:
    """Begin where another way has ended: what is tight in the true counts may have room there."""
    for k in range(_STEPS):
        for _ in range(abs(steps[k])):
            _make(ranges, way, made[k], 1 if steps[k] > 0 else -1)


@compiled
def _next_random(way: _Way) -> int:
    """A number that looks random and is the same each time: a release that is made again comes out alike."""
    way.tally[_RANDOM] = (way.tally[_RANDOM] * 1_103_515_245 + 12_345) & 0x7FFFFFFF
    return int(way.tally[_RANDOM] >> 8)


@compiled
def _choose(ranges: Ranges, way: _Way, cell: int, step: int) -> int:
    """Which inner cell of this cell to change so that least is broken, or nobody."""
    best, least = _NOBODY, 1 << 40
    first, size = ranges.start[cell], ranges.start[cell + 1] - ranges.start[cell]
    shift = _next_random(way)
    for k in range(min(size, _LOOKED_AT)):
        inner = ranges.inner[first + (shift + k) % size]
        # No step is taken back on one way, so no way goes in circles.
        if way.step[inner] * step < 0 or ranges.children[inner] + way.step[inner] + step < 0:
            continue
        breaks = _NOISE * _count_breaks(ranges, way, inner, step) + _next_random(way) % _NOISE
        if breaks < least:
            best, least = inner, breaks
    return best


@compiled
def _count_breaks(ranges: Ranges, way: _Way, inner: int, step: int) -> int:
    """How much further the cells of this inner cell would be from how they are shown."""
    more = 0
    for place in range(ranges.inner_start[inner], ranges.inner_start[inner + 1]):
        cell = ranges.cells[place]
        before = ranges.value[cell] + way.change[cell]
        more += _miss(ranges, cell, before + step) - _miss(ranges, cell, before)
        if cell == way.tally[_WANTED] and way.change[cell] + step == 0:
            more += len(ranges.value)
    return more


@compiled
def _miss(ranges: Ranges, cell: int, value: int) -> int:
    return int(max(ranges.low[cell] - value, 0) + max(value - ranges.high[cell], 0))


@compiled
def _make(ranges: Ranges, way: _Way, inner: int, step: int) -> None:
    if way.step[inner] == 0:
        way.made[way.tally[_MADE]] = inner
        way.tally[_MADE] += 1
    way.step[inner] += step
    for place in range(ranges.inner_start[inner], ranges.inner_start[inner + 1]):
        cell = ranges.cells[place]
        way.change[cell] += step
        if not way.is_touched[cell]:
            way.is_touched[cell] = True
            way.touched[way.tally[_TOUCHED]] = cell
            way.tally[_TOUCHED] += 1


@compiled
def _find_broken(ranges: Ranges, way: _Way) -> int:
    """The narrowest cell that would no longer be shown as it is, or nobody."""
    narrowest, size = _NOBODY, 1 << 40
    for k in range(way.tally[_TOUCHED]):
        cell = way.touched[k]
        here = (ranges.start[cell + 1] - ranges.start[cell]) * (1 + _next_random(way) % 3)
        if here < size and _miss(ranges, cell, ranges.value[cell] + way.change[cell]) > 0:
            narrowest, size = cell, here
    return narrowest


@compiled
def _go_back(way: _Way) -> None:
    for k in range(way.tally[_TOUCHED]):
        way.change[way.touched[k]] = 0
        way.is_touched[way.touched[k]] = False
    for k in range(way.tally[_MADE]):
        way.step[way.made[k]] = 0
    way.tally[_TOUCHED] = way.tally[_MADE] = 0


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
