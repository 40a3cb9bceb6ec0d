"""Moves a yes from child to child until every count of one outcome lies within its ends."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.compiling import compiled
from oneplan.disclosure.cubes.kinds import Kinds

_REACHES = 8
_COLD = 0.08
_NONE = -1


class Answers(NamedTuple):
    """The answers of one outcome, and between which ends its counts belong.

    Attributes
    ----------
    most
        (kinds) children who answered.
    yes
        (kinds) of these, how many have the outcome.
    cases, low, high
        (groups) how many have the outcome, and how many should.
    """

    most: NDArray[np.int64]
    yes: NDArray[np.int64]
    cases: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]


def settle(kinds: Kinds, answers: Answers, *, turns: int, heat: float, seed: int) -> int:
    """Move answers about by chance, mostly so that fewer counts lie outside their ends.

    Parameters
    ----------
    turns
        How many moves are tried.
    heat
        How readily counts are let out of their ends in the beginning: a count further out by 1 is taken with
        a chance of exp(-1 / heat), which sinks to nearly none.

    Returns
    -------
    int
        By how much counts lie outside their ends afterwards, all together.

    Notes
    -----
    A yes moves between two kinds that differ in one characteristic; mostly another yes moves the other way
    between two kinds like these. Then only pairs of that characteristic change at all, and most of them not
    either, so that the walk gets far where a single move would show. Simulated annealing: Kirkpatrick, Gelatt
    and Vecchi, Science 220 (1983).
    """
    return _settle(kinds, answers, turns, heat, seed)


@compiled
def _settle(kinds: Kinds, answers: Answers, turns: int, heat: float, seed: int) -> int:
    np.random.seed(seed)
    outside = 0
    for group in range(len(answers.cases)):
        outside += _outside(answers, group, 0)
    for turn in range(turns):
        if outside == 0:
            break
        now = heat * (1 - turn / turns) + _COLD
        if np.random.randint(64) == 0 or not len(kinds.one):
            outside += _flip(kinds, answers, now)
            continue
        number, up, down = _draw(kinds)
        if answers.yes[up] < answers.most[up] and answers.yes[down] > 0:
            outside += _step(kinds, answers, now, number, up, down)
    return outside


@compiled
def _draw(kinds: Kinds) -> tuple[int, int, int]:
    """Any step, one way or the other."""
    number = np.random.randint(len(kinds.one))
    if np.random.randint(2):
        return number, int(kinds.one[number]), int(kinds.other[number])
    return number, int(kinds.other[number]), int(kinds.one[number])


@compiled
def _outside(answers: Answers, group: int, step: int) -> int:
    """By how much a count would lie outside its ends after a step."""
    after = answers.cases[group] + step
    return int(max(answers.low[group] - after, after - answers.high[group], 0))


@compiled
def _change(answers: Answers, more: int, less: int) -> int:
    """By how much more counts lie outside their ends with one case more here and one less there."""
    before = _outside(answers, more, 0) + _outside(answers, less, 0)
    return _outside(answers, more, 1) + _outside(answers, less, -1) - before


@compiled
def _is_taken(change: int, heat: float) -> bool:
    return bool(change <= 0 or np.random.random() < np.exp(-change / heat))


@compiled
def _flip(kinds: Kinds, answers: Answers, heat: float) -> int:
    """Turn one answer alone."""
    kind = np.random.randint(len(answers.most))
    step = 1 if np.random.randint(2) else -1
    if not 0 <= answers.yes[kind] + step <= answers.most[kind]:
        return 0
    change = 0
    for place in range(kinds.groups.shape[1]):
        group = kinds.groups[kind, place]
        change += _outside(answers, group, step) - _outside(answers, group, 0)
    if not _is_taken(change, heat):
        return 0
    answers.yes[kind] += step
    for place in range(kinds.groups.shape[1]):
        answers.cases[kinds.groups[kind, place]] += step
    return change


@compiled
def _step(kinds: Kinds, answers: Answers, heat: float, number: int, up: int, down: int) -> int:
    """Move a yes between two kinds, alone or with another that goes back elsewhere."""
    fall, rise = _NONE, _NONE
    if np.random.randint(4):
        fall, rise = _find_back(kinds, number, up == kinds.one[number])
        if fall == _NONE or answers.yes[fall] <= 0 or answers.yes[rise] >= answers.most[rise]:
            return 0
    characteristic = kinds.along[number]
    change = _weigh(kinds, answers, characteristic, (up, down), (fall, rise))
    if not _is_taken(change, heat):
        return 0
    _carry(kinds, answers, characteristic, up, down)
    if fall != _NONE:
        _carry(kinds, answers, characteristic, rise, fall)
    return change


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
def _weigh(
    kinds: Kinds, answers: Answers, characteristic: int, there: tuple[int, int], back: tuple[int, int]
) -> int:
    """By how much more counts lie outside their ends after these moves; what cancels is left out."""
    (up, down), (fall, rise) = there, back
    change = 0
    for place in kinds.holds[characteristic]:
        more, less = kinds.groups[up, place], kinds.groups[down, place]
        if fall == _NONE:
            change += _change(answers, more, less)
        elif kinds.groups[fall, place] != more:
            change += _change(answers, more, less)
            change += _change(answers, kinds.groups[rise, place], kinds.groups[fall, place])
    return change


@compiled
def _carry(kinds: Kinds, answers: Answers, characteristic: int, up: int, down: int) -> None:
    answers.yes[up] += 1
    answers.yes[down] -= 1
    for place in kinds.holds[characteristic]:
        answers.cases[kinds.groups[up, place]] += 1
        answers.cases[kinds.groups[down, place]] -= 1
