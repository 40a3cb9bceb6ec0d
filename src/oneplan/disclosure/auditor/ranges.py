"""Finds how far each withheld cell can range, by whole counts that fit all that is shown."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from oneplan.disclosure.auditor.reading import Codes
from oneplan.disclosure.auditor.relations import System
from oneplan.disclosure.auditor.solver import Solver

_NEAR = 1e-6
_PATIENCE = 3
_TRIALS = 12
_MANY = 4
_SEED = 7
_FAR = 1000

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Ranges:
    """What was found of each withheld cell.

    Attributes
    ----------
    low, high
        (withheld cells) the lowest and highest value of all pictures found; each is really possible.
    closed
        (withheld cells) proven to have this one value alone.
    open
        (withheld cells) proven to have as many values as was asked.
    pictures
        How many whole solutions were looked at.
    complete
        Whether every cell is proven the one or the other.
    possible
        False where nothing fits: the assumption cannot be true of these tables.
    status
        The solver's last word.
    """

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    closed: NDArray[np.bool_]
    open: NDArray[np.bool_]
    pictures: int
    complete: bool
    possible: bool
    status: str


@dataclass(frozen=True)
class Claim:
    """Pictures that somebody claims to fit, to be checked before they count.

    Attributes
    ----------
    names
        The cells in the order of the columns: all that are withheld or rounded.
    base
        One picture of them.
    changes
        (pictures × cells) by how much other pictures differ from it.
    children
        The same of children in the finest cross of all dimensions, for tables that go round in a circle.
    """

    names: Sequence[Codes]
    base: NDArray[np.int64]
    changes: csr_matrix
    children: "Claim | None" = None


class _Search:
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
            self._real = Solver(self.system.known, _ends(self.system), least=self.least, most=self.most)
        return self._real

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
        return self.until is not None and time.monotonic() > self.until

    def take(self, found: NDArray[np.float64]) -> None:
        """Use the parts of a solution that are whole; the others stay as they were in the last picture."""
        if self.picture is None:
            return
        near = np.rint(found)
        bad = np.zeros(self.part.max(initial=0) + 1, bool)
        bad[self.part[np.abs(found - near) > _NEAR]] = True
        for row in np.flatnonzero(~_fits(self.system, near)):
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


def find_ranges(
    system: System,
    *,
    values: NDArray[np.int64],
    claim: Claim | None = None,
    until: float | None = None,
    progress: Progress | None = None,
) -> Ranges:
    """Prove of each withheld cell that it has at least so many values, or just one.

    Parameters
    ----------
    values
        (withheld cells) how many values are enough; a cell with fewer is followed to its ends.
    claim
        Pictures to check first: those that fit are as good as those that the solver would find.
    until
        When to stop, on the clock of `time.monotonic`; what is unproven then makes it incomplete.
    """
    search = _Search(system, values=values, until=until, progress=progress)
    if claim:
        _check_claim(search, claim)
    if search.picture is None and not _find_first(search):
        return _found(search, possible=search.gave_up)
    _ask_at_random(search)
    for cell in search.left:
        if search.is_late:
            break
        if search.high[cell] - search.low[cell] + 1 < values[cell]:
            _ask_of_one(search, cell)
    return _found(search, possible=True)


def _whole(column: coo_matrix) -> NDArray[np.int64]:
    return np.asarray(np.rint(column.toarray()).ravel(), np.int64)


def _found(search: _Search, *, possible: bool) -> Ranges:
    open_ = search.high - search.low + 1 >= search.values
    done = possible and search.picture is not None and not len(search.left) and not search.gave_up
    return Ranges(
        low=search.low,
        high=search.high,
        closed=search.closed & (search.low == search.high),
        open=open_ & (search.picture is not None),
        pictures=search.pictures,
        complete=bool(done) or not possible,
        possible=possible,
        status=search.status,
    )


def _check_claim(search: _Search, claim: Claim) -> None:
    """Keep what the claimed pictures show, as far as they fit everything that is in the files."""
    system = search.system
    place = {name: column for column, name in enumerate(claim.names)}
    column_of = np.array([place.get(name, -1) for name in system.unknowns], np.int64)
    if (column_of < 0).any() or not system.known.shape[0]:
        return
    base = np.asarray(claim.base)[column_of]
    if ((base < system.least) | (base > system.most)).any() or not _fits(system, base).all():
        return
    search.widen(base)
    changes = claim.changes.tocsc()[:, column_of].tocsr()
    wrong = np.zeros(changes.shape[0], bool)
    sums = (system.known @ changes.T).tocoo()
    ended = (system.known @ base)[sums.row] + sums.data
    wrong[sums.col[(ended < system.low[sums.row]) | (ended > system.high[sums.row])]] = True
    there, after = changes.indices, base[changes.indices] + changes.data
    row_of = np.repeat(np.arange(changes.shape[0]), np.diff(changes.indptr))
    wrong[row_of[(after < system.least[there]) | (after > system.most[there])]] = True
    search.widen_by(changes[np.flatnonzero(~wrong)], base)


def _ends(system: System) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    return system.low, system.high


def _fits(system: System, picture: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.bool_]:
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


def _find_first(search: _Search) -> bool:
    """A first whole picture; False where there is none."""
    size = search.system.known.shape[1]
    if not size:
        search.widen(np.zeros(0, np.int64))
        search.closed[:] = search.values > 1
        return True
    if not search.system.known.shape[0]:
        # Without a sum nothing binds the unknowns.
        search.widen(search.least.astype(np.int64))
        search.widen(search.most.astype(np.int64))
        return True
    random = np.random.default_rng(_SEED)
    for _ in range(_TRIALS):
        # A corner of what is possible is often whole; a random push ends in a corner.
        found = search.real.find_highest(random.normal(size=size))
        if found is None:
            search.gave_up = search.real.status != "Infeasible"
            return False
        if _is_whole(search.system, found):
            search.widen(np.rint(found).astype(np.int64))
            return True
    whole = _whole_solver(search).find_highest(np.zeros(size))
    if whole is None:
        search.gave_up = True
        return False
    search.widen(np.rint(whole).astype(np.int64))
    return True


def _is_whole(system: System, found: NDArray[np.float64]) -> bool:
    near = np.rint(found)
    return bool(np.abs(found - near).max() <= _NEAR and _fits(system, near).all())


def _whole_solver(search: _Search, *, roughly: bool = False) -> Solver:
    system, least, most = search.system, search.least, search.most
    return Solver(system.known, _ends(system), least=least, most=most, whole=True, roughly=roughly)


def _ask_at_random(search: _Search) -> None:
    """Push all cells that are still unproven at once, up or down at random, while that proves more."""
    if not len(search.left):
        return
    random = np.random.default_rng(_SEED)
    _push(search, search.real, random=random, patience=_PATIENCE)
    if len(search.left) > _MANY:
        # Corners that are not whole prove nothing; good whole answers to the same questions do.
        _push(search, _whole_solver(search, roughly=True), random=random, patience=1)


def _push(search: _Search, solver: Solver, *, random: np.random.Generator, patience: int) -> None:
    idle = 0
    while len(search.left) and idle < patience and not search.is_late:
        before = search.left
        push = random.choice([-1.0, 1.0], size=len(before)) * random.uniform(0.5, 1.5, size=len(before))
        found = solver.find_highest(np.asarray(search.system.cells[before].T @ push).ravel())
        if found is not None:
            search.take(found)
        idle = idle + 1 if len(search.left) > 0.98 * len(before) else 0


def _ask_of_one(search: _Search, cell: int) -> None:
    """Follow one cell to both its ends: by real counts, and by whole ones where these prove nothing."""
    weights = np.asarray(search.system.cells[cell].todense()).ravel()
    ends = []
    for sign in (1.0, -1.0):
        found = search.real.find_highest(sign * weights)
        if found is None:
            search.gave_up = True
            return
        search.take(found)
        ends.append(float(weights @ found) + search.system.beside[cell])
    highest, lowest = int(np.floor(ends[0] + _NEAR)), int(np.ceil(ends[1] - _NEAR))
    if min(highest - lowest + 1, search.values[cell]) <= search.high[cell] - search.low[cell] + 1:
        search.closed[cell] = search.high[cell] - search.low[cell] + 1 < search.values[cell]
        return
    for sign in (1.0, -1.0):
        whole = _whole_solver(search).find_highest(sign * weights)
        if whole is None:
            search.gave_up = True
            return
        search.widen(np.rint(whole).astype(np.int64))
    search.closed[cell] = search.high[cell] - search.low[cell] + 1 < search.values[cell]
