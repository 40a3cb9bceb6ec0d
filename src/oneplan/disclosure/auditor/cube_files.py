"""Reads the files of a cube: between which counts each cell lies, by the way it is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.auditor.reading import TOP, Finished, read_finished
from oneplan.errors import NotValid

NO_ANSWER, NO, YES = 0, 1, 2
_ANSWERS = {TOP: 0, "no": NO, "yes": YES}
_ANYTHING = 2**40


@dataclass(frozen=True)
class Showing:
    """How the files show counts, by their stated policy.

    Attributes
    ----------
    base
        What shown counts are rounded to.
    withhold_to
        Counts up to this are withheld.
    guard_to
        Where none is withheld: counts up to this must have several values all the same.
    by_chance
        Whether a count is rounded up or down by lot, nought as well, and not to the nearest.
    more
        Whether more is withheld than small counts, and the other answer of the group where one is small.
    least_values
        How many values each withheld or guarded cell must have in the pictures.
    """

    policy: str
    base: int
    withhold_to: int = 0
    guard_to: int = 0
    by_chance: bool = False
    more: bool = False
    least_values: int = 2

    def find_ends(self, value: int | None) -> tuple[int, int]:
        """Between which counts lies what is shown so."""
        if value is None:
            return 0 if self.by_chance else 1, _ANYTHING
        if value % self.base:
            raise NotValid(f"{value} is shown, which is not rounded to {self.base}. Write the files again.")
        if self.by_chance:
            return max(value - self.base + 1, 0), value + self.base - 1
        if value == 0:
            return 0, 0
        lowest = value - self.base // 2
        return max(lowest, self.withhold_to + 1), lowest + self.base - 1


@dataclass(frozen=True, eq=False)
class CubeFile:
    """One file: for each set of characteristics the ends of each cell, and which cells are withheld.

    Arrays are (groups of the set × 3): all who answered, no, yes.
    """

    low: Mapping[tuple[int, ...], NDArray[np.int64]]
    high: Mapping[tuple[int, ...], NDArray[np.int64]]
    withheld: Mapping[tuple[int, ...], NDArray[np.bool_]]
    finished: Finished


def read_cube_file(path: Path, *, codes: Sequence[Sequence[str]], showing: Showing) -> CubeFile:
    """One file of a cube, whose columns of codes are its characteristics and then the outcome.

    Raises
    ------
    NotFound, NotValid
        When it cannot be read, or is not one of a cube that is shown so.
    """
    finished = read_finished([path])
    if len(finished.dimensions) != len(codes) + 1:
        raise NotValid(
            f"{path.name} has {len(finished.dimensions)} columns of codes; there should be {len(codes) + 1}."
        )
    place = [{code: number for number, code in enumerate(levels)} for levels in codes]
    sets = {tuple(k for k, code in enumerate(key[:-1]) if code != TOP) for key in finished.values}
    sizes = {one: int(np.prod([len(codes[k]) for k in one], dtype=np.int64)) for one in sorted(sets)}
    least, most = showing.find_ends(0)
    low = {one: np.full((size, 3), least, np.int64) for one, size in sizes.items()}
    high = {one: np.full((size, 3), most, np.int64) for one, size in sizes.items()}
    withheld = {one: np.zeros((size, 3), np.bool_) for one, size in sizes.items()}
    for key, value in finished.values.items():
        one = tuple(k for k, code in enumerate(key[:-1]) if code != TOP)
        if key[-1] not in _ANSWERS or any(key[k] not in place[k] for k in one):
            raise NotValid(f"{path.name}: {' × '.join(key)} is no cell of this cube. Write the file again.")
        at = 0
        for k in one:
            at = at * len(codes[k]) + place[k][key[k]]
        cell = at, _ANSWERS[key[-1]]
        low[one][cell], high[one][cell] = showing.find_ends(value)
        withheld[one][cell] = value is None
    return CubeFile(low, high, withheld, finished)
