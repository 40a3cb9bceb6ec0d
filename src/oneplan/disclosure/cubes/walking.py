"""Walks from the true counts of a cube to others that would be shown in just the same way."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from oneplan.cells.cells import ANY
from oneplan.cells.compiling import compiled
from oneplan.disclosure.cubes.cube import Cube, find_pairs, find_singles

_SEED = 11
_STEPS = 60
_TRIES = 60
_IDLE = 3


class Walk(NamedTuple):
    """Where a walk is: the counts now, and between which every count must stay to be shown as it is.

    `value`, `low` and `high` are groups × (1 + 2 × outcomes): children, then with and without each outcome.
    """

    value: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    pairs: NDArray[np.int32]
    singles: NDArray[np.int32]
    sizes: NDArray[np.int64]


def find_other_counts(
    cube: Cube,
    *,
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    wanted: NDArray[np.bool_],
    thorough: bool = False,
) -> csr_matrix:
    """Other counts of a cube that add up and stay between these ends (pictures × cells, as differences).

    Parameters
    ----------
    low, high
        (groups × columns) between which each count has to stay.
    wanted
        (groups × columns) the cells that must be seen to change: the walk goes on while more of them do.
    thorough
        Whether to try the margins of those cells as well: slow where many are left.
    """
    sizes = np.array([len(one.levels) for one in cube.characteristics], np.int64)
    walk = Walk(cube.value.copy(), low, high, find_pairs(cube), find_singles(cube), sizes)
    left, found, idle = wanted.copy(), [csr_matrix((0, wanted.size), dtype=np.int64)], 0
    _begin(_SEED)
    while left.any() and idle < _IDLE:
        _stroll(walk, _STEPS)
        _move_children(walk, np.bitwise_or.reduce(left if thorough else left[:, :1], axis=1))
        _move_levels(walk, _with_margins(cube, walk.singles, left) if thorough else left)
        change = walk.value - cube.value
        before = int(left.sum())
        left &= change == 0
        idle = idle + 1 if int(left.sum()) == before else 0
        found.append(csr_matrix(change.reshape(1, -1)))
    return vstack(found, format="csr")


def _with_margins(cube: Cube, singles: NDArray[np.int32], left: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The same cells, and those of each level that one of their groups fixes."""
    wanted = left.copy()
    groups, places = np.nonzero((cube.levels != ANY) & left.any(axis=1, keepdims=True))
    np.logical_or.at(wanted, singles[places, cube.levels[groups, places]], left[groups])
    return wanted


@compiled
def _begin(seed: int) -> None:
    np.random.seed(seed)


@compiled
def _stroll(walk: Walk, steps: int) -> None:
    """Move answers about inside each pair of characteristics; no group of children changes."""
    for pair in range(len(walk.pairs)):
        for yes in range(1, walk.value.shape[1], 2):
            for _ in range(steps):
                _turn(walk, pair, yes)


@compiled
def _turn(walk: Walk, pair: int, yes: int) -> None:
    """Give one answer more in two corners of a square of groups, one less in the others, where it fits."""
    one, other = _characteristics(walk, pair)
    high, wide = walk.sizes[one], walk.sizes[other]
    i, j = np.random.randint(high), np.random.randint(wide)
    k, m = np.random.randint(high), np.random.randint(wide)
    if i != k and j != m:
        square = (
            walk.pairs[pair, i, j],
            walk.pairs[pair, k, m],
            walk.pairs[pair, i, m],
            walk.pairs[pair, k, j],
        )
        _shift_answers(walk, square, yes)


@compiled
def _characteristics(walk: Walk, pair: int) -> tuple[int, int]:
    one, left, others = 0, pair, len(walk.sizes) - 1
    while left >= others:
        left -= others
        others -= 1
        one += 1
    return one, one + 1 + left


@compiled
def _fits(walk: Walk, group: int, column: int, step: int) -> bool:
    if group < 0:
        return False
    after = walk.value[group, column] + step
    return bool(walk.low[group, column] <= after <= walk.high[group, column])


@compiled
def _shift_answers(walk: Walk, square: tuple[int, int, int, int], yes: int) -> bool:
    """One answer more in the first two groups and one less in the last two; the other answer makes up."""
    no = yes + 1
    for place in range(4):
        step = 1 if place < 2 else -1
        if not (_fits(walk, square[place], yes, step) and _fits(walk, square[place], no, -step)):
            return False
    for place in range(4):
        step = 1 if place < 2 else -1
        walk.value[square[place], yes] += step
        walk.value[square[place], no] -= step
    return True


@compiled
def _shift_column(walk: Walk, square: tuple[int, int, int, int], column: int) -> bool:
    """One more in this column of the first two groups, and one less in the last two."""
    for place in range(4):
        if not _fits(walk, square[place], column, 1 if place < 2 else -1):
            return False
    for place in range(4):
        walk.value[square[place], column] += 1 if place < 2 else -1
    return True


