"""Where a walk over whole children is, and what every step of one needs."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.compiling import compiled

NOBODY = -1


class Map(NamedTuple):
    """Where everything is found; the walk never changes it.

    Attributes
    ----------
    steps
        (sets × characteristics) what one level more adds to the number of a group.
    holds
        (characteristics × …) the sets of characteristics that hold each.
    fixes
        (sets × 2) the characteristics of each set, -1 where there are fewer.
    set_of, level_of
        (groups), (groups × characteristics) what a group fixes.
    begin
        (sets) the first group of each.
    order, place
        (characteristics × children) an order in which neighbours are alike but for this characteristic,
        mostly, and where each child stands in it.
    start, member
        The children of each group when the walk began, as compressed rows.
    """

    steps: NDArray[np.int64]
    holds: NDArray[np.int64]
    fixes: NDArray[np.int64]
    set_of: NDArray[np.int64]
    level_of: NDArray[np.int16]
    begin: NDArray[np.int64]
    order: NDArray[np.int32]
    place: NDArray[np.int32]
    start: NDArray[np.int64]
    member: NDArray[np.int32]


class Bounds(NamedTuple):
    """Between which ends counts stay: children (universes × groups), with and without each outcome."""

    n_low: NDArray[np.int32]
    n_high: NDArray[np.int32]
    yes_low: NDArray[np.int32]
    yes_high: NDArray[np.int32]
    no_low: NDArray[np.int32]
    no_high: NDArray[np.int32]


class Walk(NamedTuple):
    """Where a walk is.

    Attributes
    ----------
    levels, groups, answered, yes, of, n, cases
        As in a cube, of the children as they are now.
    low, high
        (outcomes × groups) the ends of `cases`, so that the children without the outcome stay within theirs
        as well.
    log, used
        Which answers were turned, so that they can be turned back; and how many.
    """

    map: Map
    bounds: Bounds
    levels: NDArray[np.int16]
    groups: NDArray[np.int32]
    answered: NDArray[np.bool_]
    yes: NDArray[np.bool_]
    of: NDArray[np.int64]
    n: NDArray[np.int32]
    cases: NDArray[np.int32]
    low: NDArray[np.int32]
    high: NDArray[np.int32]
    log: NDArray[np.int32]
    used: NDArray[np.int64]


@compiled
def seed_walks(seed: int) -> None:
    """Make every later walk the same for the same seed."""
    np.random.seed(seed)


@compiled
def find_near(walk: Walk, child: int) -> int:
    """Somebody who is like this child, but for one characteristic or a few."""
    many = len(walk.levels)
    widest = 1
    while many >> widest:
        widest += 1
    reach = 1 << np.random.randint(widest)
    characteristic = np.random.randint(len(walk.map.order))
    at = walk.map.place[characteristic, child] + np.random.randint(-reach, reach + 1)
    return int(walk.map.order[characteristic, at % many])


@compiled
def draw(walk: Walk, group: int) -> int:
    """A child of a group by chance; nobody where the one drawn has left it."""
    first, last = walk.map.start[group], walk.map.start[group + 1]
    if first == last:
        return NOBODY
    child = walk.map.member[first + np.random.randint(last - first)]
    return int(child) if walk.groups[child, walk.map.set_of[group]] == group else NOBODY


@compiled
def narrow_all(walk: Walk) -> None:
    """Work out the ends of every count of cases from the children as they are."""
    for group in range(walk.n.shape[1]):
        narrow(walk, group)


@compiled
def narrow(walk: Walk, group: int) -> bool:
    """The ends of the cases of a group, from the children it has; whether there is room between all."""
    room = True
    for outcome in range(len(walk.yes)):
        now = walk.n[walk.of[outcome], group]
        low = max(walk.bounds.yes_low[outcome, group], now - walk.bounds.no_high[outcome, group])
        high = min(walk.bounds.yes_high[outcome, group], now - walk.bounds.no_low[outcome, group])
        walk.low[outcome, group], walk.high[outcome, group] = low, high
        room = room and low <= high
    return room
