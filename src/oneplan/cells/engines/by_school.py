"""Counts with compiled loops how the children of every cell spread over schools, universe by universe."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from oneplan.cells import spreading
from oneplan.cells.adding import Given
from oneplan.cells.cells import Universe
from oneplan.cells.coded import Coded
from oneplan.cells.coding import ANSWERED, NOT_ASKED
from oneplan.cells.engines.working import FIT_HALF, Task, Work, empty_table, run


@dataclass(frozen=True)
class _Asked:
    """The children of one universe who have a school, and room for how they spread (cells × schools)."""

    outcomes: NDArray[np.int32]
    codes: NDArray[np.uint8]
    school: NDArray[np.int32]
    spread: NDArray[np.unsignedinteger]


@dataclass(frozen=True)
class SchoolCount:
    """A count by school under way: filled root by root."""

    coded: Coded
    place: NDArray[np.int64]
    schools: int
    asked: tuple[_Asked, ...]

    @classmethod
    def begin(cls, coded: Coded, *, place: NDArray[np.int64], schools: int) -> "SchoolCount":
        """Find the children of each universe: all who were asked."""
        cells = int(place.max()) + 1
        asked = [
            _find_children(coded, of, cells=cells, schools=schools, silent=_not_asked(coded, of))
            for of in coded.universes()
        ]
        return cls(coded, place, schools, tuple(asked))

    def of_answered(self, outcome: int) -> "SchoolCount":
        """The same for those who answered one outcome."""
        silent = ((self.coded.answers[:, outcome] & ANSWERED) == 0).astype(np.uint8)
        cells, alone = int(self.place.max()) + 1, np.array([outcome], dtype=np.int32)
        found = _find_children(self.coded, alone, cells=cells, schools=self.schools, silent=silent)
        return replace(self, asked=(found,))

    def works(self, tasks: list[Task]) -> list[Work]:
        """One work a universe and root."""
        return [self._spreading(asked, task) for asked in self.asked for task in tasks]

    def _spreading(self, asked: _Asked, task: Task) -> Work:
        def work() -> None:
            table = empty_table(task, self.schools, kind=asked.spread.dtype.type)
            spread = spreading.Spread(task.strides, task.steps, self.place, table, asked.spread)
            spreading.spread_root(spreading.Pupils(asked.codes, asked.school), spread)

        return work

    def universes(self) -> tuple[Universe, ...]:
        """What was counted, compressed."""
        made: dict[int, Universe] = {}

        def compressing(number: int) -> Work:
            return lambda: made.update({number: _compressed(self.asked[number])})

        run([compressing(number) for number in range(len(self.asked))])
        return tuple(made[number] for number in range(len(self.asked)))

    def by_school(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Answers and cases of all children of each school (schools × outcomes)."""
        coded = self.coded
        words = np.zeros((self.schools, coded.answers.shape[1]), dtype=np.uint64)
        if coded.school is not None:
            spreading.count_schools(Given(coded.school.astype(np.int64), coded.answers, 0), words)
        half = np.uint64(32)
        return (words & np.uint64(2**32 - 1)).astype(np.int32), (words >> half).astype(np.int32)


def _not_asked(coded: Coded, outcomes: NDArray[np.int32]) -> NDArray[np.uint8]:
    """All outcomes of a universe were asked of the same children; without any it is everybody."""
    if not len(outcomes):
        return np.zeros(len(coded.answers), dtype=np.uint8)
    return np.asarray(coded.answers[:, outcomes[0]] & np.uint8(NOT_ASKED))


def _find_children(
    coded: Coded, outcomes: NDArray[np.int32], *, cells: int, schools: int, silent: NDArray[np.uint8]
) -> _Asked:
    school = np.full(len(coded.answers), -1, dtype=np.int32) if coded.school is None else coded.school
    kept = spreading.keep_asked(school, silent)
    everyone = len(kept) == len(coded.answers)
    return _Asked(
        outcomes=outcomes,
        codes=coded.codes if everyone else coded.codes.take(kept, axis=1),
        school=school if everyone else school[kept],
        spread=np.empty((cells, schools), dtype=np.uint16 if len(kept) < FIT_HALF else np.uint32),
    )


def _compressed(asked: _Asked) -> Universe:
    start = np.empty(len(asked.spread) + 1, dtype=np.int64)
    spreading.count_filled(asked.spread, start)
    filled = int(start[-1])
    schools, children = np.empty(filled + 1, dtype=np.int32), np.empty(filled + 1, dtype=np.int32)
    spreading.list_schools(asked.spread, spreading.Listed(start, schools, children))
    return Universe(asked.outcomes, start, schools[:filled], children[:filled])
