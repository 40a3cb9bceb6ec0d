"""Every authority beside England, its region and its neighbours, in its latest published period."""

from functools import lru_cache
from typing import Literal, get_args

import polars as pl

from oneplan.choices import Thresholds
from oneplan.errors import NotValid
from oneplan.sources.evidence import Evidence
from oneplan.understand.gaps import PERIOD, figures, gaps_everywhere, pairs_frame
from oneplan.understand.neighbours import Neighbourhood, neighbour_gaps, neighbour_headlines
from oneplan.understand.trends import histories
from oneplan.words.area import ENGLAND, list_authorities

Against = Literal["england", "region", "neighbours-2025", "neighbours-2021"]
COMPARATORS: tuple[Against, ...] = get_args(Against)
USUAL = Thresholds()
_REMEMBERED = 8


def check_against(name: str) -> Against:
    """The comparator with this name.

    Raises
    ------
    NotValid
        With the names that can be given.
    """
    for known in COMPARATORS:
        if name.strip().casefold() == known:
            return known
    raise NotValid(f"“{name[:40]}” is nothing to compare with. Choose one of: {', '.join(COMPARATORS)}.")


@lru_cache(maxsize=_REMEMBERED)
def compared_everywhere(
    evidence: Evidence, *, neighbours: str = "2025", thresholds: Thresholds = USUAL
) -> pl.DataFrame:
    """One row a pair and authority, at the latest period in which it has both values.

    Columns: those of `gaps_everywhere` and `histories`, the headline with its rank (1 is best), and beside
    each the same figures for England (`england_…`), the region (`region_…`) and the neighbours
    (`neighbours_…`).
    """
    authorities = list_authorities()
    gaps = gaps_everywhere(evidence)
    ours = gaps.filter(pl.col("area").is_in([area.code for area in authorities]))
    england = gaps.filter(pl.col("area") == ENGLAND)
    latest = ours.sort("period_end").unique(["pair", "area"], keep="last", maintain_order=True)
    regions = pl.DataFrame({"area": [a.code for a in authorities], "region": [a.within for a in authorities]})
    history = histories(
        ours, england=england.select("pair", *PERIOD, england_gap="gap"), thresholds=thresholds
    )
    near = Neighbourhood(name=neighbours, least=thresholds.least_neighbours)
    return (
        latest.join(pairs_frame(), on="pair")
        .join(regions, on="area")
        .join(history, on=["pair", "area"], how="left")
        .join(_renamed(england, prefix="england"), on=["pair", *PERIOD], how="left")
        .join(_renamed(gaps, prefix="region", area="region"), on=["pair", "region", *PERIOD], how="left")
        .join(neighbour_gaps(evidence, near=near), on=["pair", "area", *PERIOD], how="left")
        .with_columns(pl.col("neighbours_used").fill_null(0))
        .pipe(_with_headlines, evidence=evidence, near=neighbour_headlines(evidence, near=near))
    )


def _renamed(gaps: pl.DataFrame, *, prefix: str, area: str | None = None) -> pl.DataFrame:
    place = [pl.col("area").alias(area)] if area else []
    values = [pl.col(name).alias(f"{prefix}_{name}") for name in ("gap", "group_value", "reference_value")]
    return gaps.select("pair", *PERIOD, *place, *values)


def _with_headlines(frame: pl.DataFrame, *, evidence: Evidence, near: pl.DataFrame) -> pl.DataFrame:
    """The headline here, and England's, the region's and the neighbours' in the same period."""
    values = (
        figures(evidence)
        .rename({"measure": "headline_measure"})
        .select("headline_measure", "area", *PERIOD, "value")
    )
    key = ["headline_measure", *PERIOD]
    here = _ranked_headlines(values.filter(pl.col("area").is_in([area.code for area in list_authorities()])))
    england = values.filter(pl.col("area") == ENGLAND).drop("area").rename({"value": "headline_england"})
    region = values.rename({"area": "region", "value": "headline_region"})
    return (
        frame.join(here, on=[*key, "area"], how="left")
        .join(england, on=key, how="left")
        .join(region, on=[*key, "region"], how="left")
        .join(near, on=[*key, "area"], how="left")
    )


def _ranked_headlines(values: pl.DataFrame) -> pl.DataFrame:
    turns = pairs_frame().select("headline_measure", "turn").unique()
    better_first = (-pl.col("turn") * pl.col("value")).rank("min").over("headline_measure", *PERIOD)
    return values.join(turns, on="headline_measure").select(
        "headline_measure",
        "area",
        *PERIOD,
        headline_value="value",
        headline_rank=better_first.cast(pl.Int64),
        headline_of=pl.len().over("headline_measure", *PERIOD).cast(pl.Int64),
    )
