"""How many of many findings are chance: p-values adjusted for the number of questions asked."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oneplan.errors import NotValid

Floats = NDArray[np.float64]
Method = Literal["benjamini-hochberg", "benjamini-yekutieli", "holm"]


def _checked(p: ArrayLike) -> Floats:
    given = np.asarray(p, dtype=np.float64)
    if np.any((given < 0) | (given > 1)):
        raise NotValid("A p-value must lie from 0 to 1; look at what was worked out before.")
    return given


def _harmonic(m: NDArray[np.intp]) -> Floats:
    """1 + 1/2 + … + 1/m for each m."""
    most = int(m.max(initial=0))
    sums = np.concatenate([[0.0], np.cumsum(1 / np.arange(1, most + 1))])
    return np.asarray(sums[m])


def p_adjust(p: ArrayLike, *, method: Method = "benjamini-hochberg", axis: int = -1) -> Floats:
    """P-values that say at which level each would just be found, given how many were looked at.

    Parameters
    ----------
    p
        Of any shape; not a number where there was no test, which is not counted.
    method
        `benjamini-hochberg` holds the share of false findings; `benjamini-yekutieli` does so whatever the
        dependence between tests; `holm` holds the chance of any false finding.
    axis
        Along which the tests belong together.

    Raises
    ------
    NotValid
        Where a p-value is not from 0 to 1, or the method is not known.

    References
    ----------
    Benjamini and Hochberg (1995); Benjamini and Yekutieli (2001); Holm (1979).

    Examples
    --------
    >>> p_adjust([0.01, 0.02, 0.04]).tolist()
    [0.03, 0.03, 0.04]
    """
    if method not in ("benjamini-hochberg", "benjamini-yekutieli", "holm"):
        raise NotValid(
            f"There is no method {method!r}; take benjamini-hochberg, benjamini-yekutieli or holm."
        )
    tests = np.moveaxis(_checked(p), axis, -1)
    order = np.argsort(tests, axis=-1, kind="stable")
    ordered = np.take_along_axis(tests, order, axis=-1)
    m = (~np.isnan(tests)).sum(axis=-1, keepdims=True)
    place = np.arange(1, tests.shape[-1] + 1)
    if method == "holm":
        steps = np.maximum.accumulate(ordered * (m - place + 1), axis=-1)
    else:
        times = m * _harmonic(m) if method == "benjamini-yekutieli" else m
        # Unknown ones stand last; turned into 1 they cannot lower anything before them.
        scaled = np.where(np.isnan(ordered), np.inf, times / place * ordered)
        steps = np.minimum.accumulate(scaled[..., ::-1], axis=-1)[..., ::-1]
    adjusted = np.empty_like(steps)
    np.put_along_axis(adjusted, order, np.minimum(steps, 1), axis=-1)
    return np.moveaxis(np.where(np.isnan(tests), np.nan, adjusted), -1, axis)


def discoveries(p: ArrayLike, *, level: ArrayLike = 0.05, axis: int = -1) -> NDArray[np.bool_]:
    """Which tests Benjamini and Hochberg's procedure finds.

    It says what `p_adjust(p) <= level` says, many times faster: only p-values at or below the level can be
    found, so only those are sorted.

    Examples
    --------
    >>> discoveries([0.01, 0.02, 0.5], level=0.05).tolist()
    [True, True, False]
    """
    tests = np.moveaxis(np.asarray(p, dtype=np.float64), axis, -1)
    q = np.broadcast_to(np.asarray(level, dtype=np.float64), tests.shape[:-1])
    flat, levels = tests.reshape(q.size, tests.shape[-1]), q.reshape(-1)
    found = np.zeros(flat.shape, dtype=np.bool_)
    for family, row in enumerate(flat):
        most = float(levels[family])
        small = np.sort(row[row <= most])
        allowed = most / max(int((~np.isnan(row)).sum()), 1) * np.arange(1, small.size + 1)
        passing = np.flatnonzero(small <= allowed)
        if passing.size:
            found[family] = row <= small[passing[-1]]
    return np.moveaxis(found.reshape(tests.shape), -1, axis)


def simes(p: ArrayLike, *, axis: int = -1) -> Floats:
    """One p-value for a whole family: is anything at all there?

    Source: Simes, Biometrika 73 (1986), 751-754.

    Examples
    --------
    >>> float(simes([0.01, 0.02, 0.5]))
    0.03
    """
    tests = np.sort(np.moveaxis(_checked(p), axis, -1), axis=-1)
    m = (~np.isnan(tests)).sum(axis=-1, keepdims=True)
    scaled = np.where(np.isnan(tests), np.inf, m / np.arange(1, tests.shape[-1] + 1) * tests)
    least = np.min(scaled, axis=-1, initial=np.inf)
    return np.where(np.isinf(least), np.nan, least)


def selected_discoveries(
    p: ArrayLike, *, level: float = 0.05, axis: int = -1
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """First the families where anything is there, then what is found within each of them.

    Families are chosen by Benjamini and Hochberg on their Simes p-values. Within each of the R chosen of m,
    the level is level × R / m, so that the average share of false findings over the chosen holds.

    Parameters
    ----------
    p
        Two axes: families, and the tests in each along `axis`.

    Returns
    -------
    tuple
        Which families are chosen, and which tests are found (false everywhere in a family not chosen).

    References
    ----------
    Benjamini and Bogomolov, Journal of the Royal Statistical Society B 76 (2014), 297-318.

    Examples
    --------
    >>> chosen, found = selected_discoveries([[0.001, 0.9], [0.6, 0.7]])
    >>> chosen.tolist(), found.tolist()
    ([True, False], [[True, False], [False, False]])
    """
    tests = np.moveaxis(_checked(p), axis, -1)
    families = simes(tests)
    chosen = discoveries(families, level=level)
    looked_at = max(int((~np.isnan(families)).sum()), 1)
    within = np.where(chosen, level * int(chosen.sum()) / looked_at, -1.0)
    return chosen, np.moveaxis(discoveries(tests, level=within), -1, axis)
