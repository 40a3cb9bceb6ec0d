"""Which places lie further out than chance would put them: limits of a funnel, and where each place lies."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oneplan.errors import NotValid
from oneplan.understand.standard.intervals import Interval, check_counts, normal_deviate
from oneplan.understand.standard.rates import exact_poisson, poisson_limits

Floats = NDArray[np.float64]

NEAR, FAR = 0.95, 0.998
"""The two confidences of a funnel: about two and three standard errors."""

POINTS = 100
"""How many points draw a funnel smoothly."""


class Place(IntEnum):
    """Where a figure lies in its funnel."""

    FAR_BELOW = -2
    BELOW = -1
    INSIDE = 0
    ABOVE = 1
    FAR_ABOVE = 2


@dataclass(frozen=True)
class Funnel:
    """The limits of a funnel: about two (`near`) and three (`far`) standard errors around an average.

    `size` is what stands along the axis: children for a proportion, events for a ratio or a rate.
    """

    size: Floats
    average: float
    near: Interval
    far: Interval


def proportion_limits(average: ArrayLike, n: ArrayLike, *, confidence: float) -> tuple[Floats, Floats]:
    """Between which shares a place of n children lies that differs from the average by chance alone.

    These are the shares whose Wilson interval just touches the average; small places can pass 0 or 1.

    Source: Spiegelhalter, Statistics in Medicine 24 (2005), 1185-1202, section A.1.1.

    Examples
    --------
    >>> [round(float(limit), 4) for limit in proportion_limits(0.2, 100, confidence=0.95)]
    [0.1216, 0.2784]
    """
    p = np.asarray(average, dtype=np.float64)
    reach = normal_deviate(confidence) * np.sqrt(p * (1 - p) / np.asarray(n, dtype=np.float64))
    return p - reach, p + reach


def funnel_of_proportions(cases: ArrayLike, n: ArrayLike) -> Funnel:
    """The funnel around the average of some places' proportions, drawn a little beyond the largest.

    Limits are kept between 0 and 1.

    Examples
    --------
    >>> funnel = funnel_of_proportions([30, 45, 22], [100, 140, 90])
    >>> round(funnel.average, 4), float(funnel.size[0]), float(funnel.size[-1])
    (0.2939, 80.0, 179.0)
    """
    some, of = check_counts(cases, n)
    average = float(some.sum() / of.sum())
    size = _points(*_ends(of), first=2)
    near, far = (
        Interval(
            np.full_like(size, average),
            *(np.clip(limit, 0, 1) for limit in proportion_limits(average, size, confidence=confidence)),
        )
        for confidence in (NEAR, FAR)
    )
    return Funnel(size, average, near, far)


def funnel_of_ratios(expected: ArrayLike) -> Funnel:
    """The funnel of ratios of observed to expected events, around 1; along the axis stand observed events.

    Examples
    --------
    >>> funnel = funnel_of_ratios([10.2, 24.5])
    >>> round(float(funnel.near.lower[0]), 4), round(float(funnel.near.upper[0]), 1)
    (0.1795, 39.5)
    """
    size = _points(*_ends(np.asarray(expected, dtype=np.float64)), first=1)
    return _poisson_funnel(size, average=1.0)


def funnel_of_rates(events: ArrayLike, population: ArrayLike, *, years: float = 1) -> Funnel:
    """The funnel of rates around their average; along the axis stand events.

    The population at which a rate of `size` events would lie on a limit is `size` / limit.

    Parameters
    ----------
    events, population
        Over all years together. For standardised rates: events / rate in place of the population, and not
        a number where there is no event.
    years
        How many years the data cover.

    Examples
    --------
    >>> funnel = funnel_of_rates([12, 40], [3_000, 7_000])
    >>> round(funnel.average, 4), float(funnel.size[-1])
    (0.0052, 100.0)
    """
    people = np.asarray(population, dtype=np.float64)
    average = float(np.sum(events) / np.nansum(people))
    least, most = _ends(people / years)
    ends = np.floor(least * years * average), np.ceil(most * years * average)
    return _poisson_funnel(_points(*ends, first=2), average=average)


def _poisson_funnel(size: Floats, *, average: float) -> Funnel:
    limits = []
    for confidence in (NEAR, FAR):
        fewest, most = exact_poisson(size, confidence=confidence)
        limits.append(Interval(np.full_like(size, average), average * size / most, average * size / fewest))
    return Funnel(size, average, *limits)


def _ends(sizes: Floats) -> tuple[float, float]:
    """Round sizes a little below the smallest and above the largest; from 0 where they are far apart."""
    known = sizes[~np.isnan(sizes)]
    if not known.size or np.any(known <= 0):
        raise NotValid(
            "Every place in a funnel needs people (or expected events); leave out those with none."
        )
    least, most = float(known.min()), float(known.max())
    return (0.0 if most > 2 * least else _rounded_down(least)), _rounded_up(most)


def _rounded_down(size: float) -> float:
    unit: float = 10.0 ** (len(str(int(np.floor(size * 0.95)))) - 1)
    return float(np.floor(size * 0.95 / unit) * unit)


def _rounded_up(size: float) -> float:
    unit: float = 10.0 ** (len(str(int(np.ceil(size * 1.05)))) - 2)
    return float(np.ceil(size * 1.05 / unit) * unit)


def _points(least: float, most: float, *, first: int) -> Floats:
    """Whole sizes from the least to the most: steps of one at first, then growing by equal factors."""
    points = [max(1.0, least)]
    for step in range(POINTS - 1):
        last = points[-1]
        grown = np.round((most / last) ** (1 / (POINTS + 1 - first - step)) * last)
        points.append(max(float(grown), last + 1))
    return np.array(points)


def place_of_proportions(cases: ArrayLike, n: ArrayLike) -> NDArray[np.int8]:
    """Where each place's proportion lies in the funnel around their average: a `Place` each.

    Examples
    --------
    >>> place_of_proportions([10, 45, 29], [100, 100, 100]).tolist()
    [-2, 2, 0]
    """
    some, of = check_counts(cases, n)
    if np.any(of <= 0):
        raise NotValid("Every place in a funnel needs children; leave out those with none.")
    average = some.sum() / of.sum()
    near = proportion_limits(average, of, confidence=NEAR)
    far = proportion_limits(average, of, confidence=FAR)
    return _place(some / of, near=near, far=far)


def place_of_ratios(
    observed: ArrayLike, expected: ArrayLike, *, average: float | None = None
) -> NDArray[np.int8]:
    """Where each ratio (or rate) lies in the funnel around an average: a `Place` each.

    Parameters
    ----------
    observed, expected
        Events, and the events expected; for rates the population in place of the expected events.
    average
        1 for ratios. For rates their average, which is worked out when None is given with populations.

    Examples
    --------
    >>> place_of_ratios([1, 30, 12], [12.0, 12.5, 10.0], average=1).tolist()
    [-2, 2, 0]
    """
    x, over = np.asarray(observed, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    middle = float(x.sum() / np.nansum(over)) if average is None else average
    near, far = (
        tuple(limit / over for limit in poisson_limits(x, confidence=confidence))
        for confidence in (NEAR, FAR)
    )
    # A place lies high where the average lies below its own interval.
    away = _place(np.full_like(over, middle), near=(near[0], near[1]), far=(far[0], far[1]))
    return (-away).astype(np.int8)


def _place(value: Floats, *, near: tuple[Floats, Floats], far: tuple[Floats, Floats]) -> NDArray[np.int8]:
    above = (value > near[1]).astype(np.int8) + (value > far[1])
    below = (value < near[0]).astype(np.int8) + (value < far[0])
    return (above - below).astype(np.int8)
