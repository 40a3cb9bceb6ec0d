"""Where a cell stands: finds the rows of cells by the levels that they fix."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY

Whole = NDArray[np.int64]
Levels = NDArray[np.int16]

NO_CELL = -1


@dataclass(frozen=True)
class Rows:
    """The cells of some counts, so that they can be found by their levels."""

    levels: Levels
    marks: NDArray[np.uint64]
    keys: NDArray[np.uint64]
    order: NDArray[np.intp]

    @classmethod
    def of(cls, levels: Levels) -> Self:
        """Make cells findable. A sum of random numbers of 64 bits stands for the levels of each."""
        shape = (levels.shape[1], max(int(levels.max(initial=0)), 0) + 1)
        marks = np.random.default_rng(1).integers(1, 2**63, size=shape, dtype=np.uint64)
        keys = _keys(levels, marks)
        order = np.argsort(keys, kind="stable")
        return cls(levels, marks, keys[order], order)

    def find(self, wanted: Levels) -> Whole:
        """The row of each cell with these levels; `NO_CELL` where nobody is in it, or it was not counted.

        Examples
        --------
        >>> rows = Rows.of(np.array([[-1, -1], [0, -1], [0, 2]], dtype=np.int16))
        >>> rows.find(np.array([[0, 2], [0, 1]], dtype=np.int16)).tolist()
        [2, -1]
        """
        keys = _keys(wanted, self.marks)
        row = self.order[np.minimum(np.searchsorted(self.keys, keys), self.keys.size - 1)]
        # Two cells with one sum are next to impossible; comparing the levels makes it certain.
        return np.where((self.levels[row] == wanted).all(axis=1), row, NO_CELL)


def _keys(levels: Levels, marks: NDArray[np.uint64]) -> NDArray[np.uint64]:
    fixed = levels != ANY
    own = np.where(fixed, marks[np.arange(levels.shape[1]), np.maximum(levels, 0)], np.uint64(0))
    keys: NDArray[np.uint64] = own.sum(axis=1, dtype=np.uint64)
    return keys
