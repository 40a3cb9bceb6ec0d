"""Collects pictures of a cube: other whole children that a reader could not tell from the true ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY
from oneplan.cells.tally import strides_of
from oneplan.disclosure.cubes.answering import change_answers, stroll
from oneplan.disclosure.cubes.cube import DEEPEST, Cube, join_columns
from oneplan.disclosure.cubes.moving import change_children
from oneplan.disclosure.cubes.walk import Bounds, Map, Walk, narrow_all, seed_walks
from oneplan.disclosure.releases.turning import turn_round

_SEED = 11
_TURNS = 20
_IDLE = 4
_LOG = 20_000


@dataclass(frozen=True)
class Ends:
    """Between which values each count would be shown as it is (columns × groups)."""

    low: NDArray[np.int32]
    high: NDArray[np.int32]


@dataclass(frozen=True)
class Other:
    """Other children whose counts stay within the ends. To be kept private, as the true ones.

    `levels` (children × characteristics) and `yes` (outcomes × children) as in a cube; who answered is the
    same.
    """

    levels: NDArray[np.int16]
    yes: NDArray[np.bool_]


class Search:
    """A walk from the true children, and what was seen of their counts on the way."""

    def __init__(self, cube: Cube) -> None:
        self._cube, self._walk = cube, _begin(cube)
        self._seen = [cube.value]
        self.pictures = [Other(cube.levels, cube.yes)]
        seed_walks(_SEED)

    def look(self, wanted: NDArray[np.bool_], *, values: int, ends: Ends) -> NDArray[np.bool_]:
        """Walk on until each wanted count was seen with so many values; those that are left in the end.

        The ends may be wider than those of the walk before, never narrower.
        """
        for here, given in zip(self._walk.bounds, _bounds(self._cube, ends), strict=True):
            here[:] = given
        narrow_all(self._walk)
        left, idle = self._find_left(wanted, values), 0
        while left.any() and idle < _IDLE:
            before, left = left, self._go_on(wanted, values, left=left)
            idle = idle + 1 if (before == left).all() else 0
        return left

    def _go_on(self, wanted: NDArray[np.bool_], values: int, *, left: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Walk a while, above all where counts are left; the picture is kept where it shows a new value."""
        walk, of = self._walk, self._cube.of
        stroll(walk, _TURNS * len(walk.levels))
        of_children, of_answers = (
            left[: len(walk.n)].copy(),
            left[len(walk.n) :].reshape(2, *walk.cases.shape),
        )
        still = of_answers.any(axis=0)
        change_answers(walk, still)
        np.logical_or.at(of_children, of, still)
        change_children(walk, of_children)
        self._seen.append(join_columns(walk.n, walk.cases, of=of))
        after = self._find_left(wanted, values)
        if (after == left).all():
            self._seen.pop()
        else:
            self.pictures.append(Other(walk.levels.copy(), walk.yes.copy()))
        return after

    def _find_left(self, wanted: NDArray[np.bool_], values: int) -> NDArray[np.bool_]:
        """Which of these counts were seen with fewer values."""
        seen = np.sort(np.array([one[wanted] for one in self._seen]), axis=0)
        left = wanted.copy()
        left[wanted] = (np.diff(seen, axis=0) > 0).sum(axis=0) + 1 < values
        return left


def _begin(cube: Cube) -> Walk:
    return Walk(
        map=_draw_map(cube),
        bounds=Bounds(*(part.copy() for part in _bounds(cube, Ends(cube.value, cube.value)))),
        levels=cube.levels.copy(),
        groups=cube.groups.copy(),
        answered=cube.answered,
        yes=cube.yes.copy(),
        of=cube.of,
        n=cube.n.copy(),
        cases=cube.cases.copy(),
        low=np.zeros_like(cube.cases),
        high=np.zeros_like(cube.cases),
        log=np.empty((_LOG, 2), np.int32),
        used=np.zeros(1, np.int64),
    )


def _bounds(cube: Cube, ends: Ends) -> Bounds:
    universes, outcomes = len(cube.n), len(cube.cases)
    cuts = [universes, universes + outcomes]
    low, high = np.split(ends.low, cuts), np.split(ends.high, cuts)
    return Bounds(low[0], high[0], low[1], high[1], low[2], high[2])


def _draw_map(cube: Cube) -> Map:
    layout, crossed = cube.layout, cube.groups.shape[1]
    everywhere = np.arange(len(cube.levels) + 1, dtype=np.int64) * crossed
    start, member = turn_round(everywhere, cube.groups.ravel(), count=layout.possible)
    fixes = np.full((len(layout.sets), DEEPEST), ANY, np.int64)
    for place, one in enumerate(layout.sets):
        fixes[place, : len(one)] = one
    order = _stand_alike(cube.levels)
    return Map(
        steps=strides_of(layout),
        holds=np.array([np.flatnonzero((fixes == one).any(axis=1)) for one in range(len(layout.counts))]),
        fixes=fixes,
        set_of=np.repeat(np.arange(len(layout.sets)), np.diff(layout.begin)),
        level_of=np.array(layout.levels),
        begin=layout.begin,
        order=order,
        place=np.argsort(order, axis=1).astype(np.int32),
        start=start,
        member=member,
    )


def _stand_alike(levels: NDArray[np.int16]) -> NDArray[np.int32]:
    """For each characteristic an order of the children in which neighbours are mostly alike but for it."""
    many = levels.shape[1]
    first = [np.roll(np.arange(many), -one) for one in range(many)]
    return np.array([np.lexsort(levels[:, turned].T) for turned in first], np.int32)
