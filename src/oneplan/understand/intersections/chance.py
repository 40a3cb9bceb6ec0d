"""How far from chance a group's cases are: the two-sided hypergeometric mid-p, as a normal deviate."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from oneplan.cells.compiling import compiled

Floats = NDArray[np.float64]

_TABLE = 1 << 17
_HALF_LOG_TWO_PI = 0.5 * math.log(2 * math.pi)
# Within so many standard deviations no group is a finding; there a series is as good as the exact sum (to
# 0.002, and mostly to 0.0002), where there are enough cases for it. Beyond, every sum is exact, unless it
# would be thousands of terms long.
_NEAR = 1.75
_ENOUGH = 12.0
_TOO_MANY = 4000.0
_SMALL_TERM = 1e-10
_SMALL_TERM_NEAR = 1e-5

# Wichura, Algorithm AS 241, Applied Statistics 37 (1988), 477-484: the normal quantile to 16 figures.
_MIDDLE = (
    (
        *(2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457),
        *(13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608),
    ),
    (
        *(5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867),
        *(5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0),
    ),
)
_TAIL = (
    (
        *(7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258),
        *(3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734),
    ),
    (
        *(
            1.05075007164441684324e-9,
            5.475938084995344946e-4,
            0.0151986665636164571966,
            0.14810397642748007459,
        ),
        *(0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0),
    ),
)
_FAR_TAIL = (
    (
        *(2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386),
        *(0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358),
        *(5.4637849111641143699, 6.6579046435011037772),
    ),
    (
        *(2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5),
        *(7.868691311456132591e-4, 0.0148753612908506148525, 0.1369298809227358053),
        *(0.59983220655588793769, 1.0),
    ),
)


def log_factorials(most: int) -> Floats:
    """Logarithms of 0! to `most`!, or as far as a table is worth while."""
    found: Floats = special.gammaln(np.arange(min(most, _TABLE) + 1) + 1.0)
    return found


@compiled
def _log_factorial(k: int, logs: Floats) -> float:
    if k < logs.size:
        return float(logs[k])
    # Stirling's series; from 2^17 on, the next term is below the last figure of a double.
    return (k + 0.5) * math.log(k) - k + _HALF_LOG_TWO_PI + 1.0 / (12.0 * k)


@compiled
def _ratio(x: float, above: tuple[float, ...], below: tuple[float, ...]) -> float:
    over, under = 0.0, 0.0
    for place in range(8):
        over = over * x + above[place]
        under = under * x + below[place]
    return over / under


@compiled
def _deviate(log_p: float) -> float:
    """The z above which a standard normal lies with this (logarithm of a) probability."""
    if log_p > -0.0780815:  # p > 0.9249: the other tail, where the logarithm has lost its figures
        p = math.exp(log_p)
        if p >= 1.0:
            return -38.0
        return -_deviate_of_tail(-math.log(-math.expm1(log_p)))
    if log_p > -2.5902672:  # p > 0.075
        q = 0.5 - math.exp(log_p)
        return q * _ratio(0.180625 - q * q, _MIDDLE[0], _MIDDLE[1])
    return _deviate_of_tail(-log_p)


@compiled
def _deviate_of_tail(minus_log_p: float) -> float:
    root = math.sqrt(minus_log_p)
    if root <= 5.0:
        return _ratio(root - 1.6, _TAIL[0], _TAIL[1])
    if root <= 27.0:
        return _ratio(root - 5.0, _FAR_TAIL[0], _FAR_TAIL[1])
    squared = 2.0 * minus_log_p
    for _ in range(4):
        squared = 2.0 * minus_log_p - 2.0 * _HALF_LOG_TWO_PI - math.log(squared)
    return math.sqrt(squared)


@compiled
def _near_deviate(away: float, variance: float, skew: float, tails: float) -> float:
    """Cornish and Fisher's series: the deviate of a mid-p in the middle of its distribution."""
    w, w2 = away / math.sqrt(variance), away * away / variance
    first = skew * (w2 - 1.0) / 6.0
    second = tails * (w2 * w - 3.0 * w) / 24.0 - skew * skew * (4.0 * w2 * w - 7.0 * w) / 36.0
    # The last part is the width of a step, which a smooth curve does not have.
    return w - first - second - w / (12.0 * variance)


