"""What the model of strata says: variances, coefficients, and each stratum's own shift, with their errors."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import special

from oneplan.cells.cells import Characteristic
from oneplan.errors import NotFound
from oneplan.understand.standard.intervals import normal_deviate

Floats = NDArray[np.float64]

OF_THE_LOGISTIC = np.pi**2 / 3
"""The variance of the logistic distribution: what children of one stratum differ by, in log odds."""


@dataclass(frozen=True)
class Model:
    """One model of every outcome.

    Attributes
    ----------
    terms
        What the coefficients are called.
    beta, beta_error
        (outcomes × terms) coefficients on the scale of log odds, and their standard errors; an error is not
        a number where the children tell nothing of it.
    variance
        (outcomes) between strata, on the scale of log odds; 0 exactly where the likelihood has its top there.
    log_likelihood
        (outcomes) with the binomial coefficients.
    shift, shift_error
        (strata × outcomes) each stratum's own shift on the scale of log odds, and its standard error given
        the coefficients.
    fixed
        (strata × outcomes) log odds from the coefficients alone.
    ended
        (outcomes) whether fitting came to an end; figures of others are not to be used.
    """

    terms: tuple[str, ...]
    beta: Floats
    beta_error: Floats
    variance: Floats
    log_likelihood: Floats
    shift: Floats
    shift_error: Floats
    fixed: Floats
    ended: NDArray[np.bool_]

    @property
    def partition(self) -> Floats:
        """The variance partition coefficient: how much of what children differ by lies between strata."""
        return self.variance / (self.variance + OF_THE_LOGISTIC)

    @property
    def median_odds_ratio(self) -> Floats:
        """How many times the odds, at the median, of a child in the worse of two strata taken at random.

        Source: Larsen and Merlo, American Journal of Epidemiology 161 (2005), 81-88.
        """
        odds: Floats = np.exp(np.sqrt(2 * self.variance) * special.ndtri(0.75))
        return odds

    @property
    def share(self) -> Floats:
        """(strata × outcomes) the share of children with the outcome that the model gives each stratum."""
        shares: Floats = special.expit(self.fixed + self.shift)
        return shares

    @property
    def share_of_effects(self) -> Floats:
        """(strata × outcomes) what the coefficients alone would give each stratum."""
        shares: Floats = special.expit(self.fixed)
        return shares


@dataclass(frozen=True)
class Strata:
    """Children's outcomes between the intersections of some characteristics: two models of each outcome.

    Worked out from raw counts, it stays inside like these.

    Attributes
    ----------
    characteristics, outcomes
        What strata are made of, and what was looked at.
    levels
        (strata × characteristics) the number of each stratum's level.
    n, cases
        (strata × outcomes) children who answered, and cases.
    effect
        (strata × outcomes) the design effect by which both were divided before fitting.
    empty
        The model with nothing but the strata.
    main
        The model with the characteristics' own effects; what strata differ by beyond these is intersection.
    """

    characteristics: tuple[Characteristic, ...]
    outcomes: tuple[str, ...]
    levels: NDArray[np.int16]
    n: Floats
    cases: Floats
    effect: Floats
    empty: Model
    main: Model

    def __len__(self) -> int:
        return len(self.levels)

    @property
    def change_in_variance(self) -> Floats:
        """The proportional change in variance: how much of the strata's differences the single effects make.

        Not a number where strata do not differ at all. It can come out a little below 0.
        """
        before = np.where(self.empty.variance > 0, self.empty.variance, np.nan)
        return np.asarray(1 - self.main.variance / before)

    @cached_property
    def area_empty(self) -> Floats:
        """How well the shares of the empty model tell cases from others: 0.5 is chance, 1 perfect."""
        return area_under_curve(self.empty.share, self.cases, n=self.n)

    @cached_property
    def area_main(self) -> Floats:
        """The same from the single effects alone; what the strata add to it is the intersections' worth."""
        return area_under_curve(self.main.share_of_effects, self.cases, n=self.n)

    def to_frame(self) -> pl.DataFrame:
        """One row an outcome: the figures of both models."""
        return pl.DataFrame(
            {
                "outcome": self.outcomes,
                "children": self.n.sum(axis=0).astype(np.int64),
                "strata": (self.n > 0).sum(axis=0),
                "share": self.cases.sum(axis=0) / np.maximum(self.n.sum(axis=0), 1),
                "variance": self.empty.variance,
                "variance_beyond": self.main.variance,
                "partition": self.empty.partition,
                "partition_beyond": self.main.partition,
                "change_in_variance": self.change_in_variance,
                "median_odds_ratio": self.empty.median_odds_ratio,
                "area": self.area_empty,
                "area_of_effects": self.area_main,
                "no_variance": self.empty.variance == 0,
                "no_variance_beyond": self.main.variance == 0,
                "ended": self.empty.ended & self.main.ended,
            },
            strict=False,
        ).with_columns(pl.col(pl.Float64).fill_nan(None))

    def of_outcome(self, outcome: str, *, confidence: float = 0.95) -> pl.DataFrame:
        """One row a stratum: what was counted, what the single effects give, and what comes on top.

        Parameters
        ----------
        confidence
            Of the interval of each stratum's own shift, which takes the coefficients as known.

        Raises
        ------
        NotFound
            Where the outcome was not fitted.
        """
        if outcome not in self.outcomes:
            raise NotFound(
                f"There is no outcome “{outcome}”; those fitted are {', '.join(self.outcomes[:20])}."
            )
        at = self.outcomes.index(outcome)
        reach = float(normal_deviate(confidence))
        shift, error, fixed = (
            each[:, at] for each in (self.main.shift, self.main.shift_error, self.main.fixed)
        )
        expected = special.expit(fixed)
        n = self.n[:, at]
        share = np.divide(self.cases[:, at], n, out=np.full_like(n, np.nan), where=n > 0)
        named = {
            each.name: [each.levels[level] for level in self.levels[:, place]]
            for place, each in enumerate(self.characteristics)
        }
        figures = {
            "children": n.astype(np.int64),
            "cases": self.cases[:, at].astype(np.int64),
            "observed_share": share,
            "share_from_effects": expected,
            "estimated_share": special.expit(fixed + shift),
            "beyond": special.expit(fixed + shift) - expected,
            "beyond_lower": special.expit(fixed + shift - reach * error) - expected,
            "beyond_upper": special.expit(fixed + shift + reach * error) - expected,
        }
        return pl.DataFrame({**named, **figures}).with_columns(pl.col(pl.Float64).fill_nan(None))


