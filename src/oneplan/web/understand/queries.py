"""What the pages may read: one area's comparisons, and everybody's gaps for the strips."""

from functools import lru_cache

import polars as pl

from oneplan.choices import Compared
from oneplan.sources.evidence import Evidence
from oneplan.sources.sourced import Row, Sourced
from oneplan.understand.gaps import gaps_of_authorities
from oneplan.understand.hidden import hidden_gaps

ROWS_A_PAGE = 10
"""How many comparisons the page of all comparisons shows at once: links into it need to know."""


@lru_cache(maxsize=64)
def find_comparisons(evidence: Evidence, *, area: str, against: str, compared: Compared) -> Sourced:
    """Every comparison of one authority in the order of telling; computed once an edition."""
    return hidden_gaps(
        evidence,
        area=area,
        against=against,
        neighbours=compared.neighbours,
        thresholds=compared.thresholds,
    )


@lru_cache(maxsize=4)
def gaps_by_pair(evidence: Evidence) -> dict[tuple[str, str, str], dict[str, float]]:
    """Everybody's gap by area, for each group measure, reference measure and period."""
    keys = ["group_measure", "reference_measure", "period"]
    listed = gaps_of_authorities(evidence).group_by(keys).agg("area", "gap")
    return {row[:3]: dict(zip(row[3], row[4], strict=True)) for row in listed.iter_rows()}


@lru_cache(maxsize=4)
def newest_periods(evidence: Evidence) -> dict[tuple[str, str], str]:
    """The newest period that any authority has, for each group measure and reference measure."""
    newest: dict[tuple[str, str], str] = {}
    for group, reference, period in gaps_by_pair(evidence):
        newest[group, reference] = max(period, newest.get((group, reference), ""))
    return newest


def newer_period(evidence: Evidence, row: Row) -> str:
    """A newer period in which others have figures and this authority has none, or nothing."""
    newest = newest_periods(evidence).get((row["group_measure"], row["reference_measure"]), "")
    return newest if newest > row["period"] else ""


def spread_of(evidence: Evidence, row: Row) -> dict[str, float]:
    """Every authority's gap in the pair and the period of one comparison."""
    key = (row["group_measure"], row["reference_measure"], row["period"])
    return gaps_by_pair(evidence).get(key, {})


@lru_cache(maxsize=256)
def neighbours_of(evidence: Evidence, *, area: str, name: str) -> tuple[str, ...]:
    """The codes of an authority's statistical neighbours in one list, the nearest first."""
    listed = evidence.neighbours.filter((pl.col("list") == name) & (pl.col("area") == area)).sort("place")
    return tuple(listed["neighbour"].to_list())
