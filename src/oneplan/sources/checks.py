"""Checks on arrival: each looks for one thing that is often wrong, flags what it finds, and mends nothing."""

import polars as pl

from oneplan.definitions.measures import allowed_outside_bounds, kinds_of_measures
from oneplan.words.area import ENGLAND, list_areas, list_authorities

FLAGS = {
    "check": pl.String,
    "measure": pl.String,
    "period": pl.String,
    "area": pl.String,
    "value": pl.Float64,
    "why": pl.String,
}
"""The columns of a flag."""

CHECKS = {
    "left-out": "Every row names a period and an area that are known",
    "england-outside-authorities": "England within the range of the authorities (rates and scores)",
    "percentage-outside-bounds": "Percentages from 0 to 100 (unless allowed, with the reason)",
    "ended-authority": "No figure for an authority after its end",
    "zeros-at-the-end": "No period of zeros for all authorities after real figures",
    "measure-not-defined": "Every measure is defined here",
}


def check_on_arrival(observations: pl.DataFrame, *, measures: pl.DataFrame) -> pl.DataFrame:
    """Run every check; one row a flag, with the columns of `FLAGS`, in the order of `CHECKS`."""
    kinds = pl.DataFrame(list(kinds_of_measures().items()), schema=["measure", "kind"], orient="row")
    published = observations.filter(pl.col("value").is_not_null()).join(kinds, on="measure", how="left")
    found = [
        _england_outside(published),
        _percentages(published, measures=measures),
        _ended_authorities(published),
        _zeros_at_the_end(published),
        _not_defined(published),
    ]
    return pl.concat(flags.select(list(FLAGS)).cast(pl.Schema(FLAGS)) for flags in found)


def count_flags(checks: pl.DataFrame) -> dict[str, int]:
    """How many figures each check flagged, in the order of the checks; 0 where none."""
    counted = dict(checks["check"].value_counts().iter_rows())
    return {check: counted.get(check, 0) for check in CHECKS}


def flags_of_left_out(left_out: pl.DataFrame) -> pl.DataFrame:
    """Rows that could not be kept, as flags: their period or their area is not known."""
    return left_out.select(
        check=pl.lit("left-out"),
        measure=pl.col("what"),
        period=pl.lit(""),
        area=pl.lit(""),
        value=pl.lit(None, dtype=pl.Float64),
        why=pl.format("{}: {} rows were left out.", "reason", "rows"),
    )


def _england_outside(published: pl.DataFrame) -> pl.DataFrame:
    """A mean of the authorities cannot lie outside them, so England's cell is wrong or in another unit."""
    key = ["measure", "period_kind", "period_end"]
    compared = published.filter(pl.col("kind").is_in(["rate", "score"]))
    everywhere = [area.code for area in list_areas() if area.is_authority or area.ended]
    among = compared.filter(pl.col("area").is_in(everywhere))
    limits = among.group_by(key).agg(low=pl.col("value").min(), high=pl.col("value").max())
    england = compared.filter(pl.col("area") == ENGLAND).join(limits, on=key)
    outside = england.filter(~pl.col("value").is_between("low", "high")).sort("measure", "period_end")
    return outside.with_columns(
        check=pl.lit("england-outside-authorities"),
        why=pl.format("England is outside the authorities' range, {} to {}.", "low", "high"),
    )


def _percentages(published: pl.DataFrame, *, measures: pl.DataFrame) -> pl.DataFrame:
    percentages = measures.filter(pl.col("axis").str.contains("%", literal=True))["measure"].unique()
    outside = published.filter(
        pl.col("measure").is_in(percentages.implode())
        & ~pl.col("measure").is_in(list(allowed_outside_bounds()))
        & ~pl.col("value").is_between(0, 100)
    )
    return outside.with_columns(
        check=pl.lit("percentage-outside-bounds"),
        why=pl.lit("A percentage outside 0 to 100, with no reason known."),
    )


def _ended_authorities(published: pl.DataFrame) -> pl.DataFrame:
    ended = pl.DataFrame(
        [(area.code, area.name, area.ended) for area in list_areas() if area.ended],
        schema={"area": pl.String, "name": pl.String, "ended": pl.Date},
        orient="row",
    )
    after = published.join(ended, on="area").filter(pl.col("period_start") > pl.col("ended"))
    return after.with_columns(
        check=pl.lit("ended-authority"),
        why=pl.format("{} ended on {}; this period began later.", "name", "ended"),
    )


def _zeros_at_the_end(published: pl.DataFrame) -> pl.DataFrame:
    """A last period in which every authority has 0 is more often an empty column than the truth."""
    authorities = published.filter(pl.col("area").is_in([area.code for area in list_authorities()]))
    periods = authorities.group_by("measure", "period", "period_end").agg(zeros=(pl.col("value") == 0).all())
    last = periods.filter(pl.col("period_end") == pl.col("period_end").max().over("measure"), pl.col("zeros"))
    real = periods.filter(~pl.col("zeros")).select("measure").unique()
    return last.join(real, on="measure", how="semi").with_columns(
        check=pl.lit("zeros-at-the-end"),
        area=pl.lit(""),
        value=pl.lit(0.0),
        why=pl.lit("Every authority has 0 in the last period, and had more before."),
    )


def _not_defined(published: pl.DataFrame) -> pl.DataFrame:
    unknown = published.filter(pl.col("kind").is_null()).select("measure").unique().sort("measure")
    nothing = pl.lit(None, dtype=pl.Float64)
    return unknown.with_columns(
        check=pl.lit("measure-not-defined"),
        period=pl.lit(""),
        area=pl.lit(""),
        value=nothing,
        why=pl.lit("Kept, but in no check and no comparison until it is added to definitions/measures.csv."),
    )
