"""How steeply a figure changes from the most to the least disadvantaged: slope and relative indices."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from oneplan.errors import NotValid
from oneplan.understand.inequality.figures import Groups, Index, index, plain
from oneplan.understand.standard.intervals import Interval, normal_deviate

Floats = NDArray[np.float64]
Scale = Literal["plain", "log", "logit"]


def middle_ranks(population: ArrayLike, *, order: ArrayLike | None = None) -> Floats:
    """Where the middle of each group stands when all stand in a row, from 0 to 1.

    Parameters
    ----------
    population
        The last axis runs over the groups, in their order unless `order` says otherwise.
    order
        One axis: the place of each group (or child) in the order, lowest first. Equal places share a rank.

    Examples
    --------
    >>> middle_ranks([10, 30, 60]).tolist()
    [0.05, 0.25, 0.7]
    """
    people = np.asarray(population, dtype=np.float64)
    if order is None:
        return np.asarray((np.cumsum(people, axis=-1) - people / 2) / people.sum(axis=-1, keepdims=True))
    _, place = np.unique(np.asarray(order), return_inverse=True)
    blocks = np.bincount(place, weights=people)
    return np.asarray(((np.cumsum(blocks) - blocks / 2) / people.sum())[place])


@dataclass(frozen=True)
class Slope:
    """A line through the groups' figures, from the most disadvantaged child (0) to the least (1).

    Attributes
    ----------
    absolute
        The slope index of inequality: by how much the line rises from one end to the other.
    relative
        The relative index of inequality: how many times as high it ends as it began.
    start
        Where the line begins.
    """

    absolute: Index
    relative: Interval
    start: Floats


def slope_index(groups: Groups, *, scale: Scale = "plain", confidence: float = 0.95) -> Slope:
    """The slope and relative indices of inequality of ordered groups.

    Each group counts once by its children, as least squares weighted by population have it. On the plain
    scale the slope's interval is exact for normal errors and the ratio's is Fieller's; on the others both
    are by the delta method.

    Parameters
    ----------
    groups
        From the most to the least disadvantaged, with populations.
    scale
        `log` for rates and `logit` for shares fit the line there, and bring its ends back. Errors are on
        the plain scale all the same.

    Raises
    ------
    NotValid
        Where the scale is unknown, or a figure is not known.

    References
    ----------
    Low and Low, Journal of Public Health 26 (2004), 388-395; Fieller, JRSS B 16 (1954), 175-185.

    Examples
    --------
    >>> from oneplan.understand.inequality.figures import groups_of
    >>> found = slope_index(groups_of([30, 26, 24, 21, 20], [100, 100, 100, 100, 100]))
    >>> round(float(found.absolute.value), 2), round(float(found.relative.value), 3)
    (-12.5, 0.589)
    """
    if scale not in ("plain", "log", "logit"):
        raise NotValid(f"There is no scale {scale!r}; take plain, log or logit.")
    if np.isnan(groups.value).any():
        raise NotValid("A slope needs the figure of every group; join a group without one to its neighbour.")
    share = groups.share
    rank = middle_ranks(share)
    centred = rank - (share * rank).sum(axis=-1, keepdims=True)
    rise = share * centred / (share * centred**2).sum(axis=-1, keepdims=True)
    # The value at either end as a weighted sum of the groups' values.
    begin = share - rise * (share * rank).sum(axis=-1, keepdims=True)
    fitted, stretch = _on_scale(groups.value, scale=scale)
    line = _Line(
        np.asarray((begin * fitted).sum(axis=-1)), np.asarray(((begin + rise) * fitted).sum(axis=-1)), scale
    )
    if groups.error is None:
        return Slope(
            plain(line.rise), Interval(line.ratio, *[np.full_like(line.ratio, np.nan)] * 2), line.start
        )
    noise = (groups.error * stretch) ** 2
    spreads = tuple(
        np.asarray((one * other * noise).sum(axis=-1))
        for one, other in ((begin, begin), (begin, begin + rise), (begin + rise, begin + rise))
    )
    return _with_limits(line, spreads=spreads, confidence=confidence)


@dataclass(frozen=True)
class _Line:
    """Both ends of a line on its own scale, and what they are on the plain one."""

    first: Floats
    last: Floats
    scale: Scale

    @property
    def start(self) -> Floats:
        return self._back(self.first)

    @property
    def rise(self) -> Floats:
        return self._back(self.last) - self.start

    @property
    def ratio(self) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self._back(self.last) / self.start)

    def _back(self, end: Floats) -> Floats:
        if self.scale == "plain":
            return end
        back: Floats = np.exp(end) if self.scale == "log" else special.expit(end)
        return back

    def slopes(self) -> tuple[Floats, Floats]:
        """By how much each end moves on the plain scale when it moves by one on its own."""
        moved = []
        for end in (self.first, self.last):
            value = self._back(end)
            by = {"plain": np.ones_like(value), "log": value, "logit": value * (1 - value)}
            moved.append(by[self.scale])
        return moved[0], moved[1]


def _on_scale(value: Floats, *, scale: Scale) -> tuple[Floats, Floats]:
    """Values on the scale on which the line is straight, and by how much errors are stretched there."""
    if scale == "plain":
        return value, np.ones_like(value)
    if np.any(value <= 0) or (scale == "logit" and np.any(value >= 1)):
        raise NotValid(f"On the {scale} scale no value may be 0{' or 1' * (scale == 'logit')}; take plain.")
    if scale == "log":
        return np.log(value), 1 / value
    return np.asarray(special.logit(value)), 1 / (value * (1 - value))


def _with_limits(line: _Line, *, spreads: tuple[Floats, ...], confidence: float) -> Slope:
    at_start, together, at_end = spreads
    by_first, by_last = line.slopes()
    variance = by_first**2 * at_start - 2 * by_first * by_last * together + by_last**2 * at_end
    absolute = index(line.rise, error=np.sqrt(variance), confidence=confidence)
    z = normal_deviate(confidence)
    if line.scale == "plain":
        relative = _fieller(line, spreads=spreads, z=z)
    else:
        per_first, per_last = by_first / line.start, by_last / (line.start + line.rise)
        variance = per_first**2 * at_start - 2 * per_first * per_last * together + per_last**2 * at_end
        reach = np.exp(z * np.sqrt(variance))
        relative = Interval(line.ratio, line.ratio / reach, line.ratio * reach)
    return Slope(absolute, relative, line.start)


def _fieller(line: _Line, *, spreads: tuple[Floats, ...], z: Floats) -> Interval:
    """The ratio's limits; none where the start itself might be zero."""
    at_start, together, at_end = (z * z * spread for spread in spreads)
    under = line.first**2 - at_start
    across = line.first * line.last - together
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.sqrt(across**2 - under * (line.last**2 - at_end))
        ends = (across - root) / under, (across + root) / under
    told = [np.where(under > 0, end, np.nan) for end in ends]
    return Interval(line.ratio, *told)
