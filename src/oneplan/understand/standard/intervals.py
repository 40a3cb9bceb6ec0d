"""How sure a proportion, a mean or a difference is: its interval, for arrays of any shape."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from oneplan.errors import NotValid

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """A figure with its lower and upper limit; not a number where nothing can be said."""

    value: Floats
    lower: Floats
    upper: Floats

    def times(self, multiplier: float) -> "Interval":
        """The same, per so many: per cent, per 100,000."""
        return Interval(self.value * multiplier, self.lower * multiplier, self.upper * multiplier)


def normal_deviate(confidence: ArrayLike) -> Floats:
    """How many standard errors a two-sided interval reaches to each side.

    Examples
    --------
    >>> normal_deviate([0.95, 0.998]).round(3).tolist()
    [1.96, 3.09]

    Raises
    ------
    NotValid
        Where a confidence is not above 0 and at most 1: 95 per cent is 0.95.
    """
    level = np.asarray(confidence, dtype=np.float64)
    if not np.all((level > 0) & (level <= 1)):
        raise NotValid(f"A confidence of {level} cannot be; give a share, such as 0.95 for 95 per cent.")
    deviate: Floats = -special.ndtri((1 - level) / 2)
    return deviate


def check_counts(cases: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Cases and the number they are out of, as arrays; unknown (NaN) stays unknown.

    Raises
    ------
    NotValid
        Where cases or the number are below zero, or cases are more than they are out of.
    """
    some, of = np.asarray(cases, dtype=np.float64), np.asarray(n, dtype=np.float64)
    if np.any(some < 0) or np.any(of < 0):
        raise NotValid("A count below zero cannot be; look at the cases and at the numbers they are out of.")
    if np.any(some > of):
        raise NotValid("There are more cases than children; cases must be counted among the same children.")
    return some, of


