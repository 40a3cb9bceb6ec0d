"""Which crossings of two characteristics are shown: those that leave no small group, whatever is added up."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.understand.survey.places import Pair

CROSS = " × "
"""Stands between two characteristics in the name of the table that crosses them."""
MOST_CROSSINGS = 3
"""With how many of the other characteristics the first one is crossed, in the order of the questionnaire."""
MOST_LEVELS = 10
"""Of two characteristics that are crossed, one has at most so many levels."""
OTHERS = "All others"
"""The levels of the first characteristic that are too rare to be crossed, together."""
_RARE = 0.05
KEPT, LEFT = " (crossed)", " (left out of crossings)"
"""Behind a level of which some pupils are in a crossing that is not shown: who is, and who is not."""
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


def join_rare(levels: pl.Series) -> pl.Series:
    """The first characteristic as it is crossed: levels of fewer than one in twenty pupils are one.

    Examples
    --------
    >>> levels = pl.Series(["girl"] * 49 + ["boy"] * 49 + ["neither", "no answer"])
    >>> join_rare(levels).unique().sort().to_list()
    ['All others', 'boy', 'girl']
    """
    counts = levels.value_counts(name="pupils")
    rare = [level for level, pupils in counts.iter_rows() if pupils < _RARE * len(levels)]
    return levels.replace(dict.fromkeys(rare, OTHERS)) if len(rare) > 1 else levels


def cross_levels(one: pl.Series, other: pl.Series, *, versions: pl.Series, least: int) -> pl.Series | None:
    """The levels of the second characteristic, with those pupils apart whose crossing is not shown.

    A level keeps its name where all its pupils are in crossings that are shown. Where some are not, those
    who are have the level with `KEPT` behind it, the others the level with `LEFT`. That is decided in each
    version alone, as in `fold_levels`, since questions of other versions tell what each version adds.

    Returns
    -------
    pl.Series or None
        Nothing where the two cannot be crossed without telling of a small group.

    Examples
    --------
    >>> one, other = pl.Series(["girl"] * 40 + ["boy"] * 40), pl.Series((["yes"] * 20 + ["no"] * 20) * 2)
    >>> crossed = cross_levels(one, other, versions=pl.Series(["primary"] * 80), least=10)
    >>> sorted(crossed.unique())
    ['no', 'yes']
    """
    frame = pl.DataFrame({"one": one, "other": other, "version": versions})
    left = np.zeros(frame.height, bool)
    for version in frame["version"].unique(maintain_order=True):
        here = np.flatnonzero((frame["version"] == version).to_numpy())
        places = [
            np.unique(frame[name].to_numpy()[here], return_inverse=True)[1] for name in ("one", "other")
        ]
        counts = np.zeros((places[0].max() + 1, places[1].max() + 1), np.int64)
        np.add.at(counts, tuple(places), 1)
        chosen = choose_left_out(counts, least=least)
        if chosen is None:
            return None
        left[here] = chosen[tuple(places)]
    some = pl.col("other").is_in(frame.filter(pl.Series(left))["other"].unique().to_list())
    behind = pl.when(pl.Series(left)).then(pl.lit(LEFT)).when(some).then(pl.lit(KEPT)).otherwise(pl.lit(""))
    return frame.select(code=pl.col("other") + behind)["code"]


def choose_left_out(counts: Counts, *, least: int) -> Flags | None:
    """Which crossings of a table stay out, so that no number of pupils that can be worked out is small.

    The table shows every level alone and the crossings that stay in. A reader can add and subtract. What
    then comes out as a number of pupils in some of the crossings left out is, whatever sums are taken, a sum
    of cuts: with any columns taken, the pupils of the rows that touch them who are in other columns. So it is
    enough that each cut holds nobody or at least so many. While one does not, the smallest crossing that
    could join it is left out too; at the end, those are put in again that need not be out.

    Parameters
    ----------
    counts
        (levels of one × levels of the other) pupils.

    Returns
    -------
    array or None
        Nothing where even all of them left out would tell of a small group.

    Examples
    --------
    >>> choose_left_out(np.array([[50, 30, 4], [40, 25, 20]]), least=10).astype(int).tolist()
    [[0, 1, 1], [0, 1, 1]]
    """
    if min(counts.shape) > MOST_LEVELS:
        return None
    table = counts if counts.shape[1] <= counts.shape[0] else counts.T
    left = (table > 0) & (table < least)
    while (joining := _find_few(np.where(left, table, 0), least)) is not None:
        may = joining & ~left & (table > 0)
        if not may.any():
            return None
        left.flat[np.where(may, table, table.sum() + 1).argmin()] = True
    for place in np.argsort(-table, axis=None, kind="stable").tolist():
        if left.flat[place] and table.flat[place] >= least:
            left.flat[place] = False
            left.flat[place] = _find_few(np.where(left, table, 0), least) is not None
    return left if table is counts else left.T


def _find_few(left: Counts, least: int) -> Flags | None:
    """The crossings one of which has to be left out too, since a cut is small; None where none is."""
    few = (left.sum(axis=1) > 0) & (left.sum(axis=1) < least)
    if few.any():
        return np.broadcast_to((few.cumsum() == 1)[:, None] & few[:, None], left.shape)
    columns = left.shape[1]
    taken = (np.arange(1 << columns)[:, None] >> np.arange(columns)) % 2 == 1
    touched = taken.astype(np.int64) @ left.T > 0
    cut = np.where(touched, (~taken).astype(np.int64) @ left.T, 0).sum(axis=1)
    small = np.flatnonzero((cut > 0) & (cut < least))
    if not len(small):
        return None
    return np.asarray(touched[small[0]][:, None] != taken[small[0]][None, :])


def pairs_of_levels(codes: pl.Series) -> tuple[Pair, ...]:
    """What lies in what: each code of `cross_levels` in its level, and that in `Total`."""
    pairs: dict[Pair, None] = {}
    for code in sorted(codes.unique().to_list()):
        level = level_of(code)
        if code != level:
            pairs[code, level] = None
        pairs[level, TOTAL] = None
    return tuple(pairs)


def level_of(code: str) -> str:
    """The level that a code of `cross_levels` is of.

    Examples
    --------
    >>> level_of("Yes" + KEPT), level_of("Yes")
    ('Yes', 'Yes')
    """
    return code.removesuffix(KEPT).removesuffix(LEFT)
