"""Decides which counts of a cube are withheld: the small ones, and where one would follow, its complement."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY
from oneplan.disclosure.cubes.cube import Cube, find_rarest
from oneplan.disclosure.cubes.searching import Ends, Other, Search
from oneplan.disclosure.policies import Policy
from oneplan.disclosure.rounding.rounding import round_to_base
from oneplan.errors import NotSafe

_FAR = 1 << 30
_ROUNDS = 6


@dataclass(frozen=True)
class Hidden:
    """What is shown of a cube, and other children of whom the same would be shown.

    Attributes
    ----------
    shown
        (columns × groups) whether a count is shown, rounded.
    most
        What a reader knows a withheld count to be at most; None once larger ones are withheld as well.
    pictures
        The first are the true children. To be kept private.
    """

    shown: NDArray[np.bool_]
    most: int | None
    pictures: list[Other]


def hide_small(cube: Cube, policy: Policy, *, progress: Callable[[int, int], None] | None = None) -> Hidden:
    """Withhold what is small, and more only where a small count has too few values beside what is shown.

    Raises
    ------
    NotSafe
        When some small count would follow even so: names the level to merge with another.
    """
    small = (cube.value > 0) & (cube.value <= policy.withhold_to)
    shown, most, search = ~small, policy.withhold_to, Search(cube)
    for turn in range(_ROUNDS):
        ends = _find_ends(cube.value, shown, policy=policy, most=most)
        left = search.look(~shown, values=policy.values_kept, ends=ends)
        if progress:
            progress(int((~shown & ~left).sum()), int((~shown).sum()))
        if not left.any():
            return Hidden(shown, None if most == _FAR else most, search.pictures)
        beside = _find_complements(cube, left) if turn == 0 else _find_lines(cube, left, crossed=turn > 2)
        shown, most = shown & ~(beside & (cube.value > 0)), _FAR
    raise NotSafe(
        f"{int(left.sum()):,} counts would follow from others."
        f" Merge {find_rarest(cube, np.flatnonzero(left.any(axis=0)))} with another level first."
    )


def _find_complements(cube: Cube, left: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The other answer of the same group, for each answer that is left."""
    universes = len(cube.answered)
    yes, no = np.split(left[universes:], 2)
    return np.concatenate((np.zeros_like(left[:universes]), no, yes))


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
    return np.any(lines if crossed else lines[:1], axis=0) | (np.arange(len(levels)) == group)


def _find_ends(value: NDArray[np.int32], shown: NDArray[np.bool_], *, policy: Policy, most: int) -> Ends:
    """Between which values each count would be shown as it is: what is not there stays away."""
    nearest = round_to_base(value.astype(np.int64), policy.base) - policy.base // 2
    low = np.where(shown, np.maximum(nearest, policy.withhold_to + 1), 1)
    high = np.where(shown, nearest + policy.base - 1, most)
    there = value > 0
    return Ends(np.where(there, low, 0).astype(np.int32), np.where(there, high, 0).astype(np.int32))
