"""What counting gives: one row a cell, one column an outcome, exact whole numbers; not safe to show."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ANY = -1
"""In `levels`: the cell holds children of every level of this characteristic."""


@dataclass(frozen=True)
class Characteristic:
    """Something about a child that splits children into levels.

    Levels stand in their order where there is one; a level's number is its place in this tuple.
    """

    name: str
    levels: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Universe:
    """Outcomes asked of the same children, and how those children spread over schools in every cell.

    `outcomes` are column numbers. Rows are compressed: the schools of cell c stand in
    `school[start[c]:start[c + 1]]`, with as many children as `children` says at the same places.

    Where more than a fifth of those asked gave no answer, only who answered is counted, and `asked` (cells)
    says how many children were asked; elsewhere it is None.
    """

    outcomes: NDArray[np.int32]
    start: NDArray[np.int64]
    school: NDArray[np.int32]
    children: NDArray[np.int32]
    asked: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Schools:
    """The school of each child, counted: what clustering needs.

    `n` and `cases` (schools × outcomes) are over all children with a school.
    """

    names: tuple[str, ...]
    n: NDArray[np.int32]
    cases: NDArray[np.int32]
    universes: tuple[Universe, ...]


@dataclass(frozen=True)
class Weights:
    """The same counts with each child's weight: sums of w, of w over cases, and of w² (cells × outcomes)."""

    total: NDArray[np.float64]
    cases: NDArray[np.float64]
    squares: NDArray[np.float64]


@dataclass(frozen=True)
class SchoolSums:
    """Numbers by school: how many there are, their sum and their squares' sum (schools × outcomes)."""

    n: NDArray[np.int32]
    total: NDArray[np.float64]
    squares: NDArray[np.float64]


@dataclass(frozen=True)
class Means:
    """Outcomes that are numbers: how many there are, their sum and their squares' sum (cells × outcomes).

    `by_school` is None where the records name no school.
    """

    outcomes: tuple[str, ...]
    n: NDArray[np.int32]
    total: NDArray[np.float64]
    squares: NDArray[np.float64]
    by_school: SchoolSums | None = None


@dataclass(frozen=True)
class Cells:
    """Children counted by every combination of up to `depth` characteristics.

    Raw counts: whatever is worked out from them stays inside until the gate has seen it.

    Attributes
    ----------
    characteristics
        In the order of the columns of `levels`.
    outcomes
        Names, in the order of the columns of `n` and `cases`.
    depth
        How many characteristics a cell fixes at most.
    levels
        (cells × characteristics) the level each cell fixes, or `ANY`. Row 0 is the headline: all children.
        A cell without a child is not there.
    size
        (cells) children.
    n
        (cells × outcomes) children who answered.
    cases
        (cells × outcomes) of these, how many have the outcome.
    schools
        None where the records name no school.
    weights
        None where the records carry none.
    means
        None where no outcome is a number whose mean is wanted.
    """

    characteristics: tuple[Characteristic, ...]
    outcomes: tuple[str, ...]
    depth: int
    levels: NDArray[np.int16]
    size: NDArray[np.int64]
    n: NDArray[np.int32]
    cases: NDArray[np.int32]
    schools: Schools | None = None
    weights: Weights | None = None
    means: Means | None = None

    def __len__(self) -> int:
        return len(self.size)
