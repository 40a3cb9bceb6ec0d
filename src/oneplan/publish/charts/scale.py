"""The scale of a chart: where it starts and ends, and which round numbers are written beside it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

_STEPS = (1, 2, 5, 10)
_MOST_STEPS = 4
_NEAR_NOUGHT = 0.45
_ALIKE = 1e-6


@dataclass(frozen=True)
class Scale:
    """The two ends of a scale and the round numbers on it."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """How far along the scale a value stands: 0 at its low end, 1 at its high end, never beyond."""
        return (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)


def round_scale(values: Iterable[float], *, from_nought: bool = False) -> Scale:
    """A scale of round numbers that holds all values.

    It starts at 0 where the values come near to it, or where that is asked for.

    Examples
    --------
    >>> round_scale([46.0, 54.3]).ticks
    (45, 50, 55)
    >>> round_scale([14.9, 19.7], from_nought=True).ticks
    (0, 5, 10, 15, 20)
    """
    known = [_tidy(value) for value in values] or [0.0, 1.0]
    low, high = min(known), max(known)
    if from_nought or 0 <= low <= _NEAR_NOUGHT * high:
        low, high = min(low, 0.0), max(high, 0.0)
    equal = high - low <= _ALIKE * max(abs(low), abs(high), 1.0)
    step = _round_step((abs(high) or 1.0) if equal else high - low)
    first, last = math.floor(_tidy(low / step)), math.ceil(_tidy(high / step))
    if first == last:
        last += 1
    ticks = tuple(_tidy(number * step) for number in range(first, last + 1))
    return Scale(low=ticks[0], high=ticks[-1], ticks=ticks)


def _round_step(breadth: float) -> float:
    rough = breadth / _MOST_STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * (1 - 1e-9))


def _tidy(number: float) -> float:
    """Without the noise of binary fractions, so that 0.3 stays 0.3 and 50.0 is a whole number."""
    tidy = round(number, 9)
    return int(tidy) if tidy == int(tidy) else tidy
