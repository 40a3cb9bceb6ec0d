"""Whose schools are counted for an outcome: all who were asked, or who answered where too many did not."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import Universe

TOO_MANY_SILENT = 0.2
"""Where more than this share of the asked gave no answer, who answered may go by school."""

MOST_APART = 20
"""Each outcome that is counted apart costs as much memory as a list of the schools of every cell."""


def outcomes_apart(asked: Sequence[Universe], n: NDArray[np.integer]) -> list[int]:
    """The outcomes for which the schools of those who answered are counted apart, most silent first.

    Parameters
    ----------
    asked
        Universes of all who were asked.
    n
        (schools × outcomes) who answered.
    """
    answered = n.sum(axis=0)
    silent = {}
    for universe in asked:
        everybody = int(universe.children[: universe.start[1]].sum())
        for outcome in universe.outcomes.tolist():
            silent[outcome] = 1 - answered[outcome] / max(everybody, 1) if everybody else 0.0
    apart = [outcome for outcome, share in silent.items() if share > TOO_MANY_SILENT]
    return sorted(apart, key=lambda outcome: -silent[outcome])[:MOST_APART]


def set_apart(asked: Sequence[Universe], answered: Sequence[Universe]) -> tuple[Universe, ...]:
    """The universes of all who were asked, without the outcomes that have one of their own; then these."""
    if not answered:
        return tuple(asked)
    apart = [int(one.outcomes[0]) for one in answered]
    kept = [replace(one, outcomes=np.setdiff1d(one.outcomes, apart)) for one in asked]
    own = [
        replace(one, asked=_children(next(of for of in asked if one.outcomes[0] in of.outcomes)))
        for one in answered
    ]
    return (*(one for one in kept if one.outcomes.size), *own)


def _children(universe: Universe) -> NDArray[np.int64]:
    """Of every cell, all schools together."""
    running = np.concatenate([[0], np.cumsum(universe.children, dtype=np.int64)])
    return np.asarray(np.diff(running[universe.start]))
