"""Gaps between means: the same search for outcomes that are numbers, such as a score of wellbeing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import special

from oneplan.cells.cells import Means
from oneplan.errors import NotValid
from oneplan.understand.intersections.counts import turns
from oneplan.understand.intersections.discovery import Discovered, discover
from oneplan.understand.intersections.judging import COMPUTE_FROM, Judged
from oneplan.understand.intersections.kept import STATE_FROM
from oneplan.understand.intersections.parents import (
    adds_to_every_parent,
    effect_beside,
    pairs_with_parents,
)
from oneplan.understand.intersections.rows import Rows
from oneplan.understand.intersections.schooling import (
    FEWEST_SCHOOLS,
    Schooling,
    design_effects,
    likeness_to_use,
    schooling_of,
)
from oneplan.understand.intersections.tables import group_names, level_columns
from oneplan.understand.standard.clustering import icc_from_sums

if TYPE_CHECKING:
    from oneplan.cells.cells import Cells

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_SURE = 1.959963984540054


def find_mean_gaps(
    cells: "Cells",
    *,
    good: Sequence[str] = (),
    level: float = 0.05,
    phrases: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Find the groups whose mean differs from that of all other children by more than chance would explain.

    Welch's test on each group beside the rest, its variance widened by what schools cost; false findings
    are held as in `oneplan.find_gaps`. How alike the children of one school are in each number is estimated
    as for shares: by an analysis of variance, never below zero, and drawn towards the middle of all numbers
    as far as it is unsure.

    Parameters
    ----------
    cells
        From `oneplan.count_cells`, with outcomes whose mean is wanted.
    good
        Outcomes of which more is better; of all others, less is better.
    level, phrases
        As in `oneplan.find_gaps`.

    Returns
    -------
    polars.DataFrame
        One row a found gap whose group adds to each of its parents, the surest first: means, `gap` (positive
        means worse for the group) with its 95% interval in the outcome's own units, p-values, schools.

    Raises
    ------
    NotFound, NotValid
        When nothing was counted as a mean, or an option cannot be.

    Source: Welch, Biometrika 34 (1947), 28-35; Donner and Koval, Biometrics 36 (1980), 19-25.
    """
    if cells.means is None:
        raise NotValid("No outcome was counted as a mean; declare one with counts='mean' and count again.")
    if not 0 < level < 1:
        raise NotValid(f"A level of {level} cannot be; give a share between 0 and 1, such as 0.05.")
    turn = turns(cells.means.outcomes, good=good)
    schooling = _schooling(cells, cells.means)
    every = _beside_rest(cells.means, schooling)
    tests = np.isfinite(every.deviate).sum(axis=0)
    # Nothing leans to one side where the share is a half.
    judged = Judged(every.deviate, tests, np.full(tests.size, 0.5), schooling)
    # The degrees of freedom are in the deviate already.
    found = discover(replace(judged, schooling=_with_many(schooling)), cells.means.n, level=level)
    kept = np.flatnonzero(_adds(cells, cells.means, found, schooling=schooling, z=every.deviate))
    order = kept[np.argsort(found.p_value[kept], kind="stable")]
    return _frame(cells, cells.means, every, found=_only(found, order), turn=turn, phrases=phrases or {})


@dataclass(frozen=True)
class _Beside:
    """Each group beside the rest (cells × outcomes)."""

    mean: Floats
    rest_mean: Floats
    spread: Floats
    freedom: Floats
    effect: Floats
    deviate: Floats
    schooling: Schooling


def _schooling(cells: "Cells", means: Means) -> Schooling:
    """How schools lie for the numbers: the universe of children that fits each best, and its own likeness."""
    known = schooling_of(cells.schools, cells=len(cells), outcomes=len(cells.outcomes))
    everybody = np.nan_to_num(known.asked[:, 0])
    universe = np.abs(everybody[:, None] - means.n[0][None, :]).argmin(axis=0)
    sums = means.by_school
    if sums is None:
        none = np.zeros(len(means.outcomes))
        return replace(known, rho=none, raw_rho=none, universe=universe)
    raw = icc_from_sums(sums.n, sums.total, squares=sums.squares).rho
    return replace(known, rho=likeness_to_use(raw, sums.n), raw_rho=raw, universe=universe)


def _with_many(schooling: Schooling) -> Schooling:
    return replace(schooling, rho=np.zeros_like(schooling.rho))