@compiled
def _move_children(walk: Walk, wanted: NDArray[np.bool_]) -> None:
    """Move children inside each pair of characteristics, where a group of these is still to change."""
    for pair in range(len(walk.pairs)):
        one, other = _characteristics(walk, pair)
        for i in range(walk.sizes[one]):
            for j in range(walk.sizes[other]):
                group = walk.pairs[pair, i, j]
                if group >= 0 and wanted[group]:
                    for _ in range(_TRIES):
                        if _swap_children(walk, pair, i, j):
                            break


@compiled
def _swap_children(walk: Walk, pair: int, i: int, j: int) -> bool:
    """Take a child into a group (or out of it), by a square of groups, with all of its answers."""
    one, other = _characteristics(walk, pair)
    k, m = np.random.randint(walk.sizes[one]), np.random.randint(walk.sizes[other])
    if i == k or j == m:
        return False
    corners = (walk.pairs[pair, i, j], walk.pairs[pair, k, m], walk.pairs[pair, i, m], walk.pairs[pair, k, j])
    square = corners if np.random.randint(2) else (corners[2], corners[3], corners[0], corners[1])
    if not _shift_column(walk, square, 0):
        return False
    saved = walk.value.copy()
    for yes in range(1, walk.value.shape[1], 2):
        if not _settle(walk, pair, square, yes):
            walk.value[:] = saved
            _shift_column(walk, (square[2], square[3], square[0], square[1]), 0)
            return False
    return True


@compiled
def _settle(walk: Walk, pair: int, square: tuple[int, int, int, int], yes: int) -> bool:
    """Let the children who moved answer one way or the other; others of the pair may answer otherwise."""
    for _ in range(_TRIES):
        first = np.random.randint(2)
        if _shift_column(walk, square, yes + first) or _shift_column(walk, square, yes + 1 - first):
            return True
        _turn(walk, pair, yes)
    return False


@compiled
def _move_levels(walk: Walk, wanted: NDArray[np.bool_]) -> None:
    """Give an answer from one level of a characteristic to another, where such a cell is still to change."""
    for one in range(len(walk.sizes)):
        for level in range(walk.sizes[one]):
            group = walk.singles[one, level]
            for yes in range(1, walk.value.shape[1], 2):
                if group >= 0 and (wanted[group, yes] or wanted[group, yes + 1]):
                    for _ in range(_TRIES):
                        if _move_answer(walk, one, level, yes):
                            break


@compiled
def _move_answer(walk: Walk, one: int, level: int, yes: int) -> bool:
    """One answer more at this level and one less at another, in the margin and in every pair with it."""
    other = np.random.randint(walk.sizes[one])
    if other == level:
        return False
    rise, fall = (level, other) if np.random.randint(2) else (other, level)
    margin = (walk.singles[one, rise], walk.singles[one, fall])
    if not _exchange(walk, margin, yes):
        return False
    saved, done = walk.value.copy(), True
    for beside in range(len(walk.sizes)):
        if done and beside != one:
            done = _exchange_beside(walk, one, beside, rise, fall, yes)
    if not done:
        walk.value[:] = saved
        _exchange(walk, (margin[1], margin[0]), yes)
    return done


@compiled
def _exchange(walk: Walk, groups: tuple[int, int], yes: int) -> bool:
    rise, fall, no = groups[0], groups[1], yes + 1
    fits = _fits(walk, rise, yes, 1) and _fits(walk, rise, no, -1)
    if not (fits and _fits(walk, fall, yes, -1) and _fits(walk, fall, no, 1)):
        return False
    walk.value[rise, yes] += 1
    walk.value[rise, no] -= 1
    walk.value[fall, yes] -= 1
    walk.value[fall, no] += 1
    return True


@compiled
def _exchange_beside(walk: Walk, one: int, beside: int, rise: int, fall: int, yes: int) -> bool:
    for _ in range(_TRIES):
        level = np.random.randint(walk.sizes[beside])
        groups = (_pair_of(walk, one, rise, beside, level), _pair_of(walk, one, fall, beside, level))
        if _exchange(walk, groups, yes):
            return True
        first, second = min(one, beside), max(one, beside)
        count = len(walk.sizes)
        _turn(walk, first * count - first * (first + 1) // 2 + second - first - 1, yes)
    return False


@compiled
def _pair_of(walk: Walk, one: int, level: int, other: int, at: int) -> int:
    count, first, second = len(walk.sizes), min(one, other), max(one, other)
    pair = first * count - first * (first + 1) // 2 + second - first - 1
    if one < other:
        return int(walk.pairs[pair, level, at])
    return int(walk.pairs[pair, at, level])
