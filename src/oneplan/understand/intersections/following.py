"""The same gaps in every wave: which can be followed, and how far schools make them vary together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.understand.intersections.counts import Counts, turns
from oneplan.understand.intersections.judging import COMPUTE_FROM
from oneplan.understand.intersections.measuring import Group, group_of
from oneplan.understand.intersections.pairing import Paired, carried_over, spread_in_common
from oneplan.understand.intersections.schooling import FEWEST_SCHOOLS, Schooling, schooling_of

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Followed:
    """The same pairs of group and question in every wave: gaps (pairs × waves), their covariances."""

    groups: tuple[Group, ...]
    names: Sequence[str]
    gaps: Floats
    covariance: Floats
    carried: float


def follow(waves: Sequence[Counts], paired: Paired, *, good: Sequence[str]) -> Followed:
    """Gather what can be followed: groups that are large enough, in enough schools, in every wave."""
    schooling = [
        schooling_of(wave.schools, cells=len(wave.levels), outcomes=len(wave.outcomes)) for wave in waves
    ]
    place, question = (each.ravel() for each in np.indices((len(paired.cells), len(paired.names))))
    large = _large_enough(waves, schooling, paired, pair=(place, question))
    place, question = place[large], question[large]
    groups = tuple(
        group_of(
            wave,
            schooling[number],
            pair=(paired.cells[place, number], paired.outcomes[question, number]),
            turn=turns(wave.outcomes, good=good),
        )
        for number, wave in enumerate(waves)
    )
    covariance, carried = _covariances(waves, schooling, groups)
    gaps = np.stack([group.gap for group in groups], axis=1)
    return Followed(groups, [paired.names[each] for each in question], gaps, covariance, carried)


def _large_enough(
    waves: Sequence[Counts], schooling: Sequence[Schooling], paired: Paired, *, pair: tuple[Whole, Whole]
) -> Flags:
    enough = paired.cells[pair[0], 0] > 0
    for number, wave in enumerate(waves):
        cell, outcome = paired.cells[pair[0], number], paired.outcomes[pair[1], number]
        n, everybody = wave.n[cell, outcome], wave.n[0, outcome]
        some = wave.cases[0, outcome]
        enough &= (n >= COMPUTE_FROM) & (everybody - n >= COMPUTE_FROM) & (some > 0) & (some < everybody)
        enough &= schooling[number].schools[schooling[number].universe[outcome], cell] >= FEWEST_SCHOOLS
    return np.asarray(enough)


def _covariances(
    waves: Sequence[Counts], schooling: Sequence[Schooling], groups: tuple[Group, ...]
) -> tuple[Floats, float]:
    """The covariance of each pair's gaps between all waves, and how far schools carry over, first to last."""
    number = len(waves)
    found = np.zeros((groups[0].cell.size, number, number))
    carried = 0.0
    for one in range(number):
        found[:, one, one] = _own_variance(groups[one])
        for other in range(one + 1, number):
            both = (waves[one], waves[other])
            a, b = groups[one], groups[other]
            alike = carried_over(*both, columns=(a.outcome, b.outcome))
            carried = float(np.median(alike)) if alike.size else 0.0
            common = spread_in_common(
                both,
                (schooling[one], schooling[other]),
                cells=(a.cell, b.cell),
                outcomes=(a.outcome, b.outcome),
            )
            size = np.sqrt(a.pooled * (1 - a.pooled) * schooling[one].rho[a.outcome])
            size *= np.sqrt(b.pooled * (1 - b.pooled) * schooling[other].rho[b.outcome])
            most = 0.95 * np.sqrt(found[:, one, one] * _own_variance(b))
            found[:, one, other] = found[:, other, one] = np.clip(alike * size * common, -most, most)
    return found, carried


def _own_variance(group: Group) -> Floats:
    """Of a gap that is there: each side with its own share, never less than one case could make it."""
    parts = []
    for cases, n in ((group.cases, group.n), (group.rest_cases, group.rest)):
        share = (cases + 1) / (n + 2)
        parts.append(share * (1 - share) / n)
    return (parts[0] + parts[1]) * group.effect
