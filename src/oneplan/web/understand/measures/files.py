"""The tables of a measure's page as files: what was published to the letter, and what was compared."""

from dataclasses import replace

import polars as pl

from oneplan.choices import Compared
from oneplan.publish.formats import to_csv
from oneplan.sources.evidence import Evidence
from oneplan.sources.sourced import Sourced
from oneplan.understand.gaps import PERIOD
from oneplan.understand.series import gap_series, measure_series, series_everywhere
from oneplan.web.understand.measures.asked import AskedMeasure
from oneplan.web.understand.measures.queries import near_of
from oneplan.web.understand.queries import neighbours_of
from oneplan.words.area import ENGLAND, find_area

TABLES = ("figures", "compared", "gaps")
_DATES = [name for name in PERIOD if name != "period_kind"]


def write_csv(evidence: Evidence, asked: AskedMeasure, *, table: str, compared: Compared) -> str:
    """One table of a page: the figures as published, the comparisons, or the gaps."""
    writers = {"figures": _figures, "compared": _compared, "gaps": _gaps}
    frame = writers[table](evidence, asked, compared)
    edition = evidence.edition
    signed = frame.with_columns(
        unit=pl.lit(asked.family.value_unit.strip() or asked.family.gap_unit),
        publisher=pl.lit(edition.publisher),
        title=pl.lit(edition.title),
        edition=pl.lit(edition.label),
        licence=pl.lit(edition.licence),
    )
    return to_csv(replace(Sourced(frame=signed, edition=edition)))


def _figures(evidence: Evidence, asked: AskedMeasure, compared: Compared) -> pl.DataFrame:
    """One row a group, area and period: the text as published, its value, and why there is none."""
    near = neighbours_of(evidence, area=asked.area.code, name=compared.neighbours)
    codes = [asked.area.code, ENGLAND, asked.area.within, *near]
    cells = series_everywhere(evidence, family=asked.family.id)
    chosen = cells.filter(pl.col("area").is_in(codes))
    names = pl.DataFrame({"area": codes, "area_name": [find_area(code).name for code in codes]})
    order = pl.col("area").replace_strict(
        {code: place for place, code in enumerate(codes)}, return_dtype=pl.Int64
    )
    return (
        chosen.join(names, on="area")
        .sort("group", order, "period_end")
        .select(
            *("family", "group", "measure", "area", "area_name", "period", *_DATES, "period_status"),
            *("value", "published", "missing", "comparable"),
            doubt="doubt",
        )
    )


def _compared(evidence: Evidence, asked: AskedMeasure, compared: Compared) -> pl.DataFrame:
    """One row a group and period: here, England, the region, the neighbours' mean and the rank."""
    found = measure_series(evidence, family=asked.family.id, area=asked.area.code, near=near_of(compared))
    return found.frame.select(
        *("family", "group", "measure", "area", "period", *_DATES, "period_status"),
        *("value", "published", "missing", "doubt", "comparable"),
        *("england_value", "england_published", "england_doubt", "region_value"),
        *("neighbours_value", "neighbours_used", "rank", "of"),
    )


def _gaps(evidence: Evidence, asked: AskedMeasure, compared: Compared) -> pl.DataFrame:
    """One row a pair and period: both figures, the gap here, in England and of the neighbours, the rank."""
    family, near = asked.family, near_of(compared)
    frames = [
        gap_series(
            evidence, family=family.id, group=pair.group, area=asked.area.code, near=near
        ).frame.select(
            pl.lit(family.id).alias("family"),
            pl.lit(pair.group).alias("group"),
            pl.lit(pair.reference).alias("reference"),
            pl.lit(asked.area.code).alias("area"),
            pl.exclude("period_kind"),
        )
        for pair in family.pairs
    ]
    return pl.concat(frames) if frames else pl.DataFrame({"family": []}, schema={"family": pl.String})
