"""Which withheld cells are sums and differences of shown ones, by elimination modulo a large prime."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from oneplan.cells.compiling import compiled

_PRIMES = (2_147_483_647, 2_147_483_629)
_MOST_WORK = 4e10


def find_sums(known: csr_matrix, cells: csr_matrix) -> NDArray[np.bool_] | None:
    """Whether each cell is a combination of the known sums; None where that is too much to work out.

    A random vector that every known sum leaves at nought is nought on each combination of them, and on
    anything else only by chance (one in two thousand million, and again for a second prime).
    """
    rows, columns = known.shape
    if not rows:
        return np.asarray(np.diff(cells.indptr) == 0)
    if float(rows) * rows * columns > _MOST_WORK:
        return None
    is_sum = np.ones(cells.shape[0], bool)
    for prime in _PRIMES:
        vector = _random_null_vector(known.toarray().astype(np.int64) % prime, prime)
        is_sum &= _is_nought(cells, vector, prime)
    return is_sum


def _is_nought(cells: csr_matrix, vector: NDArray[np.int64], prime: int) -> NDArray[np.bool_]:
    # Each product stays below 2**62 only when it is brought back below the prime before it is added.
    products = (cells.data.astype(np.int64) % prime) * vector[cells.indices] % prime
    sums = np.add.reduceat(np.append(products, 0), cells.indptr[:-1])
    empty = np.diff(cells.indptr) == 0
    return np.asarray(empty | (sums % prime == 0))


def _random_null_vector(matrix: NDArray[np.int64], prime: int) -> NDArray[np.int64]:
    """A random vector on which every row of the matrix comes to nought."""
    pivots = np.full(matrix.shape[0], -1)
    _eliminate(matrix, prime, pivots)
    random = np.random.default_rng(prime)
    vector: NDArray[np.int64] = np.asarray(random.integers(1, prime, size=matrix.shape[1]), np.int64)
    vector[pivots[pivots >= 0]] = 0
    for row in np.flatnonzero(pivots >= 0):
        left = int((matrix[row] * vector % prime).sum() % prime)
        vector[pivots[row]] = (prime - left) % prime
    return vector


@compiled
def _eliminate(matrix: NDArray[np.int64], prime: int, pivots: NDArray[np.int64]) -> None:
    """Bring the matrix to reduced rows, in place, and write down the pivot column of each row."""
    for row in range(matrix.shape[0]):
        column = _first_nonzero(matrix[row])
        if column < 0:
            continue
        pivots[row] = column
        inverse = _power(matrix[row, column], prime - 2, prime)
        for place in range(matrix.shape[1]):
            matrix[row, place] = matrix[row, place] * inverse % prime
        for other in range(matrix.shape[0]):
            factor = matrix[other, column]
            if other != row and factor != 0:
                for place in range(matrix.shape[1]):
                    matrix[other, place] = (matrix[other, place] - factor * matrix[row, place]) % prime


@compiled
def _first_nonzero(row: NDArray[np.int64]) -> int:
    for place in range(len(row)):
        if row[place] != 0:
            return place
    return -1


@compiled
def _power(number: int, exponent: int, prime: int) -> int:
    result = 1
    while exponent > 0:
        if exponent % 2:
            result = result * number % prime
        number = number * number % prime
        exponent //= 2
    return result
