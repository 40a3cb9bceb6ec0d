"""Is the gap closing: the same groups and questions in two waves or more, with schools paired."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import special

from oneplan.errors import NotValid
from oneplan.understand.intersections.counts import Counts, check_counts
from oneplan.understand.intersections.following import Followed, follow
from oneplan.understand.intersections.kept import STATE_FROM
from oneplan.understand.intersections.pairing import pair_waves
from oneplan.understand.intersections.tables import group_names
from oneplan.understand.standard.intervals import normal_deviate
from oneplan.understand.standard.multiplicity import p_adjust

if TYPE_CHECKING:
    from oneplan.cells.cells import Cells

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

USUAL_MARGIN = 0.05
"""A change of a gap by less than five points is taken as no change, where it is sure to be less."""


@dataclass(frozen=True)
class Changes:
    """How gaps moved from wave to wave; from raw counts, so it stays inside.

    Attributes
    ----------
    frame
        One row a group and question.
    left_out
        Questions that could not be followed: not in every wave, or not comparable.
    carried_over
        How far a school that is high in the first wave is high in the last (0 to 1).
    """

    frame: pl.DataFrame
    left_out: tuple[str, ...]
    carried_over: float


def compare_waves(
    waves: Sequence["Cells"],
    *,
    times: Sequence[float] | None = None,
    good: Sequence[str] = (),
    not_comparable: Sequence[str] = (),
    margin: float = USUAL_MARGIN,
    level: float = 0.05,
    phrases: Mapping[str, str] | None = None,
) -> Changes:
    """Say of each group's gap whether it is closing, widening or unchanged, or that nobody can tell.

    Schools that are in both waves are paired: what a school adds in both does not count as change. With three
    waves or more the verdict is on the trend a unit of time, each wave weighted by how sure it is.

    Parameters
    ----------
    waves
        Counts of each wave, in their order; groups and questions are paired by their names.
    times
        When each wave was, such as years; 0, 1, 2 … when not given.
    good
        Outcomes that everybody wants; of all others, fewer is better.
    not_comparable
        Questions whose wording or scale changed between the waves: a break is drawn, no change is worked out.
    margin
        A change surely smaller than this, in shares, is no change.
    level
        The share of false verdicts of closing or widening, over all groups of a question.
    phrases
        As in `oneplan.find_gaps`.

    Returns
    -------
    Changes
        `frame` has for each group and question the first and last gap (`gap_before`, `gap_after`), their
        `change` with its interval, the change of the relative gap, the trend, and the verdict.

    Raises
    ------
    NotFound, NotValid
        When the waves have nothing in common, or an option cannot be.

    Source of the equivalence test: Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987),
    657-680.
    """
    _check(waves, times=times, margin=margin, level=level)
    paired = pair_waves(waves, not_comparable=not_comparable)
    at = np.arange(len(waves), dtype=np.float64) if times is None else np.asarray(times, dtype=np.float64)
    followed = follow(waves, paired, good=good)
    trend, unsure = _trend(followed, at)
    # With two waves the trend over the whole span is the difference of the two gaps.
    span = at[-1] - at[0]
    change, spread = trend * span, np.sqrt(unsure) * span
    p_value = 2 * special.ndtr(-np.abs(change / spread))
    frame = _frame(waves[0], followed, phrases=phrases or {}).with_columns(
        change=pl.Series(change),
        change_lower=pl.Series(change - normal_deviate(0.95) * spread),
        change_upper=pl.Series(change + normal_deviate(0.95) * spread),
        trend=pl.Series(trend),
        p_value=pl.Series(p_value),
        adjusted=pl.Series(_adjusted(p_value, followed.groups[0].outcome)),
    )
    return Changes(
        _with_verdicts(frame, spread=spread, margin=margin, level=level),
        paired.left_out,
        followed.carried,
    )


def _check(waves: Sequence[Counts], *, times: Sequence[float] | None, margin: float, level: float) -> None:
    for wave in waves:
        check_counts(wave)
    if times is not None and (len(times) != len(waves) or np.any(np.diff(np.asarray(times)) <= 0)):
        raise NotValid("Give one time for each wave, each later than the one before.")
    if not 0 < margin < 1:
        raise NotValid(f"A margin of {margin} cannot be; give a share, such as 0.05 for five points.")
    if not 0 < level < 1:
        raise NotValid(f"A level of {level} cannot be; give a share between 0 and 1, such as 0.05.")


def _trend(followed: Followed, at: Floats) -> tuple[Floats, Floats]:
    """Generalised least squares of the gaps on time: the slope and its variance."""
    design = np.column_stack([np.ones_like(at), at])
    weight = np.linalg.inv(followed.covariance)
    inner = np.linalg.inv(np.einsum("wi,fwv,vj->fij", design, weight, design))
    slope = np.einsum("fij,wj,fwv,fv->fi", inner, design, weight, followed.gaps)
    return slope[:, 1], inner[:, 1, 1]


def _adjusted(p_value: Floats, outcome: Whole) -> Floats:
    adjusted = np.ones_like(p_value)
    for question in np.unique(outcome):
        mine = outcome == question
        adjusted[mine] = p_adjust(p_value[mine])
    return adjusted


def _frame(first: Counts, followed: Followed, *, phrases: Mapping[str, str]) -> pl.DataFrame:
    before, after = followed.groups[0], followed.groups[-1]
    smallest = np.min([np.minimum(group.n, group.rest) for group in followed.groups], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = [group.gap / (group.rest_cases / group.rest) for group in (before, after)]
    return pl.DataFrame(
        {
            "group": group_names(first, before.cell, phrases=phrases),
            "outcome": followed.names,
            "n_before": before.n.astype(np.int64),
            "n_after": after.n.astype(np.int64),
            "share_before": before.cases / before.n,
            "share_after": after.cases / after.n,
            "rest_share_before": before.rest_cases / before.rest,
            "rest_share_after": after.rest_cases / after.rest,
            "gap_before": before.gap,
            "gap_after": after.gap,
            "relative_before": relative[0],
            "relative_after": relative[1],
            "relative_change": relative[1] - relative[0],
            "group_worse_by": before.turn * (after.cases / after.n - before.cases / before.n),
            "stated": smallest >= STATE_FROM,
        },
        nan_to_null=True,
    )


def _with_verdicts(frame: pl.DataFrame, *, spread: Floats, margin: float, level: float) -> pl.DataFrame:
    """What became of each gap; and whether it closes only because the others do worse than before."""
    sure = pl.col("adjusted") <= level
    reach = normal_deviate(1 - 2 * level) if level < 0.5 else np.float64(0)
    within = pl.Series(np.abs(frame["change"].to_numpy()) + reach * spread <= margin)
    return frame.with_columns(
        verdict=pl.when((pl.col("gap_before") <= 0) & (pl.col("gap_after") <= 0))
        .then(pl.lit("never-worse"))
        .when(sure & (pl.col("change") < 0))
        .then(pl.lit("closing"))
        .when(sure & (pl.col("change") > 0))
        .then(pl.lit("widening"))
        .when(within)
        .then(pl.lit("no-change"))
        .otherwise(pl.lit("cannot-tell")),
    ).with_columns(
        levelling_down=(pl.col("verdict") == "closing") & (pl.col("group_worse_by") >= 0),
    )
