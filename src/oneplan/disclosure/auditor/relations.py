"""Turns finished tables into what a reader knows: bounds on unknown counts, and sums that must come out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from oneplan.disclosure.auditor.known import Known
from oneplan.disclosure.auditor.reading import TOP, Codes, Finished, Percentage
from oneplan.errors import NotValid

Trees = Mapping[str, Sequence[Mapping[str, tuple[str, ...]]]]
Expression = tuple[dict[int, int], int]
Sum = tuple[Expression, int, float]


@dataclass(frozen=True)
class System:
    """What is known: the bounds of unknown counts, and sums of them.

    Attributes
    ----------
    known
        (sums × unknowns) which unknowns are added.
    low, high
        (sums) what they come to: the same twice, or the ends of a range where shown values are rounded.
    least, most
        (unknowns) what each is at least and at most.
    cells
        (withheld cells × unknowns) each withheld cell as a sum of unknowns.
    beside
        (withheld cells) what comes to that sum from cells that are shown.
    names
        (withheld cells) their codes.
    unknowns
        The codes of the cells that the unknowns stand for.
    """

    known: csr_matrix
    low: NDArray[np.int64]
    high: NDArray[np.float64]
    least: NDArray[np.int64]
    most: NDArray[np.float64]
    cells: csr_matrix
    beside: NDArray[np.int64]
    names: tuple[Codes, ...]
    unknowns: tuple[Codes, ...]


def make_system(finished: Finished, trees: Trees, *, known: Known) -> System:
    """What a reader knows of these cells, given which codes add up to which.

    A cell that is left out beside others of its kind is taken to hold no child.

    Raises
    ------
    NotValid
        When a sum does not come out: the tables contradict themselves.
    """
    values = finished.values
    draft = _Draft(known)
    for key in _narrowest_first(finished, trees):
        parts = [
            _added([draft.expressions[part] for part in split])
            for split in splits_of(key, finished.dimensions, trees=trees, values=values)
        ]
        draft.add(key, values[key], parts=parts)
    for printed in finished.percentages:
        if known.base == 1 or not _follows(printed, values):
            draft.add_percentage(printed)
    withheld = [key for key in values if values[key] is None]
    unknowns = len(draft.least)
    matrix, low, high = _distinct(draft.sums, unknowns)
    return System(
        known=matrix,
        low=low,
        high=high,
        least=np.array(draft.least, np.int64),
        most=np.array(draft.most, np.float64),
        cells=_matrix([draft.expressions[key][0] for key in withheld], unknowns),
        beside=np.array([draft.expressions[key][1] for key in withheld], np.int64),
        names=tuple(withheld),
        unknowns=tuple(draft.unknowns),
    )


def _follows(printed: Percentage, values: Mapping[Codes, int | None]) -> bool:
    """Whether a percentage is that of the shown counts, so that it tells no more than they do."""
    part, whole = values.get(printed.cell), values.get(printed.whole)
    if part is None or whole is None:
        return False
    return bool(abs(2 * printed.units * whole - 200 * 10**printed.decimals * part) <= whole)


class _Draft:
    """The unknowns and the sums, while cells are gone through from the narrowest to the widest."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.expressions: dict[Codes, Expression] = {}
        self.sums: list[Sum] = []
        self.least: list[int] = []
        self.most: list[float] = []
        self.unknowns: list[Codes] = []

    def add(self, key: Codes, shown: int | None, *, parts: Sequence[Expression]) -> None:
        """Take in a cell: as what its parts add up to, or as a new unknown where it has none."""
        low, high = self.known.find_bounds(shown, least=self.known.find_floor(key))
        if shown is None:
            high = min(high, self.known.ceilings.get(key, high))
        for other in parts[1:]:
            if other != parts[0]:
                self.sums.append((_difference(other, parts[0]), 0, 0))
        if parts:
            mine = parts[0]
            # Without rounding, a withheld sum of withheld counts is above its floor by itself.
            if shown is not None or self.known.is_more_than_least:
                self.sums.append((mine, low, high))
        elif low < high:
            mine = ({len(self.least): 1}, 0)
            self.least.append(low)
            self.most.append(high)
            self.unknowns.append(key)
        else:
            mine = ({}, low)
        self.expressions[key] = ({}, low) if low == high else mine

    def add_percentage(self, printed: Percentage) -> None:
        """Take in a printed percentage: its numerator lies within half a unit of so much of its whole."""
        part, whole = self.expressions.get(printed.cell), self.expressions.get(printed.whole)
        if part is None or whole is None:
            return
        hundred = 200 * 10**printed.decimals
        for sign, units in ((1, 2 * printed.units - 1), (-1, 2 * printed.units + 1)):
            between = _added([_times(part, sign * hundred), _times(whole, -sign * units)])
            self.sums.append((between, 0, float("inf")))


