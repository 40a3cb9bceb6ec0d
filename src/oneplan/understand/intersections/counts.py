"""What is judged: counts by every intersection, whichever type holds them."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import Characteristic, Schools, Weights
from oneplan.errors import NotFound, NotValid


class Counts(Protocol):
    """Counts of children by the characteristics that each cell fixes.

    `Cells` are such counts, raw; a table that the gate has made is such counts too. The fields are those of
    `oneplan.cells.cells.Cells`: row 0 holds all children, and a cell that is withheld has n = 0.
    """

    @property
    def characteristics(self) -> tuple[Characteristic, ...]:
        """In the order of the columns of `levels`."""
        ...

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names, in the order of the columns of `n` and `cases`."""
        ...

    @property
    def levels(self) -> NDArray[np.int16]:
        """The level that each cell fixes of each characteristic, or `ANY`."""
        ...

    @property
    def n(self) -> NDArray[np.int32]:
        """Children who answered: cells by outcomes."""
        ...

    @property
    def cases(self) -> NDArray[np.int32]:
        """Of these, how many have the outcome."""
        ...

    @property
    def schools(self) -> Schools | None:
        """How the children spread over schools, None where that is not known."""
        ...

    @property
    def weights(self) -> Weights | None:
        """The same counts with weights, None where there are none."""
        ...


def check_counts(counts: Counts) -> None:
    """Raise a sentence where these cannot be counts of children.

    Raises
    ------
    NotValid
        When there is no cell or no outcome, a shape does not fit, or there are more cases than children.
    """
    cells, outcomes = counts.levels.shape[0], len(counts.outcomes)
    if cells == 0 or outcomes == 0:
        raise NotValid("There is nothing to judge; count at least one outcome of at least one child.")
    wanted = (cells, outcomes)
    if counts.n.shape != wanted or counts.cases.shape != wanted:
        raise NotValid(
            f"The counts are {counts.n.shape} and {counts.cases.shape} but there are {cells} cells and "
            f"{outcomes} outcomes; count them again with oneplan.count_cells."
        )
    if np.any(counts.levels[0] >= 0):
        raise NotValid("The first cell must hold all children; count them again with oneplan.count_cells.")
    if np.any(counts.cases > counts.n) or np.any(counts.cases < 0):
        raise NotValid(
            "A cell has more cases than children, or fewer than none; look at how they were counted."
        )


def turns(outcomes: Sequence[str], *, good: Sequence[str]) -> NDArray[np.int8]:
    """+1 for each outcome that nobody wants, −1 for each that everybody wants.

    Raises
    ------
    NotFound
        When one of those said to be good is no outcome here.
    """
    unknown = [name for name in good if name not in outcomes]
    if unknown:
        raise NotFound(f"There is no outcome {unknown[0]!r} here; the outcomes are {_some(outcomes)}.")
    return np.where(np.isin(np.array(outcomes, dtype=object), list(good)), -1, 1).astype(np.int8)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
