"""How a gap moved: its history, whether it is steadily wide, and whether it jumps about."""

import polars as pl

from oneplan.choices import Thresholds
from oneplan.understand.gaps import pairs_frame

_MOVING_AT_LEAST = 3
"""Fewer periods cannot show whether a gap jumps about."""


def histories(gaps: pl.DataFrame, *, england: pl.DataFrame, thresholds: Thresholds) -> pl.DataFrame:
    """One row a pair and area: what its periods tell together.

    Parameters
    ----------
    gaps
        pair, area, period and dates, gap, group_value, reference_value, rank, of: one row a period.
    england
        pair, period dates, england_gap.
    thresholds
        When a gap is steadily wide (among the widest third of authorities in at least three of the last four
        comparable periods) and when it moves a lot (its place changes, on average over the last five, by more
        than a quarter of all authorities from one period to the next), unless a partnership chose otherwise.

    Returns
    -------
    polars.DataFrame
        pair, area, trend (list of period, gap, england_gap, rank, of; oldest first), previous_period,
        previous_gap, previous_group_value, previous_reference_value (null where the series broke in between),
        steady, moves_a_lot (null where too few periods are published to know).
    """
    on = ["pair", "period_kind", "period_start", "period_end"]
    from_when = pairs_frame().select("pair", "comparable_from")
    late_enough = pl.col("comparable_from").is_null() | (pl.col("period_end") >= pl.col("comparable_from"))
    ordered = (
        gaps.join(england, on=on, how="left")
        .join(from_when, on="pair")
        .with_columns(comparable=late_enough)
        .sort("pair", "area", "period_end")
    )
    told = ordered.group_by("pair", "area", maintain_order=True).agg(
        trend=pl.struct("period", "gap", "england_gap", "rank", "of"),
        **{f"previous_{name}": _before(name) for name in ("period", "gap", "group_value", "reference_value")},
    )
    return told.join(_steadiness(ordered, thresholds), on=["pair", "area"], how="left")


def _before(column: str) -> pl.Expr:
    """The last value but one, where it can be compared with the last."""
    return pl.when(pl.col("comparable").get(-2, null_on_oob=True)).then(
        pl.col(column).get(-2, null_on_oob=True)
    )


def _steadiness(ordered: pl.DataFrame, t: Thresholds) -> pl.DataFrame:
    comparable = ordered.filter("comparable", pl.col("rank").is_not_null())
    place = pl.col("rank") / pl.col("of")
    in_widest = t.widest_part * pl.col("rank") > (t.widest_part - 1) * pl.col("of")
    lately = in_widest.tail(t.steady_periods)
    step = place.tail(t.moving_periods).diff().abs().mean()
    counted = comparable.group_by("pair", "area", maintain_order=True).agg(
        periods=pl.len(),
        wide=lately.sum(),
        known=lately.len(),
        step=step,
    )
    could_still_be = pl.col("wide") + t.steady_periods - pl.col("known") >= t.steady_at_least
    steady = (
        pl.when(pl.col("wide") >= t.steady_at_least)
        .then(statement=True)
        .when(~could_still_be)
        .then(statement=False)
    )
    moves = pl.when(pl.col("periods") >= _MOVING_AT_LEAST).then(pl.col("step") > t.moving_step)
    return counted.select("pair", "area", steady=steady, moves_a_lot=moves)
