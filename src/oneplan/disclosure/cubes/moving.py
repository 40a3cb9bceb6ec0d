"""Moves from the true children to others whose counts would be shown alike, some with values not seen yet."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.tally import cores
from oneplan.disclosure.cubes.crowds import Crowd, Place
from oneplan.disclosure.cubes.cube import Cube
from oneplan.disclosure.cubes.kinds import Kinds
from oneplan.disclosure.cubes.walking import Answers, Wishes, mend, wander

_WISHES, _CHANGES, _RISKED = 512, 64, 2
_LONGEST_MEND = 1_000
_NO_LIMIT = 1 << 40
_ANSWERS, _CHILDREN, _RISK = range(3)


@dataclass(frozen=True)
class Ends:
    """Between which values each count would be shown as it is (columns × groups)."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]


@dataclass(frozen=True)
class Turn:
    """One try to find other children.

    Attributes
    ----------
    true
        Where the true children stand.
    left
        (columns × groups) counts that should have a value not seen yet.
    seen
        The counts of each picture so far.
    number
        Every third turn moves answers alone. Every third moves children too, so far as the answers of those
        who stay need not change; and every third moves a few children and mends the answers after.
    steps
        After how many moves a wish is given up.
    """

    cube: Cube
    kinds: Kinds
    true: Place
    ends: Ends
    left: NDArray[np.bool_]
    seen: Sequence[NDArray[np.int32]]
    number: int
    steps: int

    def go(self) -> Place:
        """Other children; the true ones of a universe and their answers where none were found."""
        universes, outcomes = range(len(self.true.answered)), range(len(self.true.yes))
        answered, yes = list(self.true.answered), list(self.true.yes)
        with ThreadPoolExecutor(cores()) as pool:
            if self._way != _ANSWERS:
                answered = list(pool.map(self._move_children, universes))
            found = list(pool.map(lambda one: self._move_answers(one, answered[self.cube.of[one]]), outcomes))
        for universe in universes:
            own = self._outcomes_of(universe)
            whole = {one: crowd for one in own if (crowd := found[one]) is not None}
            if len(whole) < len(own):
                answered[universe] = self.true.answered[universe]
            else:
                for one, crowd in whole.items():
                    yes[one] = crowd
        return Place(tuple(answered), tuple(yes))

    @property
    def _way(self) -> int:
        return self.number % 3

    @cached_property
    def _movers_say_yes(self) -> NDArray[np.bool_]:
        """(outcomes) whether children who move have an outcome; then those without it stay."""
        lots = np.random.default_rng(self.number).integers(2, size=len(self.cube.outcomes))
        return np.asarray(lots == 1)

    def _outcomes_of(self, universe: int) -> list[int]:
        return [int(one) for one in np.flatnonzero(self.cube.of == universe)]

    def _stay(self, outcome: int) -> Crowd:
        """Those with an outcome, or without it, who are left as they are while children move."""
        yes = self.true.yes[outcome]
        return (
            self.true.answered[self.cube.of[outcome]].without(yes) if self._movers_say_yes[outcome] else yes
        )

    def _move_children(self, universe: int) -> Crowd:
        """Other children of one universe, so that some groups that are left have more or fewer of them."""
        before, own = self.true.answered[universe], self._outcomes_of(universe)
        columns = np.array([list(self.cube.columns_of(one).values())[1:] for one in own])
        # Where answers are left, they may follow from the number of children.
        wished = np.flatnonzero(self.left[universe] | self.left[columns].any(axis=(0, 1)))
        if not len(wished):
            return before
        low, high = self.ends.low[columns], self.ends.high[columns]
        least = np.zeros_like(before.of_kind)
        # One outcome is never in the way of another, so nothing needs mending.
        risked = self._way == _RISK and len(own) > 1
        if risked:
            low, high = low.sum(axis=1), high.sum(axis=1)
        else:
            stay = [self._stay(one) for one in own]
            least = np.array([one.of_kind for one in stay]).max(axis=0)
            go = np.arange(len(own)), np.where(self._movers_say_yes[own], 0, 1)
            of_group = np.array([one.of_group for one in stay])
            low, high = low[go] + of_group, high[go] + of_group
        answers = Answers(
            least=least,
            most=np.full_like(least, _NO_LIMIT),
            yes=before.of_kind.copy(),
            cases=before.of_group.copy(),
            low=np.maximum(self.ends.low[universe], low.max(axis=0)),
            high=np.minimum(self.ends.high[universe], high.min(axis=0)),
        )
        most = _RISKED if risked else _CHANGES
        wishes = self._wish(wished, row=universe, most=most)
        true = wander(self.kinds, answers, wishes=wishes, steps=self.steps, seed=self._seed(universe))
        return Crowd(answers.yes, answers.cases) if true else before

    def _move_answers(self, outcome: int, within: Crowd) -> Crowd | None:
        """Who has an outcome in the picture; as before where nothing is left, None where nobody fits."""
        _, yes, no = self.cube.columns_of(outcome).values()
        low = np.maximum(self.ends.low[yes], within.of_group - self.ends.high[no])
        high = np.minimum(self.ends.high[yes], within.of_group - self.ends.low[no])
        if (low > high).any():
            return None
        seed = self._seed(len(self.true.answered) + outcome)
        answers = self._begin(outcome, within, low=low, high=high, seed=seed)
        if answers is None:
            return None
        wished = np.flatnonzero((self.left[yes] | self.left[no]) & (low < high))
        if len(wished):
            wishes = self._wish_answers(wished, within, yes=yes, no=no)
            wander(self.kinds, answers, wishes=wishes, steps=self.steps, seed=seed)
        return Crowd(answers.yes, answers.cases)

    def _begin(
        self, outcome: int, within: Crowd, *, low: NDArray[np.int64], high: NDArray[np.int64], seed: int
    ) -> Answers | None:
        """Answers that fit: those with the outcome stay, or those without, whatever needs less mending."""
        yes, whole = self.true.yes[outcome], self.true.answered[self.cube.of[outcome]]
        begun = [
            yes.fit_in(within, self.kinds),
            within.without(whole.without(yes)).fit_in(within, self.kinds),
        ]
        outside = [
            int((low - one.of_group).clip(0).sum() + (one.of_group - high).clip(0).sum()) for one in begun
        ]
        for place in np.argsort(outside, kind="stable").tolist():
            answers = Answers(
                least=np.zeros_like(within.of_kind),
                most=within.of_kind,
                yes=begun[place].of_kind.copy(),
                cases=begun[place].of_group.copy(),
                low=low.copy(),
                high=high.copy(),
            )
            if not outside[place] or mend(self.kinds, answers, steps=_LONGEST_MEND, seed=seed + place):
                return answers
        return None

    def _wish(self, groups: NDArray[np.int64], *, row: int, most: int) -> Wishes:
        """Ask some of these groups for a value that was not seen yet; for any other where nothing is left."""
        asked = np.random.default_rng(self._seed(len(groups))).permutation(groups)[:most]
        seen = np.array([one[row, asked] for one in self.seen], np.int64)
        seen = np.where(self.left[row, asked], seen, seen[0])
        return Wishes(asked, seen.min(axis=0), seen.max(axis=0))

    def _wish_answers(self, groups: NDArray[np.int64], within: Crowd, *, yes: int, no: int) -> Wishes:
        """Ask some of these groups for so many with an outcome, or without it, as were not seen yet."""
        wishes = self._wish(groups, row=yes, most=_WISHES)
        asked, seen = wishes.groups, self._wish(groups, row=no, most=_WISHES)
        without = ~self.left[yes, asked]
        children = within.of_group[asked]
        return Wishes(
            asked,
            np.where(without, children - seen.most, wishes.least),
            np.where(without, children - seen.least, wishes.most),
        )

    def _seed(self, number: int) -> int:
        """Another for each turn and each number, whatever else goes on beside."""
        return self.number * 10_007 + number
