"""How much less sure a gap is because children come in schools: the likeness of schools and their spread."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import Schools, Universe
from oneplan.cells.compiling import compiled
from oneplan.understand.standard.clustering import icc_from_counts

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

FEWEST_SCHOOLS = 3
"""A group in fewer schools says more about these schools than about the group: no statement."""

FEW_SCHOOLS = 20
"""Below this, the normal curve is too narrow for what schools add: Student's t; and a caution."""


@dataclass(frozen=True)
class Schooling:
    """How schools lie across the cells of each universe.

    Attributes
    ----------
    rho
        (outcomes) the intraclass correlation that is used, 0 or more.
    raw_rho
        (outcomes) as the analysis of variance gives it, below 0 where it does.
    universe
        (outcomes) which row of the following each outcome takes.
    spread
        (universes × cells) the sum over schools of (share of the group − share of the rest)².
    asked
        (universes × cells) children in a school.
    schools
        (universes × cells) schools that these children are in.
    lean
        (universes × cells) the sum over schools of (share of the group − share of the rest)³: how far the
        spread leans to one side.
    """

    rho: Floats
    raw_rho: Floats
    universe: Whole
    spread: Floats
    asked: Floats
    schools: Whole
    lean: Floats


def schooling_of(schools: Schools | None, *, cells: int, outcomes: int) -> Schooling:
    """How schools lie across cells; where no school is known, as if each child had one alone."""
    if schools is None or not schools.universes:
        alone = np.full((1, cells), np.nan)
        none = np.zeros(outcomes)
        some = np.full((1, cells), FEW_SCHOOLS)
        return Schooling(none, none, np.zeros(outcomes, dtype=np.int64), alone, alone, some, alone)
    found = icc_from_counts(schools.n, schools.cases)
    universe = np.zeros(outcomes, dtype=np.int64)
    for place, one in enumerate(schools.universes):
        universe[one.outcomes] = place
    parts = [_spread_over_schools(one, schools=len(schools.names)) for one in schools.universes]
    spread, asked, number, lean = (np.stack(each) for each in zip(*parts, strict=True))
    rho = likeness_to_use(found.rho, schools.n)
    return Schooling(rho, found.rho, universe, spread, asked, number, lean)


def likeness_to_use(rho: Floats, n: NDArray[np.int32]) -> Floats:
    """The intraclass correlations, none below 0, each drawn towards the median as far as it is unsure.

    One outcome's schools say little about how alike children are; all outcomes together say more. The share
    of each outcome's own figure is its real variance among outcomes over that and its sampling variance.

    Source of the sampling variance: Donner, International Statistical Review 54 (1986), 67-82.

    Examples
    --------
    >>> n = np.full((40, 3), 25)
    >>> likeness_to_use(np.array([-0.01, 0.02, 0.2]), n).round(3).tolist()
    [0.0, 0.02, 0.164]
    """
    floored = np.where(np.isnan(rho), np.nan, np.maximum(rho, 0.0))
    known = np.isfinite(floored)
    if not known.any():
        return np.zeros_like(rho)
    schools = np.maximum((n > 0).sum(axis=0), 2)
    size = np.maximum(n.sum(axis=0) / schools, 1.0 + 1e-9)
    unsure = 2 * ((1 - floored) * (1 + (size - 1) * floored)) ** 2 / (size * (size - 1) * (schools - 1))
    middle = float(np.median(floored[known]))
    between = max(float(np.var(floored[known])) - float(np.mean(unsure[known])), 0.0)
    own = between / (between + unsure)
    return np.where(known, own * floored + (1 - own) * middle, middle)


def _spread_over_schools(universe: Universe, *, schools: int) -> tuple[Floats, Floats, Whole, Floats]:
    cells = np.arange(universe.start.size - 1)
    return spread_beside(universe, cells, beside=np.zeros_like(cells), schools=schools)


def spread_beside(
    universe: Universe, cells: Whole, *, beside: Whole, schools: int
) -> tuple[Floats, Floats, Whole, Floats]:
    """For each cell beside the rest of a larger one: its spread, children, schools and lean."""
    return _spread(
        (universe.start, universe.school, universe.children),
        (cells, beside),
        np.zeros(schools, dtype=np.int64),
    )


