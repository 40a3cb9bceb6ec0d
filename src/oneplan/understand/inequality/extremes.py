"""How far the worst and the best group are apart, and what the average would be if all were as the best."""

import numpy as np
from numpy.typing import NDArray

from oneplan.errors import NotValid
from oneplan.understand.inequality.figures import Groups, Index, index, plain
from oneplan.understand.standard.intervals import normal_deviate

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


def _two(groups: Groups, *, adverse: bool, ordered: bool, reference: int | None) -> tuple[Places, Places]:
    """Which groups are compared: the one expected to be higher, and the one expected to be lower."""
    value, size = groups.value, groups.value.shape[-1]
    first, last = np.zeros(value.shape[:-1], dtype=int), np.full(value.shape[:-1], size - 1)
    if ordered:
        return (first, last) if adverse else (last, first)
    if reference is None:
        return np.asarray(np.nanargmax(value, axis=-1)), np.asarray(np.nanargmin(value, axis=-1))
    if not 0 <= reference < size:
        raise NotValid(f"There is no group number {reference} to refer to; the first of {size} is number 0.")
    chosen = np.full(value.shape[:-1], reference)
    others = np.where(np.arange(size) == reference, np.nan, value)
    if adverse:
        return np.asarray(np.nanargmax(others, axis=-1)), chosen
    return chosen, np.asarray(np.nanargmin(others, axis=-1))


def _at(values: Floats, place: Places) -> Floats:
    return np.asarray(np.take_along_axis(values, place[..., None], axis=-1)[..., 0])


def difference(
    groups: Groups,
    *,
    adverse: bool,
    ordered: bool = False,
    reference: int | None = None,
    confidence: float = 0.95,
) -> Index:
    """How far two groups are apart, in the unit of the figures.

    Parameters
    ----------
    adverse
        Whether the figures are of a poor outcome.
    ordered
        Whether the groups stand in an order, from the most to the least disadvantaged: then the two ends are
        compared. Otherwise the highest is compared with the lowest.
    reference
        In groups without an order, the number (from 0) of one to compare the worst of the others with.

    Examples
    --------
    >>> from oneplan.understand.inequality.figures import groups_of
    >>> found = difference(groups_of([30, 25, 20], error=[2, 1, 1]), adverse=True, ordered=True)
    >>> float(found.value), round(float(found.lower), 2), round(float(found.upper), 2)
    (10.0, 5.62, 14.38)
    """
    high, low = _two(groups, adverse=adverse, ordered=ordered, reference=reference)
    value = _at(groups.value, high) - _at(groups.value, low)
    if groups.error is None:
        return plain(value)
    spread = np.hypot(_at(groups.error, high), _at(groups.error, low))
    return index(value, error=spread, confidence=confidence)


def ratio(
    groups: Groups,
    *,
    adverse: bool,
    ordered: bool = False,
    reference: int | None = None,
    confidence: float = 0.95,
) -> Index:
    """How many times as high one group's figure is as another's; `error` is that of its logarithm.

    Parameters are those of `difference`.

    Examples
    --------
    >>> from oneplan.understand.inequality.figures import groups_of
    >>> found = ratio(groups_of([30, 25, 20], error=[2, 1, 1]), adverse=True, ordered=True)
    >>> float(found.value), round(float(found.lower), 2), round(float(found.upper), 2)
    (1.5, 1.27, 1.77)
    """
    high, low = _two(groups, adverse=adverse, ordered=ordered, reference=reference)
    above, below = _at(groups.value, high), _at(groups.value, low)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = above / below
        if groups.error is None:
            return plain(value)
        error = np.hypot(_at(groups.error, high) / above, _at(groups.error, low) / below)
        reach = np.exp(normal_deviate(confidence) * error)
        return Index(value, value / reach, value * reach, error=error)


def attributable_risk(
    groups: Groups, *, adverse: bool, ordered: bool = False, scale: float = 1, confidence: float = 0.95
) -> Index:
    """How the average would change, were every group as well off as the best (or as the last in order).

    Below zero for a poor outcome, above zero for a good one, and zero where nobody would gain.

    Parameters
    ----------
    scale
        What a value of certainty is: 1 for shares, 100 for percentages. Its interval takes the figures for
        shares of children and their populations for the children asked.

    References
    ----------
    Walter, International Journal of Epidemiology 7 (1978), 175-182.

    Examples
    --------
    >>> from oneplan.understand.inequality.figures import groups_of
    >>> float(attributable_risk(groups_of([30, 20], [100, 300]), adverse=True, scale=100).value)
    -2.5
    """
    fraction = attributable_fraction(
        groups, adverse=adverse, ordered=ordered, scale=scale, confidence=confidence
    )
    times = groups.average / 100
    return index(fraction.value * times, error=fraction.error * np.abs(times), confidence=confidence)


def attributable_fraction(
    groups: Groups, *, adverse: bool, ordered: bool = False, scale: float = 1, confidence: float = 0.95
) -> Index:
    """The same change, in per cent of the average; the interval is in per cent too.

    Parameters are those of `attributable_risk`.

    Examples
    --------
    >>> from oneplan.understand.inequality.figures import groups_of
    >>> round(float(attributable_fraction(groups_of([30, 20], [100, 300]), adverse=True, scale=100).value), 2)
    -11.11
    """
    average = groups.average
    aim, people = _reference(groups, adverse=adverse, ordered=ordered)
    gain = aim - average
    counted = np.asarray(groups.population, dtype=np.float64)
    everybody = np.where(np.isnan(groups.value), 0.0, counted).sum(axis=-1)
    # The four counts of exposed and not, with the outcome and without.
    c = aim / scale * people
    d = people - c
    a = average / scale * everybody - c
    b = everybody - a - people
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(gain > 0 if adverse else gain < 0, 0.0, 100 * gain / average)
        variance = c * everybody * (a * d * (everybody - c) + b * c**2) / ((a + c) ** 3 * (c + d) ** 3)
        return index(value, error=100 * np.sqrt(variance), confidence=confidence)


def _reference(groups: Groups, *, adverse: bool, ordered: bool) -> tuple[Floats, Floats]:
    """The value that all might reach, and how many children already have it."""
    people: Floats = np.broadcast_to(np.asarray(groups.population, dtype=np.float64), groups.value.shape)
    if ordered:
        return groups.value[..., -1], people[..., -1]
    aim = (np.nanmin if adverse else np.nanmax)(groups.value, axis=-1)
    return aim, np.where(groups.value == aim[..., None], people, 0.0).max(axis=-1)
