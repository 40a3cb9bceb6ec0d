"""What is usual among an authority's statistical neighbours: means over those that have the figures, and how many had."""

import polars as pl

from oneplan.sources.evidence import Evidence
from oneplan.understand.gaps import PERIOD, exact, figures, gaps_everywhere, pairs_frame


def neighbour_gaps(evidence: Evidence, *, areas: pl.Series, name: str, least: int) -> pl.DataFrame:
    """Mean gap, group value and reference value of the neighbours that have both values.

    Parameters
    ----------
    areas
        ONS codes of the authorities whose neighbours are meant.
    name
        The list: `2025` or `2021`.
    least
        Fewer neighbours than this say nothing about what is usual.

    Returns
    -------
    polars.DataFrame
        pair, area, period dates, neighbours_gap, neighbours_group_value, neighbours_reference_value (null below `least`)
        and neighbours_used.
    """
    theirs = _near(evidence, areas=areas, name=name).join(
        gaps_everywhere(evidence), left_on="neighbour", right_on="area"
    )
    return theirs.group_by("pair", "area", *PERIOD).agg(
        neighbours_gap=_mean_of_enough("gap", least),
        neighbours_group_value=_mean_of_enough("group_value", least),
        neighbours_reference_value=_mean_of_enough("reference_value", least),
        neighbours_used=pl.len().cast(pl.Int64),
    )


def neighbour_headlines(evidence: Evidence, *, areas: pl.Series, name: str, least: int) -> pl.DataFrame:
    """Mean headline of the neighbours that have one: headline_measure, area, period dates, neighbours_headline."""
    headlines = figures(evidence).join(
        pairs_frame().select(measure="headline_measure").unique(), on="measure"
    )
    theirs = _near(evidence, areas=areas, name=name).join(headlines, left_on="neighbour", right_on="area")
    return theirs.group_by(pl.col("measure").alias("headline_measure"), "area", *PERIOD).agg(
        neighbours_headline=_mean_of_enough("value", least)
    )


def _near(evidence: Evidence, *, areas: pl.Series, name: str) -> pl.DataFrame:
    wanted = (pl.col("list") == name) & pl.col("area").is_in(areas.implode())
    return evidence.neighbours.filter(wanted).select("area", "neighbour")


def _mean_of_enough(column: str, least: int) -> pl.Expr:
    return pl.when(pl.len() >= least).then(exact(pl.col(column).mean()))
