"""Decides which sums are withheld, so that each that must stay open can be far enough from its value."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix, vstack

from oneplan.disclosure.engine.paths import Paths
from oneplan.errors import NotSafe

_HUNDRED = 100
_SEED = 0
_NOBODY = -1
_UP, _DOWN = 1, -1
_MUST = "A cell that must be shown has a sum that may not be, or would uncover another. Merge levels."


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


@dataclass(frozen=True)
class Widened:
    """Which sums are shown, and the proof: (ways × cells) by how much other ways to fill the cells differ."""

    shown: NDArray[np.bool_]
    witnesses: csr_matrix
    finished: bool


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


def widen(
    added: Added,
    shown: NDArray[np.bool_],
    *,
    until: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Widened:
    """Withhold more sums, the cheapest, until each that must stay open has a witness on either side.

    A witness is another way to fill the cells that changes no shown sum. A contributor knows what it
    contributes: for each one there is a witness that leaves that as it is. When the time is up, every sum
    over an inner cell of one that is not yet open is withheld: coarser, and open.

    Raises
    ------
    NotSafe
        When a sum that must be shown stands in the way.

    Notes
    -----
    The cheapest way out is sought as a change of least weight (Kelly, Golden and Assad, "Cell suppression:
    disclosure protection for sensitive tabular data", Networks 22, 1992), one question a sum and side.
    """
    work = _Work(added, shown & ~added.never)
    if (added.must & ~work.shown).any():
        raise NotSafe(_MUST)
    order = np.flatnonzero(~work.shown)
    order = order[np.argsort(~added.never[order], kind="stable")]
    finished = True
    for done, cell in enumerate(order.tolist()):
        finished = work.open(cell, late=until is not None and time.monotonic() > until) and finished
        if progress:
            progress(done + 1, len(order))
    return Widened(work.shown, work.witnesses, finished)


class _Question(NamedTuple):
    """Whether a sum can lie so far on this side of its value, for all that somebody knows."""

    side: int
    need: int
    who: int


class _Work:
    """The sums that are shown by now, and the witnesses that were found."""

    def __init__(self, added: Added, shown: NDArray[np.bool_]) -> None:
        self.added, self.shown = added, shown.copy()
        self.parts = _Parts(added)
        self.paths: Paths | None = None
        self.by_cell: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.blocked: list[frozenset[int]] = []
        self.changes: list[csr_matrix] = []

    @property
    def witnesses(self) -> csr_matrix:
        cells = len(self.shown)
        return vstack(self.changes, format="csr") if self.changes else csr_matrix((0, cells), dtype=np.int64)

    def open(self, cell: int, *, late: bool) -> bool:
        """Find what keeps a withheld sum open; False where it was done in the coarse way."""
        for question in self._questions(cell):
            if late or not self._ask(cell, question):
                self._withhold_all_over(cell)
                return False
        return True

    def _questions(self, cell: int) -> Iterator[_Question]:
        """How far a sum must be open, on which side, for whom; of contributors those still in the dark."""
        never = bool(self.added.never[cell])
        percent = self.added.percent if never else 0
        needs = self.parts.needs(cell, _NOBODY, percent=percent)
        sides = [(side, need) for side, need in zip((_UP, _DOWN), needs, strict=True) if need]
        for side, need in sides if never else sides[:1]:
            asked = _Question(side, need, _NOBODY)
            if not self._is_answered(cell, asked):
                yield asked
            if never:
                yield from self._questions_of_contributors(cell, asked, percent=percent)

    def _questions_of_contributors(self, cell: int, asked: _Question, *, percent: int) -> Iterator[_Question]:
        """The same for each contributor who knows of every witness so far that it is not what happened."""
        best = [self.blocked[at] for change, at in self.by_cell[cell] if change * asked.side >= asked.need]
        in_the_dark = frozenset.intersection(*best) if best else self.parts.everybody
        for who in sorted(in_the_dark):
            above, below = self.parts.needs(cell, who, percent=percent)
            own = _Question(asked.side, above if asked.side == _UP else below, who)
            if own.need and not self._is_answered(cell, own):
                yield own

    def _is_answered(self, cell: int, asked: _Question) -> bool:
        return any(
            change * asked.side >= asked.need and asked.who not in self.blocked[at]
            for change, at in self.by_cell[cell]
        )

    def _ask(self, cell: int, asked: _Question) -> bool:
        """Look for the cheapest witness, and withhold what it changes."""
        if self.paths is None:
            self.paths = Paths(self.parts.holds, self.shown, cost=self.added.worth + 1, must=self.added.must)
        low, high = self.parts.reach(asked.who)
        change = self.paths.find(cell, asked.side * asked.need, low=low, high=high)
        return change is not None and self._keep(cell, asked, change)

    def _keep(self, cell: int, asked: _Question, change: NDArray[np.int64]) -> bool:
        """Withhold what a witness changes; False where it is none for this question after all."""
        moved, blocked = self.parts.holds @ change, self.parts.blocks(change)
        if moved[cell] * asked.side < asked.need or asked.who in blocked:
            return False
        self._withhold(np.flatnonzero((moved != 0) & self.shown))
        for touched in np.flatnonzero(moved).tolist():
            self.by_cell[touched].append((int(moved[touched]), len(self.blocked)))
        self.blocked.append(blocked)
        self.changes.append(csr_matrix(moved[None, :]))
        return True

    def _withhold(self, cells: NDArray[np.int64]) -> None:
        self.shown[cells] = False
        if self.paths is not None:
            self.paths.free(cells)

    def _withhold_all_over(self, cell: int) -> None:
        """Withhold every sum that shares a part with this one: then any part of it may change alone."""
        over = np.flatnonzero((self.parts.holds @ self.parts.holds[cell].T).toarray().ravel())
        if self.added.must[over].any():
            raise NotSafe(_MUST)
        self._withhold(over)
        for question in self._questions(cell):
            self._keep(cell, question, self.parts.spread(cell, question))


class _Parts:
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
        self._last = (_NOBODY, self.units, self.children)

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
        if who != _NOBODY:
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

    def spread(self, cell: int, asked: _Question) -> NDArray[np.int64]:
        """The change that a question asks for, over one part of the cell after the other."""
        low, high = self.reach(asked.who)
        room = high if asked.side == _UP else -low
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
