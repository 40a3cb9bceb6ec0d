"""The default engine: compiled loops over codes in memory, one larger set of characteristics at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oneplan.cells import scanning
from oneplan.cells.cells import Schools, Universe
from oneplan.cells.coded import Coded
from oneplan.cells.covering import plan_roots
from oneplan.cells.engines.by_school import SchoolCount
from oneplan.cells.engines.working import FIT_HALF, Task, Work, empty_table, make_task, run
from oneplan.cells.layout import Layout
from oneplan.cells.records import Records
from oneplan.cells.tally import Progress, Tally, places_of
from oneplan.cells.universes import outcomes_apart, set_apart

_LANES = 320
"""Outcomes counted at once: their part of a table stays in the cache."""


def count(records: Records, layout: Layout, *, progress: Progress) -> Tally:
    """Count the records' codes in memory, on all cores."""
    coded = records.coded
    roots = plan_roots(layout.counts, layout.depth, children=len(coded.answers))
    # The largest first, so that no core waits for the last one.
    tasks = [make_task(root) for root in reversed(roots)]
    sizes = _sizes(coded, tasks, cells=layout.possible)
    counting = _Counting.begin(coded, place=places_of(sizes))
    works = counting.works(tasks)
    schools = None
    if coded.school is not None:
        schools = SchoolCount.begin(coded, place=counting.place, schools=len(records.book.schools))
        works += schools.works(tasks)
    run(works, progress=progress)
    return Tally(
        sizes=sizes,
        n=counting.n,
        cases=counting.cases,
        weights=counting.weights,
        means=counting.means,
        schools=_schools(records, schools, tasks=tasks),
    )


def _schools(records: Records, counted: SchoolCount | None, *, tasks: list[Task]) -> Schools | None:
    if counted is None:
        return None
    n, cases = counted.by_school()
    asked = counted.universes()
    answered: list[Universe] = []
    for outcome in outcomes_apart(asked, n):
        # One after the other: each needs room for every cell and school while it is counted.
        alone = counted.of_answered(outcome)
        run(alone.works(tasks))
        answered += alone.universes()
    names = tuple(str(name) for name in records.book.schools)
    return Schools(names=names, n=n, cases=cases, universes=set_apart(asked, answered))


def _children(coded: Coded) -> scanning.Children:
    weight = np.zeros(0, dtype=np.int64) if coded.weight is None else coded.weight
    return scanning.Children(coded.codes, coded.answers, weight, coded.given, coded.units)


def _sizes(coded: Coded, tasks: list[Task], *, cells: int) -> NDArray[np.int64]:
    children, sizes = _children(coded), np.zeros((cells, 1), dtype=np.int64)
    everywhere = np.arange(cells)

    def sizing(task: Task) -> Work:
        def work() -> None:
            target = scanning.Target(task.strides, task.steps, everywhere)
            table = empty_table(task, 1, kind=np.int64)
            scanning.count_children(scanning.Scan(children, target), scanning.Sums(table, 0, sizes))

        return work

    run([sizing(task) for task in tasks])
    return sizes[:, 0]


@dataclass(frozen=True)
class _Counting:
    """What is being counted: filled root by root."""

    coded: Coded
    place: NDArray[np.int64]
    n: NDArray[np.int32]
    cases: NDArray[np.int32]
    weights: NDArray[np.int64] | None
    means: NDArray[np.int64] | None

    @classmethod
    def begin(cls, coded: Coded, *, place: NDArray[np.int64]) -> "_Counting":
        cells, outcomes, means = int(place.max()) + 1, coded.answers.shape[1], len(coded.units)

        def room(columns: int, *, kind: type[np.generic]) -> NDArray[Any]:
            return np.empty((cells, columns), dtype=kind)

        return cls(
            coded=coded,
            place=place,
            n=room(outcomes, kind=np.int32),
            cases=room(outcomes, kind=np.int32),
            weights=None if coded.weight is None else room(3 * outcomes, kind=np.int64),
            means=room(3 * means, kind=np.int64) if means else None,
        )

    def works(self, tasks: list[Task]) -> list[Work]:
        outcomes = self.n.shape[1]
        works = []
        for task in tasks:
            for first in range(0, outcomes, _LANES):
                lanes = min(_LANES, outcomes - first)
                works.append(self._counting(task, first=first, lanes=lanes))
                if self.weights is not None:
                    works.append(
                        self._adding(
                            task, scanning.add_weights, 3 * first, lanes=3 * lanes, sums=self.weights
                        )
                    )
            if self.means is not None:
                lanes = self.means.shape[1]
                works.append(self._adding(task, scanning.add_units, 0, lanes=lanes, sums=self.means))
        return works

    def _counting(self, task: Task, *, first: int, lanes: int) -> Work:
        def work() -> None:
            # Two counts share a word: sixteen bits each while no count can be larger.
            kind = np.uint32 if len(self.coded.answers) < FIT_HALF else np.uint64
            counts = scanning.Counts(empty_table(task, lanes, kind=kind), first, self.n, self.cases)
            target = scanning.Target(task.strides, task.steps, self.place)
            scanning.count_answers(scanning.Scan(_children(self.coded), target), counts)

        return work

    def _adding(
        self,
        task: Task,
        add: Callable[[scanning.Scan, scanning.Sums], None],
        first: int,
        *,
        lanes: int,
        sums: NDArray[np.int64],
    ) -> Work:
        def work() -> None:
            room = scanning.Sums(empty_table(task, lanes, kind=np.int64), first, sums)
            target = scanning.Target(task.strides, task.steps, self.place)
            add(scanning.Scan(_children(self.coded), target), room)

        return work
