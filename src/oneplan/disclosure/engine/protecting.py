"""Decides which cells of a release are shown: the most valuable first, none that uncovers a small one."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from oneplan.disclosure.engine.showing import Effort, show_in_order, show_nothing
from oneplan.disclosure.engine.space import HELD, Space, Work, begin_work, make_space
from oneplan.errors import NotSafe

_FIRST = Effort(pivots=1, pairs=1, shuffle=8)
_AGAIN = Effort(pivots=1, pairs=20, shuffle=8)
_SURE = Effort(pivots=0, pairs=0, shuffle=1)
_AT_ONCE = 64
_SEED = 0
_WAYS = 5
NO_CEILING = 1 << 40
"""Where a reader does not know how high a count may be."""


@dataclass(frozen=True)
class Problem:
    """What the engine is given: cells over inner cells, and what of them must not be worked out.

    Attributes
    ----------
    start, inner
        Cells over inner cells, compressed rows.
    children
        (inner cells) the true counts.
    floor
        (cells) the lowest value that a reader knows a cell to have when it is withheld.
    ceiling
        (cells) the highest, or `NO_CEILING`.
    span
        (cells) how many other values a cell must keep, or 0.
    up, down
        (cells) how far above and below its own value every value must stay possible, or 0.
    worth
        (cells) what it is worth to show a cell: the highest are tried first.
    never
        (cells) those that are never shown, because their rule says so.
    must
        (cells) those that are to be shown before all others, or not at all.
    """

    start: NDArray[np.int64]
    inner: NDArray[np.int32]
    children: NDArray[np.int64]
    floor: NDArray[np.int64]
    ceiling: NDArray[np.int64]
    span: NDArray[np.int32]
    up: NDArray[np.int32]
    down: NDArray[np.int32]
    worth: NDArray[np.float64]
    never: NDArray[np.bool_]
    must: NDArray[np.bool_]


@dataclass(frozen=True)
class Pattern:
    """Which cells are shown, whether every cell was considered before the time was up, and the proof.

    `children` (inner cells): the true counts, those that no table tells apart in one place. `witnesses` (ways
    × inner cells): by how much each other way of counting the children, that looks the same to a reader,
    differs from these. Both to be kept private.
    """

    shown: NDArray[np.bool_]
    finished: bool
    children: NDArray[np.int64]
    witnesses: csr_matrix


def protect(
    problem: Problem, *, time_limit: float | None = None, progress: Callable[[int, int], None] | None = None
) -> Pattern:
    """Show as much as is safe: every small cell keeps a witness, another release that looks the same.

    A witness is made of whole children, leaves every shown cell as it is and no withheld cell below its
    floor. So what is shown is safe at every moment, and a time limit only leaves more withheld.

    Raises
    ------
    NotSafe
        When a cell that must be shown cannot be.

    Notes
    -----
    Secondary suppression as elimination (Langsrud, "Secondary cell suppression by Gaussian elimination",
    2024) turned round: instead of the equations that are shown, the steps that they still allow are kept.
    """
    until = None if time_limit is None else time.monotonic() + time_limit
    ranked = np.argsort(-problem.worth, kind="stable")
    work = _begin(problem, ranked[problem.must[ranked]].astype(np.int64))
    order = ranked[~problem.never[ranked]].astype(np.int64)
    finished = True
    for effort in (_FIRST, _AGAIN, _SURE):
        finished = _show(work, order, effort=effort, until=until, progress=progress) and finished
        order = order[~work.bench.shown[order]]
    first = _merge_equal(problem)[2]
    children = np.zeros(len(problem.children), np.int64)
    children[first] = work.space.children
    shown = work.bench.shown[: len(problem.floor)].copy()
    return Pattern(shown, finished, children, _witnesses(work, first, len(children)))


def _witnesses(work: Work, first: NDArray[np.int64], inner: int) -> csr_matrix:
    """Each move as often as it can be made, ahead and back."""
    changed, changes, start = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [0]
    for at in range(work.bench.tally[HELD]):
        length = work.moves.length[at]
        for times in (int(work.moves.ahead[at]), -int(work.moves.back[at])):
            if times:
                changed.append(first[work.moves.inner[at, :length]])
                changes.append(work.moves.step[at, :length].astype(np.int64) * times)
                start.append(start[-1] + int(length))
    shape = (len(start) - 1, inner)
    return csr_matrix((np.concatenate(changes), np.concatenate(changed), np.array(start)), shape=shape)


def _show(
    work: Work,
    order: NDArray[np.int64],
    *,
    effort: Effort,
    until: float | None,
    progress: Callable[[int, int], None] | None,
) -> bool:
    for done in range(0, len(order), _AT_ONCE):
        if until is not None and time.monotonic() > until:
            return False
        show_in_order(work, (order[done : done + _AT_ONCE], effort))
        if progress:
            progress(min(done + _AT_ONCE, len(order)), len(order))
    return True


def _begin(problem: Problem, must: NDArray[np.int64]) -> Work:
    """Show the cells that must be shown, if one of several ways to go about it can."""
    space = _space_of(problem)
    for seed in range(_SEED, _SEED + _WAYS):
        work = begin_work(space)
        show_nothing(work, seed)
        left = must
        for effort in (_FIRST, _AGAIN):
            show_in_order(work, (left, effort))
            left = left[~work.bench.shown[left]]
        if not len(left):
            return work
    raise NotSafe(
        f"{len(left)} cells that must be shown, or went out before, would uncover a small group. "
        "Choose: freeze what went out before, round this release by a rounding policy, or merge levels."
    )


def _space_of(problem: Problem) -> Space:
    """The space: inner cells that no table tells apart are one, and unseen ones may hold no child."""
    merged, children, _ = _merge_equal(problem)
    start, inner = _rows_of(problem.start, merged[problem.inner])
    lone = np.flatnonzero(np.diff(start) == 1)
    unseen = np.setdiff1d(np.arange(len(children)), inner[start[lone]])
    more = len(unseen)
    start = np.concatenate((start, start[-1] + 1 + np.arange(more))).astype(np.int64)
    inner = np.concatenate((inner, unseen))
    nothing = np.zeros(more, np.int32)
    return make_space(
        start,
        inner.astype(np.int32),
        children=children,
        floor=np.concatenate((problem.floor, nothing)).astype(np.int64),
        ceiling=np.concatenate((problem.ceiling, np.full(more, NO_CEILING))),
        span=np.concatenate((problem.span, nothing)).astype(np.int32),
        up=np.concatenate((problem.up, nothing)).astype(np.int32),
        down=np.concatenate((problem.down, nothing)).astype(np.int32),
    )


def _merge_equal(problem: Problem) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """For each inner cell the number of the merged one; the children in these, and the first of each."""
    marks = np.random.default_rng(_SEED).integers(1, 2**63, size=(len(problem.start) - 1, 2), dtype=np.uint64)
    cell_of = np.repeat(np.arange(len(problem.start) - 1), np.diff(problem.start))
    signature = np.zeros((len(problem.children), 2), np.uint64)
    np.add.at(signature, problem.inner, marks[cell_of])
    _, first, merged = np.unique(signature, axis=0, return_index=True, return_inverse=True)
    merged = merged.reshape(-1)
    return merged, np.bincount(merged, weights=problem.children).astype(np.int64), first


def _rows_of(
    start: NDArray[np.int64], inner: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The same rows, each inner cell once."""
    cell_of = np.repeat(np.arange(len(start) - 1), np.diff(start))
    pairs = np.unique(np.stack((cell_of, inner), axis=1), axis=0)
    counted = np.bincount(pairs[:, 0], minlength=len(start) - 1)
    return np.concatenate(([0], np.cumsum(counted))).astype(np.int64), pairs[:, 1]
