"""What lies before the gate while it decides: it writes the finished file, and has it audited."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from oneplan.disclosure.asked import Asked, Prepared
from oneplan.disclosure.auditor.auditing import Audit, audit
from oneplan.disclosure.auditor.claims import Claim
from oneplan.disclosure.auditor.classes import Split
from oneplan.disclosure.auditor.rules import Rule
from oneplan.disclosure.engine.widening import Widened
from oneplan.disclosure.releases.files import PERCENTAGE, write_cells
from oneplan.disclosure.releases.rates import to_percentages
from oneplan.disclosure.releases.release import Release, names_of
from oneplan.disclosure.rounding.rounding import round_to_base
from oneplan.disclosure.summing import find_summing

Progress = Callable[[str, int, int], None]
_LEAST_OF_CIRCLE = 3


@dataclass(frozen=True)
class Desk:
    """What lies before the gate while it works."""

    asked: Asked
    prepared: Prepared
    out: Path
    progress: Progress | None


@dataclass(frozen=True)
class Done:
    """What was decided, and what the audit of the finished file found."""

    shown: NDArray[np.bool_]
    found: Audit
    finished: bool


def write_and_audit(
    desk: Desk, shown: NDArray[np.bool_], *, rule: Rule, claim: Claim, summed: Widened | None = None
) -> Audit:
    """Write the file for readers, and have it audited as it is read back."""
    columns = list(zip(*desk.prepared.names, strict=True))
    values = values_shown(desk.prepared, shown, base=desk.asked.policy.base)
    beside = _percentages(desk, values)
    summing = find_summing(desk.asked, desk.prepared)
    if summing and summed:
        beside = summing.write(values, summed.shown)
        rule = replace(rule, sums=summing.make_rule(summed.shown))
        claim = summing.claim(claim, summed)
    write_cells(
        desk.out,
        names=dimensions_of(desk.asked),
        codes=columns,
        values=values,
        beside=beside,
    )
    progress = desk.progress
    return audit(
        [desk.out],
        hierarchies=desk.asked.hierarchies,
        rule=rule,
        claim=claim,
        progress=progress and (lambda done, of: progress("Auditing what a reader gets", done, of)),
    )


def _percentages(desk: Desk, values: list[int | None]) -> dict[str, list[str]]:
    rate, decimals = desk.asked.rate, desk.asked.policy.percentage_decimals
    if rate is None:
        return {}
    column, names = dimensions_of(desk.asked).index(rate.dimension), desk.prepared.names
    return {PERCENTAGE: to_percentages(names, values, column=column, case=rate.case, decimals=decimals)}


def dimensions_of(asked: Asked) -> tuple[str, ...]:
    """The names of the columns of codes."""
    return tuple(one.name for one in asked.release.dimensions)


def values_shown(prepared: Prepared, shown: NDArray[np.bool_], *, base: int) -> list[int | None]:
    """What a reader gets of each cell, None where it is withheld."""
    values = round_to_base(prepared.cells.value, base).tolist()
    return [value if seen else None for value, seen in zip(values, shown.tolist(), strict=True)]


def open_sums(desk: Desk, shown: NDArray[np.bool_], *, until: float | None) -> Widened | None:
    """Which sums can be shown where these counts are, where the release has sums."""
    summing, progress = find_summing(desk.asked, desk.prepared), desk.progress
    if summing is None:
        return None
    return summing.widen(
        shown,
        until=until,
        progress=progress and (lambda done, of: progress("Choosing which sums to withhold", done, of)),
    )


def split_of(desk: Desk) -> Split | None:
    """What the audit is told of the rate: the strictest that a reader could know of withheld halves."""
    asked, prepared = desk.asked, desk.prepared
    if asked.rate is None:
        return None
    hold = np.flatnonzero(~prepared.halves.may_be_none).tolist()
    most = asked.policy.class_size if asked.policy.class_disclosure else 0
    return Split(asked.rate.dimension, most, frozenset(prepared.names[cell] for cell in hold))


def known_floors(desk: Desk) -> dict[tuple[str, ...], int]:
    """The lowest value that a reader knows of a cell from earlier releases, where there were any."""
    value = zip(desk.prepared.names, desk.prepared.cells.value.tolist(), strict=True)
    floors = desk.asked.earlier.floors
    return {name: min(floors[name], of) for name, of in value if name in floors}


def of_children(release: Release, *, base: NDArray[np.int64], changes: csr_matrix) -> Claim | None:
    """The pictures of the children themselves: only three tables and more can go round in a circle."""
    if len(release.tables) < _LEAST_OF_CIRCLE:
        return None
    names = list(zip(*names_of(release, release.codes), strict=True))
    return Claim(names, base=base, changes=changes)


def which_hold(prepared: Prepared) -> csr_matrix:
    """(cells × inner cells) which inner cells each cell holds."""
    cells = prepared.cells
    return csr_matrix((np.ones(len(cells.inner), np.int64), cells.inner, cells.start))
