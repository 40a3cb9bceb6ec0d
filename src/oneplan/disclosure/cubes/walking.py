"""Walks from the answers of one outcome to other answers, of which each count lies within its ends."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.compiling import compiled
from oneplan.disclosure.cubes.kinds import Kinds

_REACHES = 8
_LOOKS = 200
_HOPELESS = 20
_DRAWS = 40
_NOISE = 0.4
_NONE = -1
_VERY_MUCH = 1 << 30
_NO_MOVE = (_NONE, _NONE, _NONE, _NONE, _NONE)


class Answers(NamedTuple):
    """The answers of one outcome, and between which ends its counts belong.

    Attributes
    ----------
    least, most
        (kinds) between which numbers the next may lie: from none to all children who answered.
    yes
        (kinds) how many have the outcome.
    cases, low, high
        (groups) how many have the outcome, and how many should.
    """

    least: NDArray[np.int64]
    most: NDArray[np.int64]
    yes: NDArray[np.int64]
    cases: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]


class Wishes(NamedTuple):
    """Groups whose count should have a value that it had in no picture yet.

    Attributes
    ----------
    groups
        (wishes) in the order in which they are tried.
    least, most
        (wishes) the smallest and the largest value that was seen.
    """

    groups: NDArray[np.int64]
    least: NDArray[np.int64]
    most: NDArray[np.int64]


def mend(kinds: Kinds, answers: Answers, *, steps: int, seed: int) -> bool:
    """Move answers until each count lies within its ends; False, and anything changed, where it does not.

    Parameters
    ----------
    steps
        After how many moves it is given up.

    Notes
    -----
    A yes moves between two kinds that differ in one characteristic; mostly another yes moves the other way
    between two kinds like these. Then only pairs of that characteristic change at all, and most of them not
    either. Each move helps a count that lies outside its ends, drawn by chance; of many such moves the best
    is taken: the walk of Selman, Kautz and Cohen (AAAI 1994) for clauses, here for counts.
    """
    return _mend(kinds, answers, steps, seed)


def wander(kinds: Kinds, answers: Answers, *, wishes: Wishes, steps: int, seed: int) -> int:
    """From answers that fit to others that fit, by one wish after the other; how many came true.

    A wish that cannot be had within so many moves is left, and what was moved for it is moved back.
    """
    return _wander(kinds, answers, wishes, steps, seed)


@compiled
def _wander(kinds: Kinds, answers: Answers, wishes: Wishes, steps: int, seed: int) -> int:
    true = 0
    for place in range(len(wishes.groups)):
        group, least, most = wishes.groups[place], wishes.least[place], wishes.most[place]
        if answers.cases[group] < least or answers.cases[group] > most:
            true += 1
            continue
        low, high = answers.low[group], answers.high[group]
        yes, cases = answers.yes.copy(), answers.cases.copy()
        above, below = most < high, least > low
        if not above and not below:
            continue
        if above and (not below or (seed + place) % 2):
            answers.low[group] = most + 1
        else:
            answers.high[group] = least - 1
        fits = _mend(kinds, answers, steps, seed + place)
        answers.low[group], answers.high[group] = low, high
        if fits:
            true += 1
        else:
            answers.yes[:] = yes
            answers.cases[:] = cases
    return true


@compiled
def _mend(kinds: Kinds, answers: Answers, steps: int, seed: int) -> bool:
    np.random.seed(seed)
    outside = np.empty(len(answers.cases), np.int64)
    where = np.full(len(answers.cases), _NONE)
    many = 0
    for group in range(len(answers.cases)):
        many = _note(answers, group, outside, where, many)
    for _ in range(steps):
        if many == 0:
            return True
        group = outside[np.random.randint(many)]
        move, change = _find_best(kinds, answers, group)
        if move[0] == _NONE or (change > 0 and np.random.random() > _NOISE):
            continue
        _carry(kinds, answers, move)
        number, up, down, fall, rise = move
        begin, end = kinds.holds_first[kinds.along[number]], kinds.holds_first[kinds.along[number] + 1]
        for place in kinds.holds[begin:end]:
            many = _note(answers, kinds.groups[up, place], outside, where, many)
            many = _note(answers, kinds.groups[down, place], outside, where, many)
            if fall != _NONE:
                many = _note(answers, kinds.groups[fall, place], outside, where, many)
                many = _note(answers, kinds.groups[rise, place], outside, where, many)
    return many == 0


@compiled
def _note(
    answers: Answers, group: int, outside: NDArray[np.int64], where: NDArray[np.int64], many: int
) -> int:
    """Keep the list of counts outside their ends; how many stand in it then."""
    is_out = _outside(answers, group, 0) > 0
    place = where[group]
    if is_out and place == _NONE:
        outside[many], where[group] = group, many
        return many + 1
    if not is_out and place != _NONE:
        last = outside[many - 1]
        outside[place], where[last] = last, place
        where[group] = _NONE
        return many - 1
    return many


@compiled
def _outside(answers: Answers, group: int, step: int) -> int:
    """By how much a count would lie outside its ends after a step."""
    after = answers.cases[group] + step
    return int(max(answers.low[group] - after, after - answers.high[group], 0))


@compiled
def _find_best(kinds: Kinds, answers: Answers, group: int) -> tuple[tuple[int, int, int, int, int], int]:
    """Of many moves that help this group, the one after which least lies outside; and by how much more."""
    rises = answers.cases[group] < answers.low[group]
    best, least = _NO_MOVE, _VERY_MUCH
    for look in range(_LOOKS):
        move = _draw(kinds, answers, group, rises)
        if move[0] != _NONE:
            change = _weigh(kinds, answers, move, least)
            if change < least:
                best, least = move, change
        # One that helps is good enough, and where so many draws show no move at all there is none.
        if least < 0 or (best[0] == _NONE and look >= _HOPELESS):
            break
    return best, least


@compiled
def _draw(kinds: Kinds, answers: Answers, group: int, rises: bool) -> tuple[int, int, int, int, int]:  # noqa: FBT001 - what is compiled takes no names
    """Any move that gives a group a yes or takes one: step, up, down, and perhaps the way back."""
    begin, end = kinds.member_first[group], kinds.member_first[group + 1]
    for _ in range(_DRAWS if end > begin else 0):
        kind = kinds.member[np.random.randint(begin, end)]
        first, last = kinds.step_first[kind], kinds.step_first[kind + 1]
        if first == last or not (
            answers.yes[kind] < answers.most[kind] if rises else answers.yes[kind] > answers.least[kind]
        ):
            continue
        number = kinds.step[np.random.randint(first, last)]
        away = kinds.other[number] if kinds.one[number] == kind else kinds.one[number]
        if kinds.groups[away, kinds.set_of[group]] == group:
            continue
        up, down = (kind, away) if rises else (away, kind)
        if answers.yes[up] >= answers.most[up] or answers.yes[down] <= answers.least[down]:
            continue
        if np.random.randint(4) == 0:
            return number, up, down, _NONE, _NONE
        fall, rise = _find_back(kinds, number, up == kinds.one[number])
        if (
            fall not in (_NONE, up)
            and answers.yes[fall] > answers.least[fall]
            and answers.yes[rise] < answers.most[rise]
        ):
            return number, up, down, fall, rise
    return _NO_MOVE


@compiled
def _find_back(kinds: Kinds, number: int, rises: bool) -> tuple[int, int]:  # noqa: FBT001 - what is compiled takes no names
    """A step of the same way between similar kinds: which loses a yes, and which gets it."""
    order, way = np.random.randint(len(kinds.order)), kinds.way[number]
    reach = 1 << np.random.randint(_REACHES)
    place = kinds.place[order, number] + np.random.randint(-reach, reach + 1)
    if not kinds.first[way] <= place < kinds.first[way + 1]:
        return _NONE, _NONE
    back = kinds.order[order, place]
    if back == number:
        return _NONE, _NONE
    if rises:
        return int(kinds.one[back]), int(kinds.other[back])
    return int(kinds.other[back]), int(kinds.one[back])


@compiled
def _change(answers: Answers, more: int, less: int) -> int:
    """By how much more counts lie outside their ends with one case more here and one less there."""
    before = _outside(answers, more, 0) + _outside(answers, less, 0)
    return _outside(answers, more, 1) + _outside(answers, less, -1) - before


@compiled
def _weigh(kinds: Kinds, answers: Answers, move: tuple[int, int, int, int, int], bound: int) -> int:
    """By how much more counts lie outside their ends after a move; what cancels is left out."""
    number, up, down, fall, rise = move
    change, along = 0, kinds.along[number]
    for place in kinds.holds[kinds.holds_first[along] : kinds.holds_first[along + 1]]:
        more, less = kinds.groups[up, place], kinds.groups[down, place]
        if fall == _NONE:
            change += _change(answers, more, less)
        elif kinds.groups[fall, place] != more:
            change += _change(answers, more, less)
            change += _change(answers, kinds.groups[rise, place], kinds.groups[fall, place])
        # Later places rarely give back more than this, and most moves are bad at once.
        if change > bound + 4:
            return _VERY_MUCH
    return change


@compiled
def _carry(kinds: Kinds, answers: Answers, move: tuple[int, int, int, int, int]) -> None:
    number, up, down, fall, rise = move
    _carry_one(kinds, answers, kinds.along[number], up, down)
    if fall != _NONE:
        _carry_one(kinds, answers, kinds.along[number], rise, fall)


@compiled
def _carry_one(kinds: Kinds, answers: Answers, along: int, up: int, down: int) -> None:
    answers.yes[up] += 1
    answers.yes[down] -= 1
    for place in kinds.holds[kinds.holds_first[along] : kinds.holds_first[along + 1]]:
        answers.cases[kinds.groups[up, place]] += 1
        answers.cases[kinds.groups[down, place]] -= 1