def _beside_rest(means: Means, schooling: Schooling) -> _Beside:
    cell, outcome = np.indices(means.n.shape)
    n = means.n.astype(np.float64)
    own = _moments(n, means.total, means.squares)
    rest = n[0] - n
    others = _moments(rest, means.total[0] - means.total, means.squares[0] - means.squares)
    effect, freedom = (
        each.reshape(n.shape)
        for each in design_effects(
            schooling, cells=cell.ravel(), outcomes=outcome.ravel(), n=n.ravel(), rest=rest.ravel()
        )
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = own[1] / n, others[1] / rest
        spread = np.sqrt((parts[0] + parts[1]) * effect)
        welch = (parts[0] + parts[1]) ** 2 / (parts[0] ** 2 / (n - 1) + parts[1] ** 2 / (rest - 1))
        t = (own[0] - others[0]) / spread
    freedom = np.minimum(welch, freedom)
    looked_at = (np.minimum(n, rest) >= COMPUTE_FROM) & (spread > 0)
    looked_at &= schooling.schools[schooling.universe[outcome], cell] >= FEWEST_SCHOOLS
    deviate = -np.sign(t) * special.ndtri(special.stdtr(np.where(looked_at, freedom, np.nan), -np.abs(t)))
    # Beyond what a p-value can be written as, only the side and the size of the deviate matter.
    deviate = np.where(np.isinf(deviate), np.copysign(38.0, t), deviate)
    return _Beside(own[0], others[0], spread, freedom, effect, deviate, schooling)


def _moments(n: Floats, total: Floats, squares: Floats) -> tuple[Floats, Floats]:
    """Mean and variance among children."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / n
        variance = np.maximum(squares - total * mean, 0.0) / (n - 1)
    return mean, variance


def _adds(
    cells: "Cells", means: Means, found: Discovered, *, schooling: Schooling, z: Floats
) -> NDArray[np.bool_]:
    """Whether each group is surely further on its side than the rest of each of its parents."""
    beside = pairs_with_parents(Rows.of(cells.levels), found.cell)
    counts = replace(cells, outcomes=means.outcomes, n=means.n, cases=means.n)
    group, question = found.cell[beside.finding], found.outcome[beside.finding]
    tables = (means.n.astype(np.float64), means.total, means.squares)
    own = [table[group, question] for table in tables]
    rest = [table[beside.parent, question] - mine for table, mine in zip(tables, own, strict=True)]
    (mean, variance), (other, its_variance) = _moments(*own), _moments(*rest)
    effect = effect_beside(counts, schooling, pair=(group, beside.parent), outcome=question)
    with np.errstate(divide="ignore", invalid="ignore"):
        away = (mean - other) / np.sqrt((variance / own[0] + its_variance / rest[0]) * effect)
    sure = np.nan_to_num(away * np.sign(z[group, question])) >= _SURE
    return adds_to_every_parent(beside, sure, findings=found.cell.size)


def _only(found: Discovered, order: Whole) -> Discovered:
    parts = ("cell", "outcome", "p_value", "adjusted", "strict", "across")
    return replace(found, **{name: getattr(found, name)[order] for name in parts})


def _frame(
    cells: "Cells",
    means: Means,
    every: _Beside,
    *,
    found: Discovered,
    turn: NDArray[np.int8],
    phrases: Mapping[str, str],
) -> pl.DataFrame:
    cell, outcome = at = (found.cell, found.outcome)
    gap = turn[outcome] * (every.mean[at] - every.rest_mean[at])
    reach = special.stdtrit(every.freedom[at], 0.975) * every.spread[at]
    n, rest = means.n[at], means.n[0, outcome] - means.n[at]
    schools = every.schooling.schools[every.schooling.universe[outcome], cell]
    unknown = bool(np.isnan(every.schooling.asked).all())
    return pl.DataFrame(
        {
            "group": group_names(cells, cell, phrases=phrases),
            "outcome": pl.Series(means.outcomes, dtype=pl.String).gather(outcome),
            **level_columns(cells, cell),
            "n": n,
            "mean": every.mean[at],
            "rest_n": rest,
            "rest_mean": every.rest_mean[at],
            "gap": gap,
            "lower": gap - reach,
            "upper": gap + reach,
            "p_value": found.p_value,
            "adjusted": found.adjusted,
            "strict": found.strict,
            "across": found.across,
            "design_effect": every.effect[at],
            "schools": pl.Series([None] * cell.size, dtype=pl.Int64) if unknown else schools,
            "stated": np.minimum(n, rest) >= STATE_FROM,
        },
        nan_to_null=True,
    )
