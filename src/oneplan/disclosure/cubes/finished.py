"""Writes a cube as a reader gets it, one file an outcome, and has all the files audited together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from oneplan.disclosure.auditor.auditing import Audit
from oneplan.disclosure.auditor.cube_files import Showing
from oneplan.disclosure.auditor.pictures import Picture, audit_pictures
from oneplan.disclosure.cubes.cube import Cube, name_file
from oneplan.disclosure.cubes.decided import LEFT_OUT, WITHHELD, Decided
from oneplan.disclosure.policies import Policy
from oneplan.disclosure.releases.files import write_cells

Cell = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One outcome of a cube as it is shown: its file, its columns, and its cells."""

    outcome: str
    path: Path
    dimensions: tuple[str, ...]
    cells: dict[Cell, int | None]


def write_tables(cube: Cube, decided: Decided, *, folder: Path) -> Iterator[Table]:
    """Write a file for each outcome: the groups, with their children, and with and without it."""
    groups, figures = cube.name_groups(), decided.figures
    names = tuple(one.name for one in cube.characteristics)
    for number, outcome in enumerate(cube.outcomes):
        cells: dict[Cell, int | None] = {}
        for answer, column in cube.columns_of(number).items():
            for group in np.flatnonzero(figures[column] != LEFT_OUT).tolist():
                figure = int(figures[column, group])
                cells[*groups[group], answer] = None if figure == WITHHELD else figure
        path, dimensions = folder / name_file(outcome), (*names, outcome)
        write_cells(path, names=dimensions, codes=list(zip(*cells, strict=True)), values=list(cells.values()))
        yield Table(outcome, path, dimensions, cells)


def audit_cube(
    cube: Cube,
    decided: Decided,
    *,
    tables: list[Table],
    policy: Policy,
    progress: Callable[[int, int], None] | None = None,
) -> Audit:
    """What the auditor finds in the files of a cube, shown the other children that were found."""
    showing = Showing(
        policy.name,
        base=policy.base,
        withhold_to=policy.withhold_to,
        guard_to=policy.guard_to,
        by_chance=policy.method == "chance",
        more=decided.more,
        least_values=policy.values_kept,
    )
    return audit_pictures(
        [table.path for table in tables],
        showing=showing,
        codes=[one.levels for one in cube.characteristics],
        pictures=[Picture(one.levels, one.answers) for one in decided.pictures],
        progress=progress,
    )
