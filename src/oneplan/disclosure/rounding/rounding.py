"""Rounds every count of a release to one base, and withholds the small ones."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from oneplan.errors import NotValid


def round_to_base(counts: NDArray[np.int64], base: int) -> NDArray[np.int64]:
    """The nearest multiple of the base, the higher one where two are as near; never by chance.

    Raises
    ------
    NotValid
        When the base is below 1.

    Examples
    --------
    >>> round_to_base(np.array([0, 7, 8, 12, 13]), 5).tolist()
    [0, 5, 10, 10, 15]
    """
    if base < 1:
        raise NotValid("Counts cannot be rounded to less than 1. Choose a base such as 5.")
    return (counts + base // 2) // base * base


def withhold_beside(
    risky: NDArray[np.bool_],
    *,
    value: NDArray[np.int64],
    withheld: NDArray[np.bool_],
    holds: csr_matrix,
    in_the_way: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """What to withhold more: what keeps each of these cells from having another value.

    Parameters
    ----------
    risky
        (cells) those that a reader could work out.
    value
        (cells) true counts.
    withheld
        (cells) withheld by now.
    holds
        (cells × inner cells) which inner cells each cell holds.
    in_the_way
        (cells) what is known to keep a cell from that; -1 for the smallest shown cell that shares children.
    """
    more = withheld.copy()
    for cell in np.flatnonzero(risky):
        if in_the_way[cell] >= 0:
            more[in_the_way[cell]] = True
            continue
        shares = np.asarray((holds @ holds[cell].T).todense()).ravel() > 0
        beside = np.flatnonzero(shares & ~more)
        if len(beside):
            more[beside[np.argmin(value[beside])]] = True
    return more
