"""What a rate would be if every place had the same ages: rates standardised directly and indirectly."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oneplan.errors import NotValid
from oneplan.understand.standard.intervals import Interval
from oneplan.understand.standard.rates import byar, poisson_limits

Floats = NDArray[np.float64]

FEWEST_EVENTS = 10
"""Below, a directly standardised rate says more about chance than about the place, and is not given."""


@dataclass(frozen=True)
class Standardised(Interval):
    """A standardised rate or ratio with its limits, and the counts that it rests on."""

    events: Floats
    population: Floats
    expected: Floats | None = None


def _counts(given: ArrayLike, *, unknown_is_none: bool) -> Floats:
    counts = np.asarray(given, dtype=np.float64)
    if np.any(counts < 0):
        raise NotValid("A count below zero cannot be; look at the events and the populations.")
    return np.where(np.isnan(counts), 0.0, counts) if unknown_is_none else counts


def _populations(given: ArrayLike) -> Floats:
    people = np.asarray(given, dtype=np.float64)
    if np.any(people <= 0):
        raise NotValid("Every age group needs people in it; join age groups in which there is nobody.")
    return people


def directly_standardised(
    events: ArrayLike,
    population: ArrayLike,
    *,
    standard: ArrayLike,
    confidence: ArrayLike = 0.95,
    unknown_is_none: bool = False,
) -> Standardised:
    """The rate that a place would have, had it the ages of a standard population.

    Parameters
    ----------
    events, population
        The last axis runs over age groups; places, years and sexes may stand before it.
    standard
        The standard population's age groups in the same order.
    confidence
        Of Dobson's interval, whose Poisson limits are Byar's.
    unknown_is_none
        Some publishers leave out a count of none. Only then may an unknown count be taken for none.

    Returns
    -------
    Standardised
        Events for each person; not a number with fewer than ten events.

    Raises
    ------
    NotValid
        Where a count is below zero or an age group holds nobody.

    References
    ----------
    Dobson, Kuulasmaa, Eberle and Scherer, Statistics in Medicine 10 (1991), 457-462.

    Examples
    --------
    >>> found = directly_standardised([8, 6, 9], [1900, 1240, 500], standard=[1700, 5400, 300])
    >>> [round(float(each) * 1000, 2) for each in (found.value, found.lower, found.upper)]
    [5.23, 2.59, 8.83]
    """
    x, n = _counts(events, unknown_is_none=unknown_is_none), _populations(population)
    weight = np.asarray(standard, dtype=np.float64)
    return _dobson(
        (x * weight / n).sum(axis=-1) / weight.sum(axis=-1),
        (x * (weight / n) ** 2).sum(axis=-1) / weight.sum(axis=-1) ** 2,
        events=x.sum(axis=-1),
        population=np.broadcast_to(n, np.broadcast_shapes(x.shape, n.shape)).sum(axis=-1),
        confidence=confidence,
    )


def directly_standardised_by_frequency(
    people: ArrayLike,
    population: ArrayLike,
    *,
    times: ArrayLike,
    standard: ArrayLike,
    confidence: ArrayLike = 0.95,
    unknown_is_none: bool = False,
) -> Standardised:
    """The same where one child may have several events, which do not come independently of each other.

    What is not listed here, what comes back and errors are those of `directly_standardised`.

    Parameters
    ----------
    people
        The last axis runs over age groups, the one before over how many events a child had.
    times
        How many events a child of each of these groups had.

    Examples
    --------
    >>> found = directly_standardised_by_frequency(
    ...     [[30, 40], [5, 6]], [900, 1100], times=[1, 2], standard=[1, 1]
    ... )
    >>> round(float(found.value), 4), float(found.events)
    (0.0459, 92.0)
    """
    x, n = _counts(people, unknown_is_none=unknown_is_none), _populations(population)
    weight, often = np.asarray(standard, dtype=np.float64), np.asarray(times, dtype=np.float64)[:, None]
    whole = weight.sum(axis=-1)
    return _dobson(
        (often * x * weight / n).sum(axis=(-2, -1)) / whole,
        (often**2 * x * (weight / n) ** 2).sum(axis=(-2, -1)) / whole**2,
        events=(often * x).sum(axis=(-2, -1)),
        population=n.sum(axis=-1),
        confidence=confidence,
    )


def _dobson(
    value: Floats, variance: Floats, *, events: Floats, population: Floats, confidence: ArrayLike
) -> Standardised:
    enough = np.where(events >= FEWEST_EVENTS, events, np.nan)
    lower, upper = byar(enough, confidence=confidence)
    stretch = np.sqrt(variance / enough)
    told = np.where(np.isnan(enough), np.nan, value)
    return Standardised(
        told,
        told + stretch * (lower - enough),
        told + stretch * (upper - enough),
        events=np.asarray(events),
        population=np.asarray(population),
    )


def indirectly_standardised(
    events: ArrayLike,
    population: ArrayLike,
    *,
    reference_events: ArrayLike,
    reference_population: ArrayLike,
    confidence: ArrayLike = 0.95,
    unknown_is_none: bool = False,
) -> Standardised:
    """How many times as many events as the reference's rates would lead one to expect at these ages.

    Times the reference's crude rate (`reference_rate`), it is the indirectly standardised rate.

    Parameters
    ----------
    events, population
        The last axis runs over age groups. Events may also be given as one total for a place.
    reference_events, reference_population
        The reference's age groups in the same order.

    Returns
    -------
    Standardised
        The ratio of events to `expected`, with limits that are exact below ten events and Byar's otherwise.

    Raises
    ------
    NotValid
        Where a count is below zero or an age group of the reference holds nobody.

    References
    ----------
    Breslow and Day, Statistical Methods in Cancer Research II (1987), sections 2.3 and 2.4.

    Examples
    --------
    >>> found = indirectly_standardised(
    ...     [3, 9], [1000, 2000], reference_events=[200, 300], reference_population=[90_000, 100_000]
    ... )
    >>> round(float(found.value), 3), round(float(found.expected), 3)
    (1.459, 8.222)
    """
    x, n = (_counts(each, unknown_is_none=unknown_is_none) for each in (events, population))
    reference = _counts(reference_events, unknown_is_none=unknown_is_none)
    expected = (reference / _populations(reference_population) * n).sum(axis=-1)
    total = x.sum(axis=-1) if x.ndim >= n.ndim else x
    lower, upper = poisson_limits(total, confidence=confidence)
    over = np.where(expected == 0, np.nan, expected)
    return Standardised(
        total / over,
        lower / over,
        upper / over,
        events=total,
        population=n.sum(axis=-1),
        expected=np.asarray(expected),
    )


def reference_rate(
    reference_events: ArrayLike, reference_population: ArrayLike, *, unknown_is_none: bool = False
) -> Floats:
    """The reference's crude rate.

    Examples
    --------
    >>> float(reference_rate([200, 300], [90_000, 110_000]))
    0.0025
    """
    events = _counts(reference_events, unknown_is_none=unknown_is_none).sum(axis=-1)
    return np.asarray(events / _populations(reference_population).sum(axis=-1))
