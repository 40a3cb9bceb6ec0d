"""What the pages of measures may read: one family's figures for one authority, and what is said of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from oneplan.choices import Compared
from oneplan.definitions.families import Family, find_family
from oneplan.sources.evidence import Evidence
from oneplan.sources.sourced import Row, Sourced
from oneplan.understand.neighbours import Neighbourhood
from oneplan.understand.series import DOUBTS, gap_series, measure_series, newest_figures
from oneplan.web.understand.queries import find_comparisons


@dataclass(frozen=True)
class Figures:
    """One family's figures for one authority: every group's periods, and its pairs in order of telling."""

    family: Family
    found: Sourced
    series: Mapping[str, tuple[Row, ...]]
    comparisons: tuple[Row, ...]

    def newest(self, group: str) -> Row | None:
        """The newest period of which there is a sound figure here."""
        return next((row for row in reversed(self.series.get(group, ())) if row["sound"] is not None), None)


def near_of(compared: Compared) -> Neighbourhood:
    """The neighbours that this partnership chose."""
    return Neighbourhood(name=compared.neighbours, least=compared.thresholds.least_neighbours)


@lru_cache(maxsize=64)
def find_figures(evidence: Evidence, *, family: str, area: str, compared: Compared) -> Figures:
    """Every figure of one family for one authority; read once an edition."""
    defined = find_family(family)
    found = measure_series(evidence, family=family, area=area, near=near_of(compared))
    by_group: dict[str, list[Row]] = {group: [] for group in defined.measures}
    for row in found.rows:
        by_group[row["group"]].append(row)
    comparisons: tuple[Row, ...] = ()
    if defined.pairs:
        all_of_it = find_comparisons(evidence, area=area, against="england", compared=compared)
        comparisons = tuple(row for row in all_of_it.rows if row["family"] == family)
    series = {group: tuple(rows) for group, rows in by_group.items()}
    return Figures(family=defined, found=found, series=series, comparisons=comparisons)


@lru_cache(maxsize=64)
def find_gap(
    evidence: Evidence, *, family: str, group: str, area: str, compared: Compared
) -> tuple[Row, ...]:
    """One group's gap in every period, oldest first."""
    found = gap_series(evidence, family=family, group=group, area=area, near=near_of(compared))
    return found.rows


@lru_cache(maxsize=32)
def find_newest(evidence: Evidence, *, area: str, compared: Compared) -> Mapping[str, Row]:
    """The newest figure of every measure that has one here, by measure."""
    found = newest_figures(evidence, area=area, near=near_of(compared))
    return {row["measure"]: row for row in found.rows}


@lru_cache(maxsize=2)
def _dictionary(evidence: Evidence) -> Mapping[str, Row]:
    entries = evidence.measures.unique("measure", keep="first", maintain_order=True)
    return {row["measure"]: Row(row) for row in entries.iter_rows(named=True)}


def find_entry(evidence: Evidence, measure: str) -> Row:
    """What the publisher's dictionary says of a measure; empty where it says nothing."""
    return _dictionary(evidence).get(measure, Row({}))


def list_doubts(evidence: Evidence, family: Family) -> tuple[Row, ...]:
    """What the checks on arrival found in a family's figures."""
    wanted = pl.col("check").is_in(DOUBTS) & pl.col("measure").is_in(list(family.measures.values()))
    return tuple(Row(row) for row in evidence.checks.filter(wanted).to_dicts())


def list_revisions(evidence: Evidence, family: Family, *, area: str) -> tuple[Row, ...]:
    """The family's figures for one authority that the edition before gave differently."""
    wanted = pl.col("measure").is_in(list(family.measures.values())) & (pl.col("area") == area)
    return tuple(Row(row) for row in evidence.revisions.filter(wanted).to_dicts())
