"""Does a share rise from group to group, and does a difference hold within strata?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from oneplan.understand.standard.intervals import Interval, check_counts, normal_deviate

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Test:
    """A test's statistic (chi-squared with one degree of freedom) and its p-value."""

    __test__ = False

    chi_squared: Floats
    p_value: Floats


def trend_in_proportions(cases: ArrayLike, n: ArrayLike, *, score: ArrayLike | None = None) -> Test:
    """Whether a proportion rises (or falls) steadily over ordered groups: the Cochran-Armitage test.

    Parameters
    ----------
    cases, n
        The last axis runs over the groups in their order.
    score
        How far apart the groups stand; 1, 2, 3 … when not given.

    References
    ----------
    Armitage, Biometrics 11 (1955), 375-386.

    Examples
    --------
    >>> found = trend_in_proportions([12, 15, 30], [100, 100, 100])
    >>> round(float(found.chi_squared), 2), round(float(found.p_value), 4)
    (10.53, 0.0012)
    """
    some, of = check_counts(cases, n)
    steps = np.arange(1.0, some.shape[-1] + 1) if score is None else np.asarray(score, dtype=np.float64)
    everybody = of.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = some.sum(axis=-1) / everybody
        centred = steps - (of * steps).sum(axis=-1, keepdims=True) / everybody[..., None]
        rise = (some * centred).sum(axis=-1)
        chi = rise**2 / (share * (1 - share) * (of * centred**2).sum(axis=-1))
    return _tested(chi)


def _tested(chi: Floats) -> Test:
    p_value: Floats = special.chdtrc(1.0, chi)
    return Test(chi, p_value)


@dataclass(frozen=True)
class Stratified(Test):
    """What is left of a difference within strata: a test, and the odds ratio common to all of them."""

    __test__ = False

    odds_ratio: Interval


def mantel_haenszel(
    cases: ArrayLike,
    n: ArrayLike,
    *,
    other_cases: ArrayLike,
    other_n: ArrayLike,
    correction: bool = True,
    confidence: ArrayLike = 0.95,
) -> Stratified:
    """Whether a group differs from the others of its own stratum, over all strata together.

    Parameters
    ----------
    cases, n
        The group in each stratum, along the last axis.
    other_cases, other_n
        The others in the same strata.
    correction
        Whether half a case is taken off the difference (never more than the difference) for continuity.

    Returns
    -------
    Stratified
        Strata of one child, or where all or none are cases, tell nothing and are left out.

    Raises
    ------
    NotValid
        Where counts cannot be.

    References
    ----------
    Mantel and Haenszel (1959); its interval by Robins, Breslow and Greenland,
    Biometrics 42 (1986), 311-323.

    Examples
    --------
    >>> found = mantel_haenszel([14, 55], [45, 128], other_cases=[9, 18], other_n=[60, 90])
    >>> round(float(found.odds_ratio.value), 2), round(float(found.p_value), 4)
    (2.87, 0.0001)
    """
    a, in_group = check_counts(cases, n)
    c, others = check_counts(other_cases, other_n)
    b, d = in_group - a, others - c
    everybody = np.where(in_group + others > 1, in_group + others, np.nan)
    case = a + c
    surplus = np.abs(np.nansum(a - in_group * case / everybody, axis=-1))
    spread = in_group * others * case * (b + d) / (everybody**2 * (everybody - 1))
    taken = np.minimum(0.5, surplus) if correction else 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        tested = _tested((surplus - taken) ** 2 / np.nansum(spread, axis=-1))
    return Stratified(
        tested.chi_squared,
        tested.p_value,
        _common_odds_ratio(a, b, others=(c, d), everybody=everybody, confidence=confidence),
    )


def _common_odds_ratio(
    a: Floats, b: Floats, *, others: tuple[Floats, Floats], everybody: Floats, confidence: ArrayLike
) -> Interval:
    c, d = others
    alike, crossed = a * d / everybody, b * c / everybody
    r, s = np.nansum(alike, axis=-1), np.nansum(crossed, axis=-1)
    p, q = (a + d) / everybody, (b + c) / everybody
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (
            np.nansum(p * alike, axis=-1) / (2 * r**2)
            + np.nansum(p * crossed + q * alike, axis=-1) / (2 * r * s)
            + np.nansum(q * crossed, axis=-1) / (2 * s**2)
        )
        ratio = r / s
        reach = np.exp(normal_deviate(confidence) * np.sqrt(variance))
        return Interval(ratio, ratio / reach, ratio * reach)
