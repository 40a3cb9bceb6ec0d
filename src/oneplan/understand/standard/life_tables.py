"""How long people live at today's death rates: an abridged life table."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oneplan.errors import NotValid
from oneplan.understand.standard.intervals import Interval, normal_deviate

Floats = NDArray[np.float64]

STARTS = (0, 1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90)
"""Where the usual age groups begin; the last is open."""

FEWEST_PEOPLE = 5000
"""With this many or fewer, the table would say nothing."""

WIDEST = 10.0
"""Years to each side: where the 95 per cent interval reaches further, the figure itself is withheld."""


@dataclass(frozen=True)
class LifeExpectancy(Interval):
    """Years still to live on reaching the start of each age group, with limits and standard error.

    `value` is not a number where it would mislead: the interval is then wider than twenty years.
    """

    error: Floats


def life_expectancy(
    deaths: ArrayLike,
    population: ArrayLike,
    *,
    starts: ArrayLike = STARTS,
    confidence: ArrayLike = 0.95,
) -> LifeExpectancy:
    """Years still to live at each age, were today's death rates to stay.

    Parameters
    ----------
    deaths, population
        The last axis runs over age groups, youngest first.
    starts
        The ages at which the groups begin; the first is 0, the last is open.

    Returns
    -------
    LifeExpectancy
        One figure for each age group. Not a number everywhere where the population is 5,000 or fewer,
        where an age group holds nobody, or where more died than lived there.

    Raises
    ------
    NotValid
        Where the age groups do not fit the ages they start at, or those do not ascend from 0.

    References
    ----------
    Chiang, The Life Table and its Application (1984); the last group's variance by Silcocks, Jenner
    and Reza, Journal of Epidemiology and Community Health 55 (2001), 38-43.

    Examples
    --------
    >>> found = life_expectancy([30, 40, 900], [9_000, 80_000, 10_000], starts=[0, 1, 65])
    >>> found.value.round(1).tolist()
    [74.5, 73.8, 11.1]
    """
    dead, living = np.broadcast_arrays(
        np.asarray(deaths, dtype=np.float64), np.asarray(population, dtype=np.float64)
    )
    begin = np.asarray(starts, dtype=np.float64)
    _check_ages(begin, groups=dead.shape[-1] if dead.ndim else 0)
    z = normal_deviate(confidence)
    refused = (dead < 0) | (living <= 0) | (dead > living)
    refused = (refused.any(axis=-1) | (living.sum(axis=-1) <= FEWEST_PEOPLE))[..., None]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        expected, error = _table(dead, living, begin=begin)
        expected, error = np.where(refused, np.nan, expected), np.where(refused, np.nan, error)
        lower, upper = expected - z * error, expected + z * error
    withheld = ~np.isfinite(expected) | (normal_deviate(0.95) * error > WIDEST)
    return LifeExpectancy(np.where(withheld, np.nan, expected), lower, upper, error=error)


def _check_ages(begin: Floats, *, groups: int) -> None:
    if begin.ndim != 1 or begin.size != groups:
        raise NotValid(
            f"There are {groups} age groups and {begin.size} ages at which they start; give as many."
        )
    if begin[0] != 0 or np.any(np.diff(begin) <= 0):
        raise NotValid("Age groups must ascend from 0; put them in the order of age.")


def _table(dead: Floats, living: Floats, *, begin: Floats) -> tuple[Floats, Floats]:
    """Expectation and its standard error at the start of each age group."""
    rate = dead / living
    last = rate[..., -1:]
    width = np.concatenate(
        [np.broadcast_to(np.diff(begin), (*rate.shape[:-1], begin.size - 1)), 2 / last], -1
    )
    # Those who die in their first year die early in it; all others, on average, half-way.
    lived = np.where(begin == 0, 0.1, 0.5)
    dies = np.where(dead <= living / width / lived, rate * width / (1 + rate * width * (1 - lived)), 1.0)
    dies[..., -1] = 1.0
    reach = np.cumprod(np.concatenate([np.full_like(last, 1e5), 1 - dies[..., :-1]], -1), -1)
    following = np.concatenate([reach[..., 1:], np.zeros_like(last)], -1)
    die = reach - following
    years = width * (following + lived * die)
    years[..., -1:] = reach[..., -1:] / last
    still = np.cumsum(years[..., ::-1], -1)[..., ::-1]
    expected = np.where(reach == 0, 0.0, still / reach)
    variance = np.where(die == 0, 0.0, dies**2 * (1 - dies) / dead)
    later = np.concatenate([expected[..., 1:], np.zeros_like(last)], -1)
    share = variance * reach**2 * ((1 - lived) * width + later) ** 2
    share[..., -1:] = (reach[..., -1:] / 2) ** 2 * 4 / (dead[..., -1:] * last**2)
    spread = np.cumsum(share[..., ::-1], -1)[..., ::-1]
    return expected, np.sqrt(spread / reach**2)
