"""How likely a stratum's cases are, with its own shift integrated out; compiled, with exact derivatives.

A stratum of n children has cases ~ Binomial(n, expit(η + b)) with b ~ Normal(0, v). All that is needed of it
is a function of two numbers: the linear predictor η, and the variance v or its root σ. The approximations are
those of Tierney and Kadane, JASA 81 (1986), 82-86, and of Pinheiro and Bates, JCGS 4 (1995), 12-35.
"""

import math

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.compiling import compiled

Floats = NDArray[np.float64]
Counts = tuple[float, float]
"""Cases, and the children they are out of."""
Rule = tuple[Floats, Floats]
"""Nodes of Gauss-Hermite quadrature, and the logarithms of their weights."""


@compiled
def log_one_plus_exp(x: float) -> float:
    """log(1 + eˣ) without overflow."""
    if x > 0:
        return x + math.log1p(math.exp(-x))
    return math.log1p(math.exp(x))


@compiled
def expit(x: float) -> float:
    """The share whose log odds are x, without overflow."""
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    grown = math.exp(x)
    return grown / (1 + grown)


@compiled
def mode(counts: Counts, at: tuple[float, float]) -> float:
    """The likeliest log odds ζ = η + b: the root of ζ = η + v (y − n expit(ζ)), which has one.

    `at` is η and v.
    """
    y, n = counts
    eta, v = at
    low, high = eta + v * (y - n), eta + v * y
    zeta = eta
    for _ in range(100):
        mu = expit(zeta)
        off = zeta - eta - v * (y - n * mu)
        if off > 0:
            high = zeta
        else:
            low = zeta
        moved = zeta - off / (1 + v * n * mu * (1 - mu))
        # A step of Newton's that leaves the bracket is replaced by halving it.
        if not low <= moved <= high:
            moved = 0.5 * (low + high)
        if abs(moved - zeta) <= 1e-13 * (1 + abs(zeta)):
            return moved
        zeta = moved
    return zeta


@compiled
def laplace(counts: Counts, at: tuple[float, float]) -> tuple[float, float, float, float, float, float]:
    """Laplace's log-likelihood (without the binomial coefficient) and its derivatives by η and v.

    `at` is η and v. Returns the value, then the derivatives by η, v, ηη, ηv and vv.
    """
    y, n = counts
    zeta = mode(counts, at)
    v = at[1]
    mu = expit(zeta)
    r, w = y - n * mu, n * mu * (1 - mu)
    w1 = w * (1 - 2 * mu)
    w2 = w * (1 - 6 * mu + 6 * mu * mu)
    a = 1 + v * w
    a2, a3 = a * a, a * a * a
    # How the mode, and with it the curvature a, moves with the variance.
    zeta_v = r / a
    a_v = w + v * w1 * zeta_v
    value = y * zeta - n * log_one_plus_exp(zeta) - 0.5 * v * r * r - 0.5 * math.log(a)
    by_eta = r - 0.5 * v * w1 / a2
    by_v = 0.5 * r * r - 0.5 * w / a - 0.5 * v * w1 * r / a2
    by_eta_eta = -w / a - 0.5 * v * (w2 / a3 - 2 * v * w1 * w1 / (a2 * a2))
    by_eta_v = -w * r / a - 0.5 * w1 / a2 - 0.5 * v * w2 * r / a3 + v * w1 * a_v / a3
    by_v_v = (
        -r * w * zeta_v
        - 0.5 * (w1 * zeta_v / a - w * a_v / a2)
        - 0.5 * (w1 * r + v * w2 * zeta_v * r - v * w1 * w * zeta_v) / a2
        + v * w1 * r * a_v / a3
    )
    return value, by_eta, by_v, by_eta_eta, by_eta_v, by_v_v


@compiled
def quadrature(counts: Counts, at: tuple[float, float, Rule]) -> tuple[float, float, float]:
    """The log-likelihood by adaptive Gauss-Hermite quadrature, and its derivatives by η and σ.

    Nodes stand around the mode, in units of the curvature there; both move with the parameters, and the
    derivatives follow them. `at` is η, σ and the nodes.
    """
    y, n = counts
    eta, sigma, rule = at
    nodes, log_weights = rule
    v = sigma * sigma
    zeta = mode(counts, (eta, v))
    mu = expit(zeta)
    r, w = y - n * mu, n * mu * (1 - mu)
    w1 = w * (1 - 2 * mu)
    a = 1 + v * w
    zeta_s = 2 * sigma * r / a
    a_eta, a_s = v * w1 / a, 2 * sigma * w + v * w1 * zeta_s
    u, u_eta, u_s = sigma * r, -sigma * w / a, r - sigma * w * zeta_s
    root = math.sqrt(2 / a)
    most = -math.inf
    for k in range(nodes.size):
        most = max(most, _height(y, n, eta, sigma, u + root * nodes[k]) + nodes[k] ** 2 + log_weights[k])
    total, by_eta, by_s = 0.0, 0.0, 0.0
    for k in range(nodes.size):
        z = u + root * nodes[k]
        part = math.exp(_height(y, n, eta, sigma, z) + nodes[k] ** 2 + log_weights[k] - most)
        left = y - n * expit(eta + sigma * z)
        slope = sigma * left - z
        stretch = -0.5 * root * nodes[k] / a
        total += part
        by_eta += part * (left + slope * (u_eta + stretch * a_eta))
        by_s += part * (left * z + slope * (u_s + stretch * a_s))
    value = most + math.log(total) - 0.5 * math.log(a * math.pi)
    return value, by_eta / total - 0.5 * a_eta / a, by_s / total - 0.5 * a_s / a


@compiled
def _height(y: float, n: float, eta: float, sigma: float, z: float) -> float:
    zeta = eta + sigma * z
    return y * zeta - n * log_one_plus_exp(zeta) - 0.5 * z * z
