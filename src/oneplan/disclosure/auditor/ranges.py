"""Finds how far each withheld cell can range, by whole counts that fit all that is shown."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.auditor.claims import Claim, check_claim
from oneplan.disclosure.auditor.relations import System
from oneplan.disclosure.auditor.searching import NEAR, Progress, Search, is_whole
from oneplan.disclosure.auditor.solver import Solver

_PATIENCE = 3
_TRIALS = 12
_MANY = 4
_SEED = 7


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
    search = Search(system, values=values, until=until, progress=progress)
    if claim:
        check_claim(search, claim)
    if search.picture is None and not _find_first(search):
        return _found(search, possible=search.gave_up)
    _ask_at_random(search)
    for cell in search.left:
        if search.is_late:
            break
        if search.high[cell] - search.low[cell] + 1 < values[cell]:
            _ask_of_one(search, cell)
    return _found(search, possible=True)


def _found(search: Search, *, possible: bool) -> Ranges:
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


def _find_first(search: Search) -> bool:
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
        if is_whole(search.system, found):
            search.widen(np.rint(found).astype(np.int64))
            return True
    whole = search.whole().find_highest(np.zeros(size))
    if whole is None:
        search.gave_up = True
        return False
    search.widen(np.rint(whole).astype(np.int64))
    return True


def _ask_at_random(search: Search) -> None:
    """Push all cells that are still unproven at once, up or down at random, while that proves more."""
    if not len(search.left):
        return
    random = np.random.default_rng(_SEED)
    _push(search, search.real, random=random, patience=_PATIENCE)
    if len(search.left) > _MANY:
        # Corners that are not whole prove nothing; good whole answers to the same questions do.
        _push(search, search.whole(roughly=True), random=random, patience=1)


def _push(search: Search, solver: Solver, *, random: np.random.Generator, patience: int) -> None:
    idle = 0
    while len(search.left) and idle < patience and not search.is_late:
        before = search.left
        push = random.choice([-1.0, 1.0], size=len(before)) * random.uniform(0.5, 1.5, size=len(before))
        found = solver.find_highest(np.asarray(search.system.cells[before].T @ push).ravel())
        if found is not None:
            search.take(found)
        idle = idle + 1 if len(search.left) > 0.98 * len(before) else 0


def _ask_of_one(search: Search, cell: int) -> None:
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
    highest, lowest = int(np.floor(ends[0] + NEAR)), int(np.ceil(ends[1] - NEAR))
    if min(highest - lowest + 1, search.values[cell]) <= search.high[cell] - search.low[cell] + 1:
        search.closed[cell] = search.high[cell] - search.low[cell] + 1 < search.values[cell]
        return
    for sign in (1.0, -1.0):
        whole = search.whole().find_highest(sign * weights)
        if whole is None:
            search.gave_up = True
            return
        search.widen(np.rint(whole).astype(np.int64))
    search.closed[cell] = search.high[cell] - search.low[cell] + 1 < search.values[cell]
