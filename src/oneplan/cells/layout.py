"""The order in which cells stand: the headline, then each set of characteristics, level by level."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, pairwise
from math import prod

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY

Sets = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Layout:
    """Every cell that there could be, whether a child is in it or not.

    `counts` says how many levels each characteristic has. `sets` are the sets of characteristics that are
    crossed: by their size, then in the order of the characteristics. The cells of set i are numbered from
    `begin[i]`; the last characteristic's level changes first.
    """

    counts: tuple[int, ...]
    depth: int

    @cached_property
    def sets(self) -> Sets:
        """Every set of at most `depth` characteristics."""
        everyone = range(len(self.counts))
        return tuple(one for size in range(self.depth + 1) for one in combinations(everyone, size))

    @cached_property
    def begin(self) -> NDArray[np.int64]:
        """The number of each set's first cell, and how many cells there are."""
        return np.cumsum([0, *(self.rows(one) for one in self.sets)])

    @property
    def possible(self) -> int:
        """How many cells there can be, found without listing them."""
        ways = [1, *([0] * self.depth)]
        for count in self.counts:
            ways = [ways[0], *(here + count * before for before, here in pairwise(ways))]
        return sum(ways)

    @cached_property
    def numbers(self) -> dict[tuple[int, ...], int]:
        """The place of each set."""
        return {one: number for number, one in enumerate(self.sets)}

    def rows(self, members: tuple[int, ...]) -> int:
        """How many cells a set has."""
        return prod(self.counts[member] for member in members)

    @cached_property
    def levels(self) -> NDArray[np.int16]:
        """The level that each cell fixes (cells × characteristics), or `ANY`."""
        levels = np.full((int(self.begin[-1]), len(self.counts)), ANY, dtype=np.int16)
        for number, members in enumerate(self.sets):
            cells = slice(self.begin[number], self.begin[number + 1])
            shape = [self.counts[member] for member in members]
            levels[cells, list(members)] = np.indices(shape).reshape(len(members), self.rows(members)).T
        levels.flags.writeable = False
        return levels


@lru_cache(maxsize=16)
def lay_out(counts: tuple[int, ...], depth: int) -> Layout:
    """The layout for characteristics with so many levels, crossed up to a depth.

    Examples
    --------
    >>> lay_out((2, 3), 2).sets
    ((), (0,), (1,), (0, 1))
    >>> lay_out((2, 3), 2).levels.tolist()[:4]
    [[-1, -1], [0, -1], [1, -1], [-1, 0]]
    """
    return Layout(counts=counts, depth=min(depth, len(counts)))
