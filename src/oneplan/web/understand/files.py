"""The comparisons of a page as a CSV file: the figures as published, and where they come from."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from oneplan.sources.sourced import Edition
from oneplan.words.area import Area

Row = Mapping[str, Any]

COLUMNS = (
    "order",
    "family",
    "family_title",
    "topic",
    "stage",
    "group",
    "group_name",
    "reference",
    "reference_name",
    "group_measure",
    "reference_measure",
    "headline_measure",
    "period",
    "period_status",
    "unit",
    "group_value",
    "reference_value",
    "gap",
    "rank",
    "of",
    "previous_period",
    "previous_gap",
    "headline_value",
    "headline_england",
    "england_group_value",
    "england_reference_value",
    "england_gap",
    "neighbours_list",
    "neighbours_used",
    "neighbours_group_value",
    "neighbours_reference_value",
    "neighbours_gap",
    "neighbours_headline",
    "comparator",
    "comparator_name",
    "comparator_group_value",
    "comparator_reference_value",
    "comparator_gap",
    "comparator_headline",
    "headline_better",
    "group_worse_than_same_group",
    "wider_than_england",
    "wider_than_neighbours",
    "wider_than_comparator",
    "masked",
    "steady",
    "moves_a_lot",
    "verdict",
    "sentence",
)


def write_csv(rows: Iterable[Row], *, area: Area, edition: Edition) -> str:
    """One line a comparison; what is unknown is empty, never false and never nought."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(("area", "area_name", *COLUMNS, "publisher", "title", "edition", "licence"))
    source = (edition.publisher, edition.title, edition.label, edition.licence)
    writer.writerows((area.code, area.name, *(said(row[name]) for name in COLUMNS), *source) for row in rows)
    return file.getvalue()


def said(value: object) -> object:
    """A value as a file says it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value