@compiled
def _far_deviate(counts: tuple[float, float, float, float], away: float) -> float:
    """The saddlepoint's deviate, for counts so large that the exact sum would be long."""
    a, b, c, d = counts
    n, m, cases, rest = a + b, c + d, a + c, b + d
    both = n + m
    deviance = 0.0
    for part, whole, other in ((a, n, cases), (b, n, rest), (c, m, cases), (d, m, rest)):
        if part > 0.0:
            deviance += part * math.log(part * both / (whole * other))
    root = math.sqrt(2.0 * deviance)
    # Half a case where there is none: so far out, only the size of the deviate matters.
    odds = math.log((max(a, 0.5) * max(d, 0.5)) / (max(b, 0.5) * max(c, 0.5)))
    width = max(a, 0.5) * max(b, 0.5) / n * max(c, 0.5) * max(d, 0.5) / m / (cases * rest / both)
    root = math.copysign(root, away)
    return root + math.log(odds * math.sqrt(width) / root) / root


@compiled
def _log_tail(counts: tuple[int, int, int, int], logs: Floats, smallest: float) -> float:
    """Logarithm of the upper tail's mid-p: all tables with more in the first place, and half of this one."""
    a, b, c, d = counts
    log_one = (
        _log_factorial(a + b, logs)
        + _log_factorial(c + d, logs)
        + _log_factorial(a + c, logs)
        + _log_factorial(b + d, logs)
        - _log_factorial(a + b + c + d, logs)
        - _log_factorial(a, logs)
        - _log_factorial(b, logs)
        - _log_factorial(c, logs)
        - _log_factorial(d, logs)
    )
    term, total = 1.0, 0.5
    for step in range(min(b, c)):
        term *= ((b - step) * float(c - step)) / ((a + step + 1) * float(d + step + 1))
        total += term
        if term < smallest * total:
            break
    return log_one + math.log(total)


@compiled
def deviate_of(counts: tuple[int, int, int, int], logs: Floats) -> float:
    """The deviate of x cases among n children, of so many cases among everybody; positive means more."""
    x, n, cases, everybody = counts
    m, rest = everybody - n, everybody - cases
    if n <= 0 or m <= 0 or cases <= 0 or rest <= 0:
        return 0.0
    of = float(everybody)
    away = x - n * (cases / of)
    variance = (n / of) * m * (cases / of) * rest / (of - 1.0)
    if variance > _ENOUGH and away * away < _NEAR * _NEAR * variance:
        p, f = cases / of, n / of
        skew = (1.0 - 2.0 * p) * (1.0 - 2.0 * f) / math.sqrt(variance)
        p_both, f_both = p * (1.0 - p), f * (1.0 - f)
        tails = (1.0 - 6.0 * p_both - 6.0 * f_both + 30.0 * p_both * f_both) / variance
        return _near_deviate(away, variance, skew, tails)
    if variance > _TOO_MANY and away != 0.0:
        return _far_deviate((float(x), float(n - x), float(cases - x), float(m - cases + x)), away)
    smallest = _SMALL_TERM_NEAR if away * away < _NEAR * _NEAR * variance else _SMALL_TERM
    if away >= 0.0:
        return _deviate(_log_tail((x, n - x, cases - x, m - cases + x), logs, smallest))
    return -_deviate(_log_tail((n - x, x, m - cases + x, cases - x), logs, smallest))


@compiled
def _deviates(x: NDArray[np.int64], n: NDArray[np.int64], all_of: NDArray[np.int64], logs: Floats) -> Floats:
    found = np.empty(x.size)
    for place in range(x.size):
        found[place] = deviate_of((x[place], n[place], all_of[place, 0], all_of[place, 1]), logs)
    return found


def chance_deviate(x: ArrayLike, n: ArrayLike, *, cases: ArrayLike, everybody: ArrayLike) -> Floats:
    """How far from chance x cases among n children are, when there are so many cases among everybody.

    Twice the smaller mid-p of the two tails of the hypergeometric distribution (all more extreme tables, and
    half of the one seen), turned into the standard normal deviate with that two-sided p-value.

    Parameters
    ----------
    x, n
        Cases and children of the group; whole numbers, of one shape or shapes that broadcast.
    cases, everybody
        The same of all children, the group's included.

    Returns
    -------
    numpy.ndarray
        Positive where the group has more cases than its share; 0 where nothing varies.

    Source: Lancaster, Journal of the American Statistical Association 56 (1961), 223-234.

    Examples
    --------
    >>> chance_deviate([9, 2], 20, cases=30, everybody=100).round(2).tolist()
    [1.56, -2.22]
    """
    arrays = np.broadcast_arrays(x, n, cases, everybody)
    one, of, some, all_of = (np.ascontiguousarray(each, dtype=np.int64).ravel() for each in arrays)
    logs = log_factorials(int(all_of.max(initial=0)))
    return _deviates(one, of, np.stack([some, all_of], axis=1), logs).reshape(arrays[0].shape)
