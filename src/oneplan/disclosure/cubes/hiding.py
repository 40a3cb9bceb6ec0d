"""Decides which counts of a cube are withheld: the small ones, and where one would follow, its complement."""

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY
from oneplan.disclosure.cubes.cube import Cube, find_rarest
from oneplan.disclosure.cubes.decided import LEFT_OUT, WITHHELD, Decided
from oneplan.disclosure.cubes.moving import Ends
from oneplan.disclosure.cubes.searching import Search
from oneplan.disclosure.policies import Policy
from oneplan.disclosure.rounding.rounding import round_to_base
from oneplan.errors import NotSafe

_FAR = 1 << 30
_ROUNDS = 4


def hide_small(
    cube: Cube,
    policy: Policy,
    *,
    time_limit: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Decided:
    """Withhold both answers of a group where one is small, and more only where one has too few values.

    `time_limit` is in seconds, for looking for other children: what is not proven by then is not safe.

    Raises
    ------
    NotSafe
        When some count would follow even so: names the level to merge with another.
    """
    value = cube.value
    small = (value > 0) & (value <= policy.withhold_to)
    shown = ~(small | (_find_complements(cube, small) & (value > 0)))
    search = Search(cube, until=np.inf if time_limit is None else time.monotonic() + time_limit)
    for turn in range(_ROUNDS):
        ends = _find_ends(value, shown, small=small, policy=policy)
        left = search.look(~shown, values=policy.values_kept, ends=ends)
        if progress:
            progress(int((~shown & ~left).sum()), int((~shown).sum()))
        if not left.any():
            return Decided(_find_figures(value, shown, base=policy.base), turn > 0, search.pictures)
        shown &= ~(_find_lines(cube, left, crossed=turn > 1) & (value > 0))
    raise NotSafe(
        f"{int(left.sum()):,} counts may follow from others: no other children were found who fit."
        f" Merge {find_rarest(cube, np.flatnonzero(left.any(axis=0)))} with another level first."
    )


def _find_complements(cube: Cube, small: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The other answer of the same group, for each answer that is small."""
    universes = len(cube.answered)
    yes, no = np.split(small[universes:], 2)
    return np.concatenate((np.zeros_like(small[:universes]), no, yes))


def _find_lines(cube: Cube, left: NDArray[np.bool_], *, crossed: bool) -> NDArray[np.bool_]:
    """The counts in line with each that is left, by its rarer level or by both; its answers go together."""
    children, yes, no = np.split(left, np.cumsum([len(cube.answered), len(cube.outcomes)]))
    children, answers = children.copy(), yes | no
    if crossed:
        np.logical_or.at(children, cube.of, answers)
    answers |= children[cube.of]
    rows = np.concatenate((children, answers, answers))
    wanted = np.flatnonzero(rows.any(axis=0)).tolist()
    lines = {group: _find_line(cube, group, crossed=crossed) for group in wanted}
    beside = rows.copy()
    for row, group in zip(*np.nonzero(rows), strict=True):
        beside[row] |= lines[group]
    return beside


def _find_line(cube: Cube, group: int, *, crossed: bool) -> NDArray[np.bool_]:
    levels, children = cube.layout.levels, cube.n.max(axis=0)
    same = ((levels != ANY) == (levels[group] != ANY)).all(axis=1)
    lines = [
        same & (levels[:, place] == levels[group, place]) for place in np.flatnonzero(levels[group] != ANY)
    ]
    lines.sort(key=lambda line: int(children[line].sum()))
    beside = np.zeros(len(levels), bool)
    beside[group] = True
    for line in lines if crossed else lines[:1]:
        beside |= line
    return beside


def _find_figures(value: NDArray[np.int32], shown: NDArray[np.bool_], *, base: int) -> NDArray[np.int64]:
    """What is written of each count."""
    rounded = round_to_base(value.astype(np.int64), base)
    return np.where(value == 0, LEFT_OUT, np.where(shown, rounded, WITHHELD))


def _find_ends(
    value: NDArray[np.int32], shown: NDArray[np.bool_], *, small: NDArray[np.bool_], policy: Policy
) -> Ends:
    """Between which values each count would be shown as it is: what is small stays small."""
    nearest = round_to_base(value.astype(np.int64), policy.base) - policy.base // 2
    low = np.where(shown, np.maximum(nearest, policy.withhold_to + 1), 1)
    high = np.where(shown, nearest + policy.base - 1, np.where(small, policy.withhold_to, _FAR))
    there = value > 0
    return Ends(np.where(there, low, 0), np.where(there, high, 0))
