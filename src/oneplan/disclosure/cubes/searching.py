"""Collects pictures of a cube: other whole children that a reader could not tell from the true ones."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY
from oneplan.cells.tally import cores, strides_of
from oneplan.disclosure.cubes.cube import DEEPEST, Cube
from oneplan.disclosure.cubes.kinds import Kinds, find_kinds
from oneplan.disclosure.cubes.moving import Walk, change_group
from oneplan.disclosure.cubes.walking import Answers, Wishes, mend, wander

_IDLE = 10
_LEAST_GAIN = 0.02
_WISHES = 32
_FIRST_MOVES = 4
_STEPS, _MOST_STEPS = 200, 4_000


@dataclass(frozen=True)
class Ends:
    """Between which values each count would be shown as it is (columns × groups)."""

    low: NDArray[np.int32]
    high: NDArray[np.int32]


@dataclass(frozen=True)
class _Place:
    """Where the search is: other children, and their kinds."""

    cube: Cube
    kinds: Kinds
    kind_of: NDArray[np.int64]

    @cached_property
    def members(self) -> NDArray[np.int64]:
        """The children, kind by kind."""
        return np.argsort(self.kind_of, kind="stable")


class Search:
    """A walk from the true children, and what was seen of their counts on the way.

    `pictures` are cubes of other children with the same counts where it shows; the first is the true one.
    """

    def __init__(self, cube: Cube, *, until: float = np.inf) -> None:
        sets = cube.layout.sets
        self._fixes = np.full((len(sets), DEEPEST), ANY, np.int64)
        for place, one in enumerate(sets):
            self._fixes[place, : len(one)] = one
        many = len(cube.layout.counts)
        self._holds = np.array([np.flatnonzero((self._fixes == one).any(axis=1)) for one in range(many)])
        self._fixed = np.repeat(self._fixes, np.diff(cube.layout.begin), axis=0)
        self._at = self._stand(cube)
        self._seen = [cube.value]
        self._seed, self._until, self._moves = 0, until, _FIRST_MOVES
        self.pictures = [cube]

    def look(self, wanted: NDArray[np.bool_], *, values: int, ends: Ends) -> NDArray[np.bool_]:
        """Walk on until each wanted count was seen with so many values; those that are left in the end.

        The ends may be wider than those of the walk before, never narrower.
        """
        left, idle, turn = self._find_left(wanted, values), 0, 0
        while left.any() and idle < _IDLE and time.monotonic() < self._until:
            self._go_on(left, ends, children=turn % 2 == 1)
            turn += 1
            before, left = left, self._find_left(wanted, values)
            gained = int(before.sum()) - int(left.sum())
            idle = idle + 1 if gained <= _LEAST_GAIN * before.sum() else 0
        return left

    def _find_left(self, wanted: NDArray[np.bool_], values: int) -> NDArray[np.bool_]:
        """Which of these counts were seen with fewer values."""
        seen = np.sort(np.array([one[wanted] for one in self._seen]), axis=0)
        left = wanted.copy()
        left[wanted] = (np.diff(seen, axis=0) > 0).sum(axis=0) + 1 < values
        return left

    def _go_on(self, left: NDArray[np.bool_], ends: Ends, *, children: bool) -> None:
        """Look for one picture more, with other values where some are left; kept where it shows one."""
        of_children = left[: len(self._at.cube.answered)]
        there, wished = self._at, left
        if children and of_children.any():
            there, wished = self._move_children(of_children, ends), np.zeros_like(left)
        after = self._move_answers(there, wished, ends)
        if there is not self._at:
            # As many children as answers can be found for: twice as many after it went well, half after not.
            self._moves = max(self._moves // 2, 1) if after is None else 2 * self._moves
        if after is None:
            return
        self._at = after
        value = after.cube.value
        seen = np.array([one[left] for one in self._seen])
        if (seen != value[left]).all(axis=0).any():
            self._seen.append(value)
            self.pictures.append(after.cube)

    def _stand(self, cube: Cube) -> _Place:
        kinds = find_kinds(cube.levels, cube.groups, holds=self._holds, fixed=self._fixed)
        return _Place(cube, *kinds)

    def _next_seed(self) -> int:
        self._seed += 1
        return self._seed

    def _move_children(self, left: NDArray[np.bool_], ends: Ends) -> _Place:
        """Other children, so that some groups that are left have more or fewer of them."""
        cube = self._at.cube
        layout = cube.layout
        cuts = np.cumsum([len(cube.n), len(cube.cases)])
        low, high = np.split(ends.low, cuts), np.split(ends.high, cuts)
        walk = Walk(
            levels=cube.levels.copy(),
            groups=cube.groups.copy(),
            answered=cube.answered,
            yes=cube.yes,
            of=cube.of,
            n=cube.n.copy(),
            low=low[0],
            high=high[0],
            cases=cube.cases.copy(),
            yes_low=low[1],
            yes_high=high[1],
            no_low=low[2],
            no_high=high[2],
            steps=strides_of(layout),
            holds=self._holds,
            fixes=self._fixes,
            set_of=np.repeat(np.arange(len(layout.sets)), np.diff(layout.begin)),
            level_of=np.array(layout.levels),
        )
        random = np.random.default_rng(self._next_seed())
        places = random.permutation(np.argwhere(left))[: self._moves]
        for universe, group in places.tolist():
            change_group(walk, universe, group=group, seed=self._next_seed())
        return self._stand(replace(cube, levels=walk.levels))

    def _move_answers(self, there: _Place, left: NDArray[np.bool_], ends: Ends) -> _Place | None:
        """The same children with other answers, also where some are left; None where they cannot fit."""
        outcomes = range(len(there.cube.outcomes))
        seeds = [self._next_seed() for _ in outcomes]
        with ThreadPoolExecutor(cores()) as pool:
            found = list(
                pool.map(
                    lambda outcome: self._answer(there, outcome, left=left, ends=ends, seed=seeds[outcome]),
                    outcomes,
                )
            )
        whole = [one for one in found if one is not None]
        if len(whole) < len(found):
            return None
        return replace(there, cube=replace(there.cube, yes=np.array(whole)))

    def _answer(
        self, there: _Place, outcome: int, *, left: NDArray[np.bool_], ends: Ends, seed: int
    ) -> NDArray[np.bool_] | None:
        """Who has an outcome in the next picture; as before where nothing is left, None where nobody fits."""
        cube = there.cube
        low, high = _find_room(cube, outcome, ends)
        before, as_it_is = cube.cases[outcome], np.asarray(cube.yes[outcome])
        fits = bool((low <= before).all() and (before <= high).all())
        if (low > high).any():
            return None
        columns = cube.columns_of(outcome)
        wished = left[list(columns.values())[1:]].any(axis=0) & (low < high)
        if fits and not wished.any():
            return as_it_is
        kinds = len(there.kinds.groups)
        answered = there.kind_of[cube.answered[cube.of[outcome]]]
        answers = Answers(
            most=np.bincount(answered, minlength=kinds),
            yes=np.bincount(there.kind_of[cube.yes[outcome]], minlength=kinds),
            cases=before.astype(np.int64),
            low=low.copy(),
            high=high.copy(),
        )
        if not fits and not mend(there.kinds, answers, steps=_MOST_STEPS, seed=seed):
            return None
        if wished.any():
            seen = np.array([one[columns["yes"]] for one in self._seen])
            wishes = _wish(np.flatnonzero(wished), seen, seed=seed)
            wander(there.kinds, answers, wishes=wishes, steps=_STEPS, seed=seed)
        return _share_out(there, outcome, answers.yes)


def _find_room(cube: Cube, outcome: int, ends: Ends) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(groups) how many may have an outcome, so that those without it are as many as they may be as well."""
    _, yes, no = cube.columns_of(outcome).values()
    n = cube.n[cube.of[outcome]].astype(np.int64)
    return (
        np.maximum(ends.low[yes], n - ends.high[no]).astype(np.int64),
        np.minimum(ends.high[yes], n - ends.low[no]).astype(np.int64),
    )


def _wish(groups: NDArray[np.int64], seen: NDArray[np.int32], *, seed: int) -> Wishes:
    """Ask some of these groups for a value that was not seen yet."""
    asked = np.random.default_rng(seed).permutation(groups)[:_WISHES]
    return Wishes(
        asked, seen[:, asked].min(axis=0).astype(np.int64), seen[:, asked].max(axis=0).astype(np.int64)
    )


def _share_out(there: _Place, outcome: int, yes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(children) who has an outcome: the first of each kind who answered, as many as there should be."""
    cube = there.cube
    answered = there.members[cube.answered[cube.of[outcome]][there.members]]
    kind = there.kind_of[answered]
    begin = np.searchsorted(kind, kind)
    found = np.zeros(len(cube.levels), bool)
    found[answered] = np.arange(len(answered)) - begin < yes[kind]
    return found
