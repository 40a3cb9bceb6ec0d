"""How sure a rate of events is: the limits of a Poisson count, exact below ten events."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from oneplan.errors import NotValid
from oneplan.understand.standard.intervals import Interval, normal_deviate

Floats = NDArray[np.float64]

EXACT_BELOW = 10
"""With fewer events, the limits of a rate are exact; from here on Byar's are as good and have no steps."""


def byar(events: ArrayLike, *, confidence: ArrayLike = 0.95) -> tuple[Floats, Floats]:
    """Byar's approximate limits of a Poisson count; a lower limit below 0 is no limit, so not a number.

    Source: Breslow and Day, Statistical Methods in Cancer Research II (1987), section 2.3.

    Examples
    --------
    >>> [round(float(limit), 2) for limit in byar(20)]
    [12.21, 30.89]
    """
    x, z = np.asarray(events, dtype=np.float64), normal_deviate(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
        upper = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3
    return np.where(lower < 0, np.nan, lower), upper


def exact_poisson(events: ArrayLike, *, confidence: ArrayLike = 0.95) -> tuple[Floats, Floats]:
    """The exact limits of a Poisson count.

    Source: Garwood, Biometrika 28 (1936), 437-442.

    Examples
    --------
    >>> [round(float(limit), 3) for limit in exact_poisson(0)]
    [0.0, 3.689]
    """
    x = np.asarray(events, dtype=np.float64)
    tail = special.ndtr(-normal_deviate(confidence))
    lower = np.where(x == 0, 0.0, special.gammaincinv(np.maximum(x, 1e-300), tail))
    upper: Floats = special.gammainccinv(x + 1, tail)
    return np.where(np.isnan(x), np.nan, lower), upper


def poisson_limits(events: ArrayLike, *, confidence: ArrayLike = 0.95) -> tuple[Floats, Floats]:
    """The limits of a count of events: exact below ten, Byar's from there on.

    Raises
    ------
    NotValid
        Where a count is below zero.

    Examples
    --------
    >>> [limit.round(2).tolist() for limit in poisson_limits([9, 10])]
    [[4.12, 4.79], [17.08, 18.39]]
    """
    x = np.asarray(events, dtype=np.float64)
    if np.any(x < 0):
        raise NotValid("A count of events below zero cannot be; look at the events.")
    exact, near = exact_poisson(x, confidence=confidence), byar(x, confidence=confidence)
    few = x < EXACT_BELOW
    return np.where(few, exact[0], near[0]), np.where(few, exact[1], near[1])


def rate(events: ArrayLike, population: ArrayLike, *, confidence: ArrayLike = 0.95) -> Interval:
    """Events for each person (or person-year), with limits that are exact below ten events.

    Parameters
    ----------
    events
        Counts; one child may have several.
    population
        People, or person-years. Where it is 0 nothing can be said: not a number.

    Raises
    ------
    NotValid
        Where a count or a population is below zero.

    Examples
    --------
    >>> found = rate(25, 61_000).times(100_000)
    >>> [round(float(each), 1) for each in (found.value, found.lower, found.upper)]
    [41.0, 26.5, 60.5]
    """
    people = np.asarray(population, dtype=np.float64)
    if np.any(people < 0):
        raise NotValid("A population below zero cannot be; look at the populations.")
    people = np.where(people == 0, np.nan, people)
    lower, upper = poisson_limits(events, confidence=confidence)
    return Interval(np.asarray(events, dtype=np.float64) / people, lower / people, upper / people)
