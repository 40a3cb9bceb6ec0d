"""A cube of counts: groups of up to two characteristics by outcomes, each with its complement."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY, Cells, Characteristic
from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.errors import NotSafe, NotValid

YES, NO = "yes", "no"
_MOST_PROVEN = 2
_CIRCLE = (
    "These cells pair {} characteristics, and every three pairs share columns in a circle: it cannot be"
    " proven that no small count follows from all of them together. Count two characteristics,"
    " leave out the others, and release no other pair of the same children beside them."
)


@dataclass(frozen=True)
class Cube:
    """Groups of children, and how many of each have an outcome or have it not.

    Attributes
    ----------
    characteristics
        In the order of the columns of `levels`.
    outcomes
        Asked of the same children: a cube is about one universe.
    levels
        (groups × characteristics) the level each group fixes, or `ANY`; row 0 is all children.
    value
        (groups × (1 + 2 × outcomes)) children, then for each outcome with it and without it.
    """

    characteristics: tuple[Characteristic, ...]
    outcomes: tuple[str, ...]
    levels: NDArray[np.int16]
    value: NDArray[np.int64]

    def name_groups(self) -> list[tuple[str, ...]]:
        """For each group a code for each characteristic."""
        columns = [
            np.array([*one.levels, TOTAL], object)[self.levels[:, place]]
            for place, one in enumerate(self.characteristics)
        ]
        return list(zip(*(column.tolist() for column in columns), strict=True))


def cubes_of(cells: Cells) -> Iterator[Cube]:
    """A cube for each set of outcomes that the same children were asked.

    Raises
    ------
    NotSafe
        When there are more than two characteristics: their pairs share columns in a circle.
    NotValid
        When the cells cross more than two characteristics, or a level or an outcome has a name that a file of
        a cube needs for itself.
    """
    if cells.depth > 2:
        raise NotValid(
            f"These cells cross {cells.depth} characteristics. Count with depth=2: a cube of more cannot be"
            " certified."
        )
    if len(cells.characteristics) > _MOST_PROVEN:
        raise NotSafe(_CIRCLE.format(len(cells.characteristics)))
    _check_names(cells)
    _, first, universe = np.unique(cells.n, axis=1, return_index=True, return_inverse=True)
    for number in np.argsort(first):
        columns = np.flatnonzero(universe.reshape(-1) == number)
        n = cells.n[:, columns[0]].astype(np.int64)
        cases = cells.cases[:, columns].astype(np.int64)
        value = np.empty((len(n), 1 + 2 * len(columns)), np.int64)
        value[:, 0], value[:, 1::2], value[:, 2::2] = n, cases, n[:, None] - cases
        there = n > 0
        outcomes = tuple(cells.outcomes[column] for column in columns)
        yield Cube(cells.characteristics, outcomes, cells.levels[there], value[there])


def _check_names(cells: Cells) -> None:
    names = [one.name for one in cells.characteristics]
    twice = sorted({name for name in (*names, *cells.outcomes) if [*names, *cells.outcomes].count(name) > 1})
    taken = [name for name in (*names, *cells.outcomes) if name in ("value", "state", "freq", "count", "n")]
    if twice or taken:
        raise NotValid(f"“{[*twice, *taken][0]}” cannot be the name of a column here. Rename it.")
    odd = [one.name for one in cells.characteristics if {TOTAL, ""} & set(one.levels)]
    if odd:
        raise NotValid(f"A level of “{odd[0]}” is called Total, or nothing. Rename it.")


def find_pairs(cube: Cube) -> NDArray[np.int32]:
    """(pairs × levels × levels) the group of each pair of levels, -1 where it holds no child.

    Row `place` of the pairs belongs to characteristics i < j in the order (0, 1), (0, 2), …
    """
    count = len(cube.characteristics)
    most = max(len(one.levels) for one in cube.characteristics)
    found = np.full((count * (count - 1) // 2, most, most), -1, np.int32)
    fixed = cube.levels != ANY
    for group in np.flatnonzero(fixed.sum(axis=1) == 2):
        one, other = np.flatnonzero(fixed[group])
        place = one * count - one * (one + 1) // 2 + other - one - 1
        found[place, cube.levels[group, one], cube.levels[group, other]] = group
    return found


def find_singles(cube: Cube) -> NDArray[np.int32]:
    """(characteristics × levels) the group of each level, -1 where it holds no child."""
    most = max(len(one.levels) for one in cube.characteristics)
    found = np.full((len(cube.characteristics), most), -1, np.int32)
    fixed = cube.levels != ANY
    for group in np.flatnonzero(fixed.sum(axis=1) == 1):
        (place,) = np.flatnonzero(fixed[group])
        found[place, cube.levels[group, place]] = group
    return found
