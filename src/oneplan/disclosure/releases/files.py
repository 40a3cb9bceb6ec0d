"""Reads counts and hierarchies from files, and writes the cells of a release into one."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from oneplan.disclosure.releases.dimensions import TOTAL, make_dimension
from oneplan.disclosure.releases.magnitudes import Magnitude, count_decimals, read_scale, read_units
from oneplan.disclosure.releases.release import Release, make_release
from oneplan.errors import NotFound, NotValid

COUNT, VALUE, STATE, PERCENTAGE = "freq", "value", "state", "percentage"
SHOWN, WITHHELD = "shown", "withheld"
_NO_DIMENSIONS = (COUNT, VALUE, STATE, PERCENTAGE, "inner_id")
_MOST_CHILDREN = 100_000_000


def read_release(
    counts: Path,
    *,
    hierarchies: Sequence[tuple[str, Path]],
    tables: Sequence[Sequence[str]],
    magnitude: Magnitude | None = None,
) -> Release:
    """A release from a file of inner cells (a column for each dimension, and `freq`).

    Parameters
    ----------
    magnitude
        What is added up beside the children, as `read_magnitude` finds it. A contributor that stands in no
        table and has no hierarchy is no dimension.

    Raises
    ------
    NotFound
        When a file, or a dimension that is named, is not there.
    NotValid
        When a row cannot be read: the sentence names file and row.
    """
    heading, lines = read_rows(counts, needs=(COUNT,))
    no_dimensions = {*_NO_DIMENSIONS, *_beside(magnitude, hierarchies=hierarchies, tables=tables)}
    names = [name for name in heading if name not in no_dimensions]
    if not names:
        raise NotValid(f"{counts.name} names no dimension. Add a column such as school beside {COUNT}.")
    places = [heading.index(name) for name in names]
    count = heading.index(COUNT)
    rows = []
    for number, line in enumerate(lines, start=2):
        codes = [line[place] for place in places]
        if "" in codes or TOTAL in codes:
            raise NotValid(
                f"{counts.name}, row {number}: a code is missing or is Total. Name the narrowest code."
            )
        rows.append((codes, read_count(line[count], where=f"{counts.name}, row {number}")))
    unknown = [name for name, _ in hierarchies if name not in names]
    if unknown:
        raise NotFound(f"No dimension is called “{unknown[0]}”. The counts have: {', '.join(names)}.")
    dimensions = [
        make_dimension(
            name,
            [codes[place] for codes, _ in rows],
            pairs=[pair for one, path in hierarchies if one == name for pair in read_pairs(path)],
            source=", ".join(path.name for one, path in hierarchies if one == name) or "the counts",
        )
        for place, name in enumerate(names)
    ]
    amounts = [
        _read_amount(line, count, heading=heading, magnitude=magnitude, where=f"{counts.name}, row {number}")
        for number, (line, (_, count)) in enumerate(zip(lines, rows, strict=True), start=2)
        if magnitude
    ]
    return make_release(dimensions, rows, tables=tables, amounts=amounts)


def read_magnitude(
    counts: Path, name: str, *, contributor: str = "", scale: str = "", with_mean: bool = False
) -> Magnitude:
    """What is added up in a file of inner cells, with as many decimals as its longest sum.

    Raises
    ------
    NotFound
        When the file is not there.
    NotValid
        When it has no such column, or the scale cannot be read.
    """
    if name in (*_NO_DIMENSIONS, contributor):
        raise NotValid(f"“{name[:40]}” is no sum. Name a column of its own, such as --sum days.")
    heading, lines = read_rows(counts, needs=(COUNT, name, *filter(None, [contributor])))
    place = heading.index(name)
    decimals = count_decimals([line[place] for line in lines] + (scale.split(",") if scale else []))
    ends = read_scale(scale, decimals=decimals) if scale else None
    return Magnitude(name, decimals, contributor, ends, with_mean)


def _beside(
    magnitude: Magnitude | None,
    *,
    hierarchies: Sequence[tuple[str, Path]],
    tables: Sequence[Sequence[str]],
) -> tuple[str, ...]:
    """Columns that stand beside the dimensions: the sum, and who contributes where no table shows that."""
    if magnitude is None:
        return ()
    shown = {*(name for table in tables for name in table), *(name for name, _ in hierarchies)}
    return (magnitude.name, *({magnitude.contributor} - shown))


def _read_amount(
    line: Sequence[str], count: int, *, heading: Sequence[str], magnitude: Magnitude | None, where: str
) -> tuple[int, str]:
    if magnitude is None:
        return 0, ""
    text = line[heading.index(magnitude.name)]
    if not count and not text.strip("0."):
        return 0, ""
    units = read_units(text, decimals=magnitude.decimals, where=where)
    if units and not count:
        raise NotValid(f"{where}: a sum without a child. Correct the count or the sum.")
    by = line[heading.index(magnitude.contributor)] if magnitude.contributor else ""
    if magnitude.contributor and not by:
        raise NotValid(f"{where}: nobody stands under {magnitude.contributor}. Say who contributes the sum.")
    return units, by


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """The pairs of child and parent in a hierarchy's file."""
    heading, lines = read_rows(path, needs=("child", "parent"))
    child, parent = heading.index("child"), heading.index("parent")
    for number, line in enumerate(lines, start=2):
        if not line[child] or not line[parent]:
            raise NotValid(f"{path.name}, row {number}: a child or a parent is missing. Write both.")
    return [(line[child], line[parent]) for line in lines]


def read_rows(path: Path, *, needs: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """A CSV file's heading and its rows, without the blanks around each cell."""
    if not path.is_file():
        raise NotFound(f"There is no file {path}. Check its name.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [[cell.strip() for cell in line] for line in csv.reader(file, strict=True) if line]
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotValid(f"{path.name} is not a CSV file in UTF-8. Save it again as CSV (UTF-8).") from error
    heading = lines[0] if lines else []
    missing = [name for name in needs if name not in heading]
    if missing:
        raise NotValid(f"{path.name} has no column called {missing[0]}. Add it.")
    if len(set(heading)) < len(heading):
        raise NotValid(f"{path.name} has two columns of one name. Rename one.")
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(heading):
            raise NotValid(f"{path.name}, row {number}: {len(line)} cells under {len(heading)} headings.")
    return heading, lines[1:]


def read_count(text: str, *, where: str) -> int:
    """A number of children."""
    if not (text.isascii() and text.isdigit()) or int(text[:12]) > _MOST_CHILDREN or len(text) > 12:
        raise NotValid(f"{where}: “{text[:20]}” is no whole number of children. Correct the count.")
    return int(text)


def write_cells(
    path: Path,
    *,
    names: Sequence[str],
    codes: Sequence[Sequence[str]],
    values: Sequence[int | None],
    beside: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Write cells as a reader gets them: codes, value and state, in the order of their codes.

    What is beside them, by the names of its columns, stands behind these. A withheld cell has no value and
    says no more than that it is withheld. Nothing is written halfway: the file appears whole.
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*names, VALUE, STATE, *(beside or {})])
        said = list(zip(*beside.values(), strict=True)) if beside else [()] * len(values)
        for *cell, value, more in sorted(zip(*codes, values, said, strict=True), key=lambda row: row[:-2]):
            state = WITHHELD if value is None else SHOWN
            writer.writerow([*cell, "" if value is None else value, state, *more])
    unfinished.replace(path)
