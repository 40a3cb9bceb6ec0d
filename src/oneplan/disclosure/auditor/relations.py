"""Turns finished tables into what a reader knows: bounds on unknown counts, and sums that must come out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from oneplan.disclosure.auditor.reading import TOP, Codes, Finished
from oneplan.errors import NotValid

Trees = Mapping[str, Sequence[Mapping[str, tuple[str, ...]]]]
Expression = tuple[dict[int, int], int]


@dataclass(frozen=True)
class System:
    """What is known: unknown counts of at least `least`, and sums of them.

    Attributes
    ----------
    known
        (sums × unknowns) which unknowns are added.
    result
        (sums) what they come to.
    cells
        (withheld cells × unknowns) each withheld cell as a sum of unknowns.
    beside
        (withheld cells) what comes to that sum from cells that are shown.
    names
        (withheld cells) their codes.
    """

    known: csr_matrix
    result: NDArray[np.int64]
    cells: csr_matrix
    beside: NDArray[np.int64]
    names: tuple[Codes, ...]


def make_system(finished: Finished, trees: Trees) -> System:
    """What a reader knows of these cells, given which codes add up to which.

    A cell that is left out beside others of its kind is taken to hold no child.

    Raises
    ------
    NotValid
        When a sum does not come out: the tables contradict themselves.
    """
    values = finished.values
    heights = {name: _heights(trees[name]) for name in finished.dimensions}
    order = sorted(
        values,
        key=lambda key: -sum(heights[n].get(c, 99) for n, c in zip(finished.dimensions, key, strict=True)),
    )
    expressions: dict[Codes, Expression] = {}
    sums: list[tuple[Expression, int]] = []
    unknowns = 0
    for key in order:
        mine: Expression | None = None
        for parts in _splits(key, finished.dimensions, trees=trees, values=values):
            added = _added([expressions[part] for part in parts])
            if mine is None:
                mine = added
            elif added != mine:
                sums.append((_added([added, ({k: -v for k, v in mine[0].items()}, -mine[1])]), 0))
        shown = values[key]
        if mine is None:
            mine = ({}, shown) if shown is not None else ({unknowns: 1}, 0)
            unknowns += shown is None
        if shown is not None:
            sums.append((mine, shown))
            mine = ({}, shown)
        expressions[key] = mine
    withheld = [key for key in values if values[key] is None]
    known, result = _distinct(sums, unknowns)
    cells = _matrix([expressions[key][0] for key in withheld], unknowns)
    beside = np.array([expressions[key][1] for key in withheld], np.int64)
    return System(known, result, cells, beside, tuple(withheld))


def _heights(trees: Sequence[Mapping[str, tuple[str, ...]]]) -> dict[str, int]:
    """How many steps below `Total` a code lies, at most."""
    found = {TOP: 0}
    for tree in trees:
        waiting = [TOP]
        while waiting:
            parent = waiting.pop()
            for child in tree.get(parent, ()):
                if found.get(child, -1) <= found[parent] and found[parent] < len(tree) + 1:
                    found[child] = found[parent] + 1
                    waiting.append(child)
    return found


def _splits(
    key: Codes, dimensions: Sequence[str], *, trees: Trees, values: Mapping[Codes, int | None]
) -> Iterator[list[Codes]]:
    """Every way in which the tables split this cell into cells that are there."""
    for place, name in enumerate(dimensions):
        for tree in trees[name]:
            children = [(*key[:place], child, *key[place + 1 :]) for child in tree.get(key[place], ())]
            present = [child for child in children if child in values]
            if present:
                yield present


def _added(parts: Sequence[Expression]) -> Expression:
    if len(parts) == 1:
        return parts[0]
    total: dict[int, int] = defaultdict(int)
    constant = 0
    for terms, beside in parts:
        constant += beside
        for unknown, times in terms.items():
            total[unknown] += times
    return {unknown: times for unknown, times in total.items() if times}, constant


def _distinct(sums: Sequence[tuple[Expression, int]], unknowns: int) -> tuple[csr_matrix, NDArray[np.int64]]:
    """Each sum once; a sum without unknowns must come out by itself."""
    kept: dict[tuple[tuple[int, int], ...], int] = {}
    for (terms, beside), result in sums:
        left = result - beside
        if not terms:
            if left:
                raise NotValid("The tables contradict themselves: a total is not the sum of its parts.")
            continue
        key = tuple(sorted(terms.items()))
        if kept.setdefault(key, left) != left:
            raise NotValid("The tables contradict themselves: one sum has two results.")
    return _matrix([dict(key) for key in kept], unknowns), np.array(list(kept.values()), np.int64)


def _matrix(rows: Sequence[Mapping[int, int]], columns: int) -> csr_matrix:
    start = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)
    places = np.array([place for row in rows for place in row], np.int64)
    times = np.array([times for row in rows for times in row.values()], np.float64)
    return csr_matrix((times, places, start), shape=(len(rows), columns))
