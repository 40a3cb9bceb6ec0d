"""Writes a cube as a reader gets it, one file an outcome, and has all the files audited together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from oneplan.disclosure.auditor.auditing import Audit
from oneplan.disclosure.auditor.pictures import Picture, Showing, audit_pictures
from oneplan.disclosure.cubes.cube import Cube, name_file
from oneplan.disclosure.cubes.hiding import Hidden
from oneplan.disclosure.policies import Policy
from oneplan.disclosure.releases.files import write_cells
from oneplan.disclosure.rounding.rounding import round_to_base

Cell = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One outcome of a cube as it is shown: its file, its columns, and its cells."""

    outcome: str
    path: Path
    dimensions: tuple[str, ...]
    cells: dict[Cell, int | None]


def write_tables(cube: Cube, hidden: Hidden, *, folder: Path, base: int) -> Iterator[Table]:
    """Write a file for each outcome: the groups, with their children, and with and without it."""
    groups, value = cube.name_groups(), cube.value
    rounded = round_to_base(value.astype(np.int64), base)
    names = tuple(one.name for one in cube.characteristics)
    for number, outcome in enumerate(cube.outcomes):
        cells: dict[Cell, int | None] = {}
        for answer, column in cube.columns_of(number).items():
            for group in np.flatnonzero(value[column]).tolist():
                seen = bool(hidden.shown[column, group])
                cells[*groups[group], answer] = int(rounded[column, group]) if seen else None
        path, dimensions = folder / name_file(outcome), (*names, outcome)
        write_cells(path, names=dimensions, codes=list(zip(*cells, strict=True)), values=list(cells.values()))
        yield Table(outcome, path, dimensions, cells)


def audit_cube(
    cube: Cube,
    hidden: Hidden,
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
        more=hidden.more,
        least_values=policy.values_kept,
    )
    return audit_pictures(
        [table.path for table in tables],
        showing=showing,
        codes=[one.levels for one in cube.characteristics],
        pictures=[
            Picture(one.levels, (one.answered[one.of].astype(np.int8) + one.yes).T) for one in hidden.pictures
        ],
        progress=progress,
    )
