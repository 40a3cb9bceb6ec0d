"""Fits the model of strata to many outcomes at once, by Newton's method on exact derivatives; compiled."""

import math

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.compiling import compiled
from oneplan.understand.strata.likelihood import Rule, laplace, mode, quadrature
from oneplan.understand.strata.solving import factor, solve, uphill

Floats = NDArray[np.float64]

MOST_STEPS = 200
CLOSE = 1e-9
"""Fitting ends when no parameter would move by more than this share of itself."""

AT_ZERO = 1e-9
"""A variance below this is zero."""


@compiled
def _surface(
    y: Floats, n: Floats, effects: Floats, at: Floats, gradient: Floats, information: Floats
) -> float:
    """Laplace's log-likelihood at some coefficients and σ (the last of `at`); fills its derivatives in."""
    p, sigma = effects.shape[1], float(at[-1])
    gradient[:] = 0
    information[:] = 0
    total = 0.0
    for i in range(y.size):
        if n[i] <= 0:
            continue
        eta = 0.0
        for j in range(p):
            eta += effects[i, j] * at[j]
        value, by_eta, by_v, eta_eta, eta_v, v_v = laplace((y[i], n[i]), (eta, sigma * sigma))
        total += value
        gradient[p] += 2 * sigma * by_v
        information[p, p] -= 2 * by_v + 4 * sigma * sigma * v_v
        for j in range(p):
            x = effects[i, j]
            gradient[j] += x * by_eta
            information[p, j] -= x * 2 * sigma * eta_v
            if x != 0:
                for k in range(j + 1):
                    information[j, k] -= x * eta_eta * effects[i, k]
    # The solver reads the lower triangle alone.
    return total


@compiled
def _height(
    y: Floats, n: Floats, effects: Floats, at: Floats, rule: Rule, gradient: Floats, information: Floats
) -> float:
    """The log-likelihood by quadrature (or Laplace's, with one node); fills its gradient in.

    The information stays Laplace's, which is near enough to climb by.
    """
    laplaces = _surface(y, n, effects, at, gradient, information)
    if rule[0].size == 1:
        return laplaces
    p, sigma = effects.shape[1], float(at[-1])
    gradient[:] = 0
    total = 0.0
    for i in range(y.size):
        if n[i] <= 0:
            continue
        eta = 0.0
        for j in range(p):
            eta += effects[i, j] * at[j]
        value, by_eta, by_s = quadrature((y[i], n[i]), (eta, sigma, rule))
        total += value
        gradient[p] += by_s
        for j in range(p):
            gradient[j] += effects[i, j] * by_eta
    return total


@compiled
def _without_variance(y: Floats, n: Floats, effects: Floats) -> tuple[Floats, float, float]:
    """Coefficients with no variance between strata, the likelihood there, and a first guess at σ."""
    p = effects.shape[1]
    at = np.zeros(p + 1)
    at[0] = math.log((y.sum() + 0.5) / (n.sum() - y.sum() + 0.5))
    gradient, information = np.zeros(p + 1), np.zeros((p + 1, p + 1))
    value = _surface(y, n, effects, at, gradient, information)
    for _ in range(MOST_STEPS):
        step = uphill(information[:p, :p].copy(), gradient[:p].copy())
        share, moved, next_value = 1.0, at.copy(), -math.inf
        while share > 1e-6:
            moved[:p] = at[:p] + share * step
            next_value = _surface(y, n, effects, moved, gradient, information)
            if next_value >= value - 1e-12 * abs(value):
                break
            share *= 0.5
        done = np.abs(moved - at).max() <= CLOSE * (1 + np.abs(at).max()) or next_value <= value
        at, value = moved, next_value
        if done:
            break
    excess, weight = 0.0, 0.0
    for i in range(y.size):
        if n[i] > 0:
            eta = float((effects[i] * at[:p]).sum())
            found = laplace((y[i], n[i]), (eta, 0.0))
            excess += 2 * found[2]
            weight += found[3] * found[3]
    guess = math.sqrt(min(max(excess / max(weight, 1e-12), 0.01), 4.0))
    return at, value, guess


