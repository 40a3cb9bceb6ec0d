"""The children of some cells outcome by outcome, and how much less sure their schools make each share."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY, Schools, Universe
from oneplan.errors import NotFound, NotValid
from oneplan.understand.intersections.counts import Counts, check_counts
from oneplan.understand.intersections.schooling import likeness_to_use
from oneplan.understand.standard.clustering import icc_from_counts

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]


@dataclass(frozen=True)
class Shares:
    """Counts of some cells (cells × outcomes), with each share's design effect: 1 where none is known."""

    n: Floats
    cases: Floats
    effect: Floats


def shares_of(counts: Counts, rows: Whole, *, columns: Whole, clustered: bool = True) -> Shares:
    """The counts of some cells and outcomes, with the design effects that their schools give them.

    Children of one school are alike by the intraclass correlation of the outcome, so n children spread over
    schools tell as much as n / effect children would, each from a school of its own.
    """
    n = counts.n[np.ix_(rows, columns)].astype(np.float64)
    cases = counts.cases[np.ix_(rows, columns)].astype(np.float64)
    if counts.schools is None or not clustered:
        return Shares(n, cases, np.ones_like(n))
    return Shares(n, cases, _effects(counts.schools, rows, columns=columns, n=n))


def _effects(schools: Schools, rows: Whole, *, columns: Whole, n: Floats) -> Floats:
    """1 + ρ (Σ over schools of n² / n − 1) for each cell and outcome."""
    rho = likeness_to_use(icc_from_counts(schools.n, schools.cases).rho, schools.n)
    together = np.ones((rows.size, rho.size))
    for universe in schools.universes:
        together[:, universe.outcomes] = _in_one_school(universe, rows)[:, None]
    # Whoever did not answer is missing from every school alike, which thins the company each child has.
    asked = np.ones_like(together)
    for universe in schools.universes:
        asked[:, universe.outcomes] = _asked(universe, rows)[:, None]
    company = (together[:, columns] - 1) * np.minimum(n / np.maximum(asked[:, columns], 1), 1)
    return 1 + rho[columns] * np.maximum(company, 0)


def _asked(universe: Universe, rows: Whole) -> Floats:
    running = np.concatenate([[0.0], np.cumsum(universe.children, dtype=np.float64)])
    return np.asarray(running[universe.start[rows + 1]] - running[universe.start[rows]])


def _in_one_school(universe: Universe, rows: Whole) -> Floats:
    """How many children of its own group a child of each cell finds in its school, itself among them."""
    running = np.concatenate([[0.0], np.cumsum(universe.children.astype(np.float64) ** 2)])
    squares = running[universe.start[rows + 1]] - running[universe.start[rows]]
    return np.asarray(squares / np.maximum(_asked(universe, rows), 1))


def columns_of(counts: Counts, outcomes: Sequence[str] | None) -> Whole:
    """The columns of some outcomes; of all when none are named.

    Raises
    ------
    NotFound
        Where there is no such outcome.
    """
    if outcomes is None:
        return np.arange(len(counts.outcomes))
    named = [outcomes] if isinstance(outcomes, str) else list(outcomes)
    unknown = [name for name in named if name not in counts.outcomes]
    if unknown or not named:
        there = ", ".join(counts.outcomes[:20])
        raise NotFound(f"There is no outcome “{', '.join(unknown)}”; those counted are {there}.")
    return np.array([counts.outcomes.index(name) for name in named])


def rows_fixing(counts: Counts, characteristics: Sequence[str]) -> tuple[Whole, Whole]:
    """The cells that fix some characteristics and no other, and the columns in which they do.

    Raises
    ------
    NotFound
        Where there is no such characteristic, or no such cell was counted.
    NotValid
        Where the counts cannot be, or none or twice the same is named.
    """
    check_counts(counts)
    names = [each.name for each in counts.characteristics]
    unknown = [name for name in characteristics if name not in names]
    if unknown:
        raise NotFound(f"There is no characteristic “{unknown[0]}”; those counted are {', '.join(names)}.")
    if not characteristics or len(set(characteristics)) < len(characteristics):
        raise NotValid("Name one characteristic or more, each once.")
    chosen = np.array([names.index(name) for name in characteristics])
    others = np.setdiff1d(np.arange(len(names)), chosen)
    fixed = (counts.levels[:, chosen] != ANY).all(axis=1) & (counts.levels[:, others] == ANY).all(axis=1)
    rows = np.flatnonzero(fixed)
    if not rows.size:
        raise NotFound(
            f"No cell fixes {' and '.join(characteristics)} together; count again with depth={len(chosen)} "
            "or more."
        )
    return rows, chosen
