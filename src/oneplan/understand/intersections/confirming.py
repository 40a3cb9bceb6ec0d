"""Found in one wave, confirmed in the next: the strongest claim that two waves can carry."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from oneplan.errors import NotValid
from oneplan.understand.intersections.counts import Counts, check_counts, turns
from oneplan.understand.intersections.discovery import p_values_of
from oneplan.understand.intersections.findings import Findings
from oneplan.understand.intersections.judging import judge
from oneplan.understand.intersections.pairing import groups_by_name
from oneplan.understand.standard.multiplicity import p_adjust

if TYPE_CHECKING:
    from oneplan.cells.cells import Cells


def confirm_findings(
    found: Findings, next_wave: "Cells", *, good: Sequence[str] = (), level: float = 0.05
) -> pl.DataFrame:
    """Test again, in the next wave, each group that was found worse in the last, and nothing else.

    Only what was found over all questions, in groups large enough to speak of, is tested again, on the side
    on which it was found, and the chance of any false confirmation is held (Holm).

    Returns
    -------
    polars.DataFrame
        The findings with `next_gap`, `next_p_value`, `next_adjusted` and `confirmed`; null where the next
        wave has no such group or question, or too few children in it.

    Raises
    ------
    NotFound, NotValid
        When the counts or the level cannot be.

    Source: Holm, Scandinavian Journal of Statistics 6 (1979), 65-70.
    """
    if not 0 < level < 1:
        raise NotValid(f"A level of {level} cannot be; give a share between 0 and 1, such as 0.05.")
    check_counts(next_wave)
    asked = found.frame.filter(pl.col("across"), pl.col("stated"), pl.col("gap") > 0)
    cell, outcome = _rows_of(asked, next_wave)
    there = (cell >= 0) & (outcome >= 0)
    gap, p_value = np.full(len(asked), np.nan), np.full(len(asked), np.nan)
    if there.any():
        gap[there], p_value[there] = _tested(next_wave, cell[there], outcome[there], good=good)
    adjusted = p_adjust(p_value, method="holm")
    confirmed = pl.Series(adjusted <= level).set(pl.Series(np.isnan(adjusted)), None)
    return asked.with_columns(
        next_gap=pl.Series(gap, nan_to_null=True),
        next_p_value=pl.Series(p_value, nan_to_null=True),
        next_adjusted=pl.Series(adjusted, nan_to_null=True),
        confirmed=confirmed,
    )


def _rows_of(asked: pl.DataFrame, wave: Counts) -> tuple[np.ndarray, np.ndarray]:
    rows = groups_by_name(wave)
    fixed = [name for name in asked.columns if name.startswith("is_")]
    groups = [
        frozenset((name.removeprefix("is_"), row[name]) for name in fixed if row[name] is not None)
        for row in asked.select(fixed).iter_rows(named=True)
    ]
    columns = {name: place for place, name in enumerate(wave.outcomes)}
    cell = np.array([rows.get(group, -1) for group in groups], dtype=np.int64)
    outcome = np.array([columns.get(name, -1) for name in asked["outcome"]], dtype=np.int64)
    return cell, outcome


def _tested(
    wave: Counts, cell: np.ndarray, outcome: np.ndarray, *, good: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """The gap, and the one-sided p-value that it is on the side of worse."""
    judged = judge(wave)
    turn = turns(wave.outcomes, good=good)[outcome]
    n = wave.n[cell, outcome].astype(np.float64)
    rest = wave.n[0, outcome] - n
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = turn * (
            wave.cases[cell, outcome] / n - (wave.cases[0, outcome] - wave.cases[cell, outcome]) / rest
        )
    z = judged.z[cell, outcome] * turn
    half = np.full(z.size, np.nan)
    there = np.flatnonzero(np.isfinite(z))
    half[there] = p_values_of(judged, wave.n, cell=cell[there], outcome=outcome[there]) / 2
    return np.where(np.isnan(z), np.nan, gap), np.where(z > 0, half, 1 - half)
