"""Reads the publisher's long file: one row a measure, year and place, each checked to be one."""

from pathlib import Path

import polars as pl
from polars.exceptions import PanicException, PolarsError

from oneplan.errors import NotValid

_COLUMNS = {
    "Short Desc": pl.String,
    "Years": pl.String,
    "LA and Regions": pl.String,
    "Values": pl.String,
    "LA Number": pl.Float64,
}


def read_long_file(path: Path) -> pl.DataFrame:
    """The rows with their number, keys trimmed and whole, none of them twice.

    Raises
    ------
    NotValid
        When it is no such file, or a row cannot be told from another; names file, row and column.
    """
    try:
        schema = pl.read_parquet_schema(path)
        missing = [name for name in _COLUMNS if name not in schema]
        if missing:
            raise NotValid(
                f"{path.name} has no column “{missing[0]}”. The publisher may have changed its columns: "
                "keep the last edition and tell the makers of oneplan."
            )
        raw = pl.read_parquet(path, columns=list(_COLUMNS))
    except (PolarsError, PanicException, OSError) as error:
        raise NotValid(
            f"{path.name} is not a whole Parquet file. Download it again. ({_first_line(error)})"
        ) from error
    for name, kind in _COLUMNS.items():
        if raw.schema[name] != kind and not (kind == pl.Float64 and raw.schema[name].is_numeric()):
            raise NotValid(f"{path.name}, column “{name}”: expected {_said(kind)}, found {raw.schema[name]}.")
    return _checked_rows(raw.with_row_index("row", offset=1), path=path)


def _said(kind: type[pl.DataType]) -> str:
    return "numbers" if kind == pl.Float64 else "text"


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__


def _checked_rows(raw: pl.DataFrame, *, path: Path) -> pl.DataFrame:
    """The rows with trimmed keys, no empty key and no key twice."""
    if raw.is_empty():
        raise NotValid(f"{path.name} has no rows. Download it again.")
    keys = ["Short Desc", "Years", "LA Number"]
    raw = raw.with_columns(pl.col("Short Desc", "Years", "Values").str.strip_chars())
    for name in keys:
        empty = raw.filter(pl.col(name).is_null() | (pl.col(name).cast(pl.String) == ""))
        if not empty.is_empty():
            raise NotValid(f"{path.name}, row {empty['row'][0]}, column “{name}”: nothing is written here.")
    raw = _with_whole_numbers(raw, path=path)
    twice = raw.filter(pl.struct(keys).is_duplicated())
    if not twice.is_empty():
        raise NotValid(
            f"{path.name}, row {twice['row'][-1]}: {twice['Short Desc'][-1]}, {twice['Years'][-1]}, "
            f"{twice['LA and Regions'][-1]} stands twice. Keep one of the two rows."
        )
    return raw


def _with_whole_numbers(raw: pl.DataFrame, *, path: Path) -> pl.DataFrame:
    number = pl.col("LA Number").cast(pl.Float64)
    wrong = raw.filter(~number.is_finite() | (number != number.round()))
    if not wrong.is_empty():
        row, found = wrong.select("row", "LA Number").row(0)
        raise NotValid(
            f"{path.name}, row {row}, column “LA Number”: {found} is not the number of an area. Correct the "
            "file, or download it again."
        )
    return raw.with_columns(pl.col("LA Number").cast(pl.Int64))
