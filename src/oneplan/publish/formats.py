"""Tables as files: the same rows as CSV and as JSON, with nothing computed on the way."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from oneplan.sources.sourced import Sourced

# What a spreadsheet would run when it opens the file; a lone dash or a number is left as it was published.
_BEGINS_A_FORMULA = r"^\s*[=@+\-]|^[\t\r]"
_NUMBER_OR_DASH = r"^\s*[+\-]\s*[\d.,]*\s*%?$"


def to_records(table: Sourced) -> list[dict[str, Any]]:
    """The rows as plain values: dates as text, unknown as None."""
    dated = table.frame.with_columns(pl.selectors.date().dt.to_string("iso"))
    return dated.to_dicts()


def to_json(table: Sourced) -> str:
    """The rows as a JSON list of objects; unknown is null."""
    return json.dumps(to_records(table), ensure_ascii=False, indent=2)


def to_csv(table: Sourced) -> str:
    """The rows as CSV; unknown is an empty field, a history is written `2024: 18.4; 2025: 19.0`.

    Text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    frame = table.frame
    if "trend" in frame.columns:
        step = pl.format("{}: {}", pl.element().struct["period"], pl.element().struct["gap"])
        frame = frame.with_columns(pl.col("trend").list.eval(step).list.join("; "))
    return _written(frame)


def to_signed_csv(table: Sourced) -> str:
    """The rows as CSV, each with its publisher, edition and licence, for a file that will lie about alone."""
    edition = table.edition
    signed = table.frame.with_columns(
        publisher=pl.lit(edition.publisher),
        title=pl.lit(edition.title),
        edition=pl.lit(edition.label),
        licence=pl.lit(edition.licence),
    )
    return to_csv(replace(table, frame=signed))


def words_to_csv(lines: Sequence[Mapping[str, str]], *, columns: Sequence[str]) -> str:
    """A table of words, such as a plan is made of, as CSV: no figures are taken here.

    Examples
    --------
    >>> words_to_csv([{"name": "=1+1"}], columns=["name"])
    "name\\n'=1+1\\n"
    """
    return _written(pl.DataFrame(list(lines), schema=dict.fromkeys(columns, pl.String)))


def _written(frame: pl.DataFrame) -> str:
    names = [name for name, kind in frame.schema.items() if kind == pl.String]
    return frame.with_columns(_harmless(name) for name in names).write_csv()


def _harmless(column: str) -> pl.Expr:
    text = pl.col(column)
    runs = text.str.contains(_BEGINS_A_FORMULA) & ~text.str.contains(_NUMBER_OR_DASH)
    return pl.when(runs).then(pl.format("'{}", text)).otherwise(text).alias(column)
