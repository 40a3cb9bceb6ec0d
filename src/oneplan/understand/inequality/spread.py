"""How far groups without an order lie from each other: variance, mean differences, disparity, entropy."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oneplan.understand.inequality.figures import Groups, Index, index, plain

Floats = NDArray[np.float64]

TINY = 1e-6
"""Stands for a value of zero where its logarithm is needed."""


def between_group_variance(groups: Groups, *, confidence: float = 0.95) -> Index:
    """The variance between groups, each weighed by its children; in the unit of the figures, squared.

    Source: Ahn, Harper, Yu, Feuer, Liu and Luta, JCO Clinical Cancer Informatics 2 (2018), 1-19.

    Examples
    --------
    >>> from oneplan.understand.inequality.figures import groups_of
    >>> float(between_group_variance(groups_of([20, 30], [100, 300])).value)
    18.75
    """
    share, away = groups.share, groups.value - groups.average[..., None]
    value = np.nansum(share * away**2, axis=-1)
    if groups.error is None:
        return plain(value)
    noise = (share * groups.error) ** 2
    first = 4 * np.nansum(noise * away**2, axis=-1)
    whole, fourth = np.nansum(noise, axis=-1) ** 2, np.nansum(noise**2, axis=-1)
    rest = np.nansum(share**2 * (1 - share) ** 2 * groups.error**4, axis=-1)
    return index(value, error=np.sqrt(first + 2 * (whole - fourth + rest)), confidence=confidence)


def between_group_deviation(groups: Groups) -> Index:
    """The standard deviation between groups, in the unit of the figures.

    Examples
    --------
    >>> from oneplan.understand.inequality.figures import groups_of
    >>> round(float(between_group_deviation(groups_of([20, 30], [100, 300])).value), 2)
    4.33
    """
    return plain(np.sqrt(between_group_variance(groups).value))


def coefficient_of_variation(groups: Groups) -> Index:
    """The standard deviation between groups, in per cent of their average.

    Examples
    --------
    >>> from oneplan.understand.inequality.figures import groups_of
    >>> round(float(coefficient_of_variation(groups_of([20, 30], [100, 300])).value), 1)
    15.7
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return plain(100 * between_group_deviation(groups).value / groups.average)


def mean_difference(groups: Groups, *, from_value: ArrayLike, weighted: bool = True) -> Index:
    """How far groups lie from a value on the average, in the unit of the figures.

    Parameters
    ----------
    from_value
        The best group's value (`best`), the average of all, or that of a group chosen for reference.
    weighted
        Whether a group counts by its children; otherwise all count alike.

    Examples
    --------
    >>> from oneplan.understand.inequality.figures import groups_of
    >>> groups = groups_of([20, 30], [100, 300])
    >>> float(mean_difference(groups, from_value=best(groups, adverse=True)).value)
    7.5
    """
    away = np.abs(groups.value - np.asarray(from_value, dtype=np.float64)[..., None])
    if weighted:
        return plain(np.nansum(groups.share * away, axis=-1))
    return plain(np.nanmean(away, axis=-1))


def best(groups: Groups, *, adverse: bool) -> Floats:
    """The best group's value: the lowest of a poor outcome, the highest of a good one.

    Examples
    --------
    >>> from oneplan.understand.inequality.figures import groups_of
    >>> float(best(groups_of([20, 30]), adverse=False))
    30.0
    """
    return np.asarray((np.nanmin if adverse else np.nanmax)(groups.value, axis=-1))


def index_of_disparity(groups: Groups, *, weighted: bool = True, average: ArrayLike | None = None) -> Index:
    """How far groups lie from their average, in per cent of it.

    Parameters
    ----------
    average
        A published average, where the groups' populations are not known.

    Examples
    --------
    >>> from oneplan.understand.inequality.figures import groups_of
    >>> round(float(index_of_disparity(groups_of([20, 30], [100, 300])).value), 2)
    13.64
    """
    middle = groups.average if average is None else np.asarray(average, dtype=np.float64)
    away = mean_difference(groups, from_value=middle, weighted=weighted).value
    with np.errstate(divide="ignore", invalid="ignore"):
        return plain(100 * away / middle)


def theil_index(groups: Groups, *, confidence: float = 0.95) -> Index:
    """Theil's index, times 1,000; more is told of groups far above the average.

    Its interval is on the same scale as the index. A value of zero is taken for a very small one.

    Source: Ahn and others (2018), as for `between_group_variance`.

    Examples
    --------
    >>> from oneplan.understand.inequality.figures import groups_of
    >>> round(float(theil_index(groups_of([20, 30], [100, 300])).value), 2)
    13.29
    """
    share, relative, middle = _relative(groups)
    value = 1000 * np.nansum(share * relative * np.log(relative), axis=-1)
    slope = 1 + np.log(relative)
    mean_slope = np.nansum(share * relative * slope, axis=-1)[..., None]
    return _entropy(value, groups, slope=slope - mean_slope, middle=middle, confidence=confidence)


def mean_log_deviation(groups: Groups, *, confidence: float = 0.95) -> Index:
    """The mean log deviation, times 1,000; more is told of groups far below the average.

    Its interval is on the same scale as the index. A value of zero is taken for a very small one.

    Source: Ahn and others (2018), as for `between_group_variance`.

    Examples
    --------
    >>> from oneplan.understand.inequality.figures import groups_of
    >>> round(float(mean_log_deviation(groups_of([20, 30], [100, 300])).value), 2)
    14.35
    """
    share, relative, middle = _relative(groups)
    value = -1000 * np.nansum(share * np.log(relative), axis=-1)
    return _entropy(value, groups, slope=1 - 1 / relative, middle=middle, confidence=confidence)


def _relative(groups: Groups) -> tuple[Floats, Floats, Floats]:
    """Shares, values in units of their average, and the average."""
    share = groups.share
    value = np.where(groups.value == 0, TINY, groups.value)
    middle = np.nansum(share * value, axis=-1)[..., None]
    return share, value / middle, middle


def _entropy(value: Floats, groups: Groups, *, slope: Floats, middle: Floats, confidence: float) -> Index:
    """The delta method on the scale of the index: its slope in each value, times that value's error."""
    if groups.error is None:
        return plain(value)
    spread = 1000 * np.sqrt(np.nansum((slope * groups.share * groups.error / middle) ** 2, axis=-1))
    return index(value, error=spread, confidence=confidence)
