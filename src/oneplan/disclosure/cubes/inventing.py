"""Invents kinds of children that nobody is of, in groups with few kinds, so that others may enter them."""

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY
from oneplan.cells.layout import Layout
from oneplan.cells.tally import strides_of

_ENOUGH = 24
_TRIES = 4
_SEED = 7


def number_groups(levels: NDArray[np.int16], layout: Layout) -> NDArray[np.int32]:
    """(kinds × sets of characteristics) the group of each kind in each."""
    return (layout.begin[:-1] + levels.astype(np.int64) @ strides_of(layout).T).astype(np.int32)


def invent(kinds: NDArray[np.int16], layout: Layout) -> NDArray[np.int16]:
    """Kinds that differ from a true one in a single characteristic and are in groups with few kinds.

    Each of their groups holds a true child: nobody is invented whom common sense would rule out.
    """
    numbers = number_groups(kinds, layout)
    members = np.bincount(numbers.ravel(), minlength=layout.possible)
    random = np.random.default_rng(_SEED)
    invented = [kinds[:0]]
    for group in np.flatnonzero((members > 0) & (members < _ENOUGH)).tolist():
        found = _enter(kinds, layout.levels[group], many=_ENOUGH - int(members[group]), random=random)
        fits = (members[number_groups(found, layout)] > 0).all(axis=1)
        invented.append(found[fits][: _ENOUGH - int(members[group])])
    return np.concatenate(invented)


def _enter(
    kinds: NDArray[np.int16], group: NDArray[np.int16], *, many: int, random: np.random.Generator
) -> NDArray[np.int16]:
    """Kinds that one characteristic keeps out of a group, in it."""
    found = [kinds[:0]]
    for characteristic in np.flatnonzero(group != ANY).tolist():
        rest = (group != ANY) & (np.arange(len(group)) != characteristic)
        near = np.flatnonzero((kinds[:, rest] == group[rest]).all(axis=1))
        taken = kinds[random.permutation(near)[: _TRIES * many]].copy()
        taken[:, characteristic] = group[characteristic]
        found.append(taken)
    every = np.concatenate(found)
    return every[random.permutation(len(every))]
