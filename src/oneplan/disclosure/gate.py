"""The gate: a whole release goes in, and comes out safe, written, audited and certified, or not at all."""

import csv
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.asked import Asked, Cell, Prepared, chosen, make_problem, prepare
from oneplan.disclosure.auditor.auditing import Audit, Rule, audit
from oneplan.disclosure.auditor.certificate import Certificate
from oneplan.disclosure.auditor.ranges import Claim
from oneplan.disclosure.engine.protecting import Pattern, protect
from oneplan.disclosure.releases.files import write_cells
from oneplan.disclosure.safe_table import SafeTable, seal_table
from oneplan.errors import NotSafe

Progress = Callable[[str, int, int], None]

SMALL, BESIDE = "small", "beside a small one"
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
    """Protect a release by withholding cells, write it, audit what was written, and certify it.

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
    prepared = prepare(asked)
    pattern = protect(
        make_problem(asked, prepared),
        time_limit=time_limit,
        progress=progress and (lambda done, of: progress("Choosing what to withhold", done, of)),
    )
    shown, found = _write_and_audit(asked, prepared, pattern=pattern, paths=paths, progress=progress)
    if not found.certificate.safe:
        paths.out.unlink(missing_ok=True)
        raise NotSafe(_why_not(found.certificate))
    certificate = replace(
        found.certificate,
        notes=(*found.certificate.notes, *(() if pattern.finished else (_UNFINISHED,))),
        working_file=paths.working.name if paths.working else None,
        seconds=round(time.monotonic() - began, 3),
    )
    if paths.certificate and paths.working:
        certificate.write(paths.certificate)
        _write_reasons(paths.working, asked, prepared, shown=shown)
    table = seal_table(
        _dimensions(asked), _values(prepared, shown), policy=asked.policy, certificate=certificate
    )
    return Passed(table, certificate, pattern.finished, _loss(prepared, shown))


def _dimensions(asked: Asked) -> tuple[str, ...]:
    return tuple(one.name for one in asked.release.dimensions)


def _values(prepared: Prepared, shown: NDArray[np.bool_]) -> dict[Cell, int | None]:
    values = prepared.cells.value.tolist()
    return {
        name: value if seen else None
        for name, value, seen in zip(prepared.names, values, shown.tolist(), strict=True)
    }


def _write_and_audit(
    asked: Asked, prepared: Prepared, *, pattern: Pattern, paths: Paths, progress: Progress | None
) -> tuple[NDArray[np.bool_], Audit]:
    """Write the file and audit it; a cell beside a small one that can be worked out anyway is then shown."""
    shown = pattern.shown
    found = _audit_one(asked, prepared, shown=shown, pattern=pattern, paths=paths, progress=progress)
    told = chosen(prepared.names, found.exact)
    if told.any() and not (told & prepared.small).any():
        shown = shown | told
        found = _audit_one(asked, prepared, shown=shown, pattern=pattern, paths=paths, progress=progress)
    return shown, found


def _audit_one(
    asked: Asked,
    prepared: Prepared,
    *,
    shown: NDArray[np.bool_],
    pattern: Pattern,
    paths: Paths,
    progress: Progress | None,
) -> Audit:
    columns = list(zip(*prepared.names, strict=True))
    values = [
        value if seen else None for value, seen in zip(prepared.cells.value.tolist(), shown, strict=True)
    ]
    write_cells(paths.out, names=_dimensions(asked), codes=columns, values=values)
    withheld = np.flatnonzero(~shown).tolist()
    claim = Claim(
        names=[prepared.names[cell] for cell in withheld],
        base=prepared.cells.value[withheld],
        changes=pattern.witnesses[:, withheld],
    )
    keep = asked.policy.keep_values
    small = np.flatnonzero(prepared.small).tolist() if keep > 2 else []
    return audit(
        [paths.out],
        hierarchies=asked.hierarchies,
        rule=Rule(asked.policy.name, wide={prepared.names[cell]: keep for cell in small}),
        claim=claim,
        progress=progress and (lambda done, of: progress("Auditing what a reader gets", done, of)),
    )


def _why_not(certificate: Certificate) -> str:
    if not certificate.complete:
        return "The audit did not end, so nothing is released. Choose fewer tables, or merge levels."
    return "The audit found cells that a reader could work out, so nothing is released. Merge levels first."


def _write_reasons(path: Path, asked: Asked, prepared: Prepared, *, shown: NDArray[np.bool_]) -> None:
    """Write why each cell is withheld, for the eyes of its makers alone."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*_dimensions(asked), "children", "reason"])
        for cell in np.flatnonzero(~shown).tolist():
            reason = SMALL if prepared.small[cell] else BESIDE
            writer.writerow([*prepared.names[cell], prepared.cells.value[cell], reason])


def _loss(prepared: Prepared, shown: NDArray[np.bool_]) -> dict[str, float]:
    beside = ~shown & ~prepared.small
    value = prepared.cells.value
    return {
        "cells": len(value),
        "small": int(prepared.small.sum()),
        "beside": int(beside.sum()),
        "share_of_value": float(value[beside].sum() / value.sum()),
    }
