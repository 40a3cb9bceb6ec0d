"""Turns cells over inner cells round: which cells hold each inner cell."""

import numpy as np
from numpy.typing import NDArray


def turn_round(
    start: NDArray[np.int64], inner: NDArray[np.int32], *, count: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """For so many inner cells the cells that hold each, as compressed rows.

    Examples
    --------
    >>> begin, cells = turn_round(np.array([0, 2, 3]), np.array([0, 1, 1], np.int32), count=2)
    >>> begin.tolist(), cells.tolist()
    ([0, 1, 3], [0, 0, 1])
    """
    cell_of = np.repeat(np.arange(len(start) - 1), np.diff(start))
    order = np.argsort(inner, kind="stable")
    begin = np.concatenate(([0], np.cumsum(np.bincount(inner, minlength=count)))).astype(np.int64)
    return begin, cell_of[order].astype(np.int32)
