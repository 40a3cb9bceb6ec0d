"""Collects pictures of a cube: other whole children that a reader could not tell from the true ones."""

import time

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.cubes.crowds import Children, count_place, find_place, make_children
from oneplan.disclosure.cubes.cube import Cube
from oneplan.disclosure.cubes.kinds import find_kinds
from oneplan.disclosure.cubes.moving import Ends, Turn

_IDLE = 6
_LEAST_GAIN = 0.02
_WORK, _LEAST_STEPS, _MOST_STEPS = 4_000, 10, 200


class Search:
    """A search for other children, and what was seen of their counts.

    Each picture is looked for from the true children, since near them most counts are free to move.
    `pictures` are other children with the same counts where it shows; the first are the true ones.
    """

    def __init__(self, cube: Cube, *, until: float = np.inf) -> None:
        self._cube = cube
        self._kinds, kind_of = find_kinds(cube.levels, cube.layout)
        self._true = find_place(cube, self._kinds, kind_of=kind_of)
        self._seen = [cube.value]
        self._turn, self._until = 0, until
        self.pictures = [Children(cube.levels, (cube.answered[cube.of].astype(np.int8) + cube.yes).T)]

    def keep(self, ends: Ends) -> None:
        """Forget the pictures that lie outside these ends; the true children never do."""
        fits = [bool(((ends.low <= one) & (one <= ends.high)).all()) for one in self._seen]
        self._seen = [one for one, kept in zip(self._seen, fits, strict=True) if kept]
        self.pictures = [one for one, kept in zip(self.pictures, fits, strict=True) if kept]

    def look(
        self, wanted: NDArray[np.bool_], *, values: int, ends: Ends, patience: int = _IDLE
    ) -> NDArray[np.bool_]:
        """Look until each wanted count was seen with so many values; those that are left in the end.

        It gives up after so many turns that showed hardly anything new.
        """
        left, idle = self._find_left(wanted, values), 0
        while left.any() and idle < patience and time.monotonic() < self._until:
            self._go_on(left, ends)
            before, left = left, self._find_left(wanted, values)
            gained = int(before.sum()) - int(left.sum())
            idle = idle + 1 if gained <= _LEAST_GAIN * before.sum() else 0
        return left

    def _find_left(self, wanted: NDArray[np.bool_], values: int) -> NDArray[np.bool_]:
        """Which of these counts were seen with fewer values."""
        seen = np.sort(np.array([one[wanted] for one in self._seen]), axis=0)
        left = wanted.copy()
        left[wanted] = (np.diff(seen, axis=0) > 0).sum(axis=0) + 1 < values
        return left

    def _go_on(self, left: NDArray[np.bool_], ends: Ends) -> None:
        """Look for one picture more; kept where it shows a new value of what is left."""
        # The fewer are left, the harder they are, and the longer each may take.
        steps = min(max(_WORK // int(left.sum()), _LEAST_STEPS), _MOST_STEPS)
        turn = Turn(self._cube, self._kinds, self._true, ends, left, self._seen, self._turn, steps)
        place = turn.go()
        self._turn += 1
        value = count_place(place, self._cube.of)
        seen = np.array([one[left] for one in self._seen])
        if (seen != value[left]).all(axis=0).any():
            self._seen.append(value)
            self.pictures.append(make_children(place, self._kinds, of=self._cube.of))
