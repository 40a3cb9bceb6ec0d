"""What a found gap amounts to: shares, absolute and relative gaps, children in excess, with intervals."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from oneplan.understand.intersections.counts import Counts
from oneplan.understand.intersections.schooling import Schooling, design_effects
from oneplan.understand.standard.intervals import Interval, log_ratio, newcombe_of, wilson

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

POWER = 0.8
"""The chance of finding a gap that `smallest_detectable` answers for."""


@dataclass(frozen=True)
class Group:
    """Cells and outcomes that are measured: counts of group and rest, and how unsure schools make them."""

    cell: Whole
    outcome: Whole
    n: Floats
    cases: Floats
    rest: Floats
    rest_cases: Floats
    effect: Floats
    freedom: Floats
    turn: NDArray[np.int8]

    @property
    def pooled(self) -> Floats:
        """The share of all children."""
        return (self.cases + self.rest_cases) / (self.n + self.rest)

    @property
    def variance(self) -> Floats:
        """Of the gap, children coming in schools."""
        return self.pooled * (1 - self.pooled) * (1 / self.n + 1 / self.rest) * self.effect

    @property
    def gap(self) -> Floats:
        """The group's share beside the rest's; positive means worse for the group."""
        return self.turn * (self.cases / self.n - self.rest_cases / self.rest)


def group_of(
    counts: Counts, schooling: Schooling, *, pair: tuple[Whole, Whole], turn: NDArray[np.int8]
) -> Group:
    """Gather what is measured; `turn` is +1 or −1 for each outcome."""
    cell, outcome = pair
    n = counts.n[cell, outcome].astype(np.float64)
    cases = counts.cases[cell, outcome].astype(np.float64)
    rest, rest_cases = counts.n[0, outcome] - n, counts.cases[0, outcome] - cases
    effect, freedom = design_effects(schooling, cells=cell, outcomes=outcome, n=n, rest=rest)
    return Group(cell, outcome, n, cases, rest, rest_cases, effect, freedom, turn[outcome])


def gap_interval(group: Group, *, confidence: float = 0.95) -> Interval:
    """Newcombe's interval on counts divided by the design effect; positive means worse for the group."""
    level = level_of(group.freedom, confidence=confidence)
    one = wilson(group.cases / group.effect, group.n / group.effect, confidence=level)
    other = wilson(group.rest_cases / group.effect, group.rest / group.effect, confidence=level)
    found = newcombe_of(one, other)
    bad = group.turn > 0
    return Interval(
        group.gap, np.where(bad, found.lower, -found.upper), np.where(bad, found.upper, -found.lower)
    )


def relative_interval(group: Group, *, confidence: float = 0.95) -> Interval:
    """The gap as a share of the rest's share: 0.5 is half as much again; positive means worse."""
    level = level_of(group.freedom, confidence=confidence)
    ratio = log_ratio(
        group.cases / group.effect,
        group.n / group.effect,
        other_cases=group.rest_cases / group.effect,
        other_n=group.rest / group.effect,
        confidence=level,
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(group.rest_cases > 0, group.gap / (group.rest_cases / group.rest), np.nan)
    bad = group.turn > 0
    return Interval(
        value,
        np.where(bad, ratio.lower - 1, 1 - ratio.upper),
        np.where(bad, ratio.upper - 1, 1 - ratio.lower),
    )


def level_of(freedom: Floats, *, confidence: float) -> Floats:
    """The confidence whose normal deviate is Student's at these degrees of freedom: few schools, wider."""
    level = np.full(freedom.shape, confidence)
    few = np.isfinite(freedom)
    reach = special.stdtrit(freedom[few], (1 + confidence) / 2)
    level[few] = 1 - 2 * special.ndtr(-reach)
    return level


def shrunken(group: Group) -> Interval:
    """Each gap drawn towards none as far as it is unsure, with its lower and upper bound.

    The gaps found on one question vary about none with a variance of their own, beside what sampling adds;
    its estimate is the mean square of the found gaps, sure ones counting for more, less the sampling part.

    Source: DerSimonian and Laird, Controlled Clinical Trials 7 (1986), 177-188; Efron and Morris, Journal of
    the American Statistical Association 70 (1975), 311-319.
    """
    variance = group.variance
    questions = int(group.outcome.max(initial=-1)) + 1
    surely = np.bincount(group.outcome, weights=group.gap**2 / variance - 1, minlength=questions)
    weight = np.bincount(group.outcome, weights=1 / variance, minlength=questions)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = np.maximum(surely / weight, 0.0)[group.outcome]
    own = between / (between + variance)
    value, reach = own * group.gap, special.ndtri(0.975) * np.sqrt(own * variance)
    return Interval(value, value - reach, value + reach)


def smallest_detectable(group: Group, *, reach: Floats) -> Floats:
    """The smallest gap that would have been found with a chance of 80 in 100, in a group of this size."""
    share = group.rest_cases / group.rest
    counts = (group.n, group.rest)
    return detectable_gap(
        np.where(group.turn > 0, share, 1 - share), counts, effect=group.effect, reach=reach[group.outcome]
    )


def detectable_gap(
    share: Floats, counts: tuple[Floats, Floats], *, effect: Floats | float, reach: Floats
) -> Floats:
    """The gap that is found 80 times in 100, when a gap is found at or below the p-value `reach`.

    The number of cases at which the test finds is the normal one, moved by the skewness of the counts; the
    gap is the one whose own spread leaves that number behind 80 times in 100.

    Parameters
    ----------
    share
        Of the rest, with an outcome that nobody wants.
    counts
        Children of the group and of the rest.
    effect
        The design effect.

    Returns
    -------
    numpy.ndarray
        In shares; not a number where even a group all of whose children have the outcome is too small.

    Examples
    --------
    >>> shares, reach = np.array([0.05, 0.2, 0.5]), np.full(3, 0.00001)
    >>> counts = np.full(3, 150.0), np.full(3, 20_000.0)
    >>> detectable_gap(shares, counts, effect=1.0, reach=reach).round(3).tolist()
    [0.123, 0.191, 0.212]
    """
    n, rest = counts
    both, deviate = share * (1 - share), special.ndtri(1 - reach / 2) * np.sqrt(effect)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.sqrt(both * (1 / n + 1 / rest))
        of_group = n / (n + rest)
        skew = (1 - 2 * share) * (1 - 2 * of_group) / np.sqrt(n * both * (1 - of_group))
        found_at = apart * (deviate + skew * (deviate**2 - 1) / 6)
        times = special.ndtri(POWER) ** 2 * effect
        square = 1 + times / n
        linear = 2 * found_at + times * (1 - 2 * share) / n
        constant = found_at**2 - times * both * (1 / n + 1 / rest)
        gap = (linear + np.sqrt(linear**2 - 4 * square * constant)) / (2 * square)
    return np.where((share + gap <= 1) & (both > 0), gap, np.nan)
