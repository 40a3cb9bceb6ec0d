"""Turns numbers that are added up into whole units, so that every engine's sums are the same."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oneplan.cells.answers import who_was_asked
from oneplan.cells.declaring import Answer, Missing, Outcome
from oneplan.cells.opening import Rows
from oneplan.errors import NotValid

PLACES = 4
"""Decimals that are kept; what lies behind them is rounded."""

_ROOM = 2**62


@dataclass(frozen=True)
class Amount:
    """A column of numbers, counted in units of 10 to the power of minus `places`."""

    name: str
    column: str
    places: int
    none: tuple[float, ...] = ()
    """Numbers that stand for no answer, such as -9."""
    asked_column: str = ""
    asked: tuple[Answer, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        return (self.column, *((self.asked_column,) if self.asked_column else ()))

    def units(self) -> pl.Expr:
        """Whole units, empty where there is no answer."""
        value = pl.col(self.column).cast(pl.Float64).fill_nan(None)
        given = ~value.is_in(list(self.none)) if self.none else pl.lit(value=True)
        if self.asked_column:
            given &= pl.col(self.asked_column).is_in(list(self.asked)).fill_null(value=False)
        # Rounded as SQL engines are asked to, too: half a unit goes up.
        return pl.when(given).then((value * 10**self.places + 0.5).floor()).cast(pl.Int64)

    def apply(self, batch: pl.DataFrame) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Whether there is a number, and its units, zero where there is none."""
        units = batch.select(self.units()).to_series()
        return units.is_not_null().to_numpy(), units.fill_null(0).to_numpy()


def measure_mean(rows: Rows, outcome: Outcome, *, missing: Missing) -> Amount:
    """How the numbers of an outcome whose mean is wanted are added up.

    Raises
    ------
    NotFound, NotValid
        When there is no such column, or it holds no numbers that can be added up exactly.
    """
    column = rows.column(outcome.reads, what=f"the outcome “{outcome.name}”")
    if not rows.schema[column].is_numeric():
        raise NotValid(
            f"The mean of “{outcome.name}” is wanted, but “{column}” holds no numbers. Give each answer "
            "its score in a column of numbers first."
        )
    numbers = (*missing.prefer_not, *missing.not_asked)
    none = tuple(float(value) for value in numbers if not isinstance(value, str))
    return Amount(outcome.name, column, _places(rows, column), none, *who_was_asked(rows, outcome))


def measure_weight(rows: Rows, column: str) -> Amount:
    """How weights are added up.

    Raises
    ------
    NotFound, NotValid
        When there is no such column, or a weight is missing, negative or endless.
    """
    name = rows.column(column, what="the weight")
    if not rows.schema[name].is_numeric():
        raise NotValid(f"The weight “{name}” holds no numbers. Name a column with each child's weight.")
    value = pl.col(name).cast(pl.Float64)
    wrong = rows.lazy.select((~(value.is_finite() & (value >= 0))).fill_null(value=True).sum()).collect()
    if count := int(wrong.item()):
        raise NotValid(
            f"The weight “{name}” is missing, negative or not a number for {count:,} children. "
            "Correct these, or count without weights."
        )
    return Amount(name, name, min(_places(rows, name), PLACES))


def _places(rows: Rows, column: str) -> int:
    """As many decimals as the squares can be added up with exactly."""
    value = pl.col(column).cast(pl.Float64).fill_nan(None)
    said = rows.lazy.select(
        value.abs().max().alias("most"), value.is_infinite().any().alias("endless")
    ).collect()
    most, endless = said.row(0)
    if endless:
        raise NotValid(f"“{column}” holds a number without end. Correct it, or leave it empty.")
    # Everything fits once the largest square, for every row, stays below what 64 bits hold.
    squares = max(most or 0.0, 1.0) ** 2 * max(rows.count(), 1)
    for places in range(PLACES, -1, -1):
        if squares * 10 ** (2 * places) < _ROOM:
            return places
    raise NotValid(
        f"The numbers in “{column}” are too large to be added up exactly. Give them in larger units."
    )
