"""What the gate is asked for, and how a policy's rule becomes the engine's problem."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.engine.protecting import NO_CEILING, Problem
from oneplan.disclosure.policies import Policy
from oneplan.disclosure.releases.magnitudes import (
    Magnitude,
    check_amounts,
    find_alike,
    find_dominated,
    hold,
)
from oneplan.disclosure.releases.rates import Halves, Rate, add_empty_halves, check_rate, find_halves
from oneplan.disclosure.releases.release import Release, ReleaseCells, cells_of, names_of
from oneplan.errors import NotFound, NotValid

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
    rate
        Which dimension splits every group into cases and others. Percentages are printed then, and the
        policy's rule on groups that are all cases or none is applied.
    all_or_none
        Groups that this rule is applied to however many children they have.
    magnitude
        What is added up beside the children, where the release has a sum.
    """

    release: Release
    policy: Policy
    hierarchies: tuple[tuple[str, Path], ...] = ()
    earlier: Earlier = Earlier()
    worth: Mapping[Cell, float] = field(default_factory=dict)
    must_show: tuple[Cell, ...] = ()
    rate: Rate | None = None
    all_or_none: frozenset[Cell] = frozenset()
    magnitude: Magnitude | None = None


@dataclass(frozen=True)
class Prepared:
    """The cells of a release by name, and which of them may not be worked out.

    Attributes
    ----------
    small
        (cells) those that are withheld by their rule: small counts, and halves of a group that is all
        cases or none.
    release
        The release with the empty halves of such groups as inner cells, so that they can be withheld.
    halves
        The cells as halves of groups, where there is a rate.
    dominated
        (cells) those whose sum is withheld by its own rule: it rests on too few contributors, or says the
        same of every child in a small group.
    """

    cells: ReleaseCells
    names: Sequence[Cell]
    small: NDArray[np.bool_]
    release: Release
    halves: Halves
    dominated: NDArray[np.bool_]

    @property
    def never(self) -> NDArray[np.bool_]:
        """(cells) those that have a rule of their own not to be shown."""
        return self.small | self.dominated


def prepare(asked: Asked) -> Prepared:
    """Every cell of the release that holds a child, and whether its rule withholds it.

    Raises
    ------
    NotFound
        When a cell that must be shown is not in the release.
    NotValid
        When the policy is for cubes alone.
    """
    if asked.policy.is_for_cubes:
        raise NotValid(
            f"{asked.policy.name} is for cubes, not for single tables. Choose nhs_subnational, which rounds"
            " as well."
        )
    cells, names = _named_cells(asked.release)
    nowhere = np.zeros(len(cells), bool)
    release, halves = asked.release, Halves(nowhere, nowhere)
    if asked.rate:
        column = check_rate(release, asked.rate)
        if asked.policy.withholds_classes:
            halves = _halves_of(asked, cells, names=names, column=column)
            release = add_empty_halves(release, cells, told=halves.all_or_none, column=column)
            cells, names = _named_cells(release)
            halves = _halves_of(asked, cells, names=names, column=column)
    absent = set(asked.must_show) - set(names)
    if absent:
        raise NotFound(
            f"The cell {' × '.join(min(absent))} must be shown, but holds no child here. Check its codes."
        )
    small = (cells.value > 0) & (cells.value <= asked.policy.withhold_to)
    small |= chosen(names, asked.earlier.protect) | halves.all_or_none
    return Prepared(cells, names, small, release, halves, _find_dominated(asked, cells))


def _find_dominated(asked: Asked, cells: ReleaseCells) -> NDArray[np.bool_]:
    magnitude, policy = asked.magnitude, asked.policy
    if magnitude is None:
        return np.zeros(len(cells), bool)
    if asked.rate:
        raise NotValid("A rate and a sum cannot go out in one file. Make two releases, each with a ledger.")
    if policy.asks_for_contributors and not magnitude.contributor:
        raise NotValid(
            f"The policy {policy.name} asks on how many contributors a sum rests. Name the column that says "
            "who they are, such as --contributor school."
        )
    check_amounts(asked.release, magnitude)
    holdings = hold(asked.release, cells)
    alike = find_alike(holdings, policy, scale=magnitude.scale)
    return alike | find_dominated(holdings, policy) if policy.asks_for_contributors else alike


def _named_cells(release: Release) -> tuple[ReleaseCells, list[Cell]]:
    cells = cells_of(release)
    return cells, list(zip(*names_of(release, cells.codes), strict=True))


def _halves_of(asked: Asked, cells: ReleaseCells, *, names: Sequence[Cell], column: int) -> Halves:
    most, also = asked.policy.class_size, asked.all_or_none
    return find_halves(names, cells.value, column=column, most=most, also=also)


def chosen(names: Sequence[Cell], wanted: Collection[Cell]) -> NDArray[np.bool_]:
    """Which of these cells are wanted."""
    if not wanted:
        return np.zeros(len(names), bool)
    return np.fromiter((name in wanted for name in names), bool, len(names))


def make_problem(asked: Asked, prepared: Prepared, *, beside: NDArray[np.bool_] | None = None) -> Problem:
    """What the engine has to keep open, cell by cell; cells beside small ones may be withheld already."""
    policy, value, small = asked.policy, prepared.cells.value, prepared.small
    never = prepared.never if beside is None else prepared.never | beside
    nothing = np.zeros(len(value), np.int32)
    everything_open = small & policy.keep_all & (value > 0) & (value <= policy.withhold_to)
    worth = value.astype(float)
    if asked.worth:
        worth = np.array([asked.worth.get(name, of) for name, of in zip(prepared.names, worth, strict=True)])
    floors = asked.earlier.floors
    least = np.where(prepared.halves.may_be_none, 0, 1).tolist()
    known = [
        min(floors.get(name, low), of)
        for name, of, low in zip(prepared.names, value.tolist(), least, strict=True)
    ]
    ceilings = asked.earlier.ceilings
    return Problem(
        start=prepared.cells.start,
        inner=prepared.cells.inner,
        children=prepared.release.children,
        floor=np.array(known, np.int64),
        ceiling=np.array([ceilings.get(name, NO_CEILING) for name in prepared.names], np.int64),
        span=np.where(small & ~everything_open, policy.values_kept - 1, never & ~small).astype(np.int32),
        up=np.where(everything_open, policy.withhold_to - value, nothing).astype(np.int32),
        down=np.where(everything_open, value - policy.lowest_withheld, nothing).astype(np.int32),
        worth=worth,
        never=never,
        must=chosen(prepared.names, {*asked.must_show, *asked.earlier.known}),
    )
