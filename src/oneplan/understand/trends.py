"""How a gap moved: its history, whether it is steadily wide, and whether it jumps about."""

import polars as pl

from oneplan.understand.gaps import pairs_frame

STEADY_PERIODS, STEADY_AT_LEAST = 4, 3
"""Steadily wide: among the widest third of authorities in at least three of the last four comparable periods."""
MOVING_PERIODS, MOVING_AT_LEAST, MOVING_STEP = 5, 3, 0.25
"""Moves a lot: over the last five comparable periods (three at least) the place among authorities changes, on average,
by more than a quarter of them from one period to the next."""


def histories(gaps: pl.DataFrame, *, england: pl.DataFrame) -> pl.DataFrame:
    """One row a pair and area: what its periods tell together.

    Parameters
    ----------
    gaps
        pair, area, period and dates, gap, rank, of: one row a period.
    england
        pair, period dates, england_gap.

    Returns
    -------
    polars.DataFrame
        pair, area, trend (list of period, gap, england_gap, rank, of; oldest first), previous_period, previous_gap,
        steady, moves_a_lot (null where too few periods are published to know).
    """
    on = ["pair", "period_kind", "period_start", "period_end"]
    ordered = gaps.join(england, on=on, how="left").sort("pair", "area", "period_end")
    told = ordered.group_by("pair", "area", maintain_order=True).agg(
        trend=pl.struct("period", "gap", "england_gap", "rank", "of"),
        previous_period=pl.col("period").get(-2, null_on_oob=True),
        previous_gap=pl.col("gap").get(-2, null_on_oob=True),
    )
    return told.join(_steadiness(ordered), on=["pair", "area"], how="left")


def _steadiness(ordered: pl.DataFrame) -> pl.DataFrame:
    from_when = pairs_frame().select("pair", "comparable_from")
    late_enough = pl.col("comparable_from").is_null() | (pl.col("period_end") >= pl.col("comparable_from"))
    comparable = ordered.join(from_when, on="pair").filter(late_enough & pl.col("rank").is_not_null())
    place = pl.col("rank") / pl.col("of")
    in_widest_third = 3 * pl.col("rank") > 2 * pl.col("of")
    last_four = in_widest_third.tail(STEADY_PERIODS)
    step = place.tail(MOVING_PERIODS).diff().abs().mean()
    counted = comparable.group_by("pair", "area", maintain_order=True).agg(
        periods=pl.len(),
        wide=last_four.sum(),
        known=last_four.len(),
        step=step,
    )
    could_still_be = pl.col("wide") + STEADY_PERIODS - pl.col("known") >= STEADY_AT_LEAST
    steady = pl.when(pl.col("wide") >= STEADY_AT_LEAST).then(statement=True).when(~could_still_be).then(statement=False)
    moves = pl.when(pl.col("periods") >= MOVING_AT_LEAST).then(pl.col("step") > MOVING_STEP)
    return counted.select("pair", "area", steady=steady, moves_a_lot=moves)
