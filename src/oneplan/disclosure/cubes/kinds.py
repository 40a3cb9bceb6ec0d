"""Children who are alike in everything that is known of them, as one kind, and which kinds are near."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_ORDERS = 3
_SEED = 5


class Kinds(NamedTuple):
    """The kinds of children that there are.

    Attributes
    ----------
    groups
        (kinds × sets of characteristics) the group of each kind in each.
    holds
        (characteristics × …) the sets that hold each characteristic.
    one, other
        (steps) two kinds that differ in one characteristic alone.
    along
        (steps) this characteristic.
    way
        (steps) equal where both levels are the same.
    order, place
        (orders × steps) orders in which steps of one way stand together, those of similar kinds side by side,
        and where each step stands in them.
    first
        (ways + 1) where the steps of each way begin in every order.
    """

    groups: NDArray[np.int64]
    holds: NDArray[np.int64]
    one: NDArray[np.int64]
    other: NDArray[np.int64]
    along: NDArray[np.int64]
    way: NDArray[np.int64]
    order: NDArray[np.int64]
    place: NDArray[np.int64]
    first: NDArray[np.int64]


def find_kinds(
    levels: NDArray[np.int16], groups: NDArray[np.int32], *, holds: NDArray[np.int64]
) -> tuple[Kinds, NDArray[np.int64]]:
    """The kinds of these children, and the kind of each child."""
    kinds, first, kind_of = np.unique(levels, axis=0, return_index=True, return_inverse=True)
    steps = [_find_steps(kinds, characteristic) for characteristic in range(kinds.shape[1])]
    one, other = (np.concatenate([step[side] for step in steps]) for side in (0, 1))
    along = np.repeat(np.arange(len(steps)), [len(step[0]) for step in steps])
    ends = np.stack((along, kinds[one, along], kinds[other, along]), axis=1)
    _, way = np.unique(ends, axis=0, return_inverse=True)
    way = way.reshape(-1)
    random = np.random.default_rng(_SEED)
    turned = [random.permutation(kinds.shape[1]) for _ in range(_ORDERS)]
    order = np.array([np.lexsort((*kinds[one][:, one_way].T, way)) for one_way in turned])
    found = Kinds(
        groups=groups[first].astype(np.int64),
        holds=holds,
        one=one,
        other=other,
        along=along,
        way=way,
        order=order,
        place=np.argsort(order, axis=1),
        first=np.concatenate(([0], np.cumsum(np.bincount(way)))).astype(np.int64),
    )
    return found, kind_of.reshape(-1).astype(np.int64)


def _find_steps(kinds: NDArray[np.int16], characteristic: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every two kinds that differ in this characteristic alone, the lower level first."""
    rest = np.delete(kinds, characteristic, axis=1)
    order = np.lexsort((kinds[:, characteristic], *rest.T))
    same = (rest[order][1:] == rest[order][:-1]).all(axis=1)
    run = np.concatenate(([0], np.cumsum(~same)))
    ones, others, apart = [order[:0]], [order[:0]], 1
    while (here := np.flatnonzero(run[apart:] == run[:-apart])).size:
        ones.append(order[here])
        others.append(order[here + apart])
        apart += 1
    return np.concatenate(ones), np.concatenate(others)
