"""Looks whether a file that came is the file that was asked for: of its kind, whole, with its columns."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from oneplan.errors import NotValid

_MARK = b"PAR1"
_SMALLEST_PARQUET = 12
_MOST_UNPACKED = 500_000_000
_WEB_PAGE = (b"<!doctype html", b"<html")


@dataclass(frozen=True)
class WantedFile:
    """A file we ask a publisher for, and the columns it must have (none: not looked at)."""

    name: str
    columns: tuple[str, ...] = ()


def check_arrived(wanted: WantedFile, data: bytes, *, advice: str) -> None:
    """Passes a file that is what its name says; cheap, since the reader looks at every row later.

    Raises
    ------
    NotValid
        It is empty, a web page, damaged, not of its kind, or lacks a column; the message says which.

    Examples
    --------
    >>> check_arrived(WantedFile("a.csv", ("Measure",)), b"Measure,Topic\\n", advice="try again")
    >>> check_arrived(WantedFile("a.csv", ("Measure",)), b"Topic\\n", advice="try again")
    Traceback (most recent call last):
    oneplan.errors.NotValid: a.csv is not what was asked for: it has no column "Measure"; try again.
    """
    problem = _problem(wanted, data)
    if problem:
        raise NotValid(f"{wanted.name} is not what was asked for: {problem}; {advice}.")


def _problem(wanted: WantedFile, data: bytes) -> str | None:
    if not data:
        return "it is empty"
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower().startswith(_WEB_PAGE):
        return "a web page came instead, perhaps the sign-in page of this network"
    kind = wanted.name.rpartition(".")[2]
    if kind == "parquet":
        return _problem_of_parquet(wanted, data)
    if kind == "xlsx":
        return _problem_of_spreadsheet(data)
    return _problem_of_text(wanted, data)


def _problem_of_parquet(wanted: WantedFile, data: bytes) -> str | None:
    if not data.startswith(_MARK):
        return "it is not a Parquet file"
    if not data.endswith(_MARK) or len(data) < _SMALLEST_PARQUET:
        return "it is a Parquet file that was cut short"
    try:
        columns = pl.read_parquet_schema(io.BytesIO(data))
    # A damaged description of the columns can make the reader panic, which is no ordinary Exception.
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return "it is a Parquet file whose list of columns is damaged"
    return _missing(wanted, columns)


def _problem_of_spreadsheet(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > _MOST_UNPACKED:
                return "it would be far too large unpacked"
            if "xl/workbook.xml" not in parts.namelist():
                return "it is not an XLSX spreadsheet"
            damaged = parts.testzip()
    # NotImplementedError and RuntimeError: packed or locked in a way that zipfile cannot open.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return "it is not a whole XLSX spreadsheet"
    return f"its part {damaged!a} is damaged" if damaged else None


def _problem_of_text(wanted: WantedFile, data: bytes) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return f"it is not UTF-8 text (byte {error.start + 1:,} cannot be read)"
    try:
        header = next(csv.reader(io.StringIO(text, newline="")), [])
    except csv.Error:
        return "its first line is not a line of column names"
    return _missing(wanted, header)


def _missing(wanted: WantedFile, columns: Iterable[str]) -> str | None:
    there = frozenset(columns)
    missing = [f'"{column}"' for column in wanted.columns if column not in there]
    if not missing:
        return None
    return f"it has no column {' and no '.join(missing)}"
