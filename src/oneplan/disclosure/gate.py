"""The gate: a whole release goes in, and comes out safe, written, audited and certified, or not at all."""

import csv
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.records import Records
from oneplan.disclosure.asked import Asked, Prepared, prepare
from oneplan.disclosure.auditor.certificate import Certificate
from oneplan.disclosure.cubes.cube import DEEPEST, make_cube
from oneplan.disclosure.cubes.finished import audit_cube, write_tables
from oneplan.disclosure.cubes.hiding import hide_small
from oneplan.disclosure.deciding import Desk, Done, Progress, decide, dimensions_of, values_shown
from oneplan.disclosure.policies import Policy, say_stricter
from oneplan.disclosure.safe_table import SafeTable, seal_table, sums_in
from oneplan.errors import NotSafe, NotValid

__all__ = ["Passed", "PassedCube", "Paths", "Progress", "protect_release", "release_cube"]

SMALL, ALL_OR_NONE, BESIDE = "small", "all or none of its group", "beside a small one"
FEW = "its sum rests on too few contributors, on one above all, or is the same for each child"
_MOST_ROUNDS = 8
_BY_HAND = "This policy also has rules on {}. They are not applied here: check them by hand."
_UNFINISHED = "The time was up before every cell was considered: more is withheld than need be."


@dataclass(frozen=True)
class Paths:
    """Where a release is written: the file for readers, and the certificate."""

    out: Path
    certificate: Path | None = None

    @property
    def working(self) -> Path | None:
        """The private file with the reasons, beside the certificate."""
        if self.certificate is None:
            return None
        return self.certificate.with_name(f"{self.certificate.stem}.working.csv")


@dataclass(frozen=True)
class Passed:
    """What came through the gate.

    Attributes
    ----------
    table
        What may be shown.
    certificate
        What the audit found.
    finished
        False where the time was up and more was left withheld than need be.
    loss
        Inside only: how many cells are small, how many are withheld beside them, and the share of the value
        of all cells that these hold.
    """

    table: SafeTable
    certificate: Certificate
    finished: bool
    loss: Mapping[str, float]


def protect_release(
    asked: Asked, paths: Paths, *, time_limit: float | None = None, progress: Progress | None = None
) -> Passed:
    """Protect a release by its policy, write it, audit what was written, and certify it.

    Parameters
    ----------
    asked
        The release and its rules.
    paths
        Where to write. Without a certificate's path the reasons are not kept at all.
    time_limit
        Seconds for choosing what to withhold. Cells not considered by then stay withheld.
    progress
        Called with what is being done, how much of it is done, and of how much.

    Raises
    ------
    NotSafe
        When the audit finds a cell out or does not end, or a cell that must be shown cannot be. Nothing is
        left behind then.
    """
    began = time.monotonic()
    prepared, done = _decide(asked, paths, time_limit=time_limit, progress=progress)
    if not done.found.certificate.safe:
        paths.out.unlink(missing_ok=True)
        raise NotSafe(_why_not(done.found.certificate))
    certificate = replace(
        done.found.certificate,
        notes=(
            *done.found.certificate.notes,
            *_notes(
                asked.policy,
                finished=done.finished,
                with_rate=asked.rate is not None,
                with_sum=asked.magnitude is not None,
            ),
        ),
        working_file=paths.working.name if paths.working else None,
        seconds=round(time.monotonic() - began, 3),
    )
    if paths.certificate and paths.working:
        certificate.write(paths.certificate)
        _write_reasons(paths.working, asked, prepared, shown=done.shown)
    values = dict(
        zip(prepared.names, values_shown(prepared, done.shown, base=asked.policy.base), strict=True)
    )
    table = seal_table(
        dimensions_of(asked),
        values,
        policy=asked.policy,
        certificate=certificate,
        base=asked.policy.base,
        sums=sums_in(paths.out.read_text(encoding="utf-8")) if asked.magnitude else None,
    )
    return Passed(table, certificate, done.finished, _loss(prepared, done.shown))


def _decide(
    asked: Asked, paths: Paths, *, time_limit: float | None, progress: Progress | None
) -> tuple[Prepared, Done]:
    """Decide; a larger group that is all cases or none is taken for a small one once it is withheld."""
    for _ in range(_MOST_ROUNDS):
        prepared = prepare(asked)
        done = decide(Desk(asked, prepared, paths.out, progress), time_limit)
        told = frozenset(done.found.told) - asked.all_or_none
        if not told or not asked.policy.withholds_classes:
            break
        asked = replace(asked, all_or_none=asked.all_or_none | told)
    return prepared, done


@dataclass(frozen=True)
class PassedCube:
    """What came through the gate of a cube: a safe table for each outcome, by its name.

    Attributes
    ----------
    tables
        What may be shown; each has a column for each characteristic, and one of the outcome's name with the
        codes `yes` and `no`.
    certificate
        What the audit found of all of them together.
    """

    tables: Mapping[str, SafeTable]
    certificate: Certificate


