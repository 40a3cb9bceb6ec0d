"""A cube: children with their levels and answers, and every group of one or two characteristics counted."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY, Characteristic
from oneplan.cells.coding import ANSWERED, CASE
from oneplan.cells.layout import Layout, lay_out
from oneplan.cells.records import Records
from oneplan.cells.tally import strides_of
from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.errors import NotValid

YES, NO = "yes", "no"
DEEPEST = 2
_MOST_NUMBERS = 20_000_000


@dataclass(frozen=True, eq=False)
class Cube:
    """Children, one row each, and how many of each group gave which answer.

    Attributes
    ----------
    layout
        The groups: all children, then each level, then each pair of levels.
    levels
        (children × characteristics) the level of each child.
    answered
        (universes × children) who answered; outcomes that the same children answered share one.
    of
        (outcomes) the universe of each.
    yes
        (outcomes × children) of those who answered, who has the outcome.
    """

    characteristics: tuple[Characteristic, ...]
    outcomes: tuple[str, ...]
    layout: Layout
    levels: NDArray[np.int16]
    answered: NDArray[np.bool_]
    of: NDArray[np.int64]
    yes: NDArray[np.bool_]

    @cached_property
    def groups(self) -> NDArray[np.int32]:
        """(children × sets of characteristics) the group of each child in each."""
        steps = strides_of(self.layout)
        return (self.layout.begin[:-1] + self.levels.astype(np.int64) @ steps.T).astype(np.int32)

    @cached_property
    def n(self) -> NDArray[np.int32]:
        """(universes × groups) children who answered."""
        return self._count(self.answered)

    @cached_property
    def cases(self) -> NDArray[np.int32]:
        """(outcomes × groups) children with the outcome."""
        return self._count(self.yes)

    @property
    def value(self) -> NDArray[np.int32]:
        """(columns × groups) every count: the children of each universe, then each yes, then each no."""
        return join_columns(self.n, self.cases, of=self.of)

    def _count(self, who: NDArray[np.bool_]) -> NDArray[np.int32]:
        rows = [np.bincount(self.groups[one].ravel(), minlength=self.layout.possible) for one in who]
        return np.array(rows, np.int32)

    def columns_of(self, outcome: int) -> dict[str, int]:
        """The columns of one outcome, by the code that its file has for them."""
        first = len(self.answered)
        return {
            TOTAL: int(self.of[outcome]),
            YES: first + outcome,
            NO: first + len(self.outcomes) + outcome,
        }

    def name_groups(self) -> list[tuple[str, ...]]:
        """For each group a code for each characteristic."""
        columns = [
            np.array([*one.levels, TOTAL], object)[self.layout.levels[:, place]]
            for place, one in enumerate(self.characteristics)
        ]
        return list(zip(*(column.tolist() for column in columns), strict=True))


def join_columns(
    n: NDArray[np.int32], cases: NDArray[np.int32], *, of: NDArray[np.int64]
) -> NDArray[np.int32]:
    """The children of each universe, then those with each outcome, then those without it, one row each."""
    return np.concatenate((n, cases, n[of] - cases))


def make_cube(records: Records, *, depth: int = DEEPEST) -> Cube:
    """The children of these records who answered anything, to be counted by up to so many characteristics.

    Raises
    ------
    NotValid
        When records or depth are not of a kind that a cube can show and certify: the sentence says which.
    """
    if not 1 <= depth <= DEEPEST:
        raise NotValid(f"A cube crosses 1 or 2 characteristics, not {depth}. Ask for depth=2.")
    _check_kind(records)
    _check_names(records)
    book = records.book
    layout = lay_out(tuple(len(one.levels) for one in book.characteristics), depth)
    numbers = layout.possible * (1 + 2 * len(book.outcomes))
    if numbers > _MOST_NUMBERS:
        raise NotValid(
            f"This cube would hold {numbers:,} counts; at most {_MOST_NUMBERS:,} can be certified at once."
            " Name fewer characteristics, or put their levels into fewer groups."
        )
    answers = records.coded.answers
    there = np.flatnonzero((answers & ANSWERED).any(axis=1))
    answered = np.ascontiguousarray((answers[there] & ANSWERED).T > 0)
    silent = np.flatnonzero(~answered.any(axis=1))
    if len(silent):
        raise NotValid(f"Nobody answered “{book.outcomes[silent[0]].name}”. Leave it out.")
    _, first, same = np.unique(answered, axis=0, return_index=True, return_inverse=True)
    return Cube(
        book.characteristics,
        tuple(one.name for one in book.outcomes),
        layout,
        levels=np.ascontiguousarray(records.coded.codes.T[there].astype(np.int16)),
        answered=answered[first],
        of=same.reshape(-1).astype(np.int64),
        yes=np.ascontiguousarray((answers[there] & CASE).T > 0) & answered,
    )


def _check_kind(records: Records) -> None:
    if records.of_wave is None and len(records.waves) > 1:
        said = ", ".join(str(wave) for wave in records.waves)
        raise NotValid(f"The records hold several waves ({said}). Choose one with records.in_wave(…).")
    if records.weight is not None:
        raise NotValid(
            "These records have weights, and a cube counts each child once. Declare them without the weight."
        )
    if records.book.means:
        raise NotValid(
            f"“{records.book.means[0].name}” is a number whose mean is wanted, and a cube holds counts only."
            " Leave it out, or say which of its answers are cases."
        )


def _check_names(records: Records) -> None:
    characteristics, outcomes = records.book.characteristics, [one.name for one in records.book.outcomes]
    names = [*(one.name for one in characteristics), *outcomes]
    twice = sorted({name for name in names if names.count(name) > 1})
    taken = [name for name in names if name in ("value", "state", "freq", "count", "n", "percentage")]
    if twice or taken:
        raise NotValid(f"“{[*twice, *taken][0]}” cannot be the name of a column here. Rename it.")
    odd = [one.name for one in characteristics if {TOTAL, ""} & set(one.levels)]
    if odd:
        raise NotValid(f"A level of “{odd[0]}” is called Total, or nothing. Rename it.")
    files = [name_file(name) for name in outcomes]
    alike = [name for name, file in zip(outcomes, files, strict=True) if files.count(file) > 1]
    if alike:
        raise NotValid(f"“{alike[0]}” and “{alike[1]}” would be written into one file. Rename one.")


def name_file(outcome: str) -> str:
    """The name of the file of an outcome."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in outcome) + ".csv"


def find_rarest(cube: Cube, groups: NDArray[np.int64]) -> str:
    """The level with the fewest children of those that these groups fix, in words."""
    levels = cube.layout.levels[groups]
    rows, places = np.nonzero(levels != ANY)
    if not len(rows):
        return "all children"
    fixed = levels[rows, places]
    singles = cube.layout.begin[1 + places] + fixed
    rarest = int(np.argmin(cube.n.max(axis=0)[singles]))
    one = cube.characteristics[places[rarest]]
    return f"“{one.levels[fixed[rarest]]}” of {one.name}"
