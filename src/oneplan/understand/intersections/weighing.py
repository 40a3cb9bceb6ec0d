"""The same gaps with weights, to stand beside those without: Hájek's shares and Kish's effective numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import Weights
from oneplan.understand.intersections.discovery import two_sided
from oneplan.understand.intersections.measuring import Group, level_of
from oneplan.understand.standard.intervals import Interval, newcombe_of, wilson

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weighed:
    """Weighted shares of group and rest, their gap with its test, and what the group's answers count for."""

    share: Floats
    rest_share: Floats
    gap: Interval
    p_value: Floats
    effective_n: Floats


def weighed(weights: Weights, group: Group, *, confidence: float = 0.95) -> Weighed:
    """Weigh the gaps of some groups; interval and test take both the weights and the schools into account.

    Weights are taken to lie over schools as children do: what schools cost is worked out without weights.

    Source: Hájek in Godambe and Sprott, Foundations of Statistical Inference (1971), 236; Kish, Survey
    Sampling (1965), section 11.7.
    """
    own, others = _sums(weights, group)
    shares, numbers = [], []
    for total, cases, squares in (own, others):
        with np.errstate(divide="ignore", invalid="ignore"):
            shares.append(np.clip(cases / total, 0.0, 1.0))
            numbers.append(total**2 / squares)
    level = level_of(group.freedom, confidence=confidence)
    one, other = (
        wilson(share * number / group.effect, number / group.effect, confidence=level)
        for share, number in zip(shares, numbers, strict=True)
    )
    found, bad = newcombe_of(one, other), group.turn > 0
    gap = Interval(
        group.turn * found.value,
        np.where(bad, found.lower, -found.upper),
        np.where(bad, found.upper, -found.lower),
    )
    p_value = _p_values(shares, numbers, group=group)
    return Weighed(shares[0], shares[1], gap, p_value, numbers[0])


def _p_values(shares: list[Floats], numbers: list[Floats], *, group: Group) -> Floats:
    """Two-sided: the score test of two shares, on effective numbers divided by the design effect."""
    pooled = (shares[0] * numbers[0] + shares[1] * numbers[1]) / (numbers[0] + numbers[1])
    variance = pooled * (1 - pooled) * (1 / numbers[0] + 1 / numbers[1]) * group.effect
    return two_sided((shares[0] - shares[1]) / np.sqrt(variance), group.freedom)


def _sums(weights: Weights, group: Group) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
    tables = (weights.total, weights.cases, weights.squares)
    own = tuple(table[group.cell, group.outcome] for table in tables)
    return own, tuple(
        np.maximum(table[0, group.outcome] - mine, 0.0) for table, mine in zip(tables, own, strict=True)
    )