@compiled
def _spread(
    rows: tuple[Whole, NDArray[np.int32], NDArray[np.int32]],
    pairs: tuple[Whole, Whole],
    whole: Whole,
) -> tuple[Floats, Floats, Whole, Floats]:
    start, school, children = rows
    cells, beside = pairs
    spread, asked = np.full(cells.size, np.nan), np.zeros(cells.size)
    number = np.zeros(cells.size, dtype=np.int64)
    lean = np.full(cells.size, np.nan)
    filled, everybody, squares, cubes = -1, 0.0, 0.0, 0.0
    for place in range(cells.size):
        cell = cells[place]
        if beside[place] != filled:
            whole[:] = 0
            filled = beside[place]
            everybody, squares, cubes = 0.0, 0.0, 0.0
            for at in range(start[filled], start[filled + 1]):
                whole[school[at]] = children[at]
                everybody += children[at]
                square = float(children[at]) * children[at]
                squares += square
                cubes += square * children[at]
        group = 0.0
        for at in range(start[cell], start[cell + 1]):
            group += children[at]
        rest = everybody - group
        asked[place] = group
        number[place] = start[cell + 1] - start[cell]
        if group <= 0.0 or rest <= 0.0:
            continue
        total = squares / (rest * rest)
        third = -cubes / (rest * rest * rest)
        for at in range(start[cell], start[cell + 1]):
            away = children[at] / group - (whole[school[at]] - children[at]) / rest
            without = whole[school[at]] / rest
            total += away * away - without * without
            third += away * away * away + without * without * without
        spread[place] = max(total, 0.0)
        lean[place] = third
    return spread, asked, number, lean


def design_effects(
    schooling: Schooling, *, cells: Whole, outcomes: Whole, n: Floats, rest: Floats
) -> tuple[Floats, Floats]:
    """The design effect of each group beside all others, and the degrees of freedom of its schools."""
    row = schooling.universe[outcomes]
    asked = schooling.asked[row, cells]
    lies = Lies(
        schooling.spread[row, cells],
        asked,
        schooling.asked[row, 0] - asked,
        schooling.schools[row, cells],
    )
    return effects_of(lies, schooling.rho[outcomes], n=n, rest=rest)


@dataclass(frozen=True)
class Lies:
    """How a group and the children beside it lie over schools; arrays of one length."""

    spread: Floats
    asked: Floats
    asked_rest: Floats
    schools: Whole


def effects_of(lies: Lies, rho: Floats, *, n: Floats, rest: Floats) -> tuple[Floats, Floats]:
    """The design effect of each gap, and its degrees of freedom: infinite for many schools, or none known.

    Only the schools' part of the variance has few degrees of freedom, so the fewer the smaller that part is
    (Satterthwaite, Biometrics Bulletin 2 (1946), 110-114).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = 1 / n + 1 / rest
        # Whoever was asked and did not answer thins the schools out, as if at random within the group.
        thinner = np.maximum(1 / n - 1 / lies.asked, 0) + np.maximum(1 / rest - 1 / lies.asked_rest, 0)
        of_schools = rho * (lies.spread + thinner) / apart
    unknown = np.isnan(of_schools)
    of_schools = np.where(unknown, 0.0, of_schools)
    effect = np.where(unknown, 1.0, np.maximum(1 - rho + of_schools, 1.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = np.maximum(lies.schools - 1, 1) * (effect / np.minimum(of_schools, effect)) ** 2
    few = ~unknown & (lies.schools < FEW_SCHOOLS)
    return effect, np.where(few, freedom, np.inf)


def straightened(
    z: Floats,
    schooling: Schooling,
    *,
    cells: Whole,
    outcomes: Whole,
    share: Floats,
    apart: Floats,
    effect: Floats,
) -> Floats:
    """The deviates, with what a few schools far above the rest add to one tail taken out.

    Where an outcome is rare, most schools have little of it and a few have much. A group that sits in such a
    school is far out more often than the normal curve has it. Shares of schools are taken to follow the beta
    distribution with the outcome's mean and likeness; its skewness moves the deviate (Cornish and Fisher,
    Revue de l'Institut International de Statistique 5 (1938), 307-320). Never away from zero.

    Parameters
    ----------
    z
        Positive where the group has more cases.
    share
        (outcomes) of all children.
    apart, effect
        Of each deviate: 1/n of the group and of the rest together, and the design effect.
    """
    rho, p = schooling.rho[outcomes], share[outcomes]
    lean = np.nan_to_num(schooling.lean[schooling.universe[outcomes], cells])
    of_schools = 2 * (1 - 2 * p) * np.sqrt(rho / (p * (1 - p))) / (1 + rho)
    skew = of_schools * lean * (rho / (apart * effect)) ** 1.5 * np.sign(z)
    bend = np.maximum(skew, 1e-9) / 6
    away = np.abs(z)
    nearer = (np.sqrt(1 + 4 * bend * (bend + away)) - 1) / (2 * bend)
    return np.sign(z) * np.where((skew > 1e-6) & (away > 1), np.minimum(nearer, away), away)
