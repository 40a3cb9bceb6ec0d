"""Solves small symmetric systems, and takes the step uphill where the surface is not a hill; compiled."""

import math

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.compiling import compiled

Floats = NDArray[np.float64]


@compiled
def factor(matrix: Floats, ridge: float) -> tuple[bool, Floats]:
    """The lower triangle whose square is the matrix with a ridge, and whether there is one."""
    size = matrix.shape[0]
    lower = np.zeros((size, size))
    for i in range(size):
        for j in range(i):
            lower[i, j] = (matrix[i, j] - (lower[i, :j] * lower[j, :j]).sum()) / lower[j, j]
        rest = matrix[i, i] + ridge - (lower[i, :i] ** 2).sum()
        if rest <= 1e-12 * max(abs(matrix[i, i]), 1e-12):
            return False, lower
        lower[i, i] = math.sqrt(rest)
    return True, lower


@compiled
def solve(lower: Floats, right: Floats) -> Floats:
    """The solution for a matrix given by its lower triangle."""
    out = right.copy()
    for i in range(out.size):
        out[i] = (out[i] - (lower[i, :i] * out[:i]).sum()) / lower[i, i]
    for i in range(out.size - 1, -1, -1):
        out[i] = (out[i] - (lower[i + 1 :, i] * out[i + 1 :]).sum()) / lower[i, i]
    return out


@compiled
def uphill(information: Floats, gradient: Floats) -> Floats:
    """Newton's step; where the surface is not a hill, one that leans towards the steepest way."""
    largest = 1e-8
    for i in range(gradient.size):
        largest = max(largest, abs(information[i, i]))
    ridge = 0.0
    for _ in range(60):
        good, lower = factor(information, ridge)
        if good:
            return solve(lower, gradient)
        ridge = max(2 * ridge, 1e-8 * largest)
    return gradient / largest
