"""The newest figure of several measures as a file: what the list of measures and the page of a group show."""

from collections.abc import Iterable

import polars as pl

from oneplan.choices import Compared
from oneplan.definitions.families import families_by_id
from oneplan.definitions.measures import list_measures
from oneplan.publish.formats import to_signed_csv
from oneplan.sources.evidence import Evidence
from oneplan.sources.sourced import Sourced
from oneplan.understand.series import newest_figures
from oneplan.web.understand.measures.queries import near_of
from oneplan.web.understand.measures.words import say_whom
from oneplan.words.area import Area


def write_newest_csv(evidence: Evidence, measures: Iterable[str], *, area: Area, compared: Compared) -> str:
    """One row a measure in the order given; a measure of which nothing is published here keeps its row."""
    found = newest_figures(evidence, area=area.code, near=near_of(compared))
    frame = _named(measures).join(
        found.frame.select(
            *("measure", "period", "period_start", "period_end", "period_status", "value", "published"),
            *("doubt", "england_value", "england_published", "england_doubt", "region_value"),
            *("neighbours_value", "neighbours_used"),
        ),
        on="measure",
        how="left",
        maintain_order="left",
    )
    names = ("topic", "stage", "family", "family_title", "group", "group_name", "measure", "unit")
    placed = frame.select(
        *names, pl.lit(area.code).alias("area"), pl.lit(area.name).alias("area_name"), pl.exclude(names)
    )
    return to_signed_csv(Sourced(frame=placed, edition=found.edition))


def _named(measures: Iterable[str]) -> pl.DataFrame:
    """What each measure is called, and whom it is about."""
    defined, families = list_measures(), families_by_id()
    rows = []
    for name in measures:
        family = families[defined[name].family]
        rows.append(
            {
                "topic": family.topic_name,
                "stage": family.stage,
                "family": family.id,
                "family_title": family.title,
                "group": defined[name].group,
                "group_name": say_whom(family, defined[name].group) if family.people else "",
                "measure": name,
                "unit": family.value_unit.strip() or family.gap_unit,
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)
