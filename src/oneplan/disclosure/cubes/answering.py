"""Turns answers of children, so that counts of cases change and all stay within their ends."""

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.compiling import compiled
from oneplan.disclosure.cubes.walk import NOBODY, Walk, draw, find_near

_REPAIRS = 60
_CHOICES = 24
_DRAWS = 240
_PARTNERS = 40


@compiled
def stroll(walk: Walk, turns: int) -> None:
    """Exchange the answers of children who are much alike, wherever no count leaves its ends."""
    for outcome in range(len(walk.yes)):
        for _ in range(turns):
            child = np.random.randint(len(walk.levels))
            other = find_near(walk, child)
            if _may_exchange(walk, outcome, child, other):
                up, down = (other, child) if walk.yes[outcome, child] else (child, other)
                if _fit(walk, outcome, up, down):
                    _turn(walk, outcome, up)
                    _turn(walk, outcome, down)


@compiled
def change_answers(walk: Walk, left: NDArray[np.bool_]) -> None:
    """Change the cases of each group that is left (outcomes × groups), and unmark it where that went well."""
    for outcome in range(len(left)):
        for group in range(left.shape[1]):
            if left[outcome, group] and _change_cases(walk, outcome, group):
                left[outcome, group] = False


@compiled
def _change_cases(walk: Walk, outcome: int, group: int) -> bool:
    """Let one child more (or less) of a group have an outcome, and others make up for it."""
    low, high, now = walk.low[outcome, group], walk.high[outcome, group], walk.cases[outcome, group]
    if low == high:
        return False
    if now == low or (now < high and np.random.randint(2)):
        walk.low[outcome, group] = now + 1
    else:
        walk.high[outcome, group] = now - 1
    walk.used[0] = 0
    done = mend(walk, outcome)
    walk.low[outcome, group], walk.high[outcome, group] = low, high
    return done


@compiled
def mend(walk: Walk, outcome: int) -> bool:
    """Turn answers until every count is within its ends; where that fails, turn all of them back."""
    first = walk.used[0]
    for _ in range(_REPAIRS):
        group = _find_broken(walk, outcome)
        if group == NOBODY:
            return True
        child, other = _choose(walk, outcome, group)
        if child == NOBODY or walk.used[0] + 2 > len(walk.log):
            break
        for one in (child, other):
            if one != NOBODY:
                _turn(walk, outcome, one)
                walk.log[walk.used[0], 0], walk.log[walk.used[0], 1] = outcome, one
                walk.used[0] += 1
    undo(walk, first)
    return False


@compiled
def undo(walk: Walk, first: int) -> None:
    """Turn back what was turned since the log was so long."""
    while walk.used[0] > first:
        walk.used[0] -= 1
        _turn(walk, walk.log[walk.used[0], 0], walk.log[walk.used[0], 1])


@compiled
def _find_broken(walk: Walk, outcome: int) -> int:
    """One of the groups whose count is outside its ends."""
    found, many = NOBODY, 0
    for group in range(walk.cases.shape[1]):
        now = walk.cases[outcome, group]
        if now < walk.low[outcome, group] or now > walk.high[outcome, group]:
            many += 1
            if np.random.randint(many) == 0:
                found = group
    return found


@compiled
def _choose(walk: Walk, outcome: int, group: int) -> tuple[int, int]:
    """The child of a broken group, perhaps with another outside it, whose turning mends most."""
    rise = walk.cases[outcome, group] < walk.low[outcome, group]
    best, with_best, least, tried = NOBODY, NOBODY, 1 << 30, 0
    for _ in range(_DRAWS):
        child = draw(walk, group)
        if child == NOBODY or not walk.answered[walk.of[outcome], child]:
            continue
        if walk.yes[outcome, child] != rise:
            other = _find_partner(walk, outcome, child, group) if np.random.randint(8) else NOBODY
            cost = _weigh(walk, outcome, child, other)
            if cost < least:
                best, with_best, least = child, other, cost
            tried += 1
            if tried == _CHOICES:
                break
    return best, with_best


@compiled
def _find_partner(walk: Walk, outcome: int, child: int, group: int) -> int:
    """Somebody like this child, outside the group, who answered otherwise."""
    place = walk.map.set_of[group]
    for _ in range(_PARTNERS):
        other = find_near(walk, child)
        if _may_exchange(walk, outcome, child, other) and walk.groups[other, place] != group:
            return other
    return NOBODY


@compiled
def _weigh(walk: Walk, outcome: int, child: int, other: int) -> int:
    """By how much more counts are outside their ends once these answers are turned."""
    step = -1 if walk.yes[outcome, child] else 1
    total = 0
    for place in range(walk.groups.shape[1]):
        here = walk.groups[child, place]
        there = walk.groups[other, place] if other != NOBODY else NOBODY
        if here != there:
            total += _outside(walk, outcome, here, step)
            if there != NOBODY:
                total += _outside(walk, outcome, there, -step)
    return total


@compiled
def _outside(walk: Walk, outcome: int, group: int, step: int) -> int:
    """By how much more a count is outside its ends after a step than before it."""
    now, low, high = walk.cases[outcome, group], walk.low[outcome, group], walk.high[outcome, group]
    return int(max(low - now - step, now + step - high, 0) - max(low - now, now - high, 0))


@compiled
def _may_exchange(walk: Walk, outcome: int, child: int, other: int) -> bool:
    universe = walk.of[outcome]
    if not (walk.answered[universe, child] and walk.answered[universe, other]):
        return False
    return bool(walk.yes[outcome, child] != walk.yes[outcome, other])


@compiled
def _fit(walk: Walk, outcome: int, up: int, down: int) -> bool:
    """Whether one may have the outcome from now on, and the other not."""
    for place in range(walk.groups.shape[1]):
        more, less = walk.groups[up, place], walk.groups[down, place]
        if more != less:
            if walk.cases[outcome, more] >= walk.high[outcome, more]:
                return False
            if walk.cases[outcome, less] <= walk.low[outcome, less]:
                return False
    return True


@compiled
def _turn(walk: Walk, outcome: int, child: int) -> None:
    """Turn a child's answer."""
    step = -1 if walk.yes[outcome, child] else 1
    walk.yes[outcome, child] = step > 0
    for place in range(walk.groups.shape[1]):
        walk.cases[outcome, walk.groups[child, place]] += step
