"""Children who are alike in everything that is known of them, as one kind, and which kinds are near."""

from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY
from oneplan.cells.layout import Layout
from oneplan.disclosure.cubes.inventing import invent, number_groups

_ORDERS = 3
_SEED = 5
_FEW = 12
_APART = 4


class Kinds(NamedTuple):
    """The kinds of children that there are.

    Attributes
    ----------
    levels
        (kinds × characteristics) the level of each kind.
    groups
        (kinds × sets of characteristics) the group of each kind in each.
    holds, holds_first
        The sets that a step along each characteristic, or two, can touch: those of way w from
        `holds_first[w]` to `holds_first[w + 1]`.
    one, other
        (steps) two kinds that differ in one characteristic alone, or in two where such are few.
    along
        (steps) in which: the place in `holds_first`.
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
    set_of
        (groups) the set of characteristics of each.
    """

    levels: NDArray[np.int16]
    groups: NDArray[np.int32]
    holds: NDArray[np.int64]
    holds_first: NDArray[np.int64]
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
    set_of: NDArray[np.int64]


def find_kinds(levels: NDArray[np.int16], layout: Layout) -> tuple[Kinds, NDArray[np.int64]]:
    """The kinds of these children, with invented ones beside them, and the kind of each child."""
    true = np.unique(levels, axis=0)
    every = np.concatenate((levels, invent(true, layout)))
    kinds, kind_of = np.unique(every, axis=0, return_inverse=True)
    sets, groups = layout.sets, number_groups(kinds, layout)
    one, other, along, axes = _find_all_steps(kinds)
    touched = [[place for place, fixes in enumerate(sets) if set(fixes) & set(axis)] for axis in axes]
    way = _find_ways(kinds, one, other, along=along)
    random = np.random.default_rng(_SEED)
    turned = [random.permutation(kinds.shape[1]) for _ in range(_ORDERS)]
    order = np.array([np.lexsort((*kinds[one][:, one_way].T, way)) for one_way in turned])
    member, member_first = _list_by(
        groups.ravel(), np.repeat(np.arange(len(kinds)), groups.shape[1]), many=layout.possible
    )
    step, step_first = _list_by(
        np.concatenate((one, other)), np.tile(np.arange(len(one)), 2), many=len(kinds)
    )
    found = Kinds(
        levels=kinds,
        groups=groups,
        holds=np.concatenate(touched).astype(np.int64),
        holds_first=np.cumsum([0, *map(len, touched)]).astype(np.int64),
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
        set_of=np.repeat(np.arange(len(sets)), np.diff(layout.begin)),
    )
    return found, kind_of.reshape(-1)[: len(levels)].astype(np.int64)


def _find_all_steps(
    kinds: NDArray[np.int16],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], list[tuple[int, ...]]]:
    """Both ends of each step, its axis, and the characteristics of each axis."""
    many = kinds.shape[1]
    axes: list[tuple[int, ...]] = [(characteristic,) for characteristic in range(many)]
    steps = [_find_steps(kinds, axis, most=len(kinds)) for axis in axes]
    near = np.bincount(np.concatenate([end for step in steps for end in step]), minlength=len(kinds))
    lonely = near < _FEW
    if lonely.any():
        for axis in combinations(range(many), 2):
            ones, others = _find_steps(kinds, axis, most=_APART)
            apart = (kinds[ones][:, axis] != kinds[others][:, axis]).all(axis=1)
            kept = apart & (lonely[ones] | lonely[others])
            axes.append(axis)
            steps.append((ones[kept], others[kept]))
    one, other = (np.concatenate([step[side] for step in steps]) for side in (0, 1))
    return one, other, np.repeat(np.arange(len(steps)), [len(step[0]) for step in steps]), axes


def _find_ways(
    kinds: NDArray[np.int16], one: NDArray[np.int64], other: NDArray[np.int64], *, along: NDArray[np.int64]
) -> NDArray[np.int64]:
    """(steps) a number that is equal where both levels are, whatever the rest."""
    apart = kinds[one] != kinds[other]
    ends = np.concatenate(
        (along[:, None], np.where(apart, kinds[one], ANY), np.where(apart, kinds[other], ANY)), axis=1
    )
    return np.unique(ends, axis=0, return_inverse=True)[1].reshape(-1)


def _list_by(
    owner: NDArray[np.integer], thing: NDArray[np.int64], *, many: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The things of each owner, side by side, and where those of each begin."""
    order = np.argsort(owner, kind="stable")
    return thing[order], np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=many)))).astype(np.int64)


def _find_steps(
    kinds: NDArray[np.int16], axis: tuple[int, ...], *, most: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every two kinds that differ at most along this axis and stand at most so far apart, the lower first."""
    rest = np.delete(kinds, axis, axis=1)
    order = np.lexsort((*kinds[:, axis].T, *rest.T))
    same = (rest[order][1:] == rest[order][:-1]).all(axis=1)
    run = np.concatenate(([0], np.cumsum(~same)))
    ones, others, apart = [order[:0]], [order[:0]], 1
    while apart <= most and (here := np.flatnonzero(run[apart:] == run[:-apart])).size:
        ones.append(order[here])
        others.append(order[here + apart])
        apart += 1
    return np.concatenate(ones), np.concatenate(others)
