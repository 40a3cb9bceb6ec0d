"""What is usual among an authority's statistical neighbours: means over those that have the figures."""

from dataclasses import dataclass

import polars as pl

from oneplan.sources.evidence import Evidence
from oneplan.understand.gaps import PERIOD, exact, figures, gaps_everywhere, pairs_frame


@dataclass(frozen=True)
class Neighbourhood:
    """Which list of statistical neighbours is meant, and how many of them say what is usual."""

    name: str
    """The list: `2025` or `2021`."""
    least: int = 5
    """A mean over fewer neighbours is not given."""

    def mean(self, column: str) -> pl.Expr:
        """The mean over the neighbours with a figure, null where they are too few."""
        return pl.when(pl.len() >= self.least).then(exact(pl.col(column).mean()))


def neighbour_gaps(evidence: Evidence, *, near: Neighbourhood) -> pl.DataFrame:
    """Mean gap, group value and reference value of the neighbours that have both values.

    Returns
    -------
    polars.DataFrame
        pair, area, period dates, neighbours_gap, neighbours_group_value, neighbours_reference_value (null
        where too few have both) and neighbours_used.
    """
    theirs = _near(evidence, near).join(gaps_everywhere(evidence), left_on="neighbour", right_on="area")
    return theirs.group_by("pair", "area", *PERIOD).agg(
        neighbours_gap=near.mean("gap"),
        neighbours_group_value=near.mean("group_value"),
        neighbours_reference_value=near.mean("reference_value"),
        neighbours_used=pl.len().cast(pl.Int64),
    )


def neighbour_headlines(evidence: Evidence, *, near: Neighbourhood) -> pl.DataFrame:
    """Mean headline of the neighbours that have one, as neighbours_headline."""
    measures = pairs_frame().select(measure="headline_measure").unique()
    headlines = figures(evidence).join(measures, on="measure").rename({"measure": "headline_measure"})
    theirs = _near(evidence, near).join(headlines, left_on="neighbour", right_on="area")
    return theirs.group_by("headline_measure", "area", *PERIOD).agg(neighbours_headline=near.mean("value"))


def _near(evidence: Evidence, near: Neighbourhood) -> pl.DataFrame:
    return evidence.neighbours.filter(list=near.name).select("area", "neighbour")
