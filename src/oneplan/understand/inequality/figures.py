"""What the indices of inequality are worked out from, and what they come back as."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oneplan.errors import NotValid
from oneplan.understand.standard.intervals import Interval, normal_deviate

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Groups:
    """The figures of some groups of children, along the last axis.

    Attributes
    ----------
    value
        What is compared: a share, a rate, a mean. Not a number where it is not known.
    population
        Children in each group; None where groups can only be counted alike.
    error
        Standard errors of the values; None where they are not known.
    """

    value: Floats
    population: Floats | None = None
    error: Floats | None = None

    @property
    def share(self) -> Floats:
        """Each group's share of the children whose value is known.

        Raises
        ------
        NotValid
            Where the populations are not known.
        """
        if self.population is None:
            raise NotValid("This index weighs groups by their size; give the population of each group.")
        known = np.where(np.isnan(self.value), 0.0, self.population)
        shares: Floats = known / known.sum(axis=-1, keepdims=True)
        return shares

    @property
    def average(self) -> Floats:
        """The mean of the groups, each weighed by its children."""
        return np.asarray(np.nansum(self.share * self.value, axis=-1))


def groups_of(
    value: ArrayLike, population: ArrayLike | None = None, *, error: ArrayLike | None = None
) -> Groups:
    """The figures of some groups, checked.

    Parameters
    ----------
    value, population, error
        Arrays whose last axis runs over the groups.

    Raises
    ------
    NotValid
        Where there is no group, a population below zero or empty everywhere, or an error below zero.

    Examples
    --------
    >>> groups_of([20, 30], [100, 300]).average.tolist()
    27.5
    """
    values = np.asarray(value, dtype=np.float64)
    if not values.ndim or not values.shape[-1]:
        raise NotValid("There is no group to compare; give the figures of two or more.")
    people = None if population is None else np.asarray(population, dtype=np.float64)
    if people is not None and (np.any(people < 0) or np.any(people.sum(axis=-1) == 0)):
        raise NotValid("Groups need children in them; look at the populations.")
    errors = None if error is None else np.asarray(error, dtype=np.float64)
    if errors is not None and np.any(errors < 0):
        raise NotValid("A standard error below zero cannot be; look at the errors.")
    return Groups(values, people, errors)


@dataclass(frozen=True)
class Index(Interval):
    """An index with its limits and standard error; not a number where no error of the figures is known."""

    error: Floats


def index(value: Floats, *, error: Floats | None, confidence: float) -> Index:
    """An index with its interval on either side."""
    spread = np.full(np.shape(value), np.nan) if error is None else np.asarray(error)
    reach = normal_deviate(confidence) * spread
    return Index(np.asarray(value), value - reach, value + reach, error=spread)


def plain(value: Floats) -> Index:
    """An index for which no interval is worked out."""
    return index(value, error=None, confidence=0.95)
