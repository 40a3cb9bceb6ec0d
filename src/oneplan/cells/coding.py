"""Which small number stands for each value of a column, in memory and in SQL alike."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oneplan.cells.declaring import Answer

ANSWERED, CASE, NOT_ASKED = 1, 2, 4
"""The bits of an answer's code."""

_WIDEST_LOOKUP = 100_000


@dataclass(frozen=True)
class Coding:
    """The code of each value that a column has, and of the empty field."""

    column: str
    codes: Mapping[Answer, int]
    empty: int

    def apply(self, values: pl.Series) -> NDArray[np.uint8]:
        """The codes of some values."""
        if not self.codes:
            return np.full(len(values), self.empty, dtype=np.uint8)
        if values.dtype == pl.Boolean:
            values = values.cast(pl.Int8)
        if values.dtype.is_integer() and self._widest < _WIDEST_LOOKUP:
            return self._looked_up(values)
        coded = values.replace_strict(
            list(self.codes), list(self.codes.values()), default=self.empty, return_dtype=pl.UInt8
        )
        return coded.to_numpy()

    @property
    def _widest(self) -> int:
        return int(max(self.codes)) - int(min(self.codes))

    def _looked_up(self, values: pl.Series) -> NDArray[np.uint8]:
        """By a table, whose first place is the empty field's."""
        low = min(int(value) for value in self.codes)
        table = np.full(self._widest + 2, self.empty, dtype=np.uint8)
        for value, code in self.codes.items():
            table[int(value) - low + 1] = code
        places = (values.cast(pl.Int64) - (low - 1)).fill_null(0)
        return table.take(places.to_numpy())


@dataclass(frozen=True)
class AnswerCoding:
    """The coding of an outcome's answers, with who was asked where another column says it."""

    answers: Coding
    asked_column: str = ""
    asked: tuple[Answer, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        return (self.answers.column, *((self.asked_column,) if self.asked_column else ()))

    def apply(self, batch: pl.DataFrame) -> NDArray[np.uint8]:
        """The bits of each child's answer."""
        codes = self.answers.apply(batch[self.answers.column])
        if not self.asked_column:
            return codes
        asked = batch[self.asked_column].is_in(list(self.asked)).fill_null(value=False)
        return np.where(asked.to_numpy(), codes, np.uint8(NOT_ASKED))
