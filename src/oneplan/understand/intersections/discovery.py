"""Which gaps are more than chance: false discoveries held within a question, and across all questions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from oneplan.cells.compiling import compiled
from oneplan.understand.intersections.judging import Judged
from oneplan.understand.intersections.schooling import design_effects, straightened
from oneplan.understand.standard.multiplicity import p_adjust

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Discovered:
    """The gaps that are found, one place each in every array, with what they were found by.

    Attributes
    ----------
    cell, outcome
        Row and column in the counts.
    p_value
        Two-sided, clustered, with Student's t where a group is in few schools.
    adjusted
        The p-value adjusted for all groups looked at on this question (Benjamini and Hochberg).
    strict
        Whether it holds however the groups overlap (Benjamini and Yekutieli).
    across
        Whether it holds over all questions too (Benjamini and Bogomolov).
    reach
        (outcomes) the p-value at or below which a gap is found on each question.
    anything
        (outcomes) Simes' p-value that anything at all is there; 1 where it is above the level.
    """

    cell: Whole
    outcome: Whole
    p_value: Floats
    adjusted: Floats
    strict: NDArray[np.bool_]
    across: NDArray[np.bool_]
    reach: Floats
    anything: Floats


def discover(judged: Judged, n: NDArray[np.int32], *, level: float = 0.05) -> Discovered:
    """Find the gaps that chance does not explain, holding the share of false ones at a level.

    Source: Benjamini and Hochberg (1995), Benjamini and Yekutieli (2001), Simes (1986), Benjamini and
    Bogomolov (2014).
    """
    cell, outcome, p = _candidates(judged, n, level=level)
    tests = judged.tests
    reach = reached(p, outcome, tests=tests, level=_same(level, tests))
    kept = p <= reach[outcome]
    cell, outcome, p = cell[kept], outcome[kept], p[kept]
    adjusted = adjusted_within(p, outcome, tests=tests)
    anything = np.ones(tests.size)
    np.minimum.at(anything, outcome, adjusted)
    chosen, share = _chosen(anything, tests, level=level)
    narrower = reached(p, outcome, tests=tests, level=np.asarray(level * share * chosen, dtype=np.float64))
    return Discovered(
        cell=cell,
        outcome=outcome,
        p_value=p,
        adjusted=adjusted,
        strict=adjusted * _harmonic(tests)[outcome] <= level,
        across=p <= narrower[outcome],
        reach=np.where(reach > 0, reach, level / np.maximum(tests, 1)),
        anything=anything,
    )


def _candidates(judged: Judged, n: NDArray[np.int32], *, level: float) -> tuple[Whole, Whole, Floats]:
    """The gaps that could be found, and their p-values.

    By the normal curve alone each is smaller than it will be, so what is not found by it never is.
    """
    reach = special.ndtri(1 - level / 2)
    place = np.flatnonzero(np.abs(judged.z) >= reach)
    cell, outcome = np.divmod(place, judged.z.shape[1])
    least = 2 * special.ndtr(-np.abs(judged.z.ravel()[place]))
    bar = reached(least, outcome, tests=judged.tests, level=_same(level, judged.tests))
    could = least <= bar[outcome]
    cell, outcome = cell[could], outcome[could]
    return cell, outcome, p_values_of(judged, n, cell=cell, outcome=outcome)


def p_values_of(judged: Judged, n: NDArray[np.int32], *, cell: Whole, outcome: Whole) -> Floats:
    """The two-sided p-values of some cells and outcomes that were looked at."""
    of = n[cell, outcome].astype(np.float64)
    rest = n[0, outcome] - of
    effect, freedom = design_effects(judged.schooling, cells=cell, outcomes=outcome, n=of, rest=rest)
    z = straightened(
        judged.z[cell, outcome],
        judged.schooling,
        cells=cell,
        outcomes=outcome,
        share=judged.share,
        apart=1 / of + 1 / rest,
        effect=effect,
    )
    return two_sided(z, freedom)


def _same(level: float, tests: Whole) -> Floats:
    return np.full(tests.size, level, dtype=np.float64)


def two_sided(z: Floats, freedom: Floats) -> Floats:
    """The two-sided p-value of a deviate, by Student's t where there are few degrees of freedom."""
    p: Floats = 2 * special.ndtr(-np.abs(z))
    few = np.isfinite(freedom)
    p[few] = 2 * special.stdtr(freedom[few], -np.abs(z[few]))
    return p


def reached(p: Floats, family: Whole, *, tests: Whole, level: Floats) -> Floats:
    """The p-value up to which Benjamini and Hochberg's procedure finds, for each family; 0 where nothing is.

    It needs no sorting: starting from the level, it asks how many lie at or below, and lowers the bar to
    what that many allow, until nothing changes. That is where the procedure's step up ends.

    Examples
    --------
    >>> one = np.zeros(3, dtype=int)
    >>> p, tests = np.array([0.01, 0.02, 0.5]), np.array([3])
    >>> reached(p, one, tests=tests, level=np.array([0.05])).round(4).tolist()
    [0.0333]
    """
    bar = level.astype(np.float64).copy()
    while True:
        inside = p <= bar[family]
        p, family = p[inside], family[inside]
        found = np.bincount(family, minlength=tests.size)
        lower = level * found / np.maximum(tests, 1)
        if np.array_equal(lower, bar):
            return lower
        bar = np.minimum(lower, bar)


def adjusted_within(p: Floats, family: Whole, *, tests: Whole) -> Floats:
    """The adjusted p-values of what was found, when all that was not found lies above the level.

    The same figures as `p_adjust` over every test of the family: what is above the level lowers nothing.

    Examples
    --------
    >>> one = np.zeros(2, dtype=int)
    >>> adjusted_within(np.array([0.01, 0.02]), one, tests=np.array([3])).tolist()
    [0.03, 0.03]
    """
    order = np.lexsort((p, family))
    ordered = family[order]
    first = np.searchsorted(ordered, np.arange(tests.size))
    place = np.arange(p.size) - first[ordered] + 1
    scaled = p[order] * tests[ordered] / place
    found = np.empty_like(p)
    found[order] = _least_from_here_on(scaled, ordered)
    return found


@compiled
def _least_from_here_on(scaled: Floats, family: Whole) -> Floats:
    found = np.empty(scaled.size)
    least, of = 1.0, -1
    for place in range(scaled.size - 1, -1, -1):
        if family[place] != of:
            least, of = 1.0, family[place]
        least = min(least, scaled[place])
        found[place] = least
    return found


def _chosen(anything: Floats, tests: Whole, *, level: float) -> tuple[NDArray[np.bool_], float]:
    """The questions on which anything is there, and their share of all that were looked at."""
    looked_at = tests > 0
    p = np.where(looked_at, anything, np.nan)
    chosen = np.nan_to_num(p_adjust(p), nan=1.0) <= level
    return chosen, float(chosen.sum()) / max(int(looked_at.sum()), 1)


def _harmonic(tests: Whole) -> Floats:
    """1 + 1/2 + … + 1/m for each m: what the strict procedure costs."""
    return np.asarray(special.digamma(tests + 1.0) + np.euler_gamma)