def _times(one: Expression, times: int) -> Expression:
    return {unknown: times * had for unknown, had in one[0].items()}, times * one[1]


def _difference(one: Expression, other: Expression) -> Expression:
    return _added([one, ({unknown: -times for unknown, times in other[0].items()}, -other[1])])


def _narrowest_first(finished: Finished, trees: Trees) -> list[Codes]:
    heights = [_heights(trees[name]) for name in finished.dimensions]

    def depth(key: Codes) -> int:
        return sum(height[code] for height, code in zip(heights, key, strict=True))

    return sorted(finished.values, key=depth, reverse=True)


def _heights(trees: Sequence[Mapping[str, tuple[str, ...]]]) -> dict[str, int]:
    """How many steps below `Total` a code lies, at most."""
    found = {TOP: 0}
    for tree in trees:
        waiting = [TOP]
        while waiting:
            parent = waiting.pop()
            for child in tree.get(parent, ()):
                if found.get(child, -1) <= found[parent] and found[parent] < len(tree) + 1:
                    found[child] = found[parent] + 1
                    waiting.append(child)
    return found


def splits_of(
    key: Codes, dimensions: Sequence[str], *, trees: Trees, values: Mapping[Codes, int | None]
) -> Iterator[list[Codes]]:
    """Every way in which the tables split this cell into cells that are there."""
    for place, name in enumerate(dimensions):
        for tree in trees[name]:
            children = [(*key[:place], child, *key[place + 1 :]) for child in tree.get(key[place], ())]
            present = [child for child in children if child in values]
            if present:
                yield present


def _added(parts: Sequence[Expression]) -> Expression:
    if len(parts) == 1:
        return parts[0]
    total: dict[int, int] = defaultdict(int)
    constant = 0
    for terms, beside in parts:
        constant += beside
        for unknown, times in terms.items():
            total[unknown] += times
    return {unknown: times for unknown, times in total.items() if times}, constant


def _distinct(
    sums: Sequence[Sum], unknowns: int
) -> tuple[csr_matrix, NDArray[np.int64], NDArray[np.float64]]:
    """Each sum once, with the narrowest of its ranges; a sum without unknowns must come out by itself."""
    kept: dict[tuple[tuple[int, int], ...], tuple[int, float]] = {}
    for (terms, beside), low, high in sums:
        key = tuple(sorted(terms.items()))
        before = kept.get(key, (low - beside, high - beside))
        kept[key] = max(before[0], low - beside), min(before[1], high - beside)
        if kept[key][0] > kept[key][1] or (not key and not kept[key][0] <= 0 <= kept[key][1]):
            raise NotValid(
                "The tables contradict themselves: a total is not the sum of its parts, or a percentage is "
                "not of its whole. Where codes of a column lie in wider ones, name its hierarchy."
            )
    kept.pop((), None)
    low_ends = np.array([low for low, _ in kept.values()], np.int64)
    high_ends = np.array([high for _, high in kept.values()], np.float64)
    return _matrix([dict(key) for key in kept], unknowns), low_ends, high_ends


def _matrix(rows: Sequence[Mapping[int, int]], columns: int) -> csr_matrix:
    start = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)
    places = np.array([place for row in rows for place in row], np.int64)
    times = np.array([times for row in rows for times in row.values()], np.float64)
    return csr_matrix((times, places, start), shape=(len(rows), columns))