def area_under_curve(score: Floats, cases: Floats, *, n: Floats) -> Floats:
    """The chance that a case scores higher than another child, for each outcome; half for equal scores.

    Parameters
    ----------
    score, cases, n
        (strata × outcomes) every child of a stratum has its score.

    Examples
    --------
    >>> column = np.array([[0.1], [0.9]])
    >>> area_under_curve(column, np.array([[0.0], [5.0]]), n=np.array([[5.0], [5.0]])).tolist()
    [1.0]
    """
    order = np.argsort(score, axis=0, kind="stable")
    ranked = np.take_along_axis(score, order, axis=0)
    cases = np.take_along_axis(cases, order, axis=0)
    others = np.take_along_axis(n, order, axis=0) - cases
    below = np.cumsum(others, axis=0) - others
    won = (cases * (below + others / 2)).sum(axis=0)
    # Strata of one score: whoever stands later in the order was counted as higher, and is only equal.
    same = np.zeros(score.shape[1])
    for column in range(score.shape[1]):
        _, group = np.unique(ranked[:, column], return_inverse=True)
        if group.size and group[-1] + 1 < group.size:
            same[column] = _ties(cases[:, column], others[:, column], group=group)
    pairs = cases.sum(axis=0) * others.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(pairs > 0, (won - same) / pairs, np.nan)


def _ties(cases: Floats, others: Floats, *, group: NDArray[np.intp]) -> float:
    """How much more was counted for pairs of equal score than the half of each."""
    before = np.cumsum(others) - others
    first = np.searchsorted(group, np.arange(group[-1] + 1))
    counted = (cases * (before - before[first][group] + others / 2)).sum()
    half = np.bincount(group, weights=cases) * np.bincount(group, weights=others) / 2
    return float(counted - half.sum())
