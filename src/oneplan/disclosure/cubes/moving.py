"""Gives children other levels, so that groups gain or lose a child and all counts stay within their ends."""

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.compiling import compiled
from oneplan.disclosure.cubes.answering import mend, undo
from oneplan.disclosure.cubes.walk import NOBODY, Walk, draw, find_near, narrow

_MOVES = 300


@compiled
def change_children(walk: Walk, left: NDArray[np.bool_]) -> None:
    """Change the children of each group that is left (universes × groups), where that can be mended."""
    for universe in range(len(left)):
        for group in range(left.shape[1]):
            if left[universe, group]:
                _change_group(walk, universe, group)


@compiled
def _change_group(walk: Walk, universe: int, group: int) -> bool:
    """Let a child enter a group or leave it; mostly another child takes the level that it had."""
    fixes = walk.map.fixes[walk.map.set_of[group]]
    for _ in range(_MOVES):
        characteristic = fixes[np.random.randint(len(fixes))]
        if characteristic == NOBODY:
            continue
        if np.random.randint(2):
            child, other = _draw_leaving(walk, characteristic, group)
        else:
            child, other = _draw_entering(walk, characteristic, group)
        if child == NOBODY or not walk.answered[universe, child]:
            continue
        if _move(walk, child, other, characteristic, group):
            return True
    return False


@compiled
def _draw_leaving(walk: Walk, characteristic: int, group: int) -> tuple[int, int]:
    """A child of a group, and one with another level than the group's."""
    child = draw(walk, group)
    if child == NOBODY:
        return NOBODY, NOBODY
    other = find_near(walk, child)
    if walk.levels[other, characteristic] == walk.levels[child, characteristic]:
        return NOBODY, NOBODY
    return child, other


@compiled
def _draw_entering(walk: Walk, characteristic: int, group: int) -> tuple[int, int]:
    """A child that this one level keeps out of a group, and one of this level."""
    level = walk.map.level_of[group, characteristic]
    wider = 0
    for second in walk.map.fixes[walk.map.set_of[group]]:
        if second not in (NOBODY, characteristic):
            wider = walk.map.begin[1 + second] + walk.map.level_of[group, second]
    child, other = draw(walk, wider), draw(walk, walk.map.begin[1 + characteristic] + level)
    if NOBODY in (child, other) or walk.levels[child, characteristic] == level:
        return NOBODY, NOBODY
    return child, other


@compiled
def _move(walk: Walk, child: int, other: int, characteristic: int, group: int) -> bool:
    """Give a child the level of another, and mostly the other its level; undone where not all is mended."""
    before, after = walk.levels[child, characteristic], walk.levels[other, characteristic]
    alone = np.random.randint(4) == 0
    if not alone and _would_trade_places(walk, child, other, characteristic, group):
        return False
    touched = np.empty((2, 2, walk.map.holds.shape[1]), np.int64)
    _note_groups(walk, child, other, characteristic, touched[0])
    _give_level(walk, child, characteristic, after)
    if not alone:
        _give_level(walk, other, characteristic, before)
    _note_groups(walk, child, other, characteristic, touched[1])
    if _stay_within(walk, touched.ravel()) and _mend_all(walk):
        return True
    _give_level(walk, child, characteristic, before)
    if not alone:
        _give_level(walk, other, characteristic, after)
    for number in range(touched.size):
        narrow(walk, touched.ravel()[number])
    return False


@compiled
def _would_trade_places(walk: Walk, child: int, other: int, characteristic: int, group: int) -> bool:
    """Whether the group loses one of them and gains the other."""
    place = walk.map.set_of[group]
    step = walk.map.steps[place, characteristic]
    change = (walk.levels[other, characteristic] - walk.levels[child, characteristic]) * step
    first, second = walk.groups[child, place], walk.groups[other, place]
    now = (first == group) + (second == group)
    return bool(now == (first + change == group) + (second - change == group))


@compiled
def _note_groups(walk: Walk, child: int, other: int, characteristic: int, into: NDArray[np.int64]) -> None:
    """The groups of both children that fix this characteristic."""
    for number, place in enumerate(walk.map.holds[characteristic]):
        into[0, number], into[1, number] = walk.groups[child, place], walk.groups[other, place]


@compiled
def _give_level(walk: Walk, child: int, characteristic: int, level: int) -> None:
    """Give a child another level: it leaves its groups with the old one, with all of its answers."""
    change = level - walk.levels[child, characteristic]
    walk.levels[child, characteristic] = level
    for place in walk.map.holds[characteristic]:
        left = walk.groups[child, place]
        entered = left + change * walk.map.steps[place, characteristic]
        walk.groups[child, place] = entered
        for universe in range(len(walk.answered)):
            if walk.answered[universe, child]:
                walk.n[universe, left] -= 1
                walk.n[universe, entered] += 1
        for outcome in range(len(walk.yes)):
            if walk.yes[outcome, child]:
                walk.cases[outcome, left] -= 1
                walk.cases[outcome, entered] += 1


@compiled
def _stay_within(walk: Walk, touched: NDArray[np.int64]) -> bool:
    """Whether these groups have a possible number of children, also for the answers."""
    for number in range(len(touched)):
        group = touched[number]
        for universe in range(len(walk.n)):
            now = walk.n[universe, group]
            if now < walk.bounds.n_low[universe, group] or now > walk.bounds.n_high[universe, group]:
                return False
        if not narrow(walk, group):
            return False
    return True


@compiled
def _mend_all(walk: Walk) -> bool:
    """Mend the answers to every question, or none."""
    walk.used[0] = 0
    for outcome in range(len(walk.yes)):
        if not mend(walk, outcome):
            undo(walk, 0)
            return False
    return True
