"""Decides which sums are withheld, so that each that must stay open can be far enough from its value."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from oneplan.disclosure.engine.needs import DOWN, NOBODY, UP, Added, Parts, Question
from oneplan.disclosure.engine.paths import Paths
from oneplan.errors import NotSafe

_MUST = "A cell that must be shown has a sum that may not be, or would uncover another. Merge levels."


@dataclass(frozen=True)
class Widened:
    """Which sums are shown, and the proof: (ways × cells) by how much other ways to fill the cells differ."""

    shown: NDArray[np.bool_]
    witnesses: csr_matrix
    finished: bool


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


class _Work:
    """The sums that are shown by now, and the witnesses that were found."""

    def __init__(self, added: Added, shown: NDArray[np.bool_]) -> None:
        self.added, self.shown = added, shown.copy()
        self.parts = Parts(added)
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

    def _questions(self, cell: int) -> Iterator[Question]:
        """How far a sum must be open, on which side, for whom; of contributors those still in the dark."""
        never = bool(self.added.never[cell])
        percent = self.added.percent if never else 0
        needs = self.parts.needs(cell, NOBODY, percent=percent)
        sides = [(side, need) for side, need in zip((UP, DOWN), needs, strict=True) if need]
        for side, need in sides if never else sides[:1]:
            asked = Question(side, need, NOBODY)
            if not self._is_answered(cell, asked):
                yield asked
            if never:
                yield from self._questions_of_contributors(cell, asked, percent=percent)

    def _questions_of_contributors(self, cell: int, asked: Question, *, percent: int) -> Iterator[Question]:
        """The same for each contributor who knows of every witness so far that it is not what happened."""
        best = [self.blocked[at] for change, at in self.by_cell[cell] if change * asked.side >= asked.need]
        in_the_dark = frozenset.intersection(*best) if best else self.parts.everybody
        for who in sorted(in_the_dark):
            above, below = self.parts.needs(cell, who, percent=percent)
            own = Question(asked.side, above if asked.side == UP else below, who)
            if own.need and not self._is_answered(cell, own):
                yield own

    def _is_answered(self, cell: int, asked: Question) -> bool:
        return any(
            change * asked.side >= asked.need and asked.who not in self.blocked[at]
            for change, at in self.by_cell[cell]
        )

    def _ask(self, cell: int, asked: Question) -> bool:
        """Look for the cheapest witness, and withhold what it changes."""
        if self.paths is None:
            self.paths = Paths(self.parts.holds, self.shown, cost=self.added.worth + 1, must=self.added.must)
        low, high = self.parts.reach(asked.who)
        change = self.paths.find(cell, asked.side * asked.need, low=low, high=high)
        return change is not None and self._keep(cell, asked, change)

    def _keep(self, cell: int, asked: Question, change: NDArray[np.int64]) -> bool:
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
