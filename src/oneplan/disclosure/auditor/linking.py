"""Ties sums to counts: what a scale, or a printed mean, says of the two together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack

from oneplan.disclosure.auditor.known import Known
from oneplan.disclosure.auditor.printed import Printed, to_units
from oneplan.disclosure.auditor.reading import Codes, Finished
from oneplan.disclosure.auditor.relations import System, Trees, make_system
from oneplan.errors import NotValid


@dataclass(frozen=True)
class Summed:
    """What is looked at: counts and sums of the same cells, and what a reader knows of withheld counts."""

    finished: Finished
    trees: Trees
    printed: Printed
    known: Known
    least: NDArray[np.int64]


def tie(tables: Summed, scale: tuple[str, ...]) -> tuple[System, int]:
    """What is known of sums, with that of counts where the two are tied; and how many cells are counts."""
    printed, finished = tables.printed, tables.finished
    added = Finished(finished.dimensions, {key: printed.sums.get(key) for key in finished.values}, {})
    sums = make_system(added, tables.trees, known=Known(least=0))
    mine = tuple((*key, printed.name) for key in sums.names)
    sums = replace(sums, names=mine, unknowns=tuple((*key, printed.name) for key in sums.unknowns))
    counts = make_system(finished, tables.trees, known=tables.known)
    links, low = _links(tables, scale, counts=counts, sums=sums)
    if not links.shape[0]:
        return sums, 0
    return _join(counts, sums, links=links, low=low), len(counts.names)


def _links(
    tables: Summed, scale: tuple[str, ...], *, counts: System, sums: System
) -> tuple[csr_matrix, NDArray[np.int64]]:
    """What ties each sum to its count: sums of both that are not below these numbers."""
    printed, keys = tables.printed, list(tables.finished.values)
    added = {(*key, printed.name): of for key, of in printed.sums.items()}
    children = _express(counts, keys, shown=tables.finished.values, exact=tables.known.base == 1)
    units = _express(sums, [(*key, printed.name) for key in keys], shown=added, exact=True)
    rows, beside = [], []
    for times_units, times_children in _ties(tables, scale, keys):
        tie = hstack(
            [children[0].multiply(times_children[:, None]), units[0].multiply(times_units[:, None])],
            format="csr",
        )
        tie.eliminate_zeros()
        known = times_children * children[1] + times_units * units[1]
        unknown = np.diff(tie.indptr) > 0
        if (known[~unknown & children[2]] < 0).any():
            raise NotValid("The tables contradict themselves: a sum, its mean and its count do not fit.")
        rows.append(tie[np.flatnonzero(unknown & children[2])])
        beside.append(-known[unknown & children[2]])
    width = counts.known.shape[1] + sums.known.shape[1]
    if not rows:
        return csr_matrix((0, width)), np.zeros(0, np.int64)
    return vstack(rows, format="csr"), np.concatenate(beside)


def _ties(
    tables: Summed, scale: tuple[str, ...], keys: Sequence[Codes]
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """For each cell by what its sum and its count are multiplied, so that both together are not below 0."""
    ties, printed = [], tables.printed
    ones = np.ones(len(keys), np.int64)
    if scale:
        least, most = (to_units(end, printed.decimals) for end in scale)
        ties += [(printed.step * ones, -least * ones), (-printed.step * ones, most * ones)]
    means = [None if _follows(tables, key) else printed.means.get(key) for key in keys]
    if any(means):
        units = np.array([2 * printed.step * 10 ** mean[1] if mean else 0 for mean in means], np.int64)
        half = [(2 * mean[0] - 1, 2 * mean[0] + 1) if mean else (0, 0) for mean in means]
        low, high = (np.array(end, np.int64) * 10**printed.decimals for end in zip(*half, strict=True))
        ties += [(units, -low), (-units, high)]
    return ties


def _follows(tables: Summed, cell: Codes) -> bool:
    """Whether a mean is that of the shown sum and the shown count, so that it tells no more than they do."""
    printed, children = tables.printed, tables.finished.values[cell]
    units, mean = printed.sums.get(cell), printed.means.get(cell)
    if units is None or mean is None or not children:
        return False
    off = 2 * abs(10 ** mean[1] * printed.step * units - mean[0] * 10**printed.decimals * children)
    return bool(off <= 10**printed.decimals * children)


def _express(
    system: System, keys: Sequence[Codes], *, shown: Mapping[Codes, int | None], exact: bool
) -> tuple[csr_matrix, NDArray[np.int64], NDArray[np.bool_]]:
    """Each cell as a sum of unknowns, what comes to that from what is shown, and whether that is all.

    Of a total of rounded counts it is not: what is tied to such a total follows from its parts.
    """
    place = {named: number for number, named in enumerate(system.names)}
    rows = np.array([place.get(key, -1) for key in keys], np.int64)
    there = np.flatnonzero(rows >= 0)
    pick = csr_matrix((np.ones(len(there)), (there, rows[there])), shape=(len(keys), len(system.names)))
    beside = np.array([shown.get(key) or 0 for key in keys], np.int64)
    beside[there] = system.beside[rows[there]]
    if exact:
        return (pick @ system.cells).tocsr(), beside, np.ones(len(keys), bool)
    alone = {named: number for number, named in enumerate(system.unknowns)}
    column = np.array([-1 if key in place else alone.get(key, -1) for key in keys], np.int64)
    narrow = np.flatnonzero(column >= 0)
    single = csr_matrix((np.ones(len(narrow)), (narrow, column[narrow])), shape=(len(keys), len(alone)))
    known = (rows >= 0) | (column >= 0) | (beside == 0)
    beside[narrow] = 0
    return (pick @ system.cells + single).tocsr(), beside, known


def _join(counts: System, sums: System, *, links: csr_matrix, low: NDArray[np.int64]) -> System:
    def both(one: csr_matrix, other: csr_matrix) -> csr_matrix:
        right = csr_matrix((one.shape[0], other.shape[1]))
        left = csr_matrix((other.shape[0], one.shape[1]))
        return vstack([hstack([one, right]), hstack([left, other])], format="csr")

    return System(
        known=vstack([both(counts.known, sums.known), links], format="csr"),
        low=np.concatenate((counts.low, sums.low, low)),
        high=np.concatenate((counts.high, sums.high, np.full(len(low), np.inf))),
        least=np.concatenate((counts.least, sums.least)),
        most=np.concatenate((counts.most, sums.most)),
        cells=both(counts.cells, sums.cells),
        beside=np.concatenate((counts.beside, sums.beside)),
        names=(*counts.names, *sums.names),
        unknowns=(*counts.unknowns, *sums.unknowns),
    )
