"""Reads what a data base answers: the rows of one larger set, and the sums beside them."""

from collections.abc import Callable, Mapping
from itertools import count, takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.covering import Root

Columns = Mapping[str, NDArray[Any]]
Ask = Callable[[str], Columns]
"""Asks a data base, and gives back its columns."""


def mine_of(columns: Columns, root: Root) -> NDArray[np.bool_]:
    """The rows about a larger set: those grouped by just its characteristics."""
    others = sum(2**member for member in range(len(root.strides)) if member not in root.members)
    which: NDArray[np.int64] = np.asarray(columns["which"]).astype(np.int64)
    mine: NDArray[np.bool_] = which == others
    return mine


def rows_of(columns: Columns, root: Root, *, mine: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The row of the larger set's table that each of these is about."""
    rows = np.zeros(int(mine.sum()), dtype=np.int64)
    for member in root.members:
        rows += whole_of(columns[f"c{member}"], mine) * root.strides[member]
    return rows


def whole_of(column: NDArray[Any], mine: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Some rows of a column of whole numbers."""
    # Where another set is not grouped by a characteristic there is no code, so the column comes masked.
    return np.asarray(np.ma.getdata(column)[mine]).astype(np.int64)


def sums_of(columns: Columns, mine: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The sums beside some rows, one column each."""
    names = takewhile(columns.__contains__, (f"s{number}" for number in count()))
    return np.column_stack([whole_of(columns[name], mine) for name in names])


def table_of(columns: Columns, root: Root) -> NDArray[np.int64]:
    """The table of a larger set: every row that it could have."""
    mine = mine_of(columns, root)
    sums = sums_of(columns, mine)
    table = np.zeros((root.rows, sums.shape[1]), dtype=np.int64)
    table[rows_of(columns, root, mine=mine)] = sums
    return table
