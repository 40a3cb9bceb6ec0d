"""A closed wave: its questionnaire, its answers in an order that says nothing, and how many took part."""

from dataclasses import dataclass

import polars as pl

from oneplan.listen.closing.columns import SYNTHETIC
from oneplan.listen.definition.questionnaire import Questionnaire

RESPONSE = pl.Schema(
    {
        "school": pl.String(),
        "year": pl.Int32(),
        "version": pl.String(),
        **{name: pl.Int32() for name in ("issued", "unused", "started", "done", "declined", "empty")},
    }
)
"""The columns of the response: a group of pupils, then counts of its cards and of its pupils."""


@dataclass(frozen=True, eq=False)
class Closed:
    """A closed wave.

    Attributes
    ----------
    asked
        What was asked.
    frame
        One row a pupil who answered anything; the columns are those of `oneplan.listen.closing.columns`.
    response
        One row a school, year and version, with the columns of `RESPONSE`: counts for those inside.
    """

    asked: Questionnaire
    frame: pl.DataFrame
    response: pl.DataFrame

    @property
    def is_synthetic(self) -> bool:
        """Whether the answers are made up."""
        return SYNTHETIC in self.frame.columns
