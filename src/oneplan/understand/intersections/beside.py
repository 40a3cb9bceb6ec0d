"""A finding’s evidence: the group beside its parents and the rest, and what schools have to do with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY
from oneplan.understand.intersections.counts import Counts
from oneplan.understand.intersections.findings import Told
from oneplan.understand.intersections.saying import Phrases, name_group
from oneplan.understand.intersections.schooling import Schooling, design_effects, schooling_of
from oneplan.understand.standard.intervals import wilson

Kind = Literal["group", "parent", "rest"]


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
        The group, then each larger group that it is part of, then all other children.
    schools
        Schools in which the group's children are, or None where that is not known.
    likeness
        How alike children of one school are on this question: the intraclass correlation.
    effect
        By how much schools blow up the variance of the gap.
    """

    rows: tuple[Beside, ...]
    schools: int | None
    likeness: float
    effect: float


def evidence_of(counts: Counts, found: Sequence[Told], *, phrases: Phrases) -> tuple[Evidence, ...]:
    """The evidence of each finding, in their order.

    Every interval allows for schools in the way the finding does: Wilson's, on counts divided by the design
    effect of that group beside all others.
    """
    cells, outcomes = counts.n.shape
    schooling = schooling_of(counts.schools, cells=cells, outcomes=outcomes)
    place = {row.tobytes(): number for number, row in enumerate(np.asarray(counts.levels, dtype=np.int16))}
    return tuple(_evidence(counts, told, schooling=schooling, place=place, phrases=phrases) for told in found)


def _evidence(
    counts: Counts, told: Told, *, schooling: Schooling, place: dict[bytes, int], phrases: Phrases
) -> Evidence:
    outcome = counts.outcomes.index(told.outcome)
    levels = _levels(counts, told)
    fixed = np.flatnonzero(levels != ANY)
    wider = [_without(levels, int(one)) for one in fixed] if fixed.size > 1 else []
    cells = np.array([place[row.tobytes()] for row in (levels, *wider)])
    n = counts.n[cells, outcome].astype(np.float64)
    cases = counts.cases[cells, outcome].astype(np.float64)
    everybody, some = float(counts.n[0, outcome]), float(counts.cases[0, outcome])
    columns = np.full(cells.size, outcome)
    effect, _ = design_effects(schooling, cells=cells, outcomes=columns, n=n, rest=everybody - n)
    # The rest stands beside the group, so its interval is blown up as the group's is.
    n, cases, effect = (
        np.append(n, everybody - n[0]),
        np.append(cases, some - cases[0]),
        np.append(effect, effect[0]),
    )
    interval = wilson(cases / effect, n / effect)
    names = [name_group(counts.characteristics, row.tolist(), phrases=phrases) for row in (levels, *wider)]
    parents: list[Kind] = ["parent"] * len(wider)
    kinds: tuple[Kind, ...] = ("group", *parents, "rest")
    rows = tuple(
        Beside(who, kind, int(of), float(share), float(lower), float(upper))
        for who, kind, of, share, lower, upper in zip(
            [*names, "all other children"],
            kinds,
            n,
            interval.value,
            interval.lower,
            interval.upper,
            strict=True,
        )
    )
    known = counts.schools is not None
    in_schools = int(schooling.schools[schooling.universe[outcome], cells[0]]) if known else None
    return Evidence(rows, in_schools, likeness=float(schooling.rho[outcome]), effect=float(effect[0]))


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
