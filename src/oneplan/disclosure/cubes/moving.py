"""Gives children other levels, so that groups gain or lose a child and every group stays within its ends."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.compiling import compiled

_NOBODY = -1
_TRIES = 1000
_IMPOSSIBLE = 1_000_000_000


class Walk(NamedTuple):
    """The children as they are now, and between which ends the size of each group belongs.

    Attributes
    ----------
    levels, groups, answered, yes, of
        As in a cube.
    n, low, high
        (universes × groups) who answered, and how many should at least and at most.
    cases
        (outcomes × groups) who has an outcome; `yes_low` and the like say how many should have it or not.
    steps
        (sets × characteristics) what one level more adds to the number of a group.
    holds
        (characteristics × …) the sets that hold each characteristic.
    fixes
        (sets × 2) the characteristics of each set, -1 where there are fewer.
    set_of, level_of
        (groups), (groups × characteristics) what a group fixes.
    """

    levels: NDArray[np.int16]
    groups: NDArray[np.int32]
    answered: NDArray[np.bool_]
    yes: NDArray[np.bool_]
    of: NDArray[np.int64]
    n: NDArray[np.int32]
    low: NDArray[np.int32]
    high: NDArray[np.int32]
    cases: NDArray[np.int32]
    yes_low: NDArray[np.int32]
    yes_high: NDArray[np.int32]
    no_low: NDArray[np.int32]
    no_high: NDArray[np.int32]
    steps: NDArray[np.int64]
    holds: NDArray[np.int64]
    fixes: NDArray[np.int64]
    set_of: NDArray[np.int64]
    level_of: NDArray[np.int16]


def change_group(walk: Walk, universe: int, *, group: int, seed: int) -> bool:
    """Let a child enter a group or leave it; mostly another child takes the level that it had.

    Of many such changes the one is taken after which fewest answers have to be mended; False where none fits.
    """
    return _change_group(walk, universe, group, seed)


@compiled
def _change_group(walk: Walk, universe: int, group: int, seed: int) -> bool:
    np.random.seed(seed)
    best, least = (_NOBODY, _NOBODY, _NOBODY, _NOBODY), _IMPOSSIBLE
    for _ in range(_TRIES):
        child, other, characteristic, level = _draw(walk, group)
        if child == _NOBODY or not walk.answered[universe, child]:
            continue
        broken = _try(walk, child, other, characteristic, level, universe, group)
        if 0 <= broken < least:
            best, least = (child, other, characteristic, level), broken
    if best[0] == _NOBODY:
        return False
    _exchange(walk, best[0], best[1], best[2], best[3])
    return True


@compiled
def _draw(walk: Walk, group: int) -> tuple[int, int, int, int]:
    """A child, perhaps another, and the level that the first one gets, into this group or out of it."""
    place = walk.set_of[group]
    characteristic = walk.fixes[place, np.random.randint(walk.fixes.shape[1])]
    if characteristic == _NOBODY:
        return _NOBODY, _NOBODY, _NOBODY, _NOBODY
    level = walk.level_of[group, characteristic]
    enters = np.random.randint(2) == 1
    child = _find(walk, group, characteristic, enters)
    other = np.random.randint(len(walk.levels))
    if not enters:
        level = walk.levels[other, characteristic]
    elif child != _NOBODY:
        other = _find_level(walk, characteristic, level)
    if _NOBODY in (child, other) or walk.levels[child, characteristic] == level:
        return _NOBODY, _NOBODY, _NOBODY, _NOBODY
    return child, other if np.random.randint(4) else _NOBODY, characteristic, level


@compiled
def _find(walk: Walk, group: int, characteristic: int, enters: bool) -> int:  # noqa: FBT001 - what is compiled takes no names
    """The next child by chance who is in a group, or whom only this characteristic keeps out."""
    place, many = walk.set_of[group], len(walk.levels)
    begin = np.random.randint(many)
    for turn in range(many):
        child = (begin + turn) % many
        here = walk.groups[child, place]
        if enters:
            apart = walk.level_of[group, characteristic] - walk.levels[child, characteristic]
            here += apart * walk.steps[place, characteristic]
            if apart and here == group:
                return child
        elif here == group:
            return child
    return _NOBODY


@compiled
def _find_level(walk: Walk, characteristic: int, level: int) -> int:
    """The next child by chance who has this level."""
    many = len(walk.levels)
    begin = np.random.randint(many)
    for turn in range(many):
        child = (begin + turn) % many
        if walk.levels[child, characteristic] == level:
            return child
    return _NOBODY


@compiled
def _try(
    walk: Walk, child: int, other: int, characteristic: int, level: int, universe: int, group: int
) -> int:
    """By how much answers would be outside their ends; -1 where no answers can fit, or nothing happens."""
    before, now = walk.levels[child, characteristic], walk.n[universe, group]
    touched = np.empty((2, 2 * walk.holds.shape[1]), np.int64)
    _note(walk, child, other, characteristic, touched[0])
    _exchange(walk, child, other, characteristic, level)
    _note(walk, child, other, characteristic, touched[1])
    broken = 0 if walk.n[universe, group] != now else -1
    for place in touched.ravel():
        if broken >= 0:
            broken = broken + _count_broken(walk, place) if _fits(walk, place) else -1
    _exchange(walk, child, other, characteristic, before)
    return broken


@compiled
def _note(walk: Walk, child: int, other: int, characteristic: int, into: NDArray[np.int64]) -> None:
    """The groups of both children that fix this characteristic."""
    many = walk.holds.shape[1]
    for number in range(many):
        place = walk.holds[characteristic, number]
        into[number] = walk.groups[child, place]
        into[many + number] = walk.groups[child if other == _NOBODY else other, place]


@compiled
def _fits(walk: Walk, group: int) -> bool:
    for universe in range(len(walk.n)):
        now = walk.n[universe, group]
        if now < walk.low[universe, group] or now > walk.high[universe, group]:
            return False
    return True


@compiled
def _count_broken(walk: Walk, group: int) -> int:
    """By how much the answers of a group are outside their ends; very much where none could fit."""
    broken = 0
    for outcome in range(len(walk.cases)):
        yes = walk.cases[outcome, group]
        now = walk.n[walk.of[outcome], group]
        low = max(walk.yes_low[outcome, group], now - walk.no_high[outcome, group])
        high = min(walk.yes_high[outcome, group], now - walk.no_low[outcome, group])
        broken += _IMPOSSIBLE if low > high else max(low - yes, yes - high, 0)
    return broken


@compiled
def _exchange(walk: Walk, child: int, other: int, characteristic: int, level: int) -> None:
    """Give a child a level, and the other (where there is one) the level that it had."""
    before = walk.levels[child, characteristic]
    _give(walk, child, characteristic, level)
    if other != _NOBODY:
        _give(walk, other, characteristic, before)


@compiled
def _give(walk: Walk, child: int, characteristic: int, level: int) -> None:
    change = level - walk.levels[child, characteristic]
    walk.levels[child, characteristic] = level
    for place in walk.holds[characteristic]:
        left = walk.groups[child, place]
        entered = left + change * walk.steps[place, characteristic]
        walk.groups[child, place] = entered
        for universe in range(len(walk.answered)):
            if walk.answered[universe, child]:
                walk.n[universe, left] -= 1
                walk.n[universe, entered] += 1
        for outcome in range(len(walk.yes)):
            if walk.yes[outcome, child]:
                walk.cases[outcome, left] -= 1
                walk.cases[outcome, entered] += 1
