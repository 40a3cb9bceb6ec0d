"""How far a sum must stay open above and below its value, for all that a reader or a contributor knows."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix

NOBODY = -1
"""Not a contributor: somebody who knows no more than what is shown."""
UP, DOWN = 1, -1
_HUNDRED = 100
_SEED = 0


@dataclass(frozen=True)
class Added:
    """What the engine is given: sums over inner cells, and which must stay open how far.

    Attributes
    ----------
    holds
        (cells × inner cells) which inner cells each cell holds.
    units, children
        (inner cells) the true sums, and how many children they are of.
    contributor
        (inner cells) who contributes; None where no contributor's own knowledge is looked at.
    scale
        What one child has at least and at most; the highest is None where nobody knows it.
    never
        (cells) sums that are never shown. Each keeps `percent` of itself open on either side, as far as the
        scale allows; of any other withheld sum a reader learns no more than that it has more than one value.
    worth
        (cells) what it is worth to show a cell.
    must
        (cells) those that have to be shown.
    """

    holds: csr_matrix
    units: NDArray[np.int64]
    children: NDArray[np.int64]
    contributor: NDArray[np.int32] | None
    scale: tuple[int, int | None]
    never: NDArray[np.bool_]
    percent: int
    worth: NDArray[np.float64]
    must: NDArray[np.bool_]


class Question(NamedTuple):
    """Whether a sum can lie so far on this side of its value, for all that somebody knows."""

    side: int
    need: int
    who: int


def find_needs(units: int, children: int, *, percent: int, scale: tuple[int, int | None]) -> tuple[int, int]:
    """How far above and below its value a sum of so many children must stay possible, in units.

    At least one unit, so that it is never known, and no further than the scale of the children allows.

    Examples
    --------
    >>> find_needs(200, 4, percent=10, scale=(0, None)), find_needs(20, 4, percent=10, scale=(1, 5))
    ((20, 20), (0, 2))
    """
    far = max(1, -(-percent * units // _HUNDRED))
    least, most = scale
    above = far if most is None else min(far, most * children - units)
    return above, min(far, units - least * children)


class Parts:
    """Inner cells that no sum tells apart, as one part each; and what each contributor has of them."""

    def __init__(self, added: Added) -> None:
        marks = np.random.default_rng(_SEED).integers(1, 2**62, size=(added.holds.shape[0], 2))
        signature = np.asarray(added.holds.T @ marks)
        _, first, part = np.unique(signature, axis=0, return_index=True, return_inverse=True)
        part, count = part.reshape(-1), len(first)
        self.scale = added.scale
        self.holds: csr_matrix = added.holds[:, first].tocsr()
        self.units = np.bincount(part, weights=added.units, minlength=count).astype(np.int64)
        self.children = np.bincount(part, weights=added.children, minlength=count).astype(np.int64)
        who = np.zeros(len(part), np.int32) if added.contributor is None else added.contributor
        shape = (int(who.max()) + 1, count)
        self.own_units = csc_matrix((added.units, (who, part)), shape=shape)
        self.own_children = csc_matrix((added.children, (who, part)), shape=shape)
        known = added.contributor is not None
        self.everybody = frozenset(range(shape[0])) if known else frozenset()
        self._last = (NOBODY, self.units, self.children)

    def needs(self, cell: int, who: int, *, percent: int) -> tuple[int, int]:
        """How far a sum, without what one contributor knows of it, must stay open above and below."""
        units, children = self._without_each(cell)
        if not children[who]:
            return 0, 0
        return find_needs(int(units[who]), int(children[who]), percent=percent, scale=self.scale)

    def _without_each(self, cell: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Units and children of a cell without those of each contributor; whole at the end, for nobody."""
        if self._last[0] != cell:
            inside = self.holds.indices[self.holds.indptr[cell] : self.holds.indptr[cell + 1]]
            self._last = (
                cell,
                _less_each(self.units[inside], self.own_units[:, inside]),
                _less_each(self.children[inside], self.own_children[:, inside]),
            )
        return self._last[1:]

    def reach(self, who: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(parts) how far each can lie below and above its value, for all that this contributor knows."""
        units, children = self.units, self.children
        if who != NOBODY:
            units = units - self.own_units[[who]].toarray().ravel()
            children = children - self.own_children[[who]].toarray().ravel()
        return self._ends(units, children)

    def _ends(
        self, units: NDArray[np.int64], children: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        least, most = self.scale
        high = (
            np.where(children > 0, np.inf, 0.0) if most is None else (most * children - units).astype(float)
        )
        return (least * children - units).astype(float), high

    def spread(self, cell: int, asked: Question) -> NDArray[np.int64]:
        """The change that a question asks for, over one part of the cell after the other."""
        low, high = self.reach(asked.who)
        room = high if asked.side == UP else -low
        change, left = np.zeros(len(room), np.int64), asked.need
        for part in self.holds.indices[self.holds.indptr[cell] : self.holds.indptr[cell + 1]].tolist():
            step = int(min(left, room[part]))
            change[part], left = asked.side * step, left - step
        return change

    def blocks(self, change: NDArray[np.int64]) -> frozenset[int]:
        """The contributors who know that this is not what happened."""
        if not self.everybody:
            return frozenset()
        touched = np.flatnonzero(change)
        low, high = self._ends(
            self.units[touched] - self.own_units[:, touched].toarray(),
            self.children[touched] - self.own_children[:, touched].toarray(),
        )
        known = ((change[touched] < low) | (change[touched] > high)).any(axis=1)
        return frozenset(np.flatnonzero(known).tolist())


def _less_each(whole: NDArray[np.int64], own: csc_matrix) -> NDArray[np.int64]:
    return np.append(whole.sum() - np.asarray(own.sum(axis=1)).ravel(), whole.sum())
