"""Reads a file of neighbourhoods: how deprived and how far from things each is, and where it lies."""

import csv
import gzip
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from oneplan.errors import NotFound, NotValid

MOST_BYTES = 50_000_000
_CODE = re.compile(r"E01\d{6}")
_CHILDREN = "children_and_young_people_decile"
_LOW_INCOME = "income_deprivation_affecting_children_index_idaci_numerator"
_BARRIERS = "geographical_barriers_decile"


@dataclass(frozen=True)
class Neighbourhood:
    """One neighbourhood of about 1,500 people (a lower-layer super output area of 2021)."""

    code: str
    name: str
    ward: str
    district: str
    district_code: str
    imd: int | None
    """The tenth of England's neighbourhoods by deprivation: 1 is the most deprived."""
    children: int | None
    """The same by the education, skills and attainment of children and young people."""
    isolation: int | None
    """The same by how far shops, schools and doctors are: 1 is the farthest."""
    low_income: int | None
    """Children in families of low income."""
    kind: str
    """Urban or rural, in the words of the classification of 2021."""
    latitude: float | None
    longitude: float | None


def read_neighbourhoods(path: Path) -> tuple[Neighbourhood, ...]:
    """Read neighbourhoods from a CSV file, which may be packed with gzip.

    Parameters
    ----------
    path
        A row a neighbourhood. `lsoa21_code` and `IMD_decile` have to be there; names, districts, the other
        tenths, and `latitude` and `longitude` of its centre where they are.

    Raises
    ------
    NotFound
        When there is no such file.
    NotValid
        When it is no such table: names the file, the row and the column.
    """
    if not path.is_file():
        raise NotFound(f"There is no file {path.name}. Name a CSV file of neighbourhoods.")
    reader = csv.DictReader(io.StringIO(_text(path), newline=""))
    for column in ("lsoa21_code", "IMD_decile"):
        if column not in (reader.fieldnames or ()):
            raise NotValid(f"{path.name} has no column {column}. Take a table of English neighbourhoods.")
    found: dict[str, Neighbourhood] = {}
    for number, row in enumerate(reader, start=2):
        one = _neighbourhood(row, place=f"{path.name}, row {number}")
        if one.code in found:
            raise NotValid(f"{path.name}, row {number}, lsoa21_code: {one.code} is there twice. Keep one.")
        found[one.code] = one
    return tuple(found.values())


def _text(path: Path) -> str:
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise NotValid(f"{path.name} is larger than {MOST_BYTES:,} bytes. Take fewer columns.")
        return data.decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise NotValid(f"{path.name} is not a CSV file in UTF-8. Save it as such.") from error


def _neighbourhood(row: Mapping[str, str], *, place: str) -> Neighbourhood:
    code = row["lsoa21_code"] or ""
    if not _CODE.fullmatch(code):
        raise NotValid(f"{place}, lsoa21_code: {code[:20]!a} is no neighbourhood of England. Correct it.")
    latitude, longitude = (_number(row, name, place=place) for name in ("latitude", "longitude"))
    return Neighbourhood(
        code=code,
        name=row.get("lsoa21_name") or code,
        ward=row.get("ward24_name") or "",
        district=row.get("ltla24_name") or "",
        district_code=row.get("ltla24_code") or "",
        imd=_tenth(row, "IMD_decile", place=place),
        children=_tenth(row, _CHILDREN, place=place),
        isolation=_tenth(row, _BARRIERS, place=place),
        low_income=_whole(row, _LOW_INCOME, place=place),
        kind=row.get("classification") or "",
        latitude=latitude,
        longitude=longitude,
    )


def _tenth(row: Mapping[str, str], column: str, *, place: str) -> int | None:
    value = _whole(row, column, place=place)
    if value is not None and not 1 <= value <= 10:
        raise NotValid(f"{place}, {column}: {value} is no tenth. Write 1 to 10, or nothing.")
    return value


def _whole(row: Mapping[str, str], column: str, *, place: str) -> int | None:
    number = _number(row, column, place=place)
    return None if number is None else round(number)


def _number(row: Mapping[str, str], column: str, *, place: str) -> float | None:
    """A number; an empty field, or a column that is not there, is not known and not nothing."""
    text = (row.get(column) or "").strip()
    if not text:
        return None
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,20})?", text):
        raise NotValid(f"{place}, {column}: {text[:20]!a} is no number. Correct it, or leave it empty.")
    return float(text)
