"""How alike children of one school are, and what that costs: intraclass correlation and design effect."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from oneplan.errors import NotValid

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Likeness:
    """An analysis of variance between and within schools, for each outcome.

    Attributes
    ----------
    rho
        The intraclass correlation. It can come out below 0: then schools differ less than chance would make
        them, and a reader may take 0.
    mean_schools, mean_within
        Mean squares between schools and within them.
    size
        Children in a school, on the average that this analysis needs.
    f, p_value
        The test of no difference between schools.
    """

    rho: Floats
    mean_schools: Floats
    mean_within: Floats
    size: Floats
    f: Floats
    p_value: Floats


def anova_icc(school: ArrayLike, values: ArrayLike) -> Likeness:
    """How alike children of one school are, from one row a child.

    Children whose value is unknown (NaN) are left out.

    Source: Donner and Koval, Biometrics 36 (1980), 19-25 (one-way analysis of variance, unequal sizes).

    Raises
    ------
    NotValid
        Where there are not as many schools as values.

    Examples
    --------
    >>> found = anova_icc(["a", "a", "b", "b", "b", "c", "c", "c"], [0, 0, 0, 1, 1, 0, 1, 0])
    >>> round(float(found.rho), 3)
    0.006
    """
    schools, some = np.asarray(school), np.asarray(values, dtype=np.float64)
    if schools.shape != some.shape or some.ndim != 1:
        raise NotValid("Each child needs one school and one value; give two lists of one length.")
    known = ~np.isnan(some)
    _, code = np.unique(schools[known], return_inverse=True)
    # Taken from their mean, values of any size keep their digits.
    away = some[known] - (some[known].mean() if known.any() else 0.0)
    n = np.bincount(code).astype(np.float64)
    total = np.bincount(code, weights=away)
    within = float(((away - (total / n)[code]) ** 2).sum()) if known.any() else 0.0
    return _likeness(n, total, within=np.asarray(within))


def icc_from_counts(n: ArrayLike, cases: ArrayLike) -> Likeness:
    """How alike children of one school are, from counts.

    Parameters
    ----------
    n, cases
        (schools × outcomes) children who answered, and of these how many have the outcome. A school where
        nobody answered is no school for that outcome.

    Returns
    -------
    Likeness
        One figure an outcome.

    Raises
    ------
    NotValid
        Where the two are not of one shape.

    Examples
    --------
    >>> icc_from_counts([[2], [3], [3]], [[0], [2], [1]]).rho.round(3).tolist()
    [0.006]
    """
    of, some = np.asarray(n, dtype=np.float64), np.asarray(cases, dtype=np.float64)
    if of.shape != some.shape or of.ndim != 2:
        raise NotValid("Give children and cases as two tables of one shape: schools by outcomes.")
    with np.errstate(divide="ignore", invalid="ignore"):
        within = np.where(of > 0, some - some**2 / of, 0.0).sum(axis=0)
    return _likeness(of, some, within=within)


def icc_from_sums(n: ArrayLike, total: ArrayLike, *, squares: ArrayLike) -> Likeness:
    """How alike children of one school are in a number, from each school's sums.

    Parameters
    ----------
    n, total, squares
        (schools × outcomes) children with a number, the sum of these, and of their squares.

    Returns
    -------
    Likeness
        One figure an outcome; the same as `anova_icc` gives from one row a child.

    Raises
    ------
    NotValid
        Where the three are not of one shape.

    Source: Donner and Koval, Biometrics 36 (1980), 19-25.

    Examples
    --------
    >>> icc_from_sums([[2], [3], [3]], [[0], [2], [1]], squares=[[0], [2], [1]]).rho.round(3).tolist()
    [0.006]
    """
    of, sums, second = (np.asarray(each, dtype=np.float64) for each in (n, total, squares))
    if not of.shape == sums.shape == second.shape or of.ndim != 2:
        raise NotValid("Give children, sums and squares as three tables of one shape: schools by outcomes.")
    with np.errstate(divide="ignore", invalid="ignore"):
        within = np.where(of > 0, np.maximum(second - sums**2 / of, 0.0), 0.0).sum(axis=0)
    return _likeness(of, sums, within=within)


def _likeness(n: Floats, total: ArrayLike, *, within: Floats) -> Likeness:
    sums, schools = np.asarray(total, dtype=np.float64), (n > 0).sum(axis=0).astype(np.float64)
    everybody = n.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = sums.sum(axis=0) / everybody
        between = np.where(n > 0, (sums - n * mean) ** 2 / n, 0.0).sum(axis=0)
        mean_schools = between / np.where(schools > 1, schools - 1, np.nan)
        mean_within = within / np.where(everybody > schools, everybody - schools, np.nan)
        size = (everybody - (n**2).sum(axis=0) / everybody) / (schools - 1)
        rho = (mean_schools - mean_within) / (mean_schools + (size - 1) * mean_within)
        f = mean_schools / mean_within
    p_value = special.fdtrc(schools - 1, everybody - schools, f)
    return Likeness(rho, mean_schools, mean_within, size, f, np.asarray(p_value))


def design_effect(rho: ArrayLike, *, size: ArrayLike) -> Floats:
    """How many times as large the variance of a mean is because children come in schools.

    Never below 1: likeness below zero is not taken as a gift.

    Source: Kish, Survey Sampling (1965), section 5.4.

    Examples
    --------
    >>> float(design_effect(0.02, size=101))
    3.0
    """
    alike = np.maximum(np.asarray(rho, dtype=np.float64), 0)
    effect: Floats = np.maximum(1 + (np.asarray(size, dtype=np.float64) - 1) * alike, 1)
    return effect