def wilson(cases: ArrayLike, n: ArrayLike, *, confidence: ArrayLike = 0.95) -> Interval:
    """A proportion with Wilson's score interval.

    The counts need not be whole: divided by a design effect they give the interval of a clustered sample.

    Parameters
    ----------
    cases, n
        Arrays of one shape, or shapes that broadcast. Where n is 0 nothing can be said: not a number.
    confidence
        Two-sided; a share, or an array that broadcasts with the counts. At 1 the interval is all from 0 to 1.

    Raises
    ------
    NotValid
        Where counts cannot be, or the confidence is no share.

    References
    ----------
    Wilson, Journal of the American Statistical Association 22 (1927), 209-212.

    Examples
    --------
    >>> found = wilson([0, 12], [40, 40])
    >>> found.lower.round(3).tolist(), found.upper.round(3).tolist()
    ([0.0, 0.181], [0.088, 0.454])
    """
    some, of = check_counts(cases, n)
    z = normal_deviate(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = some / of
        # (the half width's root, and the middle, over one denominator)
        reach = z * np.sqrt(z * z + 4 * some * (1 - share))
        middle, under = 2 * some + z * z, 2 * (of + z * z)
        lower, upper = (middle - reach) / under, (middle + reach) / under
    everything, known = np.isinf(z), np.isfinite(share)
    lower = np.where(everything & known, 0.0, np.where(some == 0, np.where(known, 0.0, np.nan), lower))
    upper = np.where(everything & known, 1.0, np.where(some == of, np.where(known, 1.0, np.nan), upper))
    return Interval(share, lower, upper)


def clopper_pearson(cases: ArrayLike, n: ArrayLike, *, confidence: ArrayLike = 0.95) -> Interval:
    """A proportion with the exact interval, which is never too short and often too long.

    Parameters and errors are those of `wilson`.

    Source: Clopper and Pearson, Biometrika 26 (1934), 404-413.

    Examples
    --------
    >>> found = clopper_pearson(3, 3, confidence=0.9)
    >>> round(float(found.lower), 4), float(found.upper)
    (0.3684, 1.0)
    """
    some, of = check_counts(cases, n)
    tail = special.ndtr(-normal_deviate(confidence))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = some / of
    known = np.isfinite(share)
    lower = special.betaincinv(np.maximum(some, 1e-300), of - some + 1, tail)
    upper = special.betainccinv(some + 1, np.maximum(of - some, 1e-300), tail)
    lower = np.where(some == 0, 0.0, lower)
    upper = np.where(some == of, 1.0, upper)
    return Interval(share, np.where(known, lower, np.nan), np.where(known, upper, np.nan))


def newcombe(
    cases: ArrayLike,
    n: ArrayLike,
    *,
    other_cases: ArrayLike,
    other_n: ArrayLike,
    confidence: ArrayLike = 0.95,
) -> Interval:
    """How far one proportion lies above another, with Newcombe's hybrid score interval.

    Source: Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10.

    Examples
    --------
    >>> found = newcombe(56, 70, other_cases=48, other_n=80)
    >>> round(float(found.value), 3), round(float(found.lower), 4), round(float(found.upper), 4)
    (0.2, 0.0524, 0.3339)
    """
    one = wilson(cases, n, confidence=confidence)
    other = wilson(other_cases, other_n, confidence=confidence)
    return newcombe_of(one, other)


def newcombe_of(one: Interval, other: Interval) -> Interval:
    """The same difference, from two Wilson intervals that are already there."""
    gap = one.value - other.value
    below = np.hypot(one.value - one.lower, other.upper - other.value)
    above = np.hypot(one.upper - one.value, other.value - other.lower)
    return Interval(gap, gap - below, gap + above)


def log_ratio(
    cases: ArrayLike,
    n: ArrayLike,
    *,
    other_cases: ArrayLike,
    other_n: ArrayLike,
    confidence: ArrayLike = 0.95,
) -> Interval:
    """How many times as large one proportion is as another, with the interval on the scale of logarithms.

    Not a number where either has no case: half a case is not invented.

    Source: Katz, Baptista, Azen and Pike, Biometrics 34 (1978), 469-474.

    Examples
    --------
    >>> found = log_ratio(30, 100, other_cases=15, other_n=100)
    >>> [round(float(each), 2) for each in (found.value, found.lower, found.upper)]
    [2.0, 1.15, 3.48]
    """
    some, of = check_counts(cases, n)
    others, of_others = check_counts(other_cases, other_n)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (some / of) / (others / of_others)
        ratio = np.where((some > 0) & (others > 0), ratio, np.nan)
        spread = np.sqrt(1 / some - 1 / of + 1 / others - 1 / of_others)
        reach = np.exp(normal_deviate(confidence) * spread)
        return Interval(ratio, ratio / reach, ratio * reach)


def mean_from(
    mean: ArrayLike, *, deviation: ArrayLike, n: ArrayLike, confidence: ArrayLike = 0.95
) -> Interval:
    """A mean with Student's interval, from the standard deviation among n children.

    Limits are not a number for fewer than two children.

    Examples
    --------
    >>> found = mean_from(24.0, deviation=6.0, n=36)
    >>> round(float(found.lower), 2), round(float(found.upper), 2)
    (21.97, 26.03)
    """
    value, of = np.asarray(mean, dtype=np.float64), np.asarray(n, dtype=np.float64)
    normal_deviate(confidence)
    level = np.asarray(confidence, dtype=np.float64)
    several = np.where(of > 1, of, np.nan)
    with np.errstate(invalid="ignore"):
        reach = special.stdtrit(several - 1, (1 + level) / 2) * np.asarray(deviation) / np.sqrt(several)
    return Interval(value, value - reach, value + reach)


def mean(values: ArrayLike, *, axis: int = -1, confidence: ArrayLike = 0.95) -> Interval:
    """A mean with Student's interval; unknown values (NaN) are left out.

    Examples
    --------
    >>> found = mean([22, 25, 19, 30])
    >>> [round(float(each), 2) for each in (found.value, found.lower, found.upper)]
    [24.0, 16.54, 31.46]
    """
    some = np.asarray(values, dtype=np.float64)
    known = ~np.isnan(some)
    n = known.sum(axis=axis)
    with np.errstate(divide="ignore", invalid="ignore"):
        average = np.where(known, some, 0).sum(axis=axis) / n
        away = np.where(known, some - np.expand_dims(average, axis), 0)
        deviation = np.sqrt((away**2).sum(axis=axis) / np.where(n > 1, n - 1, np.nan))
    return mean_from(average, deviation=deviation, n=n, confidence=confidence)
