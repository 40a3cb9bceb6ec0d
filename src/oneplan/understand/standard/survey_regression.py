"""A regression on a survey, whose errors know of weights, schools and strata."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from oneplan.errors import NotValid
from oneplan.understand.standard.intervals import Interval
from oneplan.understand.standard.survey_design import Design, student, variance

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """A regression on a survey: coefficients with their variance matrix and degrees of freedom."""

    value: Floats
    variance: Floats
    degrees: int

    @property
    def error(self) -> Floats:
        """Standard errors."""
        errors: Floats = np.sqrt(np.diagonal(self.variance))
        return errors

    @property
    def p_value(self) -> Floats:
        """Of Student's test that a coefficient is zero."""
        with np.errstate(divide="ignore", invalid="ignore"):
            t = -np.abs(self.value / self.error)
        p: Floats = 2 * special.stdtr(self.degrees, t)
        return p

    def interval(self, confidence: float = 0.95) -> Interval:
        """Student's intervals."""
        reach = student(confidence, self.degrees) * self.error
        return Interval(self.value, self.value - reach, self.value + reach)


def survey_regression(
    values: ArrayLike,
    predictors: ArrayLike,
    *,
    design: Design,
    kind: Literal["linear", "logistic"] = "linear",
) -> Fit:
    """A weighted regression whose errors know of schools and strata.

    With one predictor of 0 and 1, the linear coefficient is a difference of means (of shares: a risk
    difference), the logistic one a log odds ratio.

    Parameters
    ----------
    values
        One a child.
    predictors
        (children × coefficients), a column of ones among them where a constant is wanted.

    Raises
    ------
    NotValid
        Where predictors say the same twice, so that coefficients cannot be told apart.

    Examples
    --------
    >>> from oneplan.understand.standard.survey_design import design_of
    >>> design = design_of([1, 1, 1, 1, 1, 1], school=[1, 1, 2, 2, 3, 3])
    >>> found = survey_regression([0, 1, 0, 1, 1, 1], [[1, 0], [1, 1]] * 3, design=design)
    >>> round(float(found.value[1]), 3), round(float(found.error[1]), 3)
    (0.667, 0.333)
    """
    y, x = np.asarray(values, dtype=np.float64), np.asarray(predictors, dtype=np.float64)
    if np.linalg.matrix_rank(x[design.weight > 0]) < x.shape[1]:
        raise NotValid("Two predictors say the same of these children; leave one of them out.")
    coefficients = np.zeros(x.shape[1])
    rounds = 1 if kind == "linear" else 50
    for _ in range(rounds):
        fitted = x @ coefficients
        mean = fitted if kind == "linear" else special.expit(fitted)
        curve = design.weight * (1.0 if kind == "linear" else mean * (1 - mean))
        bread = np.linalg.inv((x * curve[:, None]).T @ x)
        step = bread @ (x.T @ (design.weight * (y - mean)))
        coefficients = coefficients + step
        if np.abs(step).max() < 1e-12 * (1 + np.abs(coefficients).max()):
            break
    fitted = x @ coefficients
    mean = fitted if kind == "linear" else special.expit(fitted)
    influence = (x * (design.weight * (y - mean))[:, None]) @ bread
    return Fit(coefficients, variance(influence, design), design.degrees + 1 - x.shape[1])
