"""How compiled work is shared out: the roots as arrays, and as many threads as there are cores."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.covering import Root
from oneplan.cells.tally import Progress, cores

FIT_HALF = 2**16
"""With fewer children, every count fits into sixteen bits."""

Work = Callable[[], None]


@dataclass(frozen=True)
class Task:
    """A root in the form that compiled functions take."""

    root: Root
    strides: NDArray[np.int64]
    steps: NDArray[np.int64]


def make_task(root: Root) -> Task:
    """The root's strides and steps as arrays."""
    steps = [(step.source, step.target, step.outer, step.size, step.inner) for step in root.steps]
    return Task(root, np.array(root.strides, dtype=np.int64), np.array(steps, dtype=np.int64).reshape(-1, 5))


def empty_table(task: Task, lanes: int, *, kind: type[np.generic]) -> NDArray[Any]:
    """Room for a root's table and for all that it is added up into; only the table itself begins at zero."""
    table = np.empty((task.root.work_rows, lanes), dtype=kind)
    table[: task.root.rows] = 0
    return table


def run(works: Sequence[Work], *, progress: Progress | None = None) -> None:
    """Do all works; compiled loops let go of the interpreter, so threads count side by side."""
    if progress:
        progress(0, len(works))
    with ThreadPoolExecutor(cores()) as pool:
        for done, _ in enumerate(pool.map(lambda work: work(), works), start=1):
            if progress:
                progress(done, len(works))
