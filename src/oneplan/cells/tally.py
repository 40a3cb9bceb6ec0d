"""What an engine is asked for and what it gives back: whole numbers for every cell that has a child."""

import os
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import Schools
from oneplan.cells.layout import Layout

Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""


@dataclass(frozen=True)
class Tally:
    """Counts of the cells that have a child, in the order of the layout.

    `sizes` is about every cell of the layout. `n` and `cases` are (kept cells × outcomes). `weights` and
    `means` are sums of whole units, three columns an outcome: total, cases, squares; count, total, squares.
    """

    sizes: NDArray[np.int64]
    n: NDArray[np.int32]
    cases: NDArray[np.int32]
    weights: NDArray[np.int64] | None = None
    means: NDArray[np.int64] | None = None
    schools: Schools | None = None


def places_of(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The row of each cell of the layout among those that have a child, else -1."""
    kept = sizes > 0
    return np.where(kept, np.cumsum(kept) - 1, -1)


def strides_of(layout: Layout) -> NDArray[np.int64]:
    """For each set, what one level of each characteristic adds to the number of the cell."""
    strides = np.zeros((len(layout.sets), len(layout.counts)), dtype=np.int64)
    for number, members in enumerate(layout.sets):
        stride = 1
        for member in reversed(members):
            strides[number, member] = stride
            stride *= layout.counts[member]
    return strides


def cores() -> int:
    """How many threads count at once: as many as the machine lets us have."""
    given = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    return max(1, len(given))
