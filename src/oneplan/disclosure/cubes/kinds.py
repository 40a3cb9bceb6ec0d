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
    member, member_first
        The kinds of each group: those of group g from `member_first[g]` to `member_first[g + 1]`.
    step, step_first
        In the same way the steps that begin or end at each kind.
    fixed
        (groups × 2) the characteristics that a group fixes, -1 where there are fewer.
    """

    groups: NDArray[np.int32]
    holds: NDArray[np.int64]
    one: NDArray[np.int64]
    other: NDArray[np.int64]
    along: NDArray[np.int64]
    way: NDArray[np.int64]
    order: NDArray[np.int64]
    place: NDArray[np.int64]
    first: NDArray[np.int64]
    member: NDArray[np.int64]
    member_first: NDArray[np.int64]
    step: NDArray[np.int64]
    step_first: NDArray[np.int64]
    fixed: NDArray[np.int64]


def find_kinds(
    levels: NDArray[np.int16],
    groups: NDArray[np.int32],
    *,
    holds: NDArray[np.int64],
    fixed: NDArray[np.int64],
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
    of_kinds = groups[first]
    member, member_first = _list_by(
        of_kinds.ravel(), np.repeat(np.arange(len(kinds)), groups.shape[1]), many=len(fixed)
    )
    step, step_first = _list_by(
        np.concatenate((one, other)), np.tile(np.arange(len(one)), 2), many=len(kinds)
    )
    found = Kinds(
        groups=np.ascontiguousarray(of_kinds),
        holds=holds,
        one=one,
        other=other,
        along=along,
        way=way,
        order=order,
        place=np.argsort(order, axis=1),
        first=np.concatenate(([0], np.cumsum(np.bincount(way)))).astype(np.int64),
        member=member,
        member_first=member_first,
        step=step,
        step_first=step_first,
        fixed=fixed,
    )
    return found, kind_of.reshape(-1).astype(np.int64)


def _list_by(
    owner: NDArray[np.integer], thing: NDArray[np.int64], *, many: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The things of each owner, side by side, and where those of each begin."""
    order = np.argsort(owner, kind="stable")
    return thing[order], np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=many)))).astype(np.int64)


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
