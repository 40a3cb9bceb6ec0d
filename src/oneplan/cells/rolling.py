"""Adds up the tables of larger sets without a compiler, for the engines that make their tables elsewhere."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import Schools, Universe
from oneplan.cells.covering import Root
from oneplan.cells.layout import Layout
from oneplan.cells.records import Records
from oneplan.cells.tally import Tally, places_of

LANES = 64
"""Outcomes counted at once, so that tables stay small."""

MakeTable = Callable[[Root, slice], NDArray[np.int64]]
"""Makes the table of a larger set for some outcomes: children, answers, cases, weights if there are any."""


@dataclass(frozen=True)
class SchoolRows:
    """Children of one universe by the row of a larger set's table and by school, as a list without order."""

    row: NDArray[np.int64]
    school: NDArray[np.int64]
    children: NDArray[np.int64]


def add_up(table: NDArray[np.int64], root: Root, *, into: NDArray[np.int64]) -> None:
    """Write every cell that a larger set was given to its row of `into`."""
    space = np.empty((root.work_rows, table.shape[1]), dtype=np.int64)
    space[: root.rows] = table
    for step in root.steps:
        if step.size:
            rows = step.outer * step.size * step.inner
            taken = space[step.source : step.source + rows].reshape(step.outer, step.size, step.inner, -1)
            summed = taken.sum(axis=1).reshape(step.outer * step.inner, -1)
            space[step.target : step.target + len(summed)] = summed
        else:
            into[step.target : step.target + step.outer] = space[step.source : step.source + step.outer]


def tally_tables(
    records: Records, layout: Layout, *, roots: Iterable[Root], make: MakeTable, done: Callable[[], None]
) -> Tally:
    """Count by the tables that an engine makes, some outcomes at a time."""
    every = tuple(roots)
    outcomes, weighted = len(records.book.outcomes), records.book.weight is not None
    tiles = [slice(first, min(first + LANES, outcomes)) for first in range(0, max(outcomes, 1), LANES)]
    parts = []
    for tile in tiles:
        width = (tile.stop - tile.start) * (5 if weighted else 2) + 1
        sums = np.zeros((layout.possible, width), dtype=np.int64)
        for root in every:
            add_up(make(root, tile), root, into=sums)
            done()
        parts.append(sums[sums[:, 0] > 0, 1:])
        sizes = sums[:, 0].copy()
    counts = [part.shape[1] // (5 if weighted else 2) for part in parts]
    pairs = list(zip(parts, counts, strict=True))
    return Tally(
        sizes=sizes,
        n=np.hstack([part[:, :count] for part, count in pairs]).astype(np.int32),
        cases=np.hstack([part[:, count : 2 * count] for part, count in pairs]).astype(np.int32),
        weights=np.hstack([part[:, 2 * count :] for part, count in pairs]) if weighted else None,
    )


def add_up_means(
    layout: Layout,
    roots: Iterable[Root],
    *,
    sizes: NDArray[np.int64],
    make: Callable[[Root], NDArray[np.int64]],
) -> NDArray[np.int64]:
    """The sums behind means for the cells that have a child."""
    sums: NDArray[np.int64] | None = None
    for root in roots:
        table = make(root)
        if sums is None:
            sums = np.zeros((layout.possible, table.shape[1]), dtype=np.int64)
        add_up(table, root, into=sums)
    return np.zeros((0, 0), dtype=np.int64) if sums is None else sums[sizes > 0]


def spread_rows(
    layout: Layout,
    roots: Iterable[Root],
    *,
    outcomes: NDArray[np.int32],
    sizes: NDArray[np.int64],
    schools: int,
    rows: Callable[[Root], SchoolRows],
) -> Universe:
    """How the children of one universe spread over schools, from lists by larger set and school."""
    keys, counts = [], []
    for root in roots:
        listed = rows(root)
        for members, begin in _given(root, layout):
            cell = begin + _row_in(members, root, layout, listed.row)
            found, place = np.unique(cell * schools + listed.school, return_inverse=True)
            keys.append(found)
            counts.append(np.bincount(place, weights=listed.children, minlength=len(found)).astype(np.int64))
    key, count = np.concatenate(keys), np.concatenate(counts)
    order = np.argsort(key, kind="stable")
    key, count = key[order], count[order]
    place = places_of(sizes)
    start = np.searchsorted(place[key // schools], np.arange(int(place.max()) + 2))
    return Universe(outcomes, start, (key % schools).astype(np.int32), count.astype(np.int32))


def _given(root: Root, layout: Layout) -> list[tuple[tuple[int, ...], int]]:
    """The sets that a larger set was given, with the number of their first cell."""
    begins = {int(begin): members for members, begin in zip(layout.sets, layout.begin[:-1], strict=True)}
    return [(begins[step.target], step.target) for step in root.steps if not step.size]


def _row_in(
    members: tuple[int, ...], root: Root, layout: Layout, row: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The row in a smaller set's table of each row of the larger one's."""
    cell = np.zeros(len(row), dtype=np.int64)
    for member in members:
        cell = cell * layout.counts[member] + row // root.strides[member] % layout.counts[member]
    return cell


def schools_of(
    records: Records, *, n: NDArray[np.int64], cases: NDArray[np.int64], universes: Iterable[Universe]
) -> Schools:
    """The answer by school, from counts (schools × outcomes)."""
    names = tuple(str(name) for name in records.book.schools)
    return Schools(names, n.astype(np.int32), cases.astype(np.int32), tuple(universes))
