"""Tables as files: the same rows as CSV and as JSON, with nothing computed on the way."""

import json
from typing import Any

import polars as pl

from oneplan.sources.sourced import Sourced


def to_records(table: Sourced) -> list[dict[str, Any]]:
    """The rows as plain values: dates as text, unknown as None."""
    dated = table.frame.with_columns(pl.selectors.date().dt.to_string("iso"))
    return dated.to_dicts()


def to_json(table: Sourced) -> str:
    """The rows as a JSON list of objects; unknown is null."""
    return json.dumps(to_records(table), ensure_ascii=False, indent=2)


def to_csv(table: Sourced) -> str:
    """The rows as CSV; unknown is an empty field, a history is written `2024: 18.4; 2025: 19.0`."""
    frame = table.frame
    if "trend" in frame.columns:
        step = pl.format("{}: {}", pl.element().struct["period"], pl.element().struct["gap"])
        frame = frame.with_columns(pl.col("trend").list.eval(step).list.join("; "))
    return frame.write_csv()
