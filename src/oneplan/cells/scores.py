"""Adds up the numbers of every school: from these it is said how alike the children of one school are."""

import numpy as np
import polars as pl

from oneplan.cells.amounts import Amount
from oneplan.cells.cells import SchoolSums
from oneplan.cells.declaring import Answer
from oneplan.cells.opening import Rows


def sums_by_school(
    rows: Rows, means: tuple[Amount, ...], *, school: str, schools: tuple[Answer, ...]
) -> SchoolSums:
    """How many numbers each school has, their sum and their squares' sum, from whole units.

    The file is read once more, some rows at a time, whichever engine counts the cells.
    """
    units = [mean.units().alias(f"u{number}") for number, mean in enumerate(means)]
    sums = [
        one
        for number in range(len(means))
        for one in (
            pl.col(f"u{number}").count().alias(f"n{number}"),
            pl.col(f"u{number}").sum().alias(f"t{number}"),
            (pl.col(f"u{number}") ** 2).sum().alias(f"q{number}"),
        )
    ]
    found = rows.lazy.select(pl.col(school), *units).group_by(school).agg(sums).collect(engine="streaming")
    place = {value: number for number, value in enumerate(schools)}
    known = found.filter(pl.col(school).is_not_null())
    at = [place[value] for value in known[school]]
    unit = 10.0 ** np.array([mean.places for mean in means])

    def table(part: str) -> "np.typing.NDArray[np.float64]":
        filled = np.zeros((len(schools), len(means)))
        filled[at] = known.select(pl.col(f"^{part}[0-9]+$")).to_numpy()
        return filled

    return SchoolSums(table("n").astype(np.int32), table("t") / unit, table("q") / unit**2)
