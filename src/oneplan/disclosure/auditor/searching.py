"""Keeps the pictures that an audit has found, and what each withheld cell was seen to be in them."""

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from oneplan.disclosure.auditor.relations import System
from oneplan.disclosure.auditor.solver import Solver

NEAR = 1e-6
"""How far from a whole number a solver's answer may lie that stands for it."""
_FAR = 1000

Progress = Callable[[int, int], None]


class Search:
    """The pictures found so far, and what is still to be proven."""

    def __init__(
        self,
        system: System,
        *,
        values: NDArray[np.int64],
        until: float | None,
        progress: Progress | None,
    ) -> None:
        self.system, self.values, self.until, self.progress = system, values, until, progress
        count = system.known.shape[1]
        self.least = system.least.astype(float)
        self.most = _highest_possible(system) if system.known.shape[0] else self.least + _FAR
        self.part = _parts(system.known) if system.known.shape[0] else np.arange(count)
        self._real: Solver | None = None
        self.picture: NDArray[np.int64] | None = None
        self.low = np.full(len(system.names), np.iinfo(np.int64).max)
        self.high = np.full(len(system.names), np.iinfo(np.int64).min)
        self.closed = np.zeros(len(system.names), bool)
        self.pictures = 0
        self.gave_up = False

    @property
    def real(self) -> Solver:
        """The solver for real counts, made when it is first needed."""
        if self._real is None:
            self._real = self._solver()
        return self._real

    def whole(self, *, roughly: bool = False) -> Solver:
        """A solver for whole counts: slower, and certain."""
        return self._solver(whole=True, roughly=roughly)

    def _solver(self, *, whole: bool = False, roughly: bool = False) -> Solver:
        ends = self.system.low, self.system.high
        known, least, most = self.system.known, self.least, self.most
        return Solver(known, ends, least=least, most=most, whole=whole, roughly=roughly, until=self.until)

    @property
    def status(self) -> str:
        """What the solver said last; nothing where it was not needed."""
        return self._real.status if self._real else "not needed"

    @property
    def left(self) -> NDArray[np.int64]:
        """The cells of which nothing is proven yet."""
        return np.flatnonzero((self.high - self.low + 1 < self.values) & ~self.closed)

    @property
    def is_late(self) -> bool:
        """Whether the time is up."""
        return self.until is not None and time.monotonic() > self.until

    def take(self, found: NDArray[np.float64]) -> None:
        """Use the parts of a solution that are whole; the others stay as they were in the last picture."""
        if self.picture is None:
            return
        near = np.rint(found)
        bad = np.zeros(self.part.max(initial=0) + 1, bool)
        bad[self.part[np.abs(found - near) > NEAR]] = True
        for row in np.flatnonzero(~fits(self.system, near)):
            bad[self.part[self.system.known.indices[self.system.known.indptr[row]]]] = True
        self.widen(np.where(bad[self.part], self.picture, near.astype(np.int64)))

    def widen(self, picture: NDArray[np.int64]) -> None:
        """Keep what a picture shows of every cell."""
        values = (self.system.cells @ picture).astype(np.int64) + self.system.beside
        np.minimum(self.low, values, out=self.low)
        np.maximum(self.high, values, out=self.high)
        self.picture = picture
        self.pictures += 1
        if self.progress:
            self.progress(len(self.low) - len(self.left), len(self.low))

    def widen_by(self, changes: csr_matrix, base: NDArray[np.int64]) -> None:
        """Keep what pictures show that differ from this one by these changes."""
        if not changes.shape[0]:
            return
        values = (self.system.cells @ base).astype(np.int64) + self.system.beside
        moved = (self.system.cells @ changes.T).tocsr()
        np.minimum(self.low, values + _whole(moved.min(axis=1)), out=self.low)
        np.maximum(self.high, values + _whole(moved.max(axis=1)), out=self.high)
        self.pictures += changes.shape[0]


def is_whole(system: System, found: NDArray[np.float64]) -> bool:
    """Whether a solution is made of whole counts, and every sum comes out."""
    near = np.rint(found)
    return bool(np.abs(found - near).max() <= NEAR and fits(system, near).all())


def fits(system: System, picture: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which sums come out."""
    sums = system.known @ picture
    return np.asarray((sums >= system.low) & (sums <= system.high))


def _highest_possible(system: System) -> NDArray[np.float64]:
    """Bounds from above, from what is known of each unknown and from sums of nothing but additions."""
    known, least, most = system.known, system.least.astype(float), system.most.copy()
    adds_only = np.asarray(known.min(axis=1).toarray()).ravel() >= 0
    for row in np.flatnonzero(adds_only):
        here = known.indices[known.indptr[row] : known.indptr[row + 1]]
        others = least[here].sum() - least[here]
        most[here] = np.minimum(most[here], system.high[row] - others)
    bound = np.concatenate((system.low, system.high[np.isfinite(system.high)]))
    far = least + _FAR + np.abs(bound).sum()
    return np.asarray(np.where(np.isinf(most), far, np.maximum(most, least)))


def _parts(known: csr_matrix) -> NDArray[np.int64]:
    """Which unknowns hang together, by number."""
    rows, columns = known.shape
    pairs = known.tocoo()
    size = rows + columns
    graph = coo_matrix((np.ones(pairs.nnz), (pairs.row, rows + pairs.col)), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1][rows:], np.int64)


def _whole(column: coo_matrix) -> NDArray[np.int64]:
    return np.asarray(np.rint(column.toarray()).ravel(), np.int64)
