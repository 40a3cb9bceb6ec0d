"""A finding’s evidence: the group beside its parents and the rest, and what schools have to do with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY
from oneplan.understand.intersections.best import best_beside
from oneplan.understand.intersections.counts import Counts
from oneplan.understand.intersections.findings import Told
from oneplan.understand.intersections.kept import STATE_FROM
from oneplan.understand.intersections.measuring import group_of
from oneplan.understand.intersections.rows import NO_CELL
from oneplan.understand.intersections.saying import Phrases, name_group
from oneplan.understand.intersections.schooling import Schooling, design_effects, schooling_of
from oneplan.understand.intersections.tables import answered_of, asked_in
from oneplan.understand.intersections.weighing import weighed
from oneplan.understand.standard.intervals import wilson

Kind = Literal["group", "parent", "best", "rest"]


@dataclass(frozen=True)
class Beside:
    """One row: who, how many answered, and the share with the outcome with its 95% interval."""

    who: str
    kind: Kind
    n: int
    share: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Evidence:
    """What stands behind one finding.

    Attributes
    ----------
    rows
        The group, then each larger group that it is part of, then the best-off group that the same
        characteristics make (chosen, never tested), then all other children.
    schools
        Schools in which the group's children are, or None where that is not known.
    likeness
        How alike children of one school are on this question: the intraclass correlation.
    effect
        By how much schools blow up the variance of the gap.
    answered
        Of the children of the group who were asked in these schools, the share who answered.
    weighted
        The shares of the group and of the rest with weights, where the records have them.
    """

    rows: tuple[Beside, ...]
    schools: int | None
    likeness: float
    effect: float
    answered: float
    weighted: tuple[float, float] | None


def evidence_of(counts: Counts, found: Sequence[Told], *, phrases: Phrases) -> tuple[Evidence, ...]:
    """The evidence of each finding, in their order.

    Every interval allows for schools in the way the finding does: Wilson's, on counts divided by the design
    effect of that group beside all others.
    """
    cells, outcomes = counts.n.shape
    schooling = schooling_of(counts.schools, cells=cells, outcomes=outcomes)
    place = {row.tobytes(): number for number, row in enumerate(np.asarray(counts.levels, dtype=np.int16))}
    cell = np.array([place[_levels(counts, told).tobytes()] for told in found], dtype=np.int64)
    column = np.array([counts.outcomes.index(told.outcome) for told in found], dtype=np.int64)
    turn = np.ones(outcomes, np.int8)
    turn[column] = [-1 if told.gap * (told.share - told.rest_share) < 0 else 1 for told in found]
    group = group_of(counts, schooling, pair=(cell, column), turn=turn)
    best = best_beside(counts, group, least=STATE_FROM).cell
    answered = answered_of(group.n, asked_in(counts, schooling)[schooling.universe[column], cell])
    weights = weighed(counts.weights, group) if counts.weights is not None else None
    made = []
    for number, own in enumerate(cell.tolist()):
        wider = [place[row.tobytes()] for row in _wider(counts, own)]
        beside = [] if best[number] in (own, NO_CELL) else [int(best[number])]
        outcome = int(column[number])
        rows, effect = _rows(counts, (own, wider, beside), outcome=outcome, schooling=schooling)
        schools = schooling.schools[schooling.universe[outcome], own] if counts.schools else None
        shares = (float(weights.share[number]), float(weights.rest_share[number])) if weights else None
        made.append(
            Evidence(
                rows=_named(counts, rows, phrases=phrases),
                schools=None if schools is None else int(schools),
                likeness=float(schooling.rho[outcome]),
                effect=effect,
                answered=float(answered[number]),
                weighted=shares,
            )
        )
    return tuple(made)


def _rows(
    counts: Counts, cells: tuple[int, list[int], list[int]], *, outcome: int, schooling: Schooling
) -> tuple[list[tuple[int, Beside]], float]:
    """The group, its parents, the best-off group and the rest, each with its cell; and the design effect."""
    own, wider, best = cells
    parents: list[Kind] = ["parent"] * len(wider)
    bests: list[Kind] = ["best"] * len(best)
    kinds: list[Kind] = ["group", *parents, *bests, "rest"]
    listed = np.array([own, *wider, *best])
    n = counts.n[listed, outcome].astype(np.float64)
    cases = counts.cases[listed, outcome].astype(np.float64)
    everybody, some = float(counts.n[0, outcome]), float(counts.cases[0, outcome])
    columns = np.full(listed.size, outcome)
    effect, _ = design_effects(schooling, cells=listed, outcomes=columns, n=n, rest=everybody - n)
    # The rest stands beside the group, so its interval is blown up as the group's is.
    n, cases = np.append(n, everybody - n[0]), np.append(cases, some - cases[0])
    effect = np.append(effect, effect[0])
    found = wilson(cases / effect, n / effect)
    figures = zip([*listed, NO_CELL], kinds, n, found.value, found.lower, found.upper, strict=True)
    rows = [
        (int(cell), Beside("", kind, int(of), float(share), float(lower), float(upper)))
        for cell, kind, of, share, lower, upper in figures
    ]
    return rows, float(effect[0])


def _named(counts: Counts, rows: list[tuple[int, Beside]], *, phrases: Phrases) -> tuple[Beside, ...]:
    named = []
    for cell, row in rows:
        who = "all other children"
        if row.kind != "rest":
            who = name_group(counts.characteristics, counts.levels[cell].tolist(), phrases=phrases)
        named.append(replace(row, who=who))
    return tuple(named)


def _wider(counts: Counts, cell: int) -> list[NDArray[np.int16]]:
    """The groups that fix one characteristic less; none where that would be everybody."""
    levels = np.asarray(counts.levels[cell], dtype=np.int16)
    fixed = np.flatnonzero(levels != ANY)
    return [_without(levels, int(one)) for one in fixed] if fixed.size > 1 else []


def _levels(counts: Counts, told: Told) -> NDArray[np.int16]:
    """The row of `levels` of the group that was found."""
    return np.array(
        [
            one.levels.index(told.levels[one.name]) if one.name in told.levels else ANY
            for one in counts.characteristics
        ],
        dtype=np.int16,
    )


def _without(levels: NDArray[np.int16], place: int) -> NDArray[np.int16]:
    wider = levels.copy()
    wider[place] = ANY
    return wider
