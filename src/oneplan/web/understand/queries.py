"""What the pages may read: one area's comparisons, and everybody's gaps for the strips."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import polars as pl

from oneplan.choices import Thresholds
from oneplan.sources.evidence import Evidence
from oneplan.understand.gaps import gaps_of_authorities
from oneplan.understand.hidden import hidden_gaps

Row = Mapping[str, Any]


@lru_cache(maxsize=64)
def list_comparisons(
    evidence: Evidence, *, area: str, against: str, thresholds: Thresholds
) -> tuple[Row, ...]:
    """Every comparison of one authority, in the order of telling; computed once an edition."""
    return tuple(hidden_gaps(evidence, area=area, against=against, thresholds=thresholds).frame.to_dicts())


@lru_cache(maxsize=4)
def gaps_by_pair(evidence: Evidence) -> dict[tuple[str, str, str], dict[str, float]]:
    """Everybody's gap by area, for each group measure, reference measure and period."""
    keys = ["group_measure", "reference_measure", "period"]
    listed = gaps_of_authorities(evidence).group_by(keys).agg("area", "gap")
    return {row[:3]: dict(zip(row[3], row[4], strict=True)) for row in listed.iter_rows()}


def spread_of(evidence: Evidence, row: Row) -> dict[str, float]:
    """Every authority's gap in the pair and the period of one comparison."""
    key = (row["group_measure"], row["reference_measure"], row["period"])
    return gaps_by_pair(evidence).get(key, {})


@lru_cache(maxsize=256)
def neighbours_of(evidence: Evidence, *, area: str, name: str) -> tuple[str, ...]:
    """The codes of an authority's statistical neighbours in one list, the nearest first."""
    listed = evidence.neighbours.filter((pl.col("list") == name) & (pl.col("area") == area)).sort("place")
    return tuple(listed["neighbour"].to_list())
