"""The columns of a model: a constant, and one for each level that differs from its characteristic's first."""

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import Characteristic

Floats = NDArray[np.float64]

CONSTANT = "everybody"


def constant(strata: int) -> Floats:
    """The model without any characteristic."""
    return np.ones((strata, 1))


def main_effects(
    levels: NDArray[np.integer], characteristics: tuple[Characteristic, ...]
) -> tuple[Floats, tuple[str, ...]]:
    """A constant and one column for each level but the first that is there of its characteristic.

    Parameters
    ----------
    levels
        (strata × characteristics) the number of each stratum's level.

    Returns
    -------
    tuple
        The columns (strata × effects), without any that the others already say, and what each is called.

    Examples
    --------
    >>> sex = Characteristic("sex", ("girls", "boys"))
    >>> main_effects(np.array([[0], [1]]), (sex,))
    (array([[1., 0.],
           [1., 1.]]), ('everybody', 'sex: boys'))
    """
    columns, terms = [np.ones(len(levels))], [CONSTANT]
    for place, characteristic in enumerate(characteristics):
        for level in np.unique(levels[:, place])[1:]:
            column = (levels[:, place] == level).astype(np.float64)
            if _adds(column, columns):
                columns.append(column)
                terms.append(f"{characteristic.name}: {characteristic.levels[level]}")
    return np.ascontiguousarray(np.stack(columns, axis=1)), tuple(terms)


def _adds(column: Floats, columns: list[Floats]) -> bool:
    """Whether a column says something that those before it do not."""
    known = np.stack(columns, axis=1)
    rest = column - known @ np.linalg.lstsq(known, column, rcond=None)[0]
    return bool(np.linalg.norm(rest) > 1e-8 * np.linalg.norm(column))
