"""What the gate is asked for, and how a policy's rule becomes the engine's problem."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.engine.protecting import NO_CEILING, Problem
from oneplan.disclosure.policies import Policy
from oneplan.disclosure.releases.release import Release, ReleaseCells, cells_of, names_of
from oneplan.errors import NotFound

Cell = tuple[str, ...]


@dataclass(frozen=True)
class Earlier:
    """What a reader already has of these cells.

    Attributes
    ----------
    known
        Cells that were shown of the same children: they are shown again, or nothing is.
    protect
        Cells whose value would tell a small difference from what was shown of other children.
    floors
        The lowest value that a reader knows a cell to have.
    ceilings
        The highest, where a rounded value of the same children is out.
    """

    known: frozenset[Cell] = frozenset()
    protect: frozenset[Cell] = frozenset()
    floors: Mapping[Cell, int] = field(default_factory=dict)
    ceilings: Mapping[Cell, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A release that is to go out, and under which rules.

    Attributes
    ----------
    hierarchies
        The files of the hierarchies, by the names of their dimensions: the audit reads them by itself.
    worth
        What it is worth to show a cell, where it is not simply its value: the highest are shown first.
    must_show
        Cells that have to be shown.
    """

    release: Release
    policy: Policy
    hierarchies: tuple[tuple[str, Path], ...] = ()
    earlier: Earlier = Earlier()
    worth: Mapping[Cell, float] = field(default_factory=dict)
    must_show: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """The cells of a release by name, and which of them may not be worked out."""

    cells: ReleaseCells
    names: Sequence[Cell]
    small: NDArray[np.bool_]


def prepare(asked: Asked) -> Prepared:
    """Every cell of the release that holds a child, and whether its rule withholds it.

    Raises
    ------
    NotFound
        When a cell that must be shown is not in the release.
    """
    cells = cells_of(asked.release)
    names: list[Cell] = list(zip(*names_of(asked.release, cells.codes), strict=True))
    absent = set(asked.must_show) - set(names)
    if absent:
        raise NotFound(
            f"The cell {' × '.join(min(absent))} must be shown, but holds no child here. Check its codes."
        )
    small = (cells.value <= asked.policy.withhold_to) | chosen(names, asked.earlier.protect)
    return Prepared(cells, names, small)


def chosen(names: Sequence[Cell], wanted: Collection[Cell]) -> NDArray[np.bool_]:
    """Which of these cells are wanted."""
    if not wanted:
        return np.zeros(len(names), bool)
    return np.fromiter((name in wanted for name in names), bool, len(names))


def make_problem(asked: Asked, prepared: Prepared) -> Problem:
    """What the engine has to keep open, cell by cell."""
    policy, value, small = asked.policy, prepared.cells.value, prepared.small
    nothing = np.zeros(len(value), np.int32)
    everything_open = small & policy.keep_all & (value <= policy.withhold_to)
    worth = value.astype(float)
    if asked.worth:
        worth = np.array([asked.worth.get(name, of) for name, of in zip(prepared.names, worth, strict=True)])
    floors = asked.earlier.floors
    known = [min(floors.get(name, 1), of) for name, of in zip(prepared.names, value.tolist(), strict=True)]
    ceilings = asked.earlier.ceilings
    return Problem(
        start=prepared.cells.start,
        inner=prepared.cells.inner,
        children=asked.release.children,
        floor=np.array(known, np.int64) if floors else np.ones(len(value), np.int64),
        ceiling=np.array([ceilings.get(name, NO_CEILING) for name in prepared.names], np.int64),
        span=np.where(small & ~everything_open, policy.keep_values - 1, 0).astype(np.int32),
        up=np.where(everything_open, policy.withhold_to - value, nothing).astype(np.int32),
        down=np.where(everything_open, value - policy.lowest_withheld, nothing).astype(np.int32),
        worth=worth,
        never=small,
        must=chosen(prepared.names, {*asked.must_show, *asked.earlier.known}),
    )
