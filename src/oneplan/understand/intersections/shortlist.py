"""The short list: a few groups, none of whose children stand in another group for the same question."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

MOST_GROUPS = 20


@dataclass(frozen=True)
class Listed:
    """Places in the ranked findings: those on the list, and for each the other findings on the same group."""

    places: tuple[int, ...]
    also: tuple[tuple[int, ...], ...]


def short_list(
    levels: NDArray[np.int16], cell: Whole, *, outcome: Whole, may: Flags, most: int = MOST_GROUPS
) -> Listed:
    """Walk down the ranking and keep each group that shares no child with one kept for the same question.

    A group is listed once, for the question on which it ranks first; its other questions are named with it.

    Parameters
    ----------
    levels
        (cells × characteristics) of the counts.
    cell, outcome
        Of each finding, in the order of the ranking.
    may
        Whether a finding may be listed at all.
    """
    left = may.copy()
    kept: list[int] = []
    while left.any() and len(kept) < most:
        first = int(left.argmax())
        kept.append(first)
        same_question = outcome == outcome[first]
        left &= ~(same_question & overlapping(levels[cell], levels[cell[first]]))
        left &= cell != cell[first]
    also = tuple(
        tuple(int(place) for place in np.flatnonzero(may & (cell == cell[first])) if place != first)
        for first in kept
    )
    return Listed(tuple(kept), also)


def overlapping(levels: NDArray[np.int16], one: NDArray[np.int16]) -> Flags:
    """Whether a child may be in each of these groups and in that one: no characteristic keeps them apart.

    Examples
    --------
    >>> groups = np.array([[0, -1], [1, -1], [-1, 2], [1, 3]], dtype=np.int16)
    >>> overlapping(groups, np.array([1, 2], dtype=np.int16)).tolist()
    [False, True, True, False]
    """
    apart = (levels != ANY) & (one != ANY) & (levels != one)
    return np.asarray(~apart.any(axis=1))
