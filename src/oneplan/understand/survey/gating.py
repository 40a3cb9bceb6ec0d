"""Takes one table of a survey through the gate, and keeps its file and its certificate; never its reasons."""

import csv
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oneplan.disclosure.asked import Asked, Earlier
from oneplan.disclosure.gate import Paths, protect_release
from oneplan.disclosure.policies import Policy
from oneplan.disclosure.releases.dimensions import TOTAL, Dimension, make_dimension
from oneplan.disclosure.releases.rates import Rate
from oneplan.disclosure.releases.release import Release
from oneplan.disclosure.safe_table import SafeTable
from oneplan.errors import NotSafe

ANSWER, SAID, REST = "answer", "said so", "all others"
"""The column of answers, and its two codes: those who gave an answer that counts, and everybody else."""
Cell = tuple[str, ...]


@dataclass(frozen=True)
class Gated:
    """A table that came through the gate, with the texts that it can be opened from again."""

    table: SafeTable
    shown: str
    certificate: str

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is withheld."""
        return None not in self.table.cells.values()


@dataclass(frozen=True, eq=False)
class Column:
    """A dimension of a table, and the place in it of each pupil who is counted."""

    dimension: Dimension
    places: NDArray[np.int64]

    def of(self, pupils: NDArray[np.bool_]) -> "Column":
        """The same for some of the pupils."""
        return Column(self.dimension, self.places[pupils])

    @property
    def used(self) -> tuple[str, ...]:
        """The codes of these pupils."""
        return tuple(
            self.dimension.codes[place] for place in np.flatnonzero(np.bincount(self.places)).tolist()
        )


@dataclass(frozen=True)
class Room:
    """Where the gate works: its rules, a folder of its own, and the hierarchies that lie in it."""

    policy: Policy
    folder: Path
    hierarchies: Mapping[str, Path]


def make_column(name: str, codes: pl.Series, *, pairs: Iterable[tuple[str, str]] = ()) -> Column:
    """A column from the code of each pupil."""
    dimension = make_dimension(name, codes.unique().to_list(), pairs=pairs)
    places = codes.cast(pl.Enum(dimension.codes)).to_physical().to_numpy()
    return Column(dimension, places.astype(np.int64))


def make_answers(said: NDArray[np.bool_]) -> Column:
    """The column of answers from who gave one that counts."""
    dimension = make_dimension(ANSWER, (SAID, REST))
    at = {code: place for place, code in enumerate(dimension.codes)}
    return Column(dimension, np.where(said, at[SAID], at[REST]).astype(np.int64))


def write_pairs(pairs: Iterable[tuple[str, str]], path: Path) -> Path:
    """A hierarchy as the audit reads it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("child", "parent"), *pairs])
    return path


def gate(
    columns: Sequence[Column],
    tables: Sequence[Sequence[str]],
    *,
    room: Room,
    must_show: Iterable[Cell] = (),
    withhold: Collection[Cell] = (),
    worth: Mapping[Cell, float] | None = None,
    is_rate: bool = True,
) -> Gated:
    """Take tables of some pupils through the gate together.

    Parameters
    ----------
    columns
        Of the same pupils; the last is that of the answers.
    must_show
        Cells that a reader knows, or that other tables show.
    withhold
        Cells that tables of other questions withhold, so that these withhold them too.
    worth
        What it is worth to show a cell, where that is not its value.

    Raises
    ------
    NotSafe
        When no safe table shows these cells.
    """
    codes, children = _count(columns)
    asked = Asked(
        Release(
            dimensions=tuple(column.dimension for column in columns),
            codes=codes,
            children=children,
            tables=tuple(tuple(table) for table in tables),
        ),
        room.policy,
        hierarchies=tuple(
            (column.dimension.name, room.hierarchies[column.dimension.name])
            for column in columns
            if column.dimension.name in room.hierarchies
        ),
        earlier=Earlier(protect=frozenset(withhold)),
        worth=worth or {},
        must_show=tuple(must_show),
        rate=Rate(ANSWER, SAID) if is_rate else None,
    )
    with tempfile.NamedTemporaryFile(dir=room.folder, suffix=".csv") as file:
        out = Path(file.name)
        # Without a path for the certificate the gate keeps no reasons.
        passed = protect_release(asked, Paths(out))
        return Gated(passed.table, out.read_text(encoding="utf-8"), passed.certificate.to_json())


def _count(columns: Sequence[Column]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Each combination of codes that holds a pupil, and how many it holds."""
    sizes = tuple(len(column.dimension.codes) for column in columns)
    children = np.bincount(np.ravel_multi_index(tuple(column.places for column in columns), sizes))
    found = np.flatnonzero(children)
    return np.stack(np.unravel_index(found, sizes), axis=1).astype(np.int32), children[found]


def known_cells(column: Column, *, at: int, of: int) -> tuple[Cell, ...]:
    """The cells of all pupils at each code of a column that holds any, and of all together.

    `at` is the column's place among `of` columns.
    """
    every = {upper for code in column.used for upper in column.dimension.all_above(code)}
    return tuple(tuple(code if place == at else TOTAL for place in range(of)) for code in sorted(every))


def check_large(said: NDArray[np.bool_], *, least: int) -> None:
    """Refuse what so few said, or so few did not say, that its total would be withheld.

    Raises
    ------
    NotSafe
        With what a reader may know of it.
    """
    if said.sum() < least or (~said).sum() < least:
        raise NotSafe("Too few pupils, or too nearly all, gave these answers to show anything of them.")
