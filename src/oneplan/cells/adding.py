"""Finds each child's row in a table, and adds tables up, compiled: what every compiled count is made of."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.compiling import compiled

Words = NDArray[np.unsignedinteger]
"""One number holds two counts: answers in its lower half, cases in its upper half."""

AT_ONCE = 2048
"""Children whose rows are found at once: they stay in the cache."""


class Place(NamedTuple):
    """Where children are counted: their codes, what a level adds to the row, and the first child meant."""

    codes: NDArray[np.uint8]
    strides: NDArray[np.int64]
    begin: int


class Given(NamedTuple):
    """Some children's answers from outcome `first` on, and the row of each child."""

    rows: NDArray[np.int64]
    answers: NDArray[np.uint8]
    first: int


@compiled
def find_rows(place: Place, rows: NDArray[np.int64]) -> None:
    """Write the table row of as many children as `rows` has room for."""
    rows[:] = 0
    for member in range(len(place.strides)):
        stride = place.strides[member]
        if stride > 0:
            levels = place.codes[member, place.begin : place.begin + len(rows)]
            for child in range(len(rows)):
                rows[child] += levels[child] * stride


@compiled
def add_answers(given: Given, words: Words) -> None:
    """Add some children's answers to the rows of `words` that are theirs."""
    word = words.dtype.type
    one, two, up = word(1), word(2), word(words.itemsize * 4 - 1)
    lanes = words.shape[1]
    for child in range(len(given.rows)):
        row = words[given.rows[child]]
        answers = given.answers[child, given.first : given.first + lanes]
        for lane in range(lanes):
            bits = word(answers[lane])
            row[lane] += (bits & one) | ((bits & two) << up)


@compiled
def add_up(table: NDArray[np.integer], step: NDArray[np.int64]) -> None:
    """Sum a table over one characteristic: see `covering.Step`."""
    source, target, outer, size, inner = step
    for out in range(outer):
        for within in range(inner):
            row = table[target + out * inner + within]
            first = source + out * size * inner + within
            row[:] = table[first]
            for level in range(1, size):
                more = table[first + level * inner]
                for lane in range(len(row)):
                    row[lane] += more[lane]