@compiled
def _climbed(y: Floats, n: Floats, effects: Floats, start: Floats, rule: Rule) -> tuple[Floats, float, bool]:
    """The top reached from a start, the likelihood there, and whether it is a top."""
    size = start.size
    at, gradient, information = start.copy(), np.zeros(size), np.zeros((size, size))
    value = _height(y, n, effects, at, rule, gradient, information)
    for _ in range(MOST_STEPS):
        step = uphill(information, gradient)
        share, moved, next_value = 1.0, at, -math.inf
        while share > 1e-10:
            moved = at + share * step
            moved[-1] = abs(moved[-1])
            next_value = _height(y, n, effects, moved, rule, gradient, information)
            if next_value >= value:
                break
            share *= 0.5
        if next_value < value:
            break
        still = np.abs(moved - at).max() <= CLOSE * (1 + np.abs(at).max())
        at, value = moved, next_value
        if still:
            return at, value, True
    value = _height(y, n, effects, at, rule, gradient, information)
    return at, value, np.abs(gradient).max() <= 1e-5 * (1 + n.sum())


@compiled
def _fit_one(y: Floats, n: Floats, effects: Floats, rule: Rule) -> tuple[Floats, float, bool]:
    """Coefficients and σ of one outcome, its log-likelihood, and whether fitting came to an end."""
    flat, flat_value, guess = _without_variance(y, n, effects)
    if y.sum() <= 0 or y.sum() >= n.sum():
        return flat, flat_value, True
    start = flat.copy()
    start[-1] = guess
    one = np.zeros(1)
    at, value, ended = _climbed(y, n, effects, start, (one, one))
    if rule[0].size > 1 and at[-1] ** 2 > AT_ZERO:
        at, value, ended = _climbed(y, n, effects, at, rule)
    if at[-1] ** 2 <= AT_ZERO or value <= flat_value:
        return flat, flat_value, True
    return at, value, ended


@compiled
def _errors(y: Floats, n: Floats, effects: Floats, at: Floats, errors: Floats) -> None:
    """Fills in the standard errors of the coefficients; not a number where nothing is known of one."""
    p = effects.shape[1]
    gradient, information = np.zeros(p + 1), np.zeros((p + 1, p + 1))
    _surface(y, n, effects, at, gradient, information)
    size = p + 1 if at[-1] > 0 else p
    good, lower = factor(information[:size, :size].copy(), 0.0)
    errors[:] = math.nan
    if good:
        for j in range(p):
            unit = np.zeros(size)
            unit[j] = 1.0
            errors[j] = math.sqrt(solve(lower, unit)[j])


@compiled
def fit_all(
    counted: tuple[Floats, Floats, Floats], rule: Rule
) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    """Every outcome's fit.

    `counted` is cases and children (outcomes × strata) and effects (strata × effects). With one node the
    likelihood is Laplace's, otherwise by quadrature on as many.

    Returns coefficients with σ (outcomes × effects + 1), their errors, log-likelihoods, whether fitting
    ended (1) or not (0), and each stratum's shift and its error (outcomes × strata).
    """
    y, n, effects = counted
    outcomes, strata = y.shape
    p = effects.shape[1]
    at, errors = np.zeros((outcomes, p + 1)), np.zeros((outcomes, p))
    value, ended = np.zeros(outcomes), np.zeros(outcomes)
    shift, shift_error = np.zeros((outcomes, strata)), np.zeros((outcomes, strata))
    for o in range(outcomes):
        found, likelihood, good = _fit_one(y[o], n[o], effects, rule)
        at[o], value[o] = found, likelihood
        ended[o] = 1.0 if good else 0.0
        _errors(y[o], n[o], effects, found, errors[o])
        v = float(found[p] * found[p])
        for i in range(strata):
            eta = float((effects[i] * found[:p]).sum())
            zeta = mode((y[o, i], n[o, i]), (eta, v))
            mu = 1 / (1 + math.exp(-zeta))
            shift[o, i] = zeta - eta
            shift_error[o, i] = math.sqrt(v / (1 + v * n[o, i] * mu * (1 - mu)))
    return at, errors, value, ended, shift, shift_error
