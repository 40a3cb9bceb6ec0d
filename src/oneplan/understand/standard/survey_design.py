"""How sure a survey's figures are, given its schools, weights and strata: linearised variances."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from oneplan.errors import NotValid
from oneplan.understand.standard.intervals import Interval

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]


@dataclass(frozen=True)
class Design:
    """How children came into a survey: with what weight, through which school, in which stratum.

    `school` and `stratum` are whole numbers from 0, one a child; a school lies in one stratum.
    """

    weight: Floats
    school: Whole
    stratum: Whole

    @property
    def schools(self) -> Whole:
        """How many schools each stratum has."""
        first = np.unique(self.school, return_index=True)[1]
        return np.bincount(self.stratum[first])

    @property
    def degrees(self) -> int:
        """Degrees of freedom: schools less strata."""
        schools = self.schools
        return int(schools.sum() - np.count_nonzero(schools))


def design_of(
    weight: ArrayLike, *, school: ArrayLike | None = None, stratum: ArrayLike | None = None
) -> Design:
    """A survey's design, from one row a child.

    Parameters
    ----------
    weight
        How many children each stands for; any unit.
    school
        The school (or other first stage); without it every child came alone.
    stratum
        Schools of the same name in two strata are two schools.

    Raises
    ------
    NotValid
        Where lists differ in length, or a weight is unknown or below zero.

    Examples
    --------
    >>> design_of([1, 1, 2, 1], school=["a", "a", "b", "c"]).degrees
    2
    """
    weights = np.asarray(weight, dtype=np.float64)
    if weights.ndim != 1 or not weights.size:
        raise NotValid("A survey needs one weight a child; give 1 for each where there are none.")
    if not np.all(weights >= 0):
        raise NotValid("A weight must be zero or more; give 1 where none is known.")
    schools = np.arange(weights.size) if school is None else np.asarray(school)
    strata = np.zeros(weights.size, dtype=int) if stratum is None else np.asarray(stratum)
    if schools.shape != weights.shape or strata.shape != weights.shape:
        raise NotValid("Each child needs one weight, one school and one stratum; give lists of one length.")
    _, school_code = np.unique(schools, return_inverse=True)
    _, stratum_code = np.unique(strata, return_inverse=True)
    both = stratum_code * (school_code.max() + 1) + school_code
    _, school_code = np.unique(both, return_inverse=True)
    return Design(weights, school_code, stratum_code)


def variance(influence: ArrayLike, design: Design) -> Floats:
    """The variance matrix of sums over children, from what each child adds to them.

    Schools vary around their stratum's mean. A school alone in its stratum is compared with none: what it
    adds counts whole. Not a number where there is one school in all.

    Source: Binder, International Statistical Review 51 (1983), 279-292.

    Examples
    --------
    >>> design = design_of([1, 1, 1, 1], school=[1, 1, 2, 2])
    >>> variance([[1.0], [0.0], [-1.0], [0.0]], design).tolist()
    [[4.0]]
    """
    added = np.asarray(influence, dtype=np.float64)
    first, n = np.unique(design.school, return_index=True)[1], design.schools
    totals = np.zeros((first.size, added.shape[1]))
    np.add.at(totals, design.school, added)
    stratum = design.stratum[first]
    means = np.zeros((n.size, added.shape[1]))
    np.add.at(means, stratum, totals)
    means = np.where((n > 1)[:, None], means / np.maximum(n, 1)[:, None], 0.0)
    away = totals - means[stratum]
    scale = np.where(n > 1, n / np.maximum(n - 1, 1), 1.0)[stratum]
    if not design.degrees:
        return np.full((added.shape[1], added.shape[1]), np.nan)
    return np.asarray((away * scale[:, None]).T @ away)


@dataclass(frozen=True)
class Estimate:
    """An estimate with its standard error, its design effect and the degrees of freedom of its interval."""

    value: float
    error: float
    design_effect: float
    degrees: int

    def interval(self, confidence: float = 0.95) -> Interval:
        """Student's interval."""
        reach = student(confidence, self.degrees) * self.error
        value = np.asarray(self.value)
        return Interval(value, value - reach, value + reach)


