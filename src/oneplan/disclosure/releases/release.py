"""A release: the tables that go out together, over the inner cells of one universe of children."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.releases.dimensions import Dimension
from oneplan.errors import NotFound, NotValid

MOST_ROWS = 40_000_000
"""Pairs of an inner cell and a cell of a table that are worked out at most: about 2 GB."""


@dataclass(frozen=True)
class Amounts:
    """What is added up beside the children, and who contributes it.

    Attributes
    ----------
    units
        (inner cells) how much, in units of the last decimal.
    contributor
        (inner cells) the number of the school, or of whoever else contributes it.
    """

    units: NDArray[np.int64]
    contributor: NDArray[np.int32]


@dataclass(frozen=True)
class Release:
    """Children counted in inner cells, and which crosses of their dimensions are to be shown.

    Attributes
    ----------
    dimensions
        In the order of the columns of `codes`.
    codes
        (inner cells × dimensions) the place of each inner cell's code in its dimension.
    children
        (inner cells) how many; never nought.
    tables
        Each the full cross of all levels of the dimensions named; the other dimensions are at `Total`.
    amounts
        What is added up, where the release has a sum. Each contributor has inner cells of its own then.
    """

    dimensions: tuple[Dimension, ...]
    codes: NDArray[np.int32]
    children: NDArray[np.int64]
    tables: tuple[tuple[str, ...], ...]
    amounts: Amounts | None = None


@dataclass(frozen=True)
class ReleaseCells:
    """Every cell of a release that holds a child, over inner cells (compressed rows)."""

    codes: NDArray[np.int32]
    start: NDArray[np.int64]
    inner: NDArray[np.int32]
    value: NDArray[np.int64] = field(repr=False)

    def __len__(self) -> int:
        return len(self.value)


def make_release(
    dimensions: Sequence[Dimension],
    rows: Sequence[tuple[Sequence[str], int]],
    *,
    tables: Sequence[Sequence[str]],
    amounts: Sequence[tuple[int, str]] = (),
) -> Release:
    """A release from rows of codes with a count; rows with the same codes are added up.

    Parameters
    ----------
    amounts
        Where something is added up: for each row how much in units of its last decimal, and by whom.

    Raises
    ------
    NotFound
        When a table names a dimension that is not there.
    NotValid
        When no child is counted, or a table names nothing or one dimension twice.
    """
    names = [dimension.name for dimension in dimensions]
    for table in tables:
        _check_table(table, names=names)
    if not tables:
        raise NotValid("No table is named. Say which to protect, such as --table school,ethnicity.")
    places = [{code: place for place, code in enumerate(one.codes)} for one in dimensions]
    contributors = {name: number for number, name in enumerate(sorted({name for _, name in amounts}))}
    added: dict[tuple[int, ...], tuple[int, int]] = {}
    for (codes, count), (units, name) in zip(rows, amounts or [(0, "")] * len(rows), strict=True):
        if count:
            key = (*map(dict.__getitem__, places, codes), contributors.get(name, 0))
            had = added.get(key, (0, 0))
            added[key] = had[0] + count, had[1] + units
    if not added:
        raise NotValid("No child is counted: every count is nought. Check the file of counts.")
    keys = np.array(list(added), np.int32)
    counted = np.array(list(added.values()), np.int64)
    return Release(
        dimensions=tuple(dimensions),
        codes=keys[:, :-1],
        children=counted[:, 0],
        tables=tuple(tuple(table) for table in tables),
        amounts=Amounts(counted[:, 1], keys[:, -1]) if amounts else None,
    )


def _check_table(table: Sequence[str], *, names: Sequence[str]) -> None:
    unknown = [name for name in table if name not in names]
    if unknown:
        raise NotFound(f"No dimension is called “{unknown[0]}”. The counts have: {', '.join(names)}.")
    if not table or len(set(table)) < len(table):
        raise NotValid(f"The table “{','.join(table)}” names no dimension, or one twice. Name each once.")


def cells_of(release: Release) -> ReleaseCells:
    """Every cell of every table that holds a child; a margin that tables share is one cell.

    Raises
    ------
    NotValid
        When there are more cells than can be worked on: says what to make smaller.
    """
    parts = [_expand(release, table) for table in release.tables]
    codes = np.concatenate([codes for codes, _ in parts])
    inner = np.concatenate([inner for _, inner in parts])
    keys = _numbered(codes, release.dimensions)
    order = np.lexsort((inner, keys))
    keys, inner, codes = keys[order], inner[order], codes[order]
    fresh = np.ones(len(keys), bool)
    fresh[1:] = (keys[1:] != keys[:-1]) | (inner[1:] != inner[:-1])
    keys, inner, codes = keys[fresh], inner[fresh], codes[fresh]
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    start = np.concatenate((first, [len(keys)])).astype(np.int64)
    value = np.add.reduceat(release.children[inner], first)
    return ReleaseCells(codes[first], start, inner.astype(np.int32), value)


def _expand(release: Release, table: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """One row for each inner cell and each cell of the table that holds it."""
    inner = np.arange(len(release.children))
    codes = np.zeros((len(inner), len(release.dimensions)), np.int32)
    for column, dimension in enumerate(release.dimensions):
        if dimension.name not in table:
            continue
        start, above = _all_above(dimension)
        here = release.codes[inner, column]
        times = np.diff(start)[here]
        if times.sum() > MOST_ROWS:
            raise NotValid("These tables have too many cells for one release. Drop a dimension or a level.")
        places = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        taken = above[np.repeat(start[here], times) + places]
        inner, codes = np.repeat(inner, times), np.repeat(codes, times, axis=0)
        codes[:, column] = taken
    return codes, inner


def _all_above(dimension: Dimension) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    place = {code: number for number, code in enumerate(dimension.codes)}
    lists = [[place[upper] for upper in dimension.all_above(code)] for code in dimension.codes]
    start = np.concatenate(([0], np.cumsum([len(one) for one in lists]))).astype(np.int64)
    return start, np.array([upper for one in lists for upper in one], np.int32)


def _numbered(codes: NDArray[np.int32], dimensions: Sequence[Dimension]) -> NDArray[np.int64]:
    """One whole number for each row of codes, equal for equal rows alone."""
    sizes = [len(dimension.codes) for dimension in dimensions]
    if float(np.prod(np.array(sizes, float))) < 2**62:
        numbers = np.zeros(len(codes), np.int64)
        for column, size in enumerate(sizes):
            numbers = numbers * size + codes[:, column]
        return numbers
    return np.unique(codes, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


def names_of(release: Release, codes: NDArray[np.int32]) -> list[list[str]]:
    """The codes of cells in words, a list for each dimension."""
    return [
        np.array(dimension.codes, object)[codes[:, column]].tolist()
        for column, dimension in enumerate(release.dimensions)
    ]
