"""What is audited: tables as they were read, their hierarchies, how many values each cell is to keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.auditor.circles import Cross, find_circle
from oneplan.disclosure.auditor.claims import Claim
from oneplan.disclosure.auditor.reading import Codes, Finished, flat_tree, read_tree
from oneplan.disclosure.auditor.relations import Trees
from oneplan.errors import NotFound, NotValid


@dataclass(frozen=True)
class Tables:
    """What is audited: tables, how many values each withheld cell is to keep, what is claimed, until when."""

    paths: Sequence[Path]
    finished: Finished
    trees: Trees
    least: NDArray[np.int64]
    claim: Claim | None
    until: float | None

    @property
    def circle(self) -> tuple[Cross, ...]:
        """The crosses that go round in a circle."""
        trees = [self.trees[name] for name in self.finished.dimensions]
        return find_circle(self.finished.values, trees=trees)


def least_values(finished: Finished, *, values: int, wide: Mapping[Codes, int]) -> NDArray[np.int64]:
    """How many values each withheld cell is to keep, in the order of the files."""
    withheld = [key for key, value in finished.values.items() if value is None]
    return np.array([max(values, wide.get(name, 0)) for name in withheld], np.int64)


def read_trees(finished: Finished, hierarchies: Sequence[tuple[str, Path]]) -> Trees:
    """The hierarchies of each dimension; a flat one where none is given.

    Raises
    ------
    NotFound, NotValid
        When a hierarchy is of no dimension, or a code is in none.
    """
    unknown = [name for name, _ in hierarchies if name not in finished.dimensions]
    if unknown:
        raise NotFound(
            f"No dimension is called “{unknown[0]}”. The files have: {', '.join(finished.dimensions)}."
        )
    trees: dict[str, list[Mapping[str, tuple[str, ...]]]] = {}
    for place, name in enumerate(finished.dimensions):
        given = [read_tree(path) for one, path in hierarchies if one == name]
        used = {key[place] for key in finished.values}
        trees[name] = given or [flat_tree(used)]
        strangers = (
            used - {code for tree in trees[name] for code in [*tree, *sum(tree.values(), ())]} - {"Total"}
        )
        if strangers:
            raise NotValid(f"“{min(strangers)}” of {name} is in no hierarchy. Add a line for it.")
    return trees
