"""Every index of inequality of some outcomes between the groups of one characteristic, as a table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oneplan.cells.cells import Characteristic
from oneplan.cells.declaring import NOT_RECORDED
from oneplan.errors import NotFound, NotValid
from oneplan.understand.inequality.figures import Groups
from oneplan.understand.inequality.listed import Asked, listed
from oneplan.understand.intersections.counts import Counts
from oneplan.understand.shares import Shares, columns_of, rows_fixing, shares_of
from oneplan.understand.standard.intervals import Interval

Floats = NDArray[np.float64]

FEWEST = 10
"""Groups of fewer children are left out: their shares would tell of chance."""

FEWEST_GROUPS = 2

PREFER_NOT_TO_SAY = "Prefer not to say"


def inequality(
    counts: Counts,
    characteristic: str,
    *,
    outcomes: Sequence[str] | None = None,
    adverse: bool = True,
    reference: str | None = None,
    most_disadvantaged: Literal["first", "last"] = "first",
    leave_out: Sequence[str] = (NOT_RECORDED, PREFER_NOT_TO_SAY),
    confidence: float = 0.95,
) -> pl.DataFrame:
    """How unequal outcomes are between the groups of one characteristic: the field's indices, side by side.

    No single index is right: absolute and relative ones can move apart, and those that weigh groups by their
    children say little of small groups. Read several, and the groups' own shares beside them.

    Parameters
    ----------
    counts
        What `oneplan.count_cells` gives.
    characteristic
        Whose levels are the groups. Where it was declared with an order, indices for ordered groups are given
        too, and difference and ratio compare the two ends.
    outcomes
        Names; all when not given.
    adverse
        Whether having the outcome is bad for a child.
    reference
        The level to compare with in groups without an order; the best group when not given.
    most_disadvantaged
        At which end of an order its most disadvantaged level stands.
    leave_out
        Levels that are no groups. Their children, and those in groups of fewer than ten, stand in `left_out`.
    confidence
        Of the limits, whose standard errors know of schools where the counts do.

    Returns
    -------
    polars.DataFrame
        outcome, index, scale (absolute or relative), unit, value, lower, upper, groups, left_out. A value is
        empty with fewer than two groups (an order's indices: three), a limit where no interval is known.

    Raises
    ------
    NotFound
        Where the characteristic, a level or an outcome is not there.
    NotValid
        Where the counts cannot be.

    References
    ----------
    Schlotheuber and Hosseinpoor, International Journal of Environmental Research and Public Health 19
    (2022), 3697.

    Examples
    --------
    >>> import oneplan
    >>> import polars as pl
    >>> from oneplan.cells.counting import count_cells
    >>> from oneplan.cells.records import Records
    >>> children = pl.DataFrame({"sex": ["girls", "boys"] * 50, "sad": [1, 0, 1, 0, 0] * 20})
    >>> cells = count_cells(Records(children, characteristics=["sex"], outcomes=["sad"]))
    >>> found = oneplan.inequality(cells, "sex")
    >>> found.filter(pl.col("index") == "difference").select("value", pl.col("lower").round(3)).row(0)
    (0.0, -0.192)
    """
    compared = _compared(counts, characteristic, leave_out=leave_out, last=most_disadvantaged == "last")
    columns = columns_of(counts, outcomes)
    place = None if reference is None else compared.place_of(reference)
    return _tabled(
        shares_of(counts, compared.groups, columns=columns),
        [counts.outcomes[column] for column in columns],
        everybody=counts.n[compared.rows][:, columns].sum(axis=0),
        ordered=compared.of.ordered,
        asked=Asked(adverse, place, confidence, np.ones(0)),
    )


@dataclass(frozen=True)
class _Compared:
    """Whose levels are compared: the cells of all of them, and of those that are groups, in their order."""

    of: Characteristic
    rows: NDArray[np.intp]
    groups: NDArray[np.intp]
    names: tuple[str, ...]

    def place_of(self, reference: str) -> int:
        if reference not in self.names:
            there = ", ".join(self.names)
            raise NotFound(f"There is no level “{reference}” of {self.of.name}; there are {there}.")
        return self.names.index(reference)


def _compared(counts: Counts, characteristic: str, *, leave_out: Sequence[str], last: bool) -> _Compared:
    rows, chosen = rows_fixing(counts, [characteristic])
    of = counts.characteristics[chosen[0]]
    level = counts.levels[rows, chosen[0]]
    kept = np.array([of.levels[each] not in leave_out for each in level])
    if not kept.any():
        raise NotValid(f"Every level of {characteristic} is left out; leave out fewer.")
    groups = rows[kept][np.argsort(level[kept])][:: -1 if last else 1]
    names = tuple(of.levels[each] for each in counts.levels[groups, chosen[0]])
    return _Compared(of, rows, groups, names)


def _tabled(
    shares: Shares, names: list[str], *, everybody: NDArray[np.int_], ordered: bool, asked: Asked
) -> pl.DataFrame:
    enough = shares.n >= FEWEST
    number = enough.sum(axis=0)
    whole = np.where(enough, shares.n, 0.0)
    told = number >= FEWEST_GROUPS
    figures = _figures(shares, told=told, whole=whole)
    effect = (whole * shares.effect).sum(axis=0)[told] / whole.sum(axis=0)[told]
    asked = replace(asked, effect=effect)
    parts = []
    for each in listed(ordered=ordered):
        ours = number >= each.fewest_groups
        with np.errstate(divide="ignore", invalid="ignore"):
            found = each.calculate(figures, asked) if told.any() else None
        filled = {
            side: _spread_out(found, side, told=told, ours=ours) for side in ("value", "lower", "upper")
        }
        given = {"outcome": names, "index": each.name, "scale": each.scale, "unit": each.unit, **filled}
        given |= {"groups": number, "left_out": everybody - whole.sum(axis=0).astype(int)}
        parts.append(pl.DataFrame(given))
    order = {name: place for place, name in enumerate(names)}
    return (
        pl.concat(parts)
        .with_columns(pl.col("value", "lower", "upper").fill_nan(None))
        .sort(pl.col("outcome").replace_strict(order, return_dtype=pl.Int64), maintain_order=True)
    )


def _spread_out(
    found: Interval | None, side: str, *, told: NDArray[np.bool_], ours: NDArray[np.bool_]
) -> Floats:
    """Figures of the outcomes that have any, among all outcomes."""
    out = np.full(told.shape, np.nan)
    if found is not None:
        out[told] = getattr(found, side)
    return np.where(ours, out, np.nan)


def _figures(shares: Shares, *, told: NDArray[np.bool_], whole: Floats) -> Groups:
    """Each group's share with its error, outcome by outcome; groups left out have no child and no share."""
    n, cases, effect = (each[:, told].T for each in (whole, shares.cases, shares.effect))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(n > 0, cases / n, np.nan)
        # With none or all of them cases, half a case keeps a group from passing for certain.
        sure = (cases == 0) | (cases == n)
        soft = np.where(sure, (cases + 0.5) / (n + 1), share)
        error = np.where(n > 0, np.sqrt(soft * (1 - soft) * effect / n), np.nan)
    return Groups(share, n, error)
