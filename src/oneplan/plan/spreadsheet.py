"""The activities of a plan as the rows of a spreadsheet: written with nothing lost, and read back."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from oneplan.errors import NotFound, NotValid
from oneplan.plan.doing import Activity
from oneplan.plan.frame import Plan

MOST_ROWS = 20_000
MOST_BYTES = 20_000_000
COLUMNS = (
    "id",
    "milestone_of",
    "name",
    "text",
    "how",
    "serves",
    "also_in",
    "lead",
    "contributors",
    "owner",
    "start",
    "due",
    "done",
    "evidence",
    "resources",
    "groups",
    "for_young_people",
    "quoted",
    "source",
    "illustrative",
)
"""One row an activity or a milestone; `milestone_of` says whose milestone it is."""
_RUNS = re.compile(r"'*[=+\-@\t\r]")


class Row(NamedTuple):
    """One row of a spreadsheet as it was written, with its number as the spreadsheet counts."""

    number: int
    cells: Mapping[str, str]


def write_activities(plan: Plan) -> str:
    """The activities with their milestones as CSV, one row each.

    A cell that a spreadsheet would run as a formula has an apostrophe before it, which is taken off again
    when the file is read.

    Examples
    --------
    >>> from oneplan.plan.shelf import read_plans
    >>> (plan,) = read_plans(["one-plan-2024-30"])
    >>> activity = {"id": "SW-2.1", "name": "=Play", "serves": ["SW-2"]}
    >>> print(write_activities(plan.changed(activities=[activity])).splitlines()[1])
    SW-2.1,,'=Play,,,SW-2,,,,,,,,,,,,,,
    """
    file = io.StringIO()
    writer = csv.DictWriter(file, fieldnames=COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for activity in plan.activities:
        for row in _rows_of(activity):
            writer.writerow({column: _harmless(cell) for column, cell in row.items()})
    return file.getvalue()


def read_rows(path: Path) -> tuple[Row, ...]:
    """The rows of a CSV or XLSX file, as people have them in a spreadsheet.

    Raises
    ------
    NotFound
        When there is no such file.
    NotValid
        When it is no such table, or too large; the sentence names the file.
    """
    if not path.is_file():
        raise NotFound(f"There is no file {path.name}. Name a CSV or XLSX file.")
    if path.stat().st_size > MOST_BYTES:
        raise NotValid(f"{path.name} is larger than {MOST_BYTES:,} bytes. Leave out what is no activity.")
    read = _read_xlsx if path.suffix.lower() == ".xlsx" else _read_csv
    table = read(path)
    if not table:
        raise NotValid(f"{path.name} is empty. Its first row names the columns, such as id, name and serves.")
    names = [name.strip() for name in table[0]]
    _check_columns(names, file=path.name)
    if len(table) > MOST_ROWS:
        raise NotValid(f"{path.name} has more than {MOST_ROWS:,} rows. Divide it.")
    return tuple(
        Row(number, {name: _plain(cell) for name, cell in zip(names, cells, strict=False) if name})
        for number, cells in enumerate(table[1:], start=2)
        if any(cell.strip() for cell in cells)
    )


def _rows_of(activity: Activity) -> Iterator[dict[str, str]]:
    given = activity.model_dump(mode="json", exclude={"milestones", "also_in"})
    yield {
        **{name: _written(value) for name, value in given.items()},
        "also_in": " | ".join(f"{one.plan}: {'; '.join(one.serves)}" for one in activity.also_in),
    }
    for milestone in activity.milestones:
        said = {name: _written(value) for name, value in milestone.model_dump(mode="json").items()}
        yield {"milestone_of": activity.id, **said}


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else str(value)


def _harmless(cell: str) -> str:
    return f"'{cell}" if _RUNS.match(cell) else cell


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell[1:]) else cell


def _read_csv(path: Path) -> list[list[str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotValid(f"{path.name} is not a text in UTF-8. Save it as “CSV UTF-8”.") from error
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise NotValid(f"{path.name} is not readable as CSV: {error}. Save it again as CSV.") from error


def _read_xlsx(path: Path) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - only where it is asked for

    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        return [[_from_cell(cell) for cell in cells] for cells in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, ValueError, IndexError) as error:
        raise NotValid(f"{path.name} is not readable as XLSX. Save it again, or as CSV.") from error


def _from_cell(cell: object) -> str:
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _check_columns(names: list[str], *, file: str) -> None:
    for name in ("id", "name"):
        if name not in names:
            raise NotValid(f"{file} has no column {name}. Its columns may be {', '.join(COLUMNS)}.")
    for name in filter(None, names):
        if name not in COLUMNS:
            raise NotValid(
                f"{file}, column {name[:40]}: no activity has it. Take it out or correct its name."
            )
        if names.count(name) > 1:
            raise NotValid(f"{file}, column {name}: it stands there twice. Take one out.")
