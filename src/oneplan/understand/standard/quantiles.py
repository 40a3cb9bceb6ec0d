"""Sorts areas into equal groups by a figure, such as tenths by deprivation."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oneplan.errors import NotValid

NOT_GROUPED = 0
"""The figure is unknown, or there are fewer areas than groups."""


def quantile_groups(
    values: ArrayLike,
    *,
    groups: int = 10,
    within: ArrayLike | None = None,
    highest_first: bool = True,
) -> NDArray[np.int64]:
    """The group of each area, from 1; equal figures always share a group.

    Parameters
    ----------
    values
        One figure an area; not a number where it is unknown.
    groups
        How many: 10 for tenths, 5 for fifths.
    within
        A region an area, where each region is sorted for itself.
    highest_first
        Whether group 1 holds the highest figures, as it does for a deprivation score.

    Returns
    -------
    numpy.ndarray
        Whole numbers from 1 to `groups`, or `NOT_GROUPED`.

    Raises
    ------
    NotValid
        Where there is less than one group.

    Examples
    --------
    >>> quantile_groups([12.5, 40.1, 33.0, 8.2], groups=2).tolist()
    [2, 1, 1, 2]
    """
    if groups < 1:
        raise NotValid(f"There cannot be {groups} groups; ask for one or more.")
    some = np.asarray(values, dtype=np.float64)
    if within is None:
        return _grouped(some, groups=groups, highest_first=highest_first)
    found = np.zeros(some.shape, dtype=np.int64)
    region = np.asarray(within)
    for name in np.unique(region):
        here = region == name
        found[here] = _grouped(some[here], groups=groups, highest_first=highest_first)
    return found


def _grouped(values: NDArray[np.float64], *, groups: int, highest_first: bool) -> NDArray[np.int64]:
    known = ~np.isnan(values)
    n = int(known.sum())
    found = np.zeros(values.shape, dtype=np.int64)
    if n < groups:
        return found
    # The distance from the highest, as the published method has it: its rounding decides which are equal.
    ordered = values[known].max() - values[known] if highest_first else values[known]
    rank = 1 + np.searchsorted(np.sort(ordered), ordered, side="left")
    # ceil((n + 1 - rank) / (n / groups)), in whole numbers, which do not round.
    from_end = -(-(n + 1 - rank) * groups // n)
    found[known] = np.maximum(groups + 1 - from_end, 1)
    return found
