"""A made-up county for simulations: children, characteristics, schools, and answers with a known truth."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

import oneplan
from oneplan.cells.cells import ANY, Cells
from oneplan.cells.declaring import Outcome

LEVELS = (2, 8, 6, 2, 3, 2, 2, 3, 5, 2, 7, 4)
CHILDREN = 23_000
SCHOOLS = 252
BY_SCHOOL = {10: 0.9, 9: 0.9, 8: 0.5, 1: 0.5, 2: 0.3}
"""Which characteristics go by school, for which share of children: as district, rurality, deprivation, year
group and ethnicity do."""


@dataclass(frozen=True)
class County:
    """Children with twelve characteristics in 252 schools of very different sizes; one seed, one county."""

    seed: int = 1

    @cached_property
    def children(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The levels (children × characteristics) and the school of each child."""
        draw = np.random.default_rng(self.seed)
        shares = [draw.dirichlet(np.full(size, 2.0)) for size in LEVELS]
        levels = np.stack(
            [draw.choice(size, CHILDREN, p=share) for size, share in zip(LEVELS, shares, strict=True)], axis=1
        )
        school = draw.choice(SCHOOLS, CHILDREN, p=draw.dirichlet(np.full(SCHOOLS, 3.0)))
        for which, share in BY_SCHOOL.items():
            of_school = draw.integers(0, LEVELS[which], SCHOOLS)
            goes_by = draw.random(CHILDREN) < share
            levels[goes_by, which] = of_school[school[goes_by]]
        return levels, school

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The same as a table."""
        levels, school = self.children
        return pl.DataFrame(
            {**{name(k): [f"{v}" for v in levels[:, k]] for k in range(12)}, "school": school}
        )

    def answers(
        self,
        draw: np.random.Generator,
        *,
        share: float,
        likeness: float,
        outcomes: int,
        gap: NDArray[np.float64] | float = 0.0,
    ) -> NDArray[np.bool_]:
        """Answers (children × outcomes) whose schools differ with this intraclass correlation.

        Each school's own share is drawn from the beta distribution that has this mean and likeness; `gap` is
        added to the share of each child.
        """
        school = self.children[1]
        if likeness:
            times = (1 - likeness) / likeness
            own = draw.beta(share * times, (1 - share) * times, (SCHOOLS, outcomes))[school]
        else:
            own = np.full((CHILDREN, outcomes), share)
        of_child = np.clip(own + np.reshape(gap, (-1, 1)), 0.0, 1.0)
        return draw.random((CHILDREN, outcomes), dtype=np.float32) < of_child

    def count(self, answers: NDArray[np.bool_], *, depth: int = 3, routed: bool = False) -> Cells:
        """Count these answers; routed, 8% are missing, and two in three questions go to some years only."""
        names = [f"outcome-{place}" for place in range(answers.shape[1])]
        columns = {each: answers[:, place] for place, each in enumerate(names)}
        outcomes: list[str | Outcome] = [*names]
        if routed:
            hole = np.random.default_rng(0).random(answers.shape) < 0.08
            columns = {
                each: pl.Series(answers[:, place]).set(pl.Series(hole[:, place]), None)
                for place, each in enumerate(names)
            }
            years = (None, ["0", "1", "2", "3"], ["3", "4", "5", "6", "7"])
            outcomes = [
                Outcome(each, asked_of={name(1): asked} if (asked := years[place % 3]) else None)
                for place, each in enumerate(names)
            ]
        records = oneplan.Records(
            self.frame.with_columns(**columns),
            characteristics=[name(k) for k in range(12)],
            outcomes=outcomes,
            school="school",
        )
        return oneplan.count_cells(records, depth=depth)

    def inside(self, cells: Cells, cell: int) -> NDArray[np.bool_]:
        """Which children are in a cell."""
        fixed = cells.levels[cell]
        wanted = [
            None if level == ANY else int(one.levels[level])
            for one, level in zip(cells.characteristics, fixed, strict=True)
        ]
        return np.all([self.children[0][:, k] == v for k, v in enumerate(wanted) if v is not None], axis=0)


def name(which: int) -> str:
    """The name of a characteristic."""
    return f"characteristic-{which}"
