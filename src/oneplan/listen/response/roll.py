"""Reads the roll: how many pupils each school has in each year, and what kind of school it is."""

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Annotated

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from oneplan.errors import NotValid

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
MOST_SAID = 20
"""How many bad rows are said at once."""
Word = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Row(BaseModel):
    """One school in one year."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    school: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,19}$")]
    """The school's id, such as its URN."""
    name: Word
    phase: Word
    """Such as primary, secondary or special."""
    type: Word
    """Such as academy or maintained."""
    district: Word
    free_meals_fifth: Annotated[int, Field(ge=1, le=5)]
    """1 for the fifth of schools with the fewest pupils who can have free school meals, to 5."""
    year: Annotated[int, Field(ge=1, le=14)]
    pupils: Annotated[int, Field(ge=0, le=5_000)]
    """How many are on the roll."""


COLUMNS = tuple(Row.model_fields)
OF_SCHOOLS = ("name", "phase", "type", "district", "free_meals_fifth")
"""What a school has once, whichever the year."""


@dataclass(frozen=True, eq=False)
class Roll:
    """The roll: one row a school and year, with the columns of `COLUMNS`."""

    frame: pl.DataFrame

    @property
    def schools(self) -> pl.DataFrame:
        """One row a school, with all its pupils."""
        return self.frame.group_by("school", *OF_SCHOOLS, maintain_order=True).agg(pl.col("pupils").sum())


def read_roll(data: bytes, *, name: str) -> Roll:
    """Read a roll from the bytes of a CSV file, whole or not at all.

    Parameters
    ----------
    data
        The file, in UTF-8, with the columns of `COLUMNS`.
    name
        What it is called, for the sentence that says what is wrong.

    Raises
    ------
    NotValid
        Where it cannot be taken as it stands: a sentence for each bad row that says what to do, and how many
        more there are.

    Examples
    --------
    >>> line = "100001,Hill School,primary,academy,North,2,4,31"
    >>> read_roll(f"{','.join(COLUMNS)}\\n{line}\\n".encode(), name="roll.csv").frame["pupils"].to_list()
    [31]
    """
    if len(data) > MOST_BYTES:
        raise NotValid(f"{name} is larger than {MOST_BYTES:,} bytes. A roll has one row a school and year.")
    faults: list[str] = []
    rows = _rows(data, name=name, faults=faults)
    taken: dict[tuple[str, int], int] = {}
    known: dict[str, Row] = {}
    for number, row in rows:
        first = taken.setdefault((row.school, row.year), number)
        if first != number:
            faults.append(f"{name}, row {number}: row {first} is about this school and year. Take one out.")
        before = known.setdefault(row.school, row)
        faults += [
            f"{name}, row {number}: {row.school} has another {field} than in a row before. Make it the same."
            for field in OF_SCHOOLS
            if getattr(row, field) != getattr(before, field)
        ]
    if faults:
        more = len(faults) - MOST_SAID
        raise NotValid(" ".join([*faults[:MOST_SAID], *[f"There are {more} more."] * (more > 0)]))
    return Roll(pl.DataFrame([row.model_dump() for _, row in rows]))


def _rows(data: bytes, *, name: str, faults: list[str]) -> list[tuple[int, Row]]:
    """The rows that can be read, with their numbers; what is wrong with the others is added to `faults`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotValid(f"{name} is not a text in UTF-8. Save it as “CSV UTF-8”.") from error
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        _check_columns(reader.fieldnames or (), name=name)
        lines = list(islice(reader, MOST_ROWS + 1))
    except csv.Error as error:
        raise NotValid(f"{name} is not readable as CSV: {error}. Save it again as CSV.") from error
    if not lines:
        raise NotValid(f"{name} holds no schools. Give it one row a school and year.")
    if len(lines) > MOST_ROWS:
        raise NotValid(f"{name} has more than {MOST_ROWS:,} rows. A roll has one row a school and year.")
    rows = []
    for number, cells in enumerate(lines, start=2):
        try:
            rows.append((number, _row(cells, name=name, number=number)))
        except NotValid as fault:
            faults.append(str(fault))
    return rows


def _check_columns(names: Collection[str], *, name: str) -> None:
    if sorted(names) != sorted(COLUMNS):
        raise NotValid(f"{name} needs the columns {', '.join(COLUMNS)}, each once, and no others.")


def _row(cells: Mapping[str, object], *, name: str, number: int) -> Row:
    if None in cells or None in cells.values():
        raise NotValid(f"{name}, row {number} has not as many cells as there are columns. Correct it.")
    try:
        return Row.model_validate(cells)
    except ValidationError as error:
        first = error.errors()[0]
        says = str(first["msg"]).rstrip(".")
        raise NotValid(f"{name}, row {number}, {first['loc'][0]}: {says}. Correct it.") from error
