"""What weights do to a figure: weighted means, effective numbers, and raking to known margins."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oneplan.errors import NotValid

Floats = NDArray[np.float64]


def hajek_mean(values: ArrayLike, weight: ArrayLike, *, axis: int = -1) -> Floats:
    """The weighted mean; children whose value is unknown (NaN) are left out.

    Source: Hájek, in Foundations of Statistical Inference (1971), 236.

    Examples
    --------
    >>> float(hajek_mean([1, 0, 1], [2, 1, 1]))
    0.75
    """
    some = np.asarray(values, dtype=np.float64)
    known = np.where(np.isnan(some), 0.0, np.asarray(weight, dtype=np.float64))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((known * np.nan_to_num(some)).sum(axis=axis) / known.sum(axis=axis))


def kish_effective(total: ArrayLike, squares: ArrayLike) -> Floats:
    """How many children alike in weight would tell as much: (Σw)² / Σw².

    Parameters
    ----------
    total, squares
        The sum of the weights, and of their squares.

    References
    ----------
    Kish, Survey Sampling (1965), section 11.7.

    Examples
    --------
    >>> float(kish_effective(4, 6))
    2.6666666666666665
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.asarray(total, dtype=np.float64) ** 2 / np.asarray(squares, dtype=np.float64))


@dataclass(frozen=True)
class Margin:
    """How many children there are of each level of one characteristic.

    `level` is the level's number of each child of the sample, from 0; `known` the count of each level.
    """

    level: NDArray[np.intp]
    known: Floats


@dataclass(frozen=True)
class Raked:
    """Weights after raking, after how many rounds, and by how much any margin is still out (as a share)."""

    weight: Floats
    rounds: int
    still_out: float


def rake(
    weight: ArrayLike,
    margins: Sequence[Margin],
    *,
    rounds: int = 200,
    close: float = 1e-9,
    least: float | None = None,
    most: float | None = None,
) -> Raked:
    """Weights that add up to known numbers on every margin, changed as little as that allows.

    Parameters
    ----------
    weight
        One a child, above zero.
    margins
        One for each characteristic. All should add up to the same number of children.
    rounds, close
        When to stop: after so many rounds, or once no margin is out by more than this share.
    least, most
        Bounds on a weight, in units of the mean weight that the margins ask for. With bounds margins may
        stay out; see `still_out`.

    Raises
    ------
    NotValid
        Where a level has children outside but none in the sample, a weight is not above zero, or margins do
        not add up to the same number.

    References
    ----------
    Deming and Stephan, Annals of Mathematical Statistics 11 (1940), 427-444.

    Examples
    --------
    >>> import numpy as np
    >>> sex = Margin(np.array([0, 0, 0, 1]), np.array([50.0, 50.0]))
    >>> rake([1, 1, 1, 1], [sex]).weight.round(2).tolist()
    [16.67, 16.67, 16.67, 50.0]
    """
    weights = np.asarray(weight, dtype=np.float64).copy()
    _check_margins(weights, margins)
    out, turns = np.inf, 0
    while turns < rounds and out > close:
        turns += 1
        for margin in margins:
            sums = np.bincount(margin.level, weights=weights, minlength=margin.known.size)
            weights *= (margin.known / np.where(sums > 0, sums, 1.0))[margin.level]
        if least is not None or most is not None:
            mean = margins[0].known.sum() / weights.size if margins else weights.mean()
            weights = np.clip(weights, (least or 0.0) * mean, (most or np.inf) * mean)
        out = max((_out(weights, margin) for margin in margins), default=0.0)
    return Raked(weights, turns, float(out))


def _out(weights: Floats, margin: Margin) -> float:
    sums = np.bincount(margin.level, weights=weights, minlength=margin.known.size)
    return float(np.abs(sums - margin.known).max() / margin.known.sum())


def _check_margins(weights: Floats, margins: Sequence[Margin]) -> None:
    if not weights.size or not np.all(weights > 0):
        raise NotValid("Raking needs a weight above zero for every child; begin with 1 for each.")
    totals = [float(margin.known.sum()) for margin in margins]
    if totals and max(totals) - min(totals) > 1e-6 * max(totals):
        raise NotValid(f"The margins add up to {totals}; rake to numbers of the same children.")
    for place, margin in enumerate(margins, start=1):
        if margin.level.shape != weights.shape or margin.level.min(initial=0) < 0:
            raise NotValid(f"Margin {place} needs one level for each child, counted from 0.")
        if margin.level.max(initial=-1) >= margin.known.size:
            raise NotValid(f"Margin {place} lacks the number of a level that is in the sample; add it.")
        inside = np.bincount(margin.level, minlength=margin.known.size)
        if np.any((inside == 0) & (margin.known > 0)):
            raise NotValid(f"Margin {place} has a level that nobody in the sample is of; join it to another.")
