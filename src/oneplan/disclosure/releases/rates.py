"""Rates: cases of a whole, whose part, complement and whole are protected and printed together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.disclosure.releases.release import Release, ReleaseCells
from oneplan.errors import NotFound, NotValid

Cell = tuple[str, ...]


@dataclass(frozen=True)
class Rate:
    """Which dimension splits every group in two, and which of its two codes are the cases.

    Attributes
    ----------
    dimension
        One with two codes right below `Total`: the cases and their complement.
    case
        The code that is counted as a case.
    """

    dimension: str
    case: str


@dataclass(frozen=True)
class Halves:
    """The cells of a release as halves of groups.

    Attributes
    ----------
    all_or_none
        (cells) both halves of each group that is all cases or none, and is to be withheld for that.
    may_be_none
        (cells) halves that a reader may take to hold no child when they are withheld.
    """

    all_or_none: NDArray[np.bool_]
    may_be_none: NDArray[np.bool_]


def read_rate(text: str) -> Rate:
    """A rate from the words `DIMENSION=CASE`.

    Raises
    ------
    NotValid
        When one of the two is missing.

    Examples
    --------
    >>> read_rate("outcome=yes")
    Rate(dimension='outcome', case='yes')
    """
    dimension, _, case = (part.strip() for part in text.partition("="))
    if not dimension or not case:
        raise NotValid(f"“{text[:40]}” names no rate. Write a dimension and its cases, such as outcome=yes.")
    return Rate(dimension, case)


def check_rate(release: Release, rate: Rate) -> int:
    """The column of a rate's dimension.

    Raises
    ------
    NotFound
        When there is no such dimension, or no such code of it.
    NotValid
        When the dimension has not just two codes, or stands in no table.
    """
    names = [one.name for one in release.dimensions]
    if rate.dimension not in names:
        raise NotFound(f"No dimension is called “{rate.dimension}”. The counts have: {', '.join(names)}.")
    column = names.index(rate.dimension)
    codes = release.dimensions[column].codes
    if rate.case not in codes[1:]:
        raise NotFound(f"“{rate.case}” is no code of {rate.dimension}. It has: {', '.join(codes[1:])}.")
    if len(codes) != 3:
        raise NotValid(
            f"A rate needs a dimension of two codes, and {rate.dimension} has {len(codes) - 1}. "
            "Merge them into the cases and all others, without a hierarchy."
        )
    if not any(rate.dimension in table for table in release.tables):
        raise NotValid(f"No table shows {rate.dimension}. Name it in one, such as --table {names[0]},…")
    return column


def find_halves(
    names: Sequence[Cell], value: NDArray[np.int64], *, column: int, most: int, also: Collection[Cell] = ()
) -> Halves:
    """Which halves may not be shown, since their group is all cases or none.

    Parameters
    ----------
    most
        Groups of up to so many children are meant.
    also
        Groups that are meant however many they are, by their cell at `Total`.
    """
    groups: dict[Cell, list[int]] = {}
    for cell, name in enumerate(names):
        if name[column] != TOTAL:
            groups.setdefault((*name[:column], TOTAL, *name[column + 1 :]), []).append(cell)
    all_or_none, may_be_none = np.zeros((2, len(names)), bool)
    for group, halves in groups.items():
        counts = value[halves]
        few = counts.sum() <= most or group in also
        all_or_none[halves] = few and np.count_nonzero(counts) == 1
        may_be_none[halves] = few | (counts == 0)
    return Halves(all_or_none, may_be_none)


def add_empty_halves(
    release: Release, cells: ReleaseCells, *, told: NDArray[np.bool_], column: int
) -> Release:
    """The release with the empty halves of these cells as inner cells, so that they can be withheld."""
    lone = np.unique(
        np.concatenate(
            [cells.inner[cells.start[k] : cells.start[k + 1]] for k in np.flatnonzero(told)]
            or [np.zeros(0, np.int32)]
        )
    )
    empty = release.codes[lone].copy()
    empty[:, column] = 3 - empty[:, column]
    return replace(
        release,
        codes=np.concatenate((release.codes, empty)),
        children=np.concatenate((release.children, np.zeros(len(lone), np.int64))),
    )


def to_percentage(part: int, whole: int, *, decimals: int) -> str:
    """A percentage as it is printed, halves upwards.

    Examples
    --------
    >>> to_percentage(1, 8, decimals=0), to_percentage(1, 8, decimals=1)
    ('13', '12.5')
    """
    units = (200 * 10**decimals * part + whole) // (2 * whole)
    digits = str(units).rjust(decimals + 1, "0")
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


def to_percentages(
    names: Sequence[Cell], values: Sequence[int | None], *, column: int, case: str, decimals: int
) -> list[str]:
    """For each cell of cases its percentage, from shown values alone; nothing for every other cell."""
    shown = dict(zip(names, values, strict=True))
    printed = []
    for name, part in shown.items():
        whole = shown.get((*name[:column], TOTAL, *name[column + 1 :]))
        is_said = name[column] == case and part is not None and whole
        printed.append(to_percentage(part or 0, whole or 1, decimals=decimals) if is_said else "")
    return printed
