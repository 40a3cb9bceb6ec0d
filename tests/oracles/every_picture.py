"""An attacker by brute force: writes down every way of counting the children that fits a finished table."""

import csv
import itertools
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path

Cell = tuple[str, ...]


def read_cells(path: Path) -> dict[Cell, int | None]:
    """A finished file's cells, None where withheld."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    at = lines[0].index("value")
    return {tuple(line[:at]): int(line[at]) if line[at] else None for line in lines[1:]}


def above(code: str, parents: Mapping[str, str]) -> list[str]:
    """A code and everything above it."""
    found = [code]
    while found[-1] != "Total":
        found.append(parents.get(found[-1], "Total"))
    return found


def every_value(
    cells: Mapping[Cell, int | None],
    inner: Sequence[Cell],
    *,
    parents: Sequence[Mapping[str, str]],
    tables: Sequence[Sequence[int]],
    most: int,
    least: int,
    may_be_none: Container[Cell] = (),
) -> dict[Cell, set[int]]:
    """For each withheld cell every value that it can have, over all inner counts from 0 to `most`.

    `inner` are the inner cells that could hold children, `tables` the places of the dimensions of each
    table, `least` what a reader knows a withheld cell to have, but those that `may_be_none`. The slow and
    obvious way: one inner cell after the other, giving up as soon as a shown sum is passed.
    """
    holds = [sorted(set(_cells_of(codes, parents=parents, tables=tables))) for codes in inner]
    left = dict(cells)
    last = {cell: place for place, cells_here in enumerate(holds) for cell in cells_here}
    found: dict[Cell, set[int]] = {cell: set() for cell, value in cells.items() if value is None}
    sums = dict.fromkeys(cells, 0)

    def count(place: int) -> None:
        if place == len(inner):
            for cell, values in found.items():
                values.add(sums[cell])
            return
        for children in range(most + 1):
            for cell in holds[place]:
                sums[cell] = sums.get(cell, 0) + children
            if all(
                _fits(
                    sums[cell],
                    left.get(cell, 0),
                    done=last[cell] == place,
                    least=0 if cell in may_be_none else least,
                )
                for cell in holds[place]
            ):
                count(place + 1)
            for cell in holds[place]:
                sums[cell] -= children

    count(0)
    return found


def _fits(so_far: int, shown: int | None, *, done: bool, least: int) -> bool:
    if shown is None:
        return so_far >= least or not done
    return so_far == shown if done else so_far <= shown


def _cells_of(
    codes: Cell, *, parents: Sequence[Mapping[str, str]], tables: Sequence[Sequence[int]]
) -> Iterator[Cell]:
    for table in tables:
        levels = [
            above(code, parents[place]) if place in table else ["Total"] for place, code in enumerate(codes)
        ]
        yield from itertools.product(*levels)
