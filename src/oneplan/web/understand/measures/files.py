"""The tables of a measure's page as files: what was published to the letter, and what was compared."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from oneplan.choices import Compared
from oneplan.publish.formats import to_signed_csv
from oneplan.sources.evidence import Evidence
from oneplan.sources.sourced import Sourced
from oneplan.understand.everywhere import gap_everywhere
from oneplan.understand.gaps import PERIOD
from oneplan.understand.neighbours import Neighbourhood
from oneplan.understand.series import gap_series, measure_series, series_everywhere
from oneplan.web.understand.measures.asked import AskedMeasure
from oneplan.web.understand.measures.queries import find_figures, list_revisions, near_of
from oneplan.web.understand.measures.words import say_whom
from oneplan.web.understand.queries import neighbours_of
from oneplan.words.area import ENGLAND, find_area

_DATES = [name for name in PERIOD if name != "period_kind"]


@dataclass(frozen=True)
class Wanted:
    """What a file is made from."""

    evidence: Evidence
    asked: AskedMeasure
    compared: Compared
    near: Neighbourhood


def write_csv(
    evidence: Evidence, asked: AskedMeasure, *, table: str, compared: Compared, neighbours: str = ""
) -> str:
    """One table of a page: one of TABLES; with the neighbours of another list where one is named."""
    near = near_of(compared)
    if neighbours:
        near = Neighbourhood(name=neighbours, least=near.least)
    frame = TABLES[table](Wanted(evidence, asked, compared, near))
    unit = pl.lit(asked.family.value_unit.strip() or asked.family.gap_unit)
    return to_signed_csv(Sourced(frame=frame.with_columns(unit=unit), edition=evidence.edition))


def _figures(wanted: Wanted) -> pl.DataFrame:
    """One row a group, area and period: the text as published, its value, and why there is none."""
    evidence, asked = wanted.evidence, wanted.asked
    near = neighbours_of(evidence, area=asked.area.code, name=wanted.compared.neighbours)
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


def _compared(wanted: Wanted) -> pl.DataFrame:
    """One row a group and period: here, England, the region, the neighbours' mean and the rank."""
    asked = wanted.asked
    found = measure_series(
        wanted.evidence, family=asked.family.id, area=asked.area.code, near=near_of(wanted.compared)
    )
    return found.frame.select(
        *("family", "group", "measure", "area", "period", *_DATES, "period_status"),
        *("value", "published", "missing", "doubt", "comparable"),
        *("england_value", "england_published", "england_doubt", "region_value", "region_published"),
        *("neighbours_value", "neighbours_used", "rank", "of"),
    )


def _gaps(wanted: Wanted) -> pl.DataFrame:
    """One row a pair and period: both figures, the gap here, in England and of the neighbours, the rank."""
    family, area = wanted.asked.family, wanted.asked.area.code
    frames = [
        gap_series(
            wanted.evidence, family=family.id, group=pair.group, area=area, near=near_of(wanted.compared)
        ).frame.select(
            pl.lit(family.id).alias("family"),
            pl.lit(pair.group).alias("group"),
            pl.lit(pair.reference).alias("reference"),
            pl.lit(area).alias("area"),
            pl.exclude("period_kind"),
        )
        for pair in family.pairs
    ]
    return pl.concat(frames) if frames else _nothing()


def _groups(wanted: Wanted) -> pl.DataFrame:
    """One row a group: its newest figure here beside the others', and its gap where it is compared."""
    asked = wanted.asked
    figures = find_figures(
        wanted.evidence, family=asked.family.id, area=asked.area.code, compared=wanted.compared
    )
    groups = list(asked.family.measures)
    spine = pl.DataFrame({"group": groups, "group_name": [say_whom(asked.family, one) for one in groups]})
    sound = figures.found.frame.filter(pl.col("sound").is_not_null()).sort("period_end")
    newest = sound.unique("group", keep="last").select(
        *("group", "period", *_DATES, "period_status", "value", "published"),
        *("england_value", "england_published", "england_doubt", "neighbours_value", "neighbours_used"),
    )
    text, number = pl.String, pl.Int64
    schema = {"group": text, "gap": pl.Float64, "rank": number, "of": number, "period": text}
    lines = [[row[name] for name in schema] for row in figures.comparisons]
    gaps = pl.DataFrame(lines, schema=schema, orient="row").rename({"period": "gap_period"})
    joined = spine.join(newest, on="group", how="left", maintain_order="left").join(
        gaps, on="group", how="left", maintain_order="left"
    )
    return joined.select(
        pl.lit(asked.family.id).alias("family"), pl.lit(asked.area.code).alias("area"), pl.all()
    )


def _everywhere(wanted: Wanted) -> pl.DataFrame:
    """One group's gap here, in England, the region and the neighbours over time, and in all authorities."""
    asked = wanted.asked
    pairs = [pair.group for pair in asked.family.pairs]
    if not pairs:
        return _nothing()
    return gap_everywhere(
        wanted.evidence,
        family=asked.family.id,
        group=asked.group or pairs[0],
        area=asked.area.code,
        near=wanted.near,
    ).frame.drop("unit")


def _revisions(wanted: Wanted) -> pl.DataFrame:
    """The figures here that the edition before gave differently."""
    family, area = wanted.asked.family, wanted.asked.area.code
    groups = {measure: group for group, measure in family.measures.items()}
    rows = list_revisions(wanted.evidence, family, area=area)
    columns = ("family", "group", "group_name", "measure", "area", "period", "before", "now")
    lines = []
    for row in rows:
        group = groups[row["measure"]]
        named = (family.id, group, say_whom(family, group), row["measure"], area)
        lines.append((*named, row["period"], row["before"], row["now"]))
    return pl.DataFrame(lines, schema=dict.fromkeys(columns, pl.String), orient="row")


def _nothing() -> pl.DataFrame:
    return pl.DataFrame({"family": []}, schema={"family": pl.String})


TABLES: dict[str, Callable[[Wanted], pl.DataFrame]] = {
    "figures": _figures,
    "compared": _compared,
    "gaps": _gaps,
    "groups": _groups,
    "everywhere": _everywhere,
    "revisions": _revisions,
}
"""The files of a measure's page by the word that asks for them; the first is the usual one."""
