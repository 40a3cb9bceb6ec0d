"""How much a figure is found among the more or the less disadvantaged: concentration indices."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oneplan.errors import NotValid
from oneplan.understand.inequality.figures import Groups, Index, index
from oneplan.understand.inequality.gradient import middle_ranks
from oneplan.understand.standard.survey_design import Design
from oneplan.understand.standard.survey_regression import survey_regression

Floats = NDArray[np.float64]
Kind = Literal["absolute", "relative", "wagstaff", "erreygers"]


def concentration_index(
    groups: Groups,
    *,
    kind: Kind = "absolute",
    bounds: tuple[float, float] | None = None,
    order: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Index:
    """How much a figure is found among the less (above 0) or the more disadvantaged (below 0).

    Its interval comes from how far the groups lie off a straight line, so it needs three groups or more.

    Parameters
    ----------
    groups
        In their order from the most disadvantaged, unless `order` gives each group its place.
    kind
        `absolute`, in the unit of the figures; `relative` to their average; `wagstaff` and `erreygers` are
        for figures with bounds.
    bounds
        The least and the most that a figure can be; figures are then taken as a share of the way.

    Raises
    ------
    NotValid
        Where bounds are missing, turned round or overstepped.

    References
    ----------
    Kakwani, Wagstaff and van Doorslaer (1997); Wagstaff (2005); Erreygers (2009).

    Examples
    --------
    >>> from oneplan.understand.inequality.figures import groups_of
    >>> round(float(concentration_index(groups_of([30, 26, 24, 20], [100] * 4), kind="relative").value), 3)
    -0.08
    """
    value = _bounded(groups.value, kind=kind, bounds=bounds)
    share = groups.share
    rank = middle_ranks(share, order=order)
    squares = (share * (rank - 0.5) ** 2).sum(axis=-1)
    scaled = 2 * squares[..., None] * value
    middle = np.nansum(share * scaled, axis=-1)
    slope = np.nansum(share * scaled * (rank - 0.5), axis=-1) / squares
    off = scaled - middle[..., None] - slope[..., None] * (rank - 0.5)
    beyond = (~np.isnan(value)).sum(axis=-1) - 2
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(np.nansum(share * off**2, axis=-1) / beyond / squares)
        times = _times(np.nansum(share * value, axis=-1), kind=kind)
        return index(slope * times, error=error * np.abs(times), confidence=confidence)


def concentration_of_children(
    values: ArrayLike,
    order: ArrayLike,
    *,
    design: Design,
    kind: Kind = "absolute",
    bounds: tuple[float, float] | None = None,
    confidence: float = 0.95,
) -> Index:
    """The same from one row a child of a survey, with an interval that knows of schools and weights.

    Parameters
    ----------
    order
        Each child's place from the most disadvantaged; children of one place share a rank.

    Examples
    --------
    >>> from oneplan.understand.standard.survey_design import design_of
    >>> design = design_of([1] * 6, school=[1, 1, 2, 2, 3, 3])
    >>> found = concentration_of_children([1, 1, 1, 0, 1, 0], [1, 1, 2, 2, 3, 3], design=design)
    >>> round(float(found.value), 3)
    -0.111
    """
    value = _bounded(np.asarray(values, dtype=np.float64), kind=kind, bounds=bounds)
    rank = middle_ranks(design.weight, order=order)
    share = design.weight / design.weight.sum()
    squares = float((share * (rank - 0.5) ** 2).sum())
    fit = survey_regression(2 * squares * value, np.stack([rank, np.ones_like(rank)], axis=1), design=design)
    times = _times((share * value).sum(), kind=kind)
    return index(fit.value[0] * times, error=fit.error[0] * np.abs(times), confidence=confidence)


def _bounded(value: Floats, *, kind: Kind, bounds: tuple[float, float] | None) -> Floats:
    if kind not in ("absolute", "relative", "wagstaff", "erreygers"):
        raise NotValid(f"There is no kind {kind!r}; take absolute, relative, wagstaff or erreygers.")
    if bounds is None:
        if kind in ("wagstaff", "erreygers"):
            raise NotValid(
                f"The {kind} index needs the bounds of the figures, such as (0, 100) for percentages."
            )
        return value
    least, most = bounds
    if least >= most or np.nanmin(value) < least or np.nanmax(value) > most:
        raise NotValid(f"The figures do not lie from {least} to {most}; give the bounds in their unit.")
    return (value - least) / (most - least)


def _times(average: ArrayLike, *, kind: Kind) -> Floats:
    """What the absolute index is multiplied by."""
    middle = np.asarray(average, dtype=np.float64)
    by = {
        "absolute": np.ones_like(middle),
        "relative": 1 / middle,
        "wagstaff": 1 / middle / (1 - middle),
        "erreygers": np.full_like(middle, 4.0),
    }
    return by[kind]
