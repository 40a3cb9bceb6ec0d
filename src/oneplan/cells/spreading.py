"""Counts, compiled, how the children of every cell spread over schools."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.adding import AT_ONCE, Given, Place, Words, add_answers, find_rows
from oneplan.cells.compiling import compiled
from oneplan.cells.scanning import Sums, Target, write_sums


class Pupils(NamedTuple):
    """Children with their school's number."""

    codes: NDArray[np.uint8]
    school: NDArray[np.int32]


class Spread(NamedTuple):
    """A larger set, room for its table by school, and for the schools of every cell (cells × schools)."""

    strides: NDArray[np.int64]
    steps: NDArray[np.int64]
    place: NDArray[np.int64]
    table: NDArray[np.unsignedinteger]
    cells: NDArray[np.unsignedinteger]


class Listed(NamedTuple):
    """The schools of each cell, one after the other: see `cells.Universe`."""

    start: NDArray[np.int64]
    school: NDArray[np.int32]
    children: NDArray[np.int32]


@compiled
def keep_asked(school: NDArray[np.int32], not_asked: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The children who have a school and were asked."""
    kept = np.empty(len(school), np.int64)
    count = 0
    for child in range(len(school)):
        kept[count] = child
        count += school[child] >= 0 and not_asked[child] == 0
    return kept[:count]


@compiled
def count_schools(given: Given, words: Words) -> None:
    """Count the answers of every child who has a school into the school's row of `words`."""
    for child in range(len(given.rows)):
        if given.rows[child] >= 0:
            own = slice(child, child + 1)
            add_answers(Given(given.rows[own], given.answers[own], given.first), words)


@compiled
def spread_root(pupils: Pupils, spread: Spread) -> None:
    """Count a larger set by school, and write the schools of every cell that it was given."""
    one = spread.table.dtype.type(1)
    rows = np.empty(AT_ONCE, np.int64)
    for begin in range(0, len(pupils.school), AT_ONCE):
        here = rows[: min(AT_ONCE, len(pupils.school) - begin)]
        find_rows(Place(pupils.codes, spread.strides, begin), here)
        for child in range(len(here)):
            spread.table[here[child], pupils.school[begin + child]] += one
    write_sums(Target(spread.strides, spread.steps, spread.place), Sums(spread.table, 0, spread.cells))


@compiled
def count_filled(cells: NDArray[np.unsignedinteger], start: NDArray[np.int64]) -> None:
    """Where the schools of each cell begin, once only those with a child are listed."""
    start[0] = 0
    for cell in range(len(cells)):
        counts = cells[cell]
        filled = 0
        for school in range(len(counts)):
            filled += counts[school] > 0
        start[cell + 1] = start[cell] + filled


@compiled
def list_schools(cells: NDArray[np.unsignedinteger], listed: Listed) -> None:
    """Write the schools that have a child in each cell, and how many; one place behind the last is spare."""
    for cell in range(len(cells)):
        counts = cells[cell]
        at = listed.start[cell]
        for school in range(len(counts)):
            # Written always and kept only when there is a child: no branch to guess.
            listed.school[at] = school
            listed.children[at] = counts[school]
            at += counts[school] > 0
