"""Reads finished tables as a reader gets them: codes, and what is known of each value."""

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from oneplan.errors import NotFound, NotValid

TOP = "Total"
UNKNOWN = {"", "c", "x", "*", "[c]", "[x]", "withheld", "suppressed", "low", "[low]"}
_VALUES = ("value", "freq", "count", "n")
_PERCENTAGE = "percentage"
_BESIDE = ("state", "inner_id", _PERCENTAGE)
_LARGEST = 10**12

Codes = tuple[str, ...]


@dataclass(frozen=True)
class Finished:
    """What files show: for each cell its value, or None where it is withheld.

    `files` holds the SHA-256 of each file by its name; `percentages` what is printed beside cells.
    """

    dimensions: tuple[str, ...]
    values: Mapping[Codes, int | None]
    files: Mapping[str, str]
    percentages: tuple["Percentage", ...] = ()


@dataclass(frozen=True)
class Percentage:
    """A printed percentage: of which cell, of which whole, and the number with so many decimals.

    `units` is the number without its point: 33.3 is 333 units with 1 decimal.
    """

    cell: Codes
    whole: Codes
    units: int
    decimals: int


def read_finished(paths: Sequence[Path], *, split: str | None = None, beside: Sequence[str] = ()) -> Finished:
    """Read files of one release; a dimension that a file lacks is at `Total` there.

    Percentages are of the same cell with the dimension `split` at `Total`, else with the last of the file.
    What stands in the columns `beside` the counts is passed over.

    Raises
    ------
    NotFound
        When there is no such file.
    NotValid
        When a file has no column of values, a value cannot be read, or two rows give one cell two values.
    """
    tables = [(path, *_read_one(path, beside)) for path in paths]
    dimensions = tuple(dict.fromkeys(name for _, names, _ in tables for name in names))
    values: dict[Codes, int | None] = {}
    percentages: list[Percentage] = []
    for path, names, rows in tables:
        places = [names.index(name) if name in names else -1 for name in dimensions]
        for number, (codes, value) in enumerate(rows, start=2):
            key = tuple(codes[place] if place >= 0 else TOP for place in places)
            if key in values and values[key] != value:
                raise NotValid(
                    f"{path.name}, row {number}: {' × '.join(key)} stands there twice, with two values."
                    " Correct the file."
                )
            values[key] = value
        of = names.index(split) if split in names else len(names) - 1
        percentages += _read_percentages(path, [cell for cell, _ in rows], places=places, of=of)
    if not values:
        raise NotValid("The files hold no rows. Name a file with a row for each cell.")
    return Finished(dimensions, values, {path.name: _hash(path) for path in paths}, tuple(percentages))


def _read_percentages(
    path: Path, rows: Sequence[Codes], *, places: Sequence[int], of: int
) -> list[Percentage]:
    """What the column of percentages says, of a cell with this dimension of the file at the top."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    heading = [name.strip() for name in lines[0]]
    if _PERCENTAGE not in heading:
        return []
    found = []
    for number, (codes, line) in enumerate(zip(rows, lines[1:], strict=True), start=2):
        text = line[heading.index(_PERCENTAGE)].strip().removesuffix("%").strip()
        if text.lower() in UNKNOWN or codes[of] == TOP:
            continue
        whole, _, part = text.partition(".")
        if not ((whole + part).isascii() and (whole + part).isdigit()) or len(whole) > 3 or len(part) > 4:
            raise NotValid(f"{path.name}, row {number}: “{text[:20]}” is no percentage. Correct it.")
        cell, top = (
            tuple(key[place] if place >= 0 else TOP for place in places)
            for key in (codes, (*codes[:of], TOP, *codes[of + 1 :]))
        )
        found.append(Percentage(cell, top, int(whole + part), len(part)))
    return found


def read_lines(path: Path) -> tuple[list[str], list[list[str]]]:
    """The heading and the rows of a file, as they stand there.

    Raises
    ------
    NotFound, NotValid
        When it is not there, is no CSV file in UTF-8, or is empty.
    """
    if not path.is_file():
        raise NotFound(f"There is no file {path.name}. Check its name.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotValid(f"{path.name} is not a CSV file in UTF-8. Save it again as CSV (UTF-8).") from error
    if not lines:
        raise NotValid(f"{path.name} is empty. Name a file with a heading and a row for each cell.")
    return [name.strip() for name in lines[0]], lines[1:]


def _read_one(path: Path, beside: Sequence[str]) -> tuple[list[str], list[tuple[Codes, int | None]]]:
    heading, lines = read_lines(path)
    column = next((heading.index(name) for name in _VALUES if name in heading), None)
    if column is None:
        raise NotValid(f"{path.name} has no column called value (or freq, count, n). Add one.")
    names = [name for name in heading if name not in (*_VALUES, *_BESIDE, *beside)]
    if not names or len(set(heading)) < len(heading):
        raise NotValid(f"{path.name} names no dimension, or one column twice. Correct its heading.")
    places = [heading.index(name) for name in names]
    rows = []
    for number, line in enumerate(lines, start=2):
        if len(line) != len(heading):
            raise NotValid(f"{path.name}, row {number}: {len(line)} cells under {len(heading)} headings.")
        value = _read_value(line[column].strip(), where=f"{path.name}, row {number}")
        rows.append((tuple(line[place].strip() for place in places), value))
    return names, rows


def _read_value(text: str, *, where: str) -> int | None:
    if text.lower() in UNKNOWN:
        return None
    digits = text.replace(",", "").removesuffix(".0")
    if not (digits.isascii() and digits.isdigit()) or int(digits[:13]) > _LARGEST:
        raise NotValid(f"{where}: “{text[:20]}” is no whole number of children. Correct the value.")
    return int(digits)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_tree(path: Path) -> Mapping[str, tuple[str, ...]]:
    """A hierarchy as the children of each parent, from a file with the columns child and parent.

    Raises
    ------
    NotFound
        When there is no such file.
    NotValid
        When a column is missing.
    """
    if not path.is_file():
        raise NotFound(f"There is no file {path.name}. Check the name of the hierarchy.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotValid(f"{path.name} is not a CSV file in UTF-8. Save it again as CSV (UTF-8).") from error
    below: dict[str, dict[str, None]] = {}
    for row in rows:
        if not row.get("child") or not row.get("parent"):
            raise NotValid(f"{path.name} needs the columns child and parent, with a code in each row.")
        below.setdefault(row["parent"].strip(), {})[row["child"].strip()] = None
    return {parent: tuple(children) for parent, children in below.items()}


def flat_tree(codes: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The tree of a dimension without a hierarchy: every code lies right below `Total`."""
    return {TOP: tuple(sorted(set(codes) - {TOP}))}
