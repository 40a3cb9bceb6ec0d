"""Reads the lists beside the Local Authority Interactive Tool: dictionary, neighbours, authorities."""

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PolarsError
from python_calamine import CalamineError, CalamineWorkbook

from oneplan.errors import NotValid
from oneplan.words.area import list_areas
from oneplan.words.number import WHY_MISSING

_SPREADSHEET_DAY_ZERO = dt.date(1899, 12, 30)
_DICTIONARY_COLUMNS = {
    "Measure_short": "measure",
    "Topic": "topic",
    "Measure": "title",
    "Polarity": "polarity",
    "y_axis_name": "axis",
    "dps": "decimals",
    "Year_Type": "year_kind",
    "Description": "description",
    "Data Owner (DO) /Supplier and Contact Details": "owner",
    "Table_status": "lineage",
    "Last Update": "last_update",
    "Next Update": "next_update",
}
_POLARITY = {"High": "high", "Low": "low"}
NEIGHBOURS_A_LIST = 10


def read_dictionary(path: Path) -> tuple[pl.DataFrame, dt.date]:
    """Read the publisher's dictionary, and the day of its newest update.

    Some short names stand under two topics with different wording, so a row is one measure under one topic.
    `decimals` is 1 where the publisher says nothing; `polarity` is null where no direction is better.

    Raises
    ------
    NotValid
        When it is no such file, or a column has gone.
    """
    try:
        raw = pl.read_csv(path, infer_schema=False)
    except (PolarsError, OSError, UnicodeError) as error:
        raise NotValid(f"{path.name} is not a CSV file in UTF-8. Download it again.") from error
    missing = [name for name in _DICTIONARY_COLUMNS if name not in raw.columns]
    if missing:
        raise NotValid(
            f"{path.name} has no column “{missing[0]}”. The publisher may have changed its columns."
        )
    measures = raw.select(
        pl.col(name).str.strip_chars().alias(to) for name, to in _DICTIONARY_COLUMNS.items()
    )
    empty = measures.with_row_index("row", offset=2).filter(
        pl.col("measure").is_null() | (pl.col("measure") == "")
    )
    if not empty.is_empty():
        raise NotValid(
            f"{path.name}, row {empty['row'][0]}, column “Measure_short”: nothing is written here."
        )
    measures = measures.with_columns(
        polarity=pl.col("polarity").replace_strict(_POLARITY, default=None, return_dtype=pl.String),
        decimals=pl.col("decimals").cast(pl.Int64, strict=False).fill_null(1),
        last_update=_day(pl.col("last_update")),
    )
    updated = measures["last_update"].max()
    if not isinstance(updated, dt.date):
        raise NotValid(
            f"{path.name}, column “Last Update”: no row names a day, so the edition cannot be dated."
        )
    return measures, updated


def _day(text: pl.Expr) -> pl.Expr:
    """Spreadsheet day numbers as days; words such as “New data” as null."""
    return pl.lit(_SPREADSHEET_DAY_ZERO) + pl.duration(days=text.cast(pl.Int64, strict=False))


def _read_sheet(path: Path) -> list[list[Any]]:
    try:
        return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    except (CalamineError, zipfile.BadZipFile, OSError) as error:
        raise NotValid(f"{path.name} is not a whole XLSX file. Download it again.") from error


def read_neighbours(path: Path, *, name: str) -> pl.DataFrame:
    """Read one list of statistical neighbours.

    Returns the columns list, area, place (1 is the nearest), neighbour, closeness. The sheet repeats its
    headings, names closeness in two spellings and ends in notes, so columns are taken by position, and rows
    up to the first without a number.

    Raises
    ------
    NotValid
        When the headings are not where they were, or a neighbour is no area; names file, row and column.
    """
    rows = _read_sheet(path)
    start = next((n for n, row in enumerate(rows) if row and str(row[0]).strip() == "LA num"), None)
    if start is None or [str(cell).strip() for cell in rows[start][5:25:2]] != [
        f"SN{n}" for n in range(1, 11)
    ]:
        raise NotValid(
            f"{path.name} has no headings “LA num … SN1 … SN10”. The publisher may have changed its columns."
        )
    codes = {area.number: area.code for area in list_areas() if area.is_authority or area.ended}
    found: list[tuple[str, str, int, str, str]] = []
    for number, row in enumerate(rows[start + 1 :], start=start + 2):
        if row[0] in ("", None):
            break
        for place in range(1, NEIGHBOURS_A_LIST + 1):
            column = 3 + 2 * place
            if str(row[column]).strip() in WHY_MISSING:
                continue
            pair = (_code(codes, row[0]), _code(codes, row[column]))
            if pair[0] is None or pair[1] is None:
                raise NotValid(
                    f"{path.name}, row {number}, column “SN{place}”: “{row[column]}” is no authority."
                )
            found.append((name, pair[0], place, pair[1], str(row[column + 1]).strip().casefold()))
    schema = {
        "list": pl.String,
        "area": pl.String,
        "place": pl.Int64,
        "neighbour": pl.String,
        "closeness": pl.String,
    }
    return pl.DataFrame(found, schema=schema, orient="row")


def _code(codes: dict[int, str], cell: object) -> str | None:
    return codes.get(int(cell)) if isinstance(cell, int | float) else None


def read_authorities(path: Path) -> pl.DataFrame:
    """Read the publisher's own list of authorities: number and name.

    Raises
    ------
    NotValid
        When the headings are not where they were.
    """
    rows = _read_sheet(path)
    if not rows or [str(cell).strip() for cell in rows[0][:2]] != ["LA Number", "LA Name"]:
        raise NotValid(
            f"{path.name} has no headings “LA Number, LA Name”. The publisher may have changed its columns."
        )
    pairs = [(int(row[0]), str(row[1]).strip()) for row in rows[1:] if isinstance(row[0], int | float)]
    return pl.DataFrame(pairs, schema={"number": pl.Int64, "name": pl.String}, orient="row")