def release_cube(
    records: Records,
    policy: Policy,
    *,
    folder: Path,
    depth: int = DEEPEST,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> PassedCube:
    """Take children through the gate as a cube: every group of one or two characteristics, every outcome.

    The counts are rounded; where one is small it is withheld, and the other answer of its group too. Each
    withheld count is proven open by other whole children of whom just the same would be shown.

    Parameters
    ----------
    records
        The children, with characteristics and outcomes, without weights. The proof needs each child, and
        nothing of any child leaves.
    policy
        One that rounds, such as `nhs_subnational`.
    folder
        Where to write a file for each outcome.
    depth
        How many characteristics a group fixes at most, 1 or 2.
    time_limit
        Seconds for the search for other children. What is not proven by then is refused.

    Raises
    ------
    NotValid
        When the policy does not round, or the records cannot be shown as a cube.
    NotSafe
        When no such children are found for some count: says which level to merge. Nothing is left behind.
    """
    _check_policy(policy)
    began = time.monotonic()
    cube = make_cube(records, depth=depth)
    hidden = hide_small(
        cube,
        policy,
        time_limit=time_limit,
        progress=progress and (lambda done, of: progress("Choosing what to withhold", done, of)),
    )
    folder.mkdir(parents=True, exist_ok=True)
    written = list(write_tables(cube, hidden, folder=folder, base=policy.base))
    found = audit_cube(
        cube,
        hidden,
        tables=written,
        policy=policy,
        progress=progress and (lambda done, of: progress("Auditing what a reader gets", done, of)),
    ).certificate
    if not found.safe:
        for one in written:
            one.path.unlink(missing_ok=True)
        raise NotSafe(_why_not(found))
    notes = (*found.notes, *_notes(policy, finished=True))
    certificate = replace(found, notes=notes, seconds=round(time.monotonic() - began, 3))
    tables = {
        one.outcome: seal_table(
            one.dimensions, one.cells, policy=policy, certificate=certificate, base=policy.base
        )
        for one in written
    }
    return PassedCube(tables, certificate)


def _check_policy(policy: Policy) -> None:
    if policy.method != "rounding":
        raise NotValid(
            f"A cube goes through a policy that rounds, and {policy.name} does not. Choose nhs_subnational."
        )
    if policy.keep_all:
        raise NotValid(
            f"{policy.name} has keep_all here, but that every small value stays possible is not proven of a"
            " cube. Set keep_values instead."
        )


def _notes(
    policy: Policy, *, finished: bool, with_rate: bool = False, with_sum: bool = False
) -> tuple[str, ...]:
    notes = tuple(filter(None, (say_stricter(policy), "" if finished else _UNFINISHED)))
    left = [
        rule
        for asks, rule in (
            (policy.class_disclosure and not with_rate, "groups that are all yes or all no"),
            (policy.least_schools and not with_sum, "schools"),
            (policy.least_base or policy.least_area, "answers and areas"),
        )
        if asks
    ]
    return (*notes, _BY_HAND.format(", and on ".join(left))) if left else notes


def _why_not(certificate: Certificate) -> str:
    if not certificate.complete:
        return " ".join(
            (
                "The audit did not end, so nothing is released. Choose fewer tables, or merge levels.",
                *certificate.notes,
            )
        )
    if certificate.classes:
        return (
            f"Small groups would be shown to be all cases or none ({certificate.classes} of them), so "
            "nothing is released. Merge levels, so that these groups are joined with others."
        )
    if certificate.sums and not certificate.sums.safe:
        return (
            "The audit found sums that a reader, or a contributor, could tell too well, so nothing is "
            "released. Merge levels, or leave the sum out."
        )
    return "The audit found cells that a reader could work out, so nothing is released. Merge levels first."


def _write_reasons(path: Path, asked: Asked, prepared: Prepared, *, shown: NDArray[np.bool_]) -> None:
    """Write why each cell is withheld, for the eyes of its makers alone."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*dimensions_of(asked), "children", "reason"])
        for cell in np.flatnonzero(~shown).tolist():
            writer.writerow([*prepared.names[cell], prepared.cells.value[cell], _reason(prepared, cell)])


def _reason(prepared: Prepared, cell: int) -> str:
    if prepared.halves.all_or_none[cell]:
        return ALL_OR_NONE
    if prepared.small[cell]:
        return SMALL
    return FEW if prepared.dominated[cell] else BESIDE


def _loss(prepared: Prepared, shown: NDArray[np.bool_]) -> dict[str, float]:
    beside = ~shown & ~prepared.never
    value = prepared.cells.value
    return {
        "cells": len(value),
        "small": int(prepared.small.sum()),
        "beside": int(beside.sum()),
        "share_of_value": float(value[beside].sum() / value.sum()),
    }
