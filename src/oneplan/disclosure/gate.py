"""The gate: a whole release goes in, and comes out safe, written, audited and certified, or not at all."""

import csv
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.asked import Asked, Prepared, prepare
from oneplan.disclosure.auditor.certificate import Certificate
from oneplan.disclosure.desk import Desk, Done, Progress, dimensions_of, values_shown
from oneplan.disclosure.explaining import notes_of, why_not
from oneplan.disclosure.rounding_off import round_off
from oneplan.disclosure.safe_table import SafeTable, seal_table, sums_in
from oneplan.disclosure.suppressing import suppress, suppress_with_sums
from oneplan.errors import NotSafe

__all__ = ["Passed", "Paths", "Progress", "protect_release"]

SMALL, ALL_OR_NONE, BESIDE = "small", "all or none of its group", "beside a small one"
FEW = "its sum rests on too few contributors, on one above all, or is the same for each child"
_MOST_ROUNDS = 8


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
        raise NotSafe(why_not(done.found.certificate))
    certificate = replace(
        done.found.certificate,
        notes=(
            *done.found.certificate.notes,
            *notes_of(
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
        done = _by_method(Desk(asked, prepared, paths.out, progress), time_limit)
        told = frozenset(done.found.told) - asked.all_or_none
        if not told or not asked.policy.withholds_classes:
            break
        asked = replace(asked, all_or_none=asked.all_or_none | told)
    return prepared, done


def _by_method(desk: Desk, time_limit: float | None) -> Done:
    """Write what may be shown by the method of its policy, and say what the audit of it found."""
    if desk.asked.policy.method != "suppression":
        return round_off(desk, time_limit)
    return suppress_with_sums(desk, time_limit) if desk.asked.magnitude else suppress(desk, time_limit)


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
