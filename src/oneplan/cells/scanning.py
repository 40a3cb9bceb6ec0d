"""Counts every child into the tables of larger sets and writes out their cells, compiled."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.adding import AT_ONCE, Given, Place, Words, add_answers, add_up, find_rows
from oneplan.cells.compiling import compiled


class Children(NamedTuple):
    """Who is counted: see `coded.Coded`."""

    codes: NDArray[np.uint8]
    answers: NDArray[np.uint8]
    weight: NDArray[np.int64]
    given: NDArray[np.bool_]
    units: NDArray[np.int64]


class Target(NamedTuple):
    """A larger set: what a level adds to the row, how its table is added up, and where each cell goes."""

    strides: NDArray[np.int64]
    steps: NDArray[np.int64]
    place: NDArray[np.int64]


class Scan(NamedTuple):
    """Who is counted, and for which larger set."""

    children: Children
    target: Target


class Counts(NamedTuple):
    """Room for counts (cells × outcomes), and for the table of a larger set, from outcome `first` on."""

    words: Words
    first: int
    n: NDArray[np.int32]
    cases: NDArray[np.int32]


class Sums(NamedTuple):
    """Room for sums of whole units (cells × columns), and for the table of a larger set."""

    table: NDArray[np.integer]
    first: int
    sums: NDArray[np.integer]


@compiled
def _write_counts(counts: Counts, target: Target, step: NDArray[np.int64]) -> None:
    """Write a finished table's counts to the rows of its cells; a cell without a child has none."""
    word = counts.words.dtype.type
    half = word(counts.words.itemsize * 4)
    low = (word(1) << half) - word(1)
    first, last = counts.first, counts.first + counts.words.shape[1]
    for row in range(step[2]):
        cell = target.place[step[1] + row]
        if cell >= 0:
            both = counts.words[step[0] + row]
            to_n, to_cases = counts.n[cell, first:last], counts.cases[cell, first:last]
            for lane in range(len(both)):
                to_n[lane] = both[lane] & low
                to_cases[lane] = both[lane] >> half


@compiled
def count_answers(scan: Scan, counts: Counts) -> None:
    """Count the answers and cases of every cell that a larger set was given."""
    children, target = scan.children, scan.target
    rows = np.empty(AT_ONCE, np.int64)
    for begin in range(0, len(children.answers), AT_ONCE):
        answers = children.answers[begin : begin + AT_ONCE]
        here = rows[: len(answers)]
        find_rows(Place(children.codes, target.strides, begin), here)
        add_answers(Given(here, answers, counts.first), counts.words)
    for number in range(len(target.steps)):
        step = target.steps[number]
        if step[3] > 0:
            add_up(counts.words, step)
        else:
            _write_counts(counts, target, step)


@compiled
def write_sums(target: Target, sums: Sums) -> None:
    """Add a counted table up, and write the sums of every cell as they are."""
    first, last = sums.first, sums.first + sums.table.shape[1]
    for number in range(len(target.steps)):
        step = target.steps[number]
        if step[3] > 0:
            add_up(sums.table, step)
            continue
        for row in range(step[2]):
            cell = target.place[step[1] + row]
            if cell >= 0:
                sums.sums[cell, first:last] = sums.table[step[0] + row]


@compiled
def count_children(scan: Scan, sums: Sums) -> None:
    """Count the children of every cell that a larger set was given."""
    children, target = scan.children, scan.target
    rows = np.empty(AT_ONCE, np.int64)
    for begin in range(0, children.codes.shape[1], AT_ONCE):
        here = rows[: min(AT_ONCE, children.codes.shape[1] - begin)]
        find_rows(Place(children.codes, target.strides, begin), here)
        for child in range(len(here)):
            sums.table[here[child], 0] += 1
    write_sums(target, sums)


@compiled
def add_weights(scan: Scan, sums: Sums) -> None:
    """Add each child's weight, weight of cases and squared weight: three columns an outcome."""
    children, target = scan.children, scan.target
    rows = np.empty(AT_ONCE, np.int64)
    for begin in range(0, len(children.answers), AT_ONCE):
        here = rows[: min(AT_ONCE, len(children.answers) - begin)]
        find_rows(Place(children.codes, target.strides, begin), here)
        for child in range(len(here)):
            row, own = sums.table[here[child]], children.weight[begin + child]
            answers = children.answers[begin + child, sums.first // 3 :]
            for lane in range(len(row) // 3):
                answered, case = answers[lane] & 1, (answers[lane] & 2) >> 1
                row[3 * lane] += own * answered
                row[3 * lane + 1] += own * case
                row[3 * lane + 2] += own * own * answered
    write_sums(target, sums)


@compiled
def add_units(scan: Scan, sums: Sums) -> None:
    """Add whether there is a number, the number and its square: three columns a mean."""
    children, target = scan.children, scan.target
    rows = np.empty(AT_ONCE, np.int64)
    for begin in range(0, children.codes.shape[1], AT_ONCE):
        here = rows[: min(AT_ONCE, children.codes.shape[1] - begin)]
        find_rows(Place(children.codes, target.strides, begin), here)
        for child in range(len(here)):
            row = sums.table[here[child]]
            for mean in range(len(children.given)):
                own = children.units[mean, begin + child]
                row[3 * mean] += children.given[mean, begin + child]
                row[3 * mean + 1] += own
                row[3 * mean + 2] += own * own
    write_sums(target, sums)
