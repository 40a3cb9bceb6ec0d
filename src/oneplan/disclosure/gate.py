"""The gate: a whole release goes in, and comes out safe, written, audited and certified, or not at all."""

import csv
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from oneplan.disclosure.asked import Asked, Prepared, chosen, make_problem, prepare
from oneplan.disclosure.auditor.auditing import Audit, Rule, audit
from oneplan.disclosure.auditor.certificate import Certificate
from oneplan.disclosure.auditor.ranges import Claim
from oneplan.disclosure.engine.protecting import Pattern, protect
from oneplan.disclosure.policies import Policy, say_stricter
from oneplan.disclosure.releases.files import write_cells
from oneplan.disclosure.rounding.pictures import find_pictures, make_ranges
from oneplan.disclosure.rounding.rounding import round_to_base, withhold_beside
from oneplan.disclosure.safe_table import SafeTable, seal_table
from oneplan.errors import NotSafe

Progress = Callable[[str, int, int], None]

SMALL, BESIDE = "small", "beside a small one"
_BY_HAND = (
    "This policy also has rules on groups that are all yes or all no, on answers, on areas or on schools. "
    "They are not applied here: check them by hand."
)
_MOST_ROUNDS = 8
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
    prepared = prepare(asked)
    protected = _suppress if asked.policy.method == "suppression" else _round
    done = protected(_Desk(asked, prepared, paths, progress), time_limit)
    if not done.found.certificate.safe:
        paths.out.unlink(missing_ok=True)
        raise NotSafe(_why_not(done.found.certificate))
    certificate = replace(
        done.found.certificate,
        notes=(*done.found.certificate.notes, *_notes(asked.policy, finished=done.finished)),
        working_file=paths.working.name if paths.working else None,
        seconds=round(time.monotonic() - began, 3),
    )
    if paths.certificate and paths.working:
        certificate.write(paths.certificate)
        _write_reasons(paths.working, asked, prepared, shown=done.shown)
    values = dict(zip(prepared.names, _values(prepared, done.shown, base=asked.policy.base), strict=True))
    table = seal_table(
        _dimensions(asked), values, policy=asked.policy, certificate=certificate, base=asked.policy.base
    )
    return Passed(table, certificate, done.finished, _loss(prepared, done.shown))


def _notes(policy: Policy, *, finished: bool) -> tuple[str, ...]:
    notes = tuple(filter(None, (say_stricter(policy), "" if finished else _UNFINISHED)))
    asks_more = policy.class_disclosure or policy.least_schools or policy.least_base
    return (*notes, _BY_HAND) if asks_more else notes


@dataclass(frozen=True)
class _Desk:
    """What lies before the gate while it works."""

    asked: Asked
    prepared: Prepared
    paths: Paths
    progress: Progress | None


@dataclass(frozen=True)
class _Done:
    """What was decided, and what the audit of the finished file found."""

    shown: NDArray[np.bool_]
    found: Audit
    finished: bool


def _suppress(desk: _Desk, time_limit: float | None) -> _Done:
    """Withhold, write and audit; a cell beside a small one that can be worked out anyway is then shown."""
    prepared, progress = desk.prepared, desk.progress
    pattern = protect(
        make_problem(desk.asked, prepared),
        time_limit=time_limit,
        progress=progress and (lambda done, of: progress("Choosing what to withhold", done, of)),
    )
    keep = desk.asked.policy.values_kept
    wide = np.flatnonzero(prepared.small).tolist() if keep > 2 else []
    rule = Rule(
        desk.asked.policy.name,
        wide={prepared.names[cell]: keep for cell in wide},
        floors=_known_floors(desk),
        small_difference=desk.asked.policy.withhold_to,
    )
    shown = pattern.shown
    found = _write_and_audit(desk, shown, rule=rule, claim=_claim(prepared, pattern, shown))
    told = chosen(prepared.names, found.exact)
    if told.any() and not (told & prepared.small).any():
        shown = shown | told
        found = _write_and_audit(desk, shown, rule=rule, claim=_claim(prepared, pattern, shown))
    return _Done(shown, found, pattern.finished)


def _known_floors(desk: _Desk) -> dict[tuple[str, ...], int]:
    value = zip(desk.prepared.names, desk.prepared.cells.value.tolist(), strict=True)
    floors = desk.asked.earlier.floors
    return {name: min(floors[name], of) for name, of in value if name in floors}


def _claim(prepared: Prepared, pattern: Pattern, shown: NDArray[np.bool_]) -> Claim:
    withheld = np.flatnonzero(~shown).tolist()
    names = [prepared.names[cell] for cell in withheld]
    return Claim(names, base=prepared.cells.value[withheld], changes=pattern.witnesses[:, withheld])


def _round(desk: _Desk, time_limit: float | None) -> _Done:
    """Round, withhold what is small, write and audit; where one can be worked out, withhold beside it."""
    prepared, policy = desk.prepared, desk.asked.policy
    cells = prepared.cells
    until = None if time_limit is None else time.monotonic() + time_limit
    holds = csr_matrix((np.ones(len(cells.inner)), cells.inner, cells.start))
    shown = ~prepared.small
    # Once larger counts are withheld too, a reader no longer knows that a withheld one is small.
    most: int | None = policy.withhold_to
    for _ in range(_MOST_ROUNDS):
        rule = Rule(policy.name, base=policy.base, withheld_most=most)
        found = _write_and_audit(desk, shown, rule=rule, claim=_claim_of_rounded(desk, shown, most=most))
        exact = chosen(prepared.names, found.exact)
        if not exact.any() or (until is not None and time.monotonic() > until):
            break
        shown, most = ~withhold_beside(exact, value=cells.value, withheld=~shown, holds=holds), None
    return _Done(shown, found, finished=True)


def _claim_of_rounded(desk: _Desk, shown: NDArray[np.bool_], *, most: int | None) -> Claim:
    """Other counts that would be rounded alike, for each withheld cell, as far as they are near."""
    cells, base = desk.prepared.cells, desk.asked.policy.base
    rounded = round_to_base(cells.value, base)
    low = np.where(shown, np.maximum(rounded - base // 2, (most or 0) + 1), 1)
    high = np.where(shown, rounded - base // 2 + base - 1, most or np.iinfo(np.int64).max)
    ranges = make_ranges(cells.start, cells.inner, children=desk.asked.release.children, low=low, high=high)
    pictures = find_pictures(ranges, np.flatnonzero(~shown))
    return Claim(desk.prepared.names, base=cells.value, changes=pictures)


def _write_and_audit(
    desk: _Desk, shown: NDArray[np.bool_], *, rule: Rule, claim: Claim | None = None
) -> Audit:
    columns = list(zip(*desk.prepared.names, strict=True))
    values = _values(desk.prepared, shown, base=desk.asked.policy.base)
    write_cells(desk.paths.out, names=_dimensions(desk.asked), codes=columns, values=values)
    progress = desk.progress
    return audit(
        [desk.paths.out],
        hierarchies=desk.asked.hierarchies,
        rule=rule,
        claim=claim,
        progress=progress and (lambda done, of: progress("Auditing what a reader gets", done, of)),
    )


def _dimensions(asked: Asked) -> tuple[str, ...]:
    return tuple(one.name for one in asked.release.dimensions)


def _values(prepared: Prepared, shown: NDArray[np.bool_], *, base: int) -> list[int | None]:
    values = round_to_base(prepared.cells.value, base).tolist()
    return [value if seen else None for value, seen in zip(values, shown.tolist(), strict=True)]


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