def student(confidence: float, degrees: int) -> float:
    """How many standard errors Student's two-sided interval reaches to each side."""
    return float(special.stdtrit(degrees, (1 + confidence) / 2)) if degrees > 0 else np.nan


def survey_mean(values: ArrayLike, design: Design, *, within: ArrayLike | None = None) -> Estimate:
    """A weighted mean (or a share, where values are 0 and 1), of all children or of some.

    Parameters
    ----------
    values
        One a child; children whose value is unknown are left out as if they were not in `within`.
    within
        Which children it is about. Schools without any of them still count as schools.

    Returns
    -------
    Estimate
        `design_effect` is the variance as a multiple of that of as many children drawn one by one.

    Examples
    --------
    >>> design = design_of([1, 1, 2, 1, 1], school=[1, 1, 2, 2, 3])
    >>> found = survey_mean([0, 1, 1, 0, 1], design)
    >>> round(found.value, 3), round(found.error, 3)
    (0.667, 0.096)
    """
    some = np.asarray(values, dtype=np.float64)
    chosen = ~np.isnan(some) if within is None else np.asarray(within, dtype=bool) & ~np.isnan(some)
    weight = np.where(chosen, design.weight, 0.0)
    total = weight.sum()
    if total == 0:
        return Estimate(np.nan, np.nan, np.nan, design.degrees)
    known = np.where(chosen, some, 0.0)
    mean = float((weight * known).sum() / total)
    away = np.where(chosen, some - mean, 0.0)
    spread = variance((weight * away / total)[:, None], design)[0, 0]
    n = np.count_nonzero(weight)
    with np.errstate(divide="ignore", invalid="ignore"):
        alone = np.float64((weight * away**2).sum()) / total / (n - 1)
        effect = float(spread / alone)
    return Estimate(mean, float(np.sqrt(spread)), effect, design.degrees)


def korn_graubard(estimate: Estimate, *, children: int, confidence: float = 0.95) -> Interval:
    """The interval of a share from a survey that does best with few cases.

    It is the exact binomial interval on the effective number of children.

    Parameters
    ----------
    children
        How many children answered.

    References
    ----------
    Korn and Graubard, Survey Methodology 24 (1998), 193-201.

    Examples
    --------
    >>> found = korn_graubard(Estimate(0.1, 0.03, 1.5, 20), children=150)
    >>> round(float(found.lower), 3), round(float(found.upper), 3)
    (0.047, 0.182)
    """
    share, tail = estimate.value, (1 - confidence) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        alone = np.float64(share * (1 - share)) / estimate.error**2
    effective = alone * (student(confidence, children - 1) / student(confidence, estimate.degrees)) ** 2
    cases, rest = effective * share, effective * (1 - share)
    value = np.asarray(share)
    return Interval(
        value,
        np.asarray(special.betaincinv(cases, rest + 1, tail)),
        np.asarray(special.betainccinv(cases + 1, rest, tail)),
    )


def logit_interval(estimate: Estimate, *, confidence: float = 0.95) -> Interval:
    """The interval of a share from a survey, worked out on the scale of log odds; within 0 and 1.

    Examples
    --------
    >>> found = logit_interval(Estimate(0.1, 0.03, 1.5, 20))
    >>> round(float(found.lower), 3), round(float(found.upper), 3)
    (0.053, 0.182)
    """
    share = estimate.value
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = special.logit(share)
        reach = student(confidence, estimate.degrees) * estimate.error / (share * (1 - share))
    return Interval(
        np.asarray(share),
        np.asarray(special.expit(middle - reach)),
        np.asarray(special.expit(middle + reach)),
    )
