"""Writes a cube as a reader gets it, one file an outcome, and has all the files audited together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from oneplan.disclosure.auditor.auditing import Audit, Rule, audit
from oneplan.disclosure.auditor.claims import Claim
from oneplan.disclosure.cubes.cube import NO, YES, Cube
from oneplan.disclosure.cubes.hiding import Hidden
from oneplan.disclosure.policies import Policy
from oneplan.disclosure.releases.dimensions import TOTAL
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
    groups = cube.name_groups()
    rounded = round_to_base(cube.value, base)
    names = tuple(one.name for one in cube.characteristics)
    for number, outcome in enumerate(cube.outcomes):
        cells: dict[Cell, int | None] = {}
        for column, answer in ((0, TOTAL), (1 + 2 * number, YES), (2 + 2 * number, NO)):
            for group in np.flatnonzero(cube.value[:, column]).tolist():
                seen = bool(hidden.shown[group, column])
                cells[*groups[group], answer] = int(rounded[group, column]) if seen else None
        path = folder / f"{_file_name(outcome)}.csv"
        dimensions = (*names, outcome)
        write_cells(path, names=dimensions, codes=list(zip(*cells, strict=True)), values=list(cells.values()))
        yield Table(outcome, path, dimensions, cells)


def _file_name(outcome: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in outcome)


def audit_cube(
    cube: Cube,
    hidden: Hidden,
    *,
    tables: list[Table],
    policy: Policy,
    progress: Callable[[int, int], None] | None = None,
) -> Audit:
    """What the auditor finds in the files of a cube, shown the other counts that were found of it."""
    rule = Rule(policy.name, base=policy.base, withheld_most=hidden.most)
    claim = Claim(_names(cube), base=cube.value.ravel(), changes=hidden.others)
    return audit([table.path for table in tables], rule=rule, claim=claim, progress=progress)


def _names(cube: Cube) -> list[Cell]:
    """The cells of a cube in the order of its counts, as the files of all outcomes together name them."""
    nothing = (TOTAL,) * len(cube.outcomes)
    answers = [nothing]
    for number in range(len(cube.outcomes)):
        answers += [(*nothing[:number], answer, *nothing[number + 1 :]) for answer in (YES, NO)]
    return [(*group, *answer) for group in cube.name_groups() for answer in answers]
