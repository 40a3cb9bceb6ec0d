"""Fits the model of strata to counts: how much intersections matter, outcome by outcome."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from oneplan.cells.cells import Characteristic
from oneplan.errors import NotValid
from oneplan.understand.intersections.counts import Counts
from oneplan.understand.shares import columns_of, rows_fixing, shares_of
from oneplan.understand.strata.effects import CONSTANT, constant, main_effects
from oneplan.understand.strata.fitted import Model, Strata

Floats = NDArray[np.float64]

MOST_CHARACTERISTICS = 6
MOST_STRATA = 1000
MOST_POINTS = 51
_TURNS_A_CORE = 4


def fit_strata(
    counts: Counts,
    *,
    characteristics: Sequence[str],
    outcomes: Sequence[str] | None = None,
    points: int = 1,
    clustered: bool = True,
) -> Strata:
    """How much outcomes differ between the intersections of some characteristics, and how much beyond each.

    For each outcome two logistic models with one shift for each stratum (each combination of levels): one
    with nothing else, one with the characteristics' own effects. This is multilevel analysis of individual
    heterogeneity and discriminatory accuracy (MAIHDA). Small strata are drawn towards what their
    characteristics would give them, so that no stratum is told from chance.

    Parameters
    ----------
    counts
        What `oneplan.count_cells` gives, counted at least as deep as there are characteristics here.
    characteristics
        Up to six, whose strata are at most 1,000.
    outcomes
        Names; all when not given.
    points
        Of adaptive Gauss-Hermite quadrature: 1 is Laplace's approximation, 7 is nearly exact.
    clustered
        Whether counts are divided by the design effect that schools give them, where schools are known.

    Returns
    -------
    Strata
        Both models; `to_frame()` has one row an outcome, `of_outcome(name)` one row a stratum.

    Raises
    ------
    NotFound
        Where a characteristic or outcome is not there, or cells were not counted deep enough.
    NotValid
        Where there are too many characteristics or strata, or too few strata to compare.

    References
    ----------
    Evans, Williams, Onnela and Subramanian, Social Science and Medicine 203 (2018), 64-73; Merlo,
    Social Science and Medicine 203 (2018), 74-80.

    Examples
    --------
    >>> import oneplan
    >>> import polars as pl
    >>> from oneplan.cells.counting import count_cells
    >>> from oneplan.cells.records import Records
    >>> children = pl.DataFrame(
    ...     {"sex": ["girls", "boys"] * 40, "meals": ["yes"] * 40 + ["no"] * 40, "sad": [1, 0, 0, 0] * 20}
    ... )
    >>> cells = count_cells(Records(children, characteristics=["sex", "meals"], outcomes=["sad"]))
    >>> found = oneplan.fit_strata(cells, characteristics=["sex", "meals"])
    >>> found.to_frame()["strata"].to_list(), found.main.terms
    ([4], ('everybody', 'sex: girls', 'meals: yes'))
    """
    named = [characteristics] if isinstance(characteristics, str) else list(characteristics)
    if len(named) > MOST_CHARACTERISTICS:
        raise NotValid(f"Strata are made of at most {MOST_CHARACTERISTICS} characteristics; leave some out.")
    rows, chosen = rows_fixing(counts, named)
    columns = columns_of(counts, outcomes)
    shares = shares_of(counts, rows, columns=columns, clustered=clustered)
    return fit_counts(
        shares.cases,
        shares.n,
        levels=counts.levels[np.ix_(rows, chosen)],
        characteristics=tuple(counts.characteristics[place] for place in chosen),
        outcomes=tuple(counts.outcomes[column] for column in columns),
        effect=shares.effect,
        points=points,
    )


def fit_counts(
    cases: ArrayLike,
    n: ArrayLike,
    *,
    levels: ArrayLike,
    characteristics: tuple[Characteristic, ...],
    outcomes: tuple[str, ...],
    effect: ArrayLike = 1.0,
    points: int = 1,
) -> Strata:
    """The same from counts of strata, wherever they came from.

    Parameters
    ----------
    cases, n
        (strata × outcomes) cases, and children who answered; none may have.
    levels
        (strata × characteristics) the number of each stratum's level.
    effect
        Design effects, of one shape with the counts or one for all.

    Raises
    ------
    NotValid
        Where counts cannot be, shapes do not fit, or there are too many strata or fewer than three.

    Examples
    --------
    >>> sex, meals = Characteristic("sex", ("girls", "boys")), Characteristic("meals", ("no", "yes"))
    >>> found = fit_counts(
    ...     [[20], [22], [25], [60]],
    ...     [[100], [100], [100], [100]],
    ...     levels=[[0, 0], [1, 0], [0, 1], [1, 1]],
    ...     characteristics=(sex, meals),
    ...     outcomes=("sad",),
    ... )
    >>> found.empty.variance.round(2).tolist(), found.change_in_variance.round(2).tolist()
    ([0.5], [0.87])
    """
    some, of = np.asarray(cases, dtype=np.float64), np.asarray(n, dtype=np.float64)
    lies = np.asarray(levels, dtype=np.int16)
    _check(some, of, levels=lies, shape=(len(characteristics), len(outcomes)), points=points)
    effects = np.broadcast_to(np.asarray(effect, dtype=np.float64), of.shape)
    counted = _Counted(some / effects, of / effects, points)
    columns, terms = main_effects(lies, characteristics)
    return Strata(
        characteristics=characteristics,
        outcomes=outcomes,
        levels=lies,
        n=of,
        cases=some,
        effect=effects,
        empty=_fitted(counted, constant(len(lies)), terms=(CONSTANT,)),
        main=_fitted(counted, columns, terms=terms),
    )


@dataclass(frozen=True)
class _Counted:
    cases: Floats
    n: Floats
    points: int


def _fitted(counted: _Counted, effects: Floats, *, terms: tuple[str, ...]) -> Model:
    # The compiler takes a second to wake, and not everybody who imports this needs it.
    from oneplan.understand.strata.fitting import fit_all  # noqa: PLC0415

    y, n = (np.ascontiguousarray(each.T) for each in (counted.cases, counted.n))
    nodes, weights = np.polynomial.hermite.hermgauss(counted.points)
    # One outcome's fit asks nothing of another's, and compiled code lets other threads run.
    turns = np.array_split(np.arange(len(y)), max(1, min(len(y), _TURNS_A_CORE * (os.cpu_count() or 1))))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        parts = pool.map(lambda some: fit_all((y[some], n[some], effects), (nodes, np.log(weights))), turns)
        at, errors, value, ended, shift, shift_error = (
            np.concatenate(each) for each in zip(*parts, strict=True)
        )
    coefficients = special.gammaln(n + 1) - special.gammaln(y + 1) - special.gammaln(n - y + 1)
    return Model(
        terms=terms,
        beta=at[:, :-1],
        beta_error=errors,
        variance=at[:, -1] ** 2,
        log_likelihood=value + coefficients.sum(axis=1),
        shift=shift.T,
        shift_error=shift_error.T,
        fixed=effects @ at[:, :-1].T,
        ended=ended == 1,
    )


def _check(
    cases: Floats, n: Floats, *, levels: NDArray[np.int16], shape: tuple[int, int], points: int
) -> None:
    characteristics, outcomes = shape
    strata = len(levels)
    if cases.shape != (strata, outcomes) or n.shape != (strata, outcomes):
        raise NotValid(f"Give cases and children for {strata} strata and {outcomes} outcomes, as two tables.")
    if levels.shape != (strata, characteristics) or levels.min(initial=0) < 0:
        raise NotValid("Every stratum needs one level, counted from 0, of each characteristic.")
    if not np.all((cases >= 0) & (cases <= n)):
        raise NotValid("Cases must be from none to as many as the children they are counted among.")
    if strata > MOST_STRATA:
        raise NotValid(f"These are {strata:,} strata, more than {MOST_STRATA:,}; leave a characteristic out.")
    if strata < 3:
        raise NotValid("Strata can be compared from three on; take another characteristic.")
    if not 1 <= points <= MOST_POINTS:
        raise NotValid(f"Quadrature takes from 1 to {MOST_POINTS} points, not {points}; take 7.")
