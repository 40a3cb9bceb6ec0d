"""Decides which counts of a cube are withheld: the small ones, and where one would follow, its complement."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from oneplan.cells.cells import ANY
from oneplan.disclosure.cubes.cube import Cube, find_singles
from oneplan.disclosure.cubes.walking import find_other_counts
from oneplan.disclosure.policies import Policy
from oneplan.disclosure.rounding.rounding import round_to_base
from oneplan.errors import NotSafe

_FAR = 1 << 40
_ROUNDS = 8


@dataclass(frozen=True)
class Hidden:
    """What is shown of a cube, and other counts of the same children that would be shown alike.

    Attributes
    ----------
    shown
        (groups × columns) whether a count is shown, rounded.
    most
        What a reader knows a withheld count to be at most; None once larger ones are withheld as well.
    others
        (pictures × cells) by how much these differ from the true counts. To be kept private.
    """

    shown: NDArray[np.bool_]
    most: int | None
    others: csr_matrix


def hide_small(cube: Cube, policy: Policy, *, progress: Callable[[int, int], None] | None = None) -> Hidden:
    """Withhold what is small, and more only where a small count has no other value beside what is shown.

    Raises
    ------
    NotSafe
        When some small count would follow even so.
    """
    small = (cube.value > 0) & (cube.value <= policy.withhold_to)
    shown, most = ~small, policy.withhold_to if not policy.keep_all else None
    left, others = small, []
    for turn in range(_ROUNDS):
        low, high = _ends(cube.value, shown, base=policy.base, most=most)
        found = find_other_counts(cube, low=low, high=high, wanted=left, thorough=turn > 0)
        others.append(found)
        left = left & ~np.asarray(abs(found).sum(axis=0) > 0).reshape(left.shape)
        if progress:
            progress(int((~shown & ~left).sum()), int((~shown).sum()))
        if not left.any():
            return Hidden(shown, most, vstack(others, format="csr"))
        beside = _complements(left) if turn == 0 else _lines(cube, left.any(axis=1), crossed=turn > 3)
        fresh = beside & shown & (cube.value > 0)
        shown, most, left = shown & ~fresh, None, left | fresh
    raise NotSafe(f"{int(left.sum()):,} counts would follow from others. Merge {_rarest(cube, left)} first.")


def _rarest(cube: Cube, left: NDArray[np.bool_]) -> str:
    """The level with the fewest children of those whose groups are left, in words."""
    groups, places = np.nonzero((cube.levels != ANY) & left.any(axis=1, keepdims=True))
    singles = find_singles(cube)[places, cube.levels[groups, places]]
    place = int(np.argmin(cube.value[singles, 0]))
    one = cube.characteristics[places[place]]
    return f"“{one.levels[cube.levels[groups[place], places[place]]]}” of {one.name} with another level"


def _complements(left: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The other answer of the same group, for each answer that is left."""
    beside = np.zeros_like(left)
    beside[:, 1::2], beside[:, 2::2] = left[:, 2::2], left[:, 1::2]
    return beside


def _lines(cube: Cube, left: NDArray[np.bool_], *, crossed: bool) -> NDArray[np.bool_]:
    """Every count of the groups in line with one that is left, by its rarer level or by both."""
    beside = left.copy()
    fixed = cube.levels != ANY
    for group in np.flatnonzero(left):
        (here,) = np.nonzero(fixed[group])
        same = (fixed == fixed[group]).all(axis=1)
        lines = [same & (cube.levels[:, place] == cube.levels[group, place]) for place in here]
        lines.sort(key=lambda line: int(cube.value[line, 0].sum()))
        for line in lines if crossed else lines[:1]:
            beside |= line
    return np.broadcast_to(beside[:, None], cube.value.shape)


def _ends(
    value: NDArray[np.int64], shown: NDArray[np.bool_], *, base: int, most: int | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Between which values each count would be shown as it is: what is not there stays away."""
    rounded = round_to_base(value, base)
    low = np.where(shown, np.maximum(rounded - base // 2, (most or 0) + 1), 1)
    high = np.where(shown, rounded - base // 2 + base - 1, most or _FAR)
    return np.where(value == 0, 0, low), np.where(value == 0, 0, high)
