"""The same groups, questions and schools in several waves: what belongs together, what schools carry over."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY
from oneplan.cells.compiling import compiled
from oneplan.errors import NotValid
from oneplan.understand.intersections.counts import Counts
from oneplan.understand.intersections.schooling import Schooling

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Paired:
    """Groups and questions that every wave has, with their rows and columns in each.

    Attributes
    ----------
    cells
        (groups × waves) rows in the counts of each wave.
    outcomes
        (questions × waves) columns in the counts of each wave.
    names
        The questions.
    left_out
        Questions that are not in every wave, or are not comparable.
    """

    cells: Whole
    outcomes: Whole
    names: tuple[str, ...]
    left_out: tuple[str, ...]


def pair_waves(waves: Sequence[Counts], *, not_comparable: Sequence[str] = ()) -> Paired:
    """Find the groups and the questions that can be followed from wave to wave.

    Raises
    ------
    NotValid
        When there are fewer than two waves, or they have no group or no question in common.
    """
    if len(waves) < 2:
        raise NotValid("A change needs two waves or more; count each wave, and give them in their order.")
    every = [name for wave in waves for name in wave.outcomes]
    names = tuple(
        name
        for name in waves[0].outcomes
        if all(name in wave.outcomes for wave in waves) and name not in not_comparable
    )
    if not names:
        raise NotValid("No question stands in all waves; a gap can only be followed on the same question.")
    rows = [groups_by_name(wave) for wave in waves]
    shared = [group for group in rows[0] if all(group in other for other in rows[1:])]
    if len(shared) < 2:
        raise NotValid(
            "No group stands in all waves; give the characteristics and their levels the same names in each."
        )
    return Paired(
        cells=np.array([[row[group] for row in rows] for group in shared], dtype=np.int64),
        outcomes=np.array([[wave.outcomes.index(name) for wave in waves] for name in names], dtype=np.int64),
        names=names,
        left_out=tuple(dict.fromkeys(name for name in every if name not in names)),
    )


def groups_by_name(wave: Counts) -> dict[frozenset[tuple[str, str]], int]:
    """The row of each group, by the names of what it fixes."""
    cell, which = np.nonzero(wave.levels != ANY)
    found: list[list[tuple[str, str]]] = [[] for _ in range(len(wave.levels))]
    for row, place in zip(cell.tolist(), which.tolist(), strict=True):
        one = wave.characteristics[place]
        found[row].append((one.name, one.levels[wave.levels[row, place]]))
    return {frozenset(group): row for row, group in enumerate(found)}


def carried_over(first: Counts, second: Counts, *, columns: tuple[Whole, Whole]) -> Floats:
    """How far a school that is high in one wave is high in the next: a correlation from 0 to 1 a question.

    From the schools that are in both waves, each weighted by its children; what chance alone adds to each
    wave's spread is taken out, and the questions' figures are drawn together to their median.
    """
    if first.schools is None or second.schools is None:
        return np.zeros(columns[0].size)
    known = {name: place for place, name in enumerate(second.schools.names)}
    ours = [place for place, name in enumerate(first.schools.names) if name in known]
    theirs = [known[first.schools.names[place]] for place in ours]
    if len(ours) < 3:
        return np.zeros(columns[0].size)
    one = _away(first.schools.n[ours], first.schools.cases[ours], columns[0])
    other = _away(second.schools.n[theirs], second.schools.cases[theirs], columns[1])
    weight = np.minimum(one[1], other[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        together = (weight * one[0] * other[0]).sum(axis=0) / weight.sum(axis=0)
        apart = np.sqrt(_real_spread(one, weight) * _real_spread(other, weight))
        found = np.clip(np.where(apart > 0, together / apart, np.nan), 0.0, 1.0)
    middle = float(np.median(found[np.isfinite(found)])) if np.isfinite(found).any() else 0.0
    return np.full(columns[0].size, middle)


def _away(n: NDArray[np.int32], cases: NDArray[np.int32], columns: Whole) -> tuple[Floats, Floats, Floats]:
    of, some = n[:, columns].astype(np.float64), cases[:, columns].astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = some.sum(axis=0) / of.sum(axis=0)
        away = np.where(of > 0, some / of - share, 0.0)
    return away, of, share


def _real_spread(wave: tuple[Floats, Floats, Floats], weight: Floats) -> Floats:
    """The variance among schools without what the drawing of children adds."""
    away, of, share = wave
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = np.where(of > 0, share * (1 - share) / of, 0.0)
        found = (weight * (away**2 - chance)).sum(axis=0) / weight.sum(axis=0)
    return np.asarray(np.maximum(found, 0.0))


def spread_in_common(
    waves: tuple[Counts, Counts],
    schooling: tuple[Schooling, Schooling],
    *,
    cells: tuple[Whole, Whole],
    outcomes: tuple[Whole, Whole],
) -> Floats:
    """The sum over schools of (share of group − share of rest) in one wave times the same in the other."""
    found = np.zeros(cells[0].size)
    first, second = waves[0].schools, waves[1].schools
    if first is None or second is None:
        return found
    known = {name: place for place, name in enumerate(first.names)}
    also = np.array([known.get(name, -1) for name in second.names], dtype=np.int64)
    universes = tuple(one.universe[column] for one, column in zip(schooling, outcomes, strict=True))
    pairs = np.unique(np.stack(universes), axis=1).T
    for one, other in pairs:
        mine = np.flatnonzero((universes[0] == one) & (universes[1] == other))
        a, b = first.universes[one], second.universes[other]
        found[mine] = _common(
            (a.start, a.school, a.children),
            (b.start, b.school, b.children),
            (cells[0][mine], cells[1][mine]),
            also,
            len(first.names),
        )
    return found


@compiled
def _contrast(
    rows: tuple[Whole, NDArray[np.int32], NDArray[np.int32]], cell: int, filled: Floats, also: Whole
) -> None:
    """For each school of the first wave: its share of the group, less its share of the rest."""
    start, school, children = rows
    filled[:] = 0.0
    group, everybody = 0.0, 0.0
    for at in range(start[cell], start[cell + 1]):
        group += children[at]
    for at in range(start[0], start[1]):
        everybody += children[at]
    rest = everybody - group
    if group <= 0.0 or rest <= 0.0:
        return
    for at in range(start[0], start[1]):
        place = also[school[at]]
        if place >= 0:
            filled[place] -= children[at] / rest
    for at in range(start[cell], start[cell + 1]):
        place = also[school[at]]
        if place >= 0:
            filled[place] += children[at] / group + children[at] / rest


@compiled
def _common(
    first: tuple[Whole, NDArray[np.int32], NDArray[np.int32]],
    second: tuple[Whole, NDArray[np.int32], NDArray[np.int32]],
    cells: tuple[Whole, Whole],
    also: Whole,
    schools: int,
) -> Floats:
    found = np.zeros(cells[0].size)
    one, other, same = np.zeros(schools), np.zeros(schools), np.arange(schools)
    for place in range(found.size):
        _contrast(first, cells[0][place], one, same)
        _contrast(second, cells[1][place], other, also)
        found[place] = (one * other).sum()
    return found
